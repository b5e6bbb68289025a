"""Triage from the screen: nothing is shown as done before the store has it on the disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.model import Verdict
from reader.store import Action, Annotate, Change, CutOff, Decide, Read, Row, Star, Store, Tag
from reader.tui.keyset import KeySet
from reader.tui.widgets.asker import Choice, Question, matching
from reader.tui.work.writing import MANY, Progress, doing

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen

DONE = {
    "drop": "dropped",
    "keep": "kept",
    "undecide": "decision taken back",
    "mark read": "marked as read",
    "mark unread": "marked as unread",
    "star": "starred",
    "unstar": "star taken away",
    "write note": "noted",
    "remove note": "note removed",
    "tag": "tagged",
    "tags": "tagged",
    "untag": "tag taken off:",
}
"""What has been done, for each label of the journal; tags by the first word."""


Chosen = Action | Sequence[Action]
"""What is done to articles as one step."""

LOOKED_AT = 500
"""Articles whose tags are proposed to be taken off."""


class TriageDesk:
    """Does triage actions on what the list has marked or its cursor is on."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self._last: Callable[[], None] | None = None

    # actions

    def decide(self, verdict: Verdict) -> None:
        """Keep or drop; what all targets have already is taken back."""

        def decide() -> None:
            keys = self._targets()

            def choose(store: Store) -> Decide:
                counts = store.counts_of(keys)
                decided = counts.dropped if verdict is Verdict.DROP else counts.kept
                return Decide(None if decided == counts.total > 0 else verdict)

            self._do(choose, keys, doing(Decide(verdict)), advance=True)
            self._to_repeat(Decide(verdict), advance=True)

        self._on_all_of_it(decide)

    def star(self) -> None:
        """Give or take the star."""

        def star() -> None:
            keys = self._targets()

            def choose(store: Store) -> Star:
                counts = store.counts_of(keys)
                action = Star(counts.starred < counts.total)
                self._to_repeat(action)
                return action

            self._do(choose, keys, doing(Star()))

        self._on_all_of_it(star)

    def toggle_read(self) -> None:
        """Mark read or unread."""

        def toggle() -> None:
            keys = self._targets()

            def choose(store: Store) -> Read:
                action = Read(store.counts_of(keys).unread > 0)
                self._to_repeat(action)
                return action

            self._do(choose, keys, doing(Read()))

        self._on_all_of_it(toggle)

    async def ask_tags(self) -> None:
        """Ask for tags and put them on, or with a minus take them off."""
        if self._partly_known:
            await self.reader.waiting.known()
        keys = self._targets()
        if not keys:
            return
        rows = self.reader.store.rows(keys[:LOOKED_AT])
        known = sorted({tag for row in rows.values() for tag in row.tags})
        answer = await self.reader.ask(
            Question(
                "tags",
                hint=f"now: {' '.join(known)}" if known else "urgent -later",
                choices=matching(Choice(f"-{tag}", f"-{tag}", "take off") for tag in known),
                free=True,
            )
        )
        actions = tagging(answer or "", known)
        if not actions:
            return

        def put(keys: Sequence[int]) -> None:
            action = actions[0] if len(actions) == 1 else actions
            self._do(lambda _: action, keys, doing(action))

        put(keys)
        self.to_repeat(lambda: self._on_all_of_it(lambda: put(self._targets())))

    async def ask_note(self) -> None:
        """Ask for the note on the article under the cursor."""
        key = self.reader.list.key
        if key is None:
            return
        old = self.reader.store.triage(key).note
        answer = await self.reader.ask(Question("note", value=old))
        if answer is not None and answer != old:
            note = Annotate(answer.strip())
            self._do(lambda _: note, [key], doing(note), marked=False)

    def _to_repeat(self, action: Chosen, *, advance: bool = False) -> None:
        def again() -> None:
            self._do(lambda _: action, self._targets(), doing(action), advance=advance)

        self.to_repeat(lambda: self._on_all_of_it(again))

    def to_repeat(self, action: Callable[[], None]) -> None:
        """This is what was done last, with whatever it is done to by then."""
        self._last = action

    def repeat(self) -> None:
        """Do the last action again."""
        if self._last is None:
            self.reader.say("nothing to repeat yet")
        else:
            self._last()

    def undo(self) -> None:
        """Take back the last action."""
        self._turn("undoing", "undone", "nothing to undo", back=True)

    def tell_cut(self, cut: CutOff) -> None:
        """Say what was cut off by a kill or a power cut, and what can be done about it."""
        keys, of = self.reader.keys, f"{cut.done:,} of {cut.total:,}"
        when = time.strftime("%d %b %H:%M", time.localtime(cut.at)).lstrip("0")
        undo, finish = keys.label("undo"), keys.label("finish") or ":finish"
        if cut.back:
            said = f"undoing {cut.label}, {of} · {finish} does the rest"
        else:
            said = f"{done(cut.label)} {of} · {undo} takes it back · {finish} does the rest"
        self.reader.say(f"cut off {when}: {said}", alarm=True)

    def finish(self) -> None:
        """Do the rest of what was cut off."""
        self.reader.waiting.write(
            "finishing",
            lambda other, progress: other.finish_in_steps(progress),
            lambda change: self._turned(change, "finished", "nothing was cut off"),
        )

    def redo(self) -> None:
        """Do again what was undone."""
        self._turn("doing again", "done again", "nothing to redo", back=False)

    # marks

    def mark(self) -> None:
        """Mark the article and move on."""
        self._on_all_of_it(self._mark)

    def _mark(self) -> None:
        self.reader.list.toggle_mark()
        self.reader.list.move(1)
        self._say_marks()

    def mark_all(self) -> None:
        """Mark the whole list, or nothing."""
        if self.reader.list.marks:
            self.marked(KeySet())
        else:
            self.reader.waiting.mark_all()

    def marked(self, marks: KeySet) -> None:
        """Mark these articles and no others, and say how many they are."""
        self.reader.list.set_marks(marks)
        self._say_marks()

    def _say_marks(self) -> None:
        count = len(self.reader.list.marks)
        self.reader.say(f"{count:,} marked" if count else "nothing marked")

    # everything like this

    async def drop_like_this(self) -> None:
        """Ask in which way, show what it hits, and drop it when the person says so."""
        reader, row = self.reader, self.reader.list.row
        if row is None:
            return
        choices = []
        for label, query in likenesses(row):
            found = reader.store.counts(query)
            if found.total:
                articles = "article" if found.total == 1 else "articles"
                count = f"{found.total:,} {articles}, {found.dropped:,} dropped"
                choices.append(Choice(query, label, count))
        picked = await reader.ask(
            Question("drop everything", choices=matching(choices), what="kind")
        )
        if picked is None:
            return
        before = reader.finder.query
        reader.finder.run(f"{picked} -is:dropped")
        reader.asker.will_ask()
        reader.say("reading the list …")
        await reader.waiting.known()
        keys = reader.catalog.keys
        try:
            if not keys:
                reader.say("all of them are dropped already")
                return
            sure = await reader.ask(
                Question(
                    f"drop these {len(keys):,}?",
                    choices=lambda _: (
                        Choice("yes", "y  drop them", "u takes it back", key="y"),
                        Choice("no", "n  leave them", key="n"),
                    ),
                    keyed=True,
                )
            )
        finally:
            reader.finder.run(before, row.key)
        if sure == "yes":
            drop = Decide(Verdict.DROP)
            self._do(lambda _: drop, keys, doing(drop), marked=False)

    # the store

    def _targets(self) -> Sequence[int]:
        if self.reader.in_article and self.reader.shown_key is not None:
            return [self.reader.shown_key]
        return self.reader.list.targets

    @property
    def _partly_known(self) -> bool:
        """Whether the cursor is on a folded group of which there may be more than is known yet."""
        reader, fold = self.reader, self.reader.list.fold
        return fold is not None and reader.catalog.goes_on(fold) and not reader.in_article

    def _on_all_of_it(self, work: Callable[[], None]) -> None:
        """Do something once all of the folded group that the cursor is on is known."""
        if self._partly_known:
            self.reader.waiting.whole("reading the group", work, "command")
        else:
            work()

    def _do(
        self,
        choose: Callable[[Store], Chosen],
        keys: Sequence[int],
        verb: str,
        *,
        advance: bool = False,
        marked: bool = True,
    ) -> None:
        """Do what `choose` says, to many articles in a thread; `verb` is what the status line calls it meanwhile."""
        reader = self.reader
        if not keys:
            reader.say("no article here")
            return
        if len(keys) < MANY:
            action = choose(reader.store)
            self._did(reader.store.act(action, keys), action, keys, advance=advance, marked=marked)
            return
        at = reader.list.key

        def work(store: Store, progress: Progress) -> tuple[Chosen, Change]:
            action = choose(store)
            progress.verb = doing(action)
            return action, store.act_in_steps(action, keys, progress)

        def then(found: tuple[Chosen, Change]) -> None:
            action, change = found
            on = advance and reader.list.key == at
            self._did(change, action, keys, advance=on, marked=marked)

        reader.waiting.write(verb, work, then)

    def _did(
        self,
        change: Change,
        action: Chosen,
        keys: Sequence[int],
        *,
        advance: bool,
        marked: bool,
    ) -> None:
        reader = self.reader
        what = done(change.label)
        if change.count == 0:
            reader.say(f"{what} already")
        if marked and reader.list.marks and not reader.in_article:
            reader.list.set_marks(KeySet())
            advance = False
        self._changed(change)
        row = reader.catalog.get(keys[0]) if len(keys) == 1 else None
        if change.count:
            told = f"{what}: {row.title}" if row is not None else f"{what} {change.count:,}"
            reader.say(f"{told} · u undoes", done=True)
        if advance and action != Decide(None) and reader.options.advance:
            reader.step(1, quiet=True)

    def _turn(self, verb: str, done: str, nothing: str, *, back: bool) -> None:
        """Undo, or else redo, in a thread where it is of many articles."""
        store = self.reader.store
        if store.turning(back=back) < MANY:
            self._turned(store.undo() if back else store.redo(), done, nothing)
            return
        self.reader.waiting.write(
            verb,
            lambda other, progress: other.turn_in_steps(progress, back=back),
            lambda change: self._turned(change, done, nothing),
        )

    def _turned(self, change: Change | None, done: str, nothing: str) -> None:
        if change is None:
            self.reader.say(nothing)
            return
        self._changed(change)
        if change.about:
            self._turned_elsewhere(change, done)
            return
        if len(change.keys) == 1:
            row = self.reader.catalog.get(change.keys[0])
            what = f"{change.label}: {row.title}" if row else change.label
            self.reader.go_to_key(change.keys[0])
        else:
            what = f"{change.label} {change.count:,}"
        self.reader.say(f"{done}: {what}", done=True)

    def _turned_elsewhere(self, change: Change, done: str) -> None:
        """A correction of a line or a translation, or a decision on names: the article that shows is drawn anew."""
        reader = self.reader
        if change.remembered is not None:
            reader.translator.remembered(change.remembered)
        if change.stale and change.keys:
            reader.app.wanted(change.keys[0])
        if reader.shown_key is not None:
            reader.show_article()
            if change.stale and change.about:
                from reader.tui.article.overruling import again_in_force

                again_in_force(reader, change.about)
        reach = f", in {len(change.keys):,} articles" if len(change.keys) > 1 else ""
        reader.say(f"{done}: {change.label}: {change.about}{reach}", done=True)

    def _changed(self, change: Change) -> None:
        self.reader.list.refresh_keys(change.keys)
        self.reader.recount()


def done(label: str) -> str:
    """What the status line says of a change: "tagged port" for "tag port"."""
    first, _, rest = label.partition(" ")
    return DONE.get(label) or f"{DONE.get(first, first)} {rest}".rstrip()


def tagging(typed: str, known: Sequence[str] = ()) -> list[Tag]:
    """What a line of tags asks for: words apart by blanks or commas, with a minus to take one off.

    Those `known` to be on the articles stay whole, as a tag may hold a comma.
    """
    found = []
    for word in typed.split():
        whole = word.lstrip("+-#") in known
        for piece in [word] if whole else word.split(","):
            name = piece.lstrip("+-#")
            if name:
                found.append(Tag(name, on=not piece.startswith("-")))
    return found


def likenesses(row: Row) -> list[tuple[str, str]]:
    """The ways in which other articles may be like this one: what to call each, and its query."""
    found = []
    if row.versions > 1:
        found.append((f"of this story, all {row.versions:,} versions", f"story:{row.id}"))
    if row.source:
        found.append((f"from {row.source}", f'from:"{row.source.replace(chr(34), "")}"'))
        if row.published:
            day = row.published[:10]
            query = f'from:"{row.source.replace(chr(34), "")}" date:{day}'
            found.append((f"from {row.source} on {day}", query))
    if row.published:
        found.append((f"of {row.published[:10]}", f"date:{row.published[:10]}"))
    if row.language not in ("", "und"):
        found.append((f"in {row.language}", f"lang:{row.language}"))
    found += [(f"tagged {tag}", f"tag:{tag}") for tag in row.tags]
    found += [(f"with leftovers in {code}", f"left:{code}") for code in row.leftover_languages]
    return found
