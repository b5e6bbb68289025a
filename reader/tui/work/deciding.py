"""Merging and splitting names by hand, from the screen that lists them.

Joining two common names moves the mentions of thousands of articles, so that it happens in a thread.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reader.store import NameDoubt
from reader.tui.safe import shown
from reader.tui.widgets.asker import Choice, Question, matching

if TYPE_CHECKING:
    from reader.tui.screens.names import NamesScreen


class NameDecider:
    """Takes a person's word on the names of a screen."""

    def __init__(self, screen: NamesScreen) -> None:
        self.screen = screen

    async def merge(self) -> None:
        """Take the marked names, or the marked one and that under the cursor, for one."""
        screen = self.screen
        marked = [e for e in screen.every if (e.name, e.label) in screen.list.marks]
        each = screen.list.name_at_cursor
        if len(marked) == 1 and each is not None and each != marked[0]:
            marked.append(each)
        if len(marked) < 2:
            screen.say("mark two names with Space first, then M takes them for one")
            return
        if len({e.label for e in marked}) > 1:
            screen.say("names of different types are not one", alarm=True)
            return
        marked.sort(key=lambda e: -e.articles)
        first = marked[0]
        for other in marked[1:]:
            await asyncio.to_thread(screen.store.merge_names, first.name, other.name, first.label)
        screen.list.marks.clear()
        others = ", ".join(e.name for e in marked[1:])
        self._done(f"{others} counts as {first.name} now; u takes it back")

    async def split(self) -> None:
        """Ask which form of the name under the cursor is another one."""
        screen = self.screen
        each = screen.list.name_at_cursor
        if each is None:
            return
        forms = screen.store.name_forms(each.name, each.label)
        if len(forms) < 2:
            screen.say(f"{each.name} has no other form that could be split off")
            return
        choices = [Choice(form, shown(form), f"{count:,} articles") for form, count in forms]
        form = await screen.ask(Question("split off", choices=matching(choices), what="form"))
        if form:
            await asyncio.to_thread(screen.store.split_name, each.name, form, each.label)
            self._done(f"{form} goes by itself now; u takes it back")

    async def doubts(self) -> None:
        """Go through the pairs of names that may be one."""
        screen = self.screen
        while True:
            doubts = screen.store.name_doubts()
            if not doubts:
                screen.say("no doubtful pairs of names")
                return
            choices = [
                Choice(str(at), shown(f"{doubt.first} = {doubt.second} ?"), doubt.reason)
                for at, doubt in enumerate(doubts)
            ]
            picked = await screen.ask(Question("doubtful", choices=matching(choices), what="pair"))
            if not picked:
                return
            await self._decide(doubts[int(picked)])

    async def _decide(self, doubt: NameDoubt) -> None:
        screen = self.screen
        sizes = {
            name: sum(count for _, count in screen.store.name_forms(name, doubt.label))
            for name in (doubt.first, doubt.second)
        }
        first, second = sorted(sizes, key=lambda name: -sizes[name])
        choices = [
            Choice("one", f"yes: take {second} for {first}", "y", "y"),
            Choice("two", "no: they are two", "n", "n"),
        ]
        label = f"{first} ({sizes[first]:,}) = {second} ({sizes[second]:,})?"
        answer = await screen.ask(Question(label, choices=lambda _typed: choices, keyed=True))
        if answer == "one":
            await asyncio.to_thread(screen.store.merge_names, first, second, doubt.label)
            self._done(f"{second} counts as {first} now; u takes it back")
        elif answer == "two":
            screen.store.keep_names_apart(first, second, doubt.label)
            self._done(f"{first} and {second} stay two; u takes it back")

    async def undo(self) -> None:
        """Take the latest decision on names back, of this session or of an earlier one."""
        undone = await asyncio.to_thread(self.screen.store.undo_name_decision)
        if undone is None:
            self.screen.say("nothing was decided on names")
        else:
            self._done(f"taken back: {undone.kind} of {undone.first} and {undone.second}")

    async def redo(self) -> None:
        """Decide again what was taken back last."""
        again = await asyncio.to_thread(self.screen.store.redo_name_decision)
        if again is None:
            self.screen.say("nothing on names was taken back")
        else:
            self._done(f"done again: {again.kind} of {again.first} and {again.second}")

    def _done(self, text: str) -> None:
        self.screen.changed = True
        self.screen.recount()
        self.screen.say(text)
