"""Why a line was kept or dropped, and a person's word against it.

A correction shows at once, in this article: the line changes its kind and the
cleaned text is drawn up anew. The store keeps it and marks what it touches, so
that the analysis in the background comes to the same and to all the rest.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.model import Article, Line, LineKind, Overrule, fold_line
from reader.tui.article.dress import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reader.store import Change, Store, StoredOverrule
    from reader.tui.screens.reader import ReaderScreen
    from reader.tui.widgets.asker import Choice

_SHOWN = 200
"""Characters of a line that are shown with its evidence, for what is folded away does not show."""
_NOTED = 3
"""Notes on places of a line that are shown with its evidence."""
_WRITTEN = 40
"""Corrections of a list whose lines are looked up as they are written."""
_SAMPLES = 6
"""Articles named before a correction of a whole source is made."""


def overruled(article: Article, line: Line, kind: LineKind, *, everywhere: bool = False) -> Article:
    """The article with every line that reads like this one taken for `kind`, `everywhere` in its source or here."""
    from reader.clean import view

    text = article.document.text
    folded = fold_line(text[line.start : line.end])
    said = f"you said so, for {'every article of this source' if everywhere else 'this article'}"
    lines = tuple(
        replace(each, kind=kind, rule="your correction", score=1.0, evidence=(said,))
        if each.kind is not LineKind.EMPTY and fold_line(text[each.start : each.end]) == folded
        else each
        for each in article.lines
    )
    return replace(article, lines=lines, cleaned=view(article.document, lines, article.repairs))


def in_force(store: Store, article: Article, line: Line) -> StoredOverrule | None:
    """The correction that decides this line now: one for the article before one for its source."""
    folded = fold_line(article.document.text[line.start : line.end])
    matching = [
        stored
        for stored in store.overrules()
        if stored.rule.line == folded
        and stored.rule.article in (None, article.document.id)
        and stored.rule.source in (None, article.facts.source)
    ]
    matching.sort(key=lambda stored: stored.rule.article is None)
    return matching[0] if matching else None


def again_in_force(reader: ReaderScreen, folded: str) -> None:
    """Show at once, in the article that shows, what a correction of this line says that was done again."""
    article = reader.article.article
    if article is None:
        return
    text = article.document.text
    line = next(
        (one for one in article.lines if fold_line(text[one.start : one.end]) == folded), None
    )
    stored = in_force(reader.store, article, line) if line is not None else None
    if line is not None and stored is not None and stored.rule.kind is not line.kind:
        everywhere = stored.rule.article is None
        reader.article.revise(overruled(article, line, stored.rule.kind, everywhere=everywhere))


def turn(reader: ReaderScreen) -> None:
    """Drop a kept line, restore a dropped one, or take back an earlier correction of it."""
    found = _line(reader)
    if found is None:
        return
    article, line = found
    stored = in_force(reader.store, article, line)
    if stored is not None and stored.rule.article is not None:
        _retract(reader, stored)
        return
    kind = LineKind.CHROME if line.kind.kept else LineKind.BODY
    _overrule(reader, article, line, kind, everywhere=False)


async def why(reader: ReaderScreen) -> None:
    """Show the evidence for the line under the cursor, and do what the person then chooses."""
    from reader.tui.widgets.asker import Choice, Question

    found = _line(reader)
    if found is None:
        return
    article, line = found
    source = article.facts.source
    other = "drop" if line.kind.kept else "restore"
    text = article.document.text[line.start : min(line.end, line.start + _SHOWN)]
    choices = [Choice("", f"“{harmless(' '.join(text.split()))}”")]
    choices += [Choice("", f"· {harmless(reason)}") for reason in line.evidence[:5]]
    evidence = reader.article.evidence
    told = evidence.notes_in(line.start, line.end) if evidence is not None else []
    noted = dict.fromkeys(note.text for note in told)
    choices += [Choice("", f"· noted: {harmless(note)}") for note in list(noted)[:_NOTED]]
    choices.append(Choice("here", f"{other} it in this article", "x", "x"))
    stored = in_force(reader.store, article, line)
    kind = LineKind.CHROME if line.kind.kept else LineKind.BODY
    widened = stored is not None and stored.rule.article is not None
    always = line.kind if widened else kind
    if source:
        verb = other if always is kind else ("keep" if always.kept else "drop")
        choices.append(Choice("source", f"{verb} it always in {harmless(source)}", "s", "s"))
    else:
        choices.append(
            Choice("", "· its source is not known: nothing can be said of all its articles")
        )
    choices.append(Choice("kind", "take it for another kind …", "k", "k"))
    if stored is not None:
        choices.append(Choice("back", "take the correction back", "b", "b"))
    label = f"{_named(line.kind)}, {'kept' if line.kind.kept else 'dropped'}"
    rule = f"rule {harmless(line.rule)} ({line.score:.2f})" if line.rule else ""
    answer = await reader.ask(
        Question(label, hint=rule, choices=lambda _typed: choices, keyed=True)
    )
    if answer == "here":
        _overrule(reader, article, line, kind, everywhere=False)
    elif answer == "back" and stored is not None:
        _retract(reader, stored)
    elif answer == "source":
        await _in_source(reader, article, line, always)
    elif answer == "kind":
        await _other_kind(reader, article, line)


async def corrections(reader: ReaderScreen) -> None:
    """List all corrections, the latest first, and take back the one that is picked."""
    from reader.tui.widgets.asker import Choice, Question, matching

    while True:
        stored = {str(each.id): each for each in reversed(reader.store.overrules())}
        if not stored:
            reader.say("no line was corrected")
            return
        choices = [
            Choice(number, _written(reader, each, at), _reach(reader.store, each))
            for at, (number, each) in enumerate(stored.items())
        ]
        picked = await reader.ask(
            Question("corrections", choices=matching(choices), what="correction")
        )
        if not picked:
            return
        both = (
            Choice("yes", f"take it back: {_written(reader, stored[picked])}", "y", "y"),
            Choice("", "leave it", "n", "n"),
        )
        sure = await reader.ask(Question("take back?", choices=_fixed(both), keyed=True))
        if sure == "yes":
            _retract(reader, stored[picked], undone="Esc, then u undoes")


def _written(reader: ReaderScreen, stored: StoredOverrule, at: int = 0) -> str:
    """The corrected line as an article writes it; of the many of a long list as it is compared."""
    return harmless(reader.store.as_written(stored.rule) if at < _WRITTEN else stored.rule.line)


def _fixed(choices: Sequence[Choice]) -> Callable[[str], Sequence[Choice]]:
    return lambda _typed: choices


def _reach(store: Store, stored: StoredOverrule) -> str:
    """What a line was taken for and where, in a few words."""
    rule = stored.rule
    where = "everywhere"
    if rule.source is not None:
        where = f"always in {rule.source}"
    elif rule.article is not None:
        keys = store.keys(f"id:{rule.article}", limit=1)
        row = store.rows(keys).get(keys[0]) if keys else None
        where = f"in “{row.title}”" if row is not None else "in an article that is gone"
    fate = "kept" if rule.kind.kept else "dropped"
    return harmless(f"{fate} as {_named(rule.kind)}, {where}")


async def _other_kind(reader: ReaderScreen, article: Article, line: Line) -> None:
    from reader.tui.widgets.asker import Choice, Question, matching

    kinds = [kind for kind in LineKind if kind not in (LineKind.EMPTY, line.kind)]
    choices = [Choice(k, _named(k), "kept" if k.kept else "dropped") for k in kinds]
    picked = await reader.ask(Question("take it for", choices=matching(choices), what="kind"))
    if not picked:
        return
    kind, source = LineKind(picked), article.facts.source
    where: str | None = "here"
    if source:
        reach = (
            Choice("here", "in this article", "x", "x"),
            Choice("source", f"always in {harmless(source)}", "s", "s"),
        )
        where = await reader.ask(Question(_named(kind), choices=_fixed(reach), keyed=True))
    if where == "here":
        _overrule(reader, article, line, kind, everywhere=False)
    elif where == "source":
        await _in_source(reader, article, line, kind)


async def _in_source(reader: ReaderScreen, article: Article, line: Line, kind: LineKind) -> None:
    """Show what would change in the source's other articles, and ask."""
    from reader.tui.widgets.asker import Choice, Question

    rule = _rule(article, line, kind, everywhere=True)
    touched = reader.store.overrule_preview(rule)
    rows = reader.store.rows(touched[:_SAMPLES])
    samples = [Choice("", f"· {harmless(row.title)}") for row in rows.values()]
    if len(touched) > len(samples):
        samples.append(Choice("", f"· and {len(touched) - len(samples):,} more"))
    verb = "restore" if kind.kept else "drop"
    plural = "article" if len(touched) == 1 else "articles"
    yes = Choice("yes", f"{verb} it in {len(touched):,} {plural}", "y", "y")
    answer = await reader.ask(
        Question(
            f"always in {harmless(article.facts.source or '')}?",
            choices=lambda _typed: [yes, Choice("", "leave it", "n", "n"), *samples],
            keyed=True,
        )
    )
    if answer == "yes":
        _overrule(reader, article, line, kind, everywhere=True)


def _overrule(
    reader: ReaderScreen, article: Article, line: Line, kind: LineKind, *, everywhere: bool
) -> None:
    change = reader.store.overrule(_rule(article, line, kind, everywhere=everywhere))
    _analysed_anew(reader, change)
    pane = reader.article
    if pane.article is not None and pane.article.document.id == article.document.id:
        pane.revise(overruled(pane.article, line, kind, everywhere=everywhere))
    fate = "restored" if kind.kept else "dropped"
    reach = f", in {change.count:,} articles" if change.count > 1 else ""
    reader.say(f"line {fate} as {_named(kind)}{reach} · u undoes", done=True)
    reader.triage.to_repeat(partial(_again, reader, kind, everywhere=everywhere))


def _again(reader: ReaderScreen, kind: LineKind, *, everywhere: bool) -> None:
    """Take the line under the cursor for the same kind as the one before, within the same reach."""
    found = _line(reader) if reader.in_article else None
    if found is not None:
        _overrule(reader, *found, kind, everywhere=everywhere)
    elif not reader.in_article:
        reader.say("what was done last was done to a line of an article")


def _retract(reader: ReaderScreen, stored: StoredOverrule, *, undone: str = "u undoes") -> None:
    change = reader.store.retract(stored.id)
    _analysed_anew(reader, change)
    plural = "article is" if change.count == 1 else "articles are"
    reader.say(
        f"correction taken back; {change.count:,} {plural} analysed anew · {undone}", done=True
    )


def _analysed_anew(reader: ReaderScreen, change: Change) -> None:
    """Wake the analysis, if it has finished, for the articles that the correction concerns."""
    if change.keys:
        reader.app.wanted(change.keys[0])


def _rule(article: Article, line: Line, kind: LineKind, *, everywhere: bool) -> Overrule:
    folded = fold_line(article.document.text[line.start : line.end])
    if everywhere:
        return Overrule(folded, kind, source=article.facts.source)
    return Overrule(folded, kind, article=article.document.id)


def _line(reader: ReaderScreen) -> tuple[Article, Line] | None:
    article, line = reader.article.article, reader.article.line
    if article is None:
        reader.say("no article here")
    elif line is None or line.kind is LineKind.EMPTY:
        reader.say("put the cursor on a line of the text first")
    elif not article.lines:
        reader.say("this article is not analysed yet")
    else:
        return article, line
    return None


def _named(kind: LineKind) -> str:
    return str(kind).replace("_", " ")
