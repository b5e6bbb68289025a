"""Who and where, at a glance: the most named of the list, with their trend over the days.

Counting walks over the mentions of a whole list, so it happens on another connection beside the
screen; each row is then drawn as soon as it is known.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.timer import Timer

from reader.model import EntityLabel
from reader.store import NameCount, Store, StoreError
from reader.tui.commands.layouts import aliases
from reader.tui.widgets.asker import Asker, Question
from reader.tui.widgets.lines import Piece, TextLine
from reader.tui.widgets.name_list import GLYPHS_BY_NAME, Named, NameList, shape
from reader.tui.widgets.plot import axis, signs, span
from reader.tui.work.deciding import NameDecider

LIMIT = 500
"""Names that are listed."""

BATCH = 8
"""Names whose days are counted between two repaints."""

REST = 0.12
"""Seconds that the cursor rests before the status line follows."""

TYPES = {"": "names", "PER": "people", "ORG": "organisations", "LOC": "places"}


class Picked(NamedTuple):
    """The name that the list shall show; `everywhere`: in the whole corpus."""

    name: str
    everywhere: bool


class NamesScreen(Screen[Picked | None]):
    """The names of the articles of a query; the answer is the one to filter the list by."""

    AUTO_FOCUS = "#names"
    DEFAULT_CSS = """
    NamesScreen { layout: vertical; background: $background; color: $foreground; }
    NamesScreen.-asking #names-footer { display: none; }
    """
    FOOTER: ClassVar[tuple[tuple[str, str], ...]] = (
        ("⏎", "filter"), ("a", "in all"), ("0-3", "type"), ("/", "find"), ("Space", "mark"),
        ("M", "merge"), ("S", "split"), ("D", "doubts"), ("u", "undo"), ("q", "back"),
    )  # fmt: skip

    def __init__(self, store: Store, query: str) -> None:
        super().__init__()
        self.store, self.asked = store, query
        self.label = self.find = ""
        self.every: Sequence[NameCount] = ()
        self.total = 0
        self.changed = False
        self.counted = False
        self.list = NameList(signs(os.environ))
        self.header, self.status = TextLine("names-header"), TextLine("names-status")
        self.footer = TextLine("names-footer")
        self.asker = Asker()
        self.decider = NameDecider(self)
        self._rest: Timer | None = None
        self._keys = self._table()

    def compose(self) -> ComposeResult:
        """A heading, the names, what the cursor is on, how to go on."""
        yield self.header
        yield self.list
        yield self.status
        yield self.asker
        yield self.footer

    def on_mount(self) -> None:
        """Begin to count."""
        self.draw_header()
        self.recount()

    # counting, beside the screen

    def recount(self) -> None:
        """Count the names anew."""
        self.run_worker(self._count(), exclusive=True, group="names")

    async def _count(self) -> None:
        try:
            self.every, days, self.total = await asyncio.to_thread(self._counted)
        except StoreError as error:
            self.say(str(error), alarm=True)
            return
        self.list.axis = axis(days)
        self.list.trends.clear()
        self.counted = True
        self.filter()
        self.draw_header()

    def _counted(self) -> tuple[Sequence[NameCount], Sequence[tuple[str, int]], int]:
        with Store.open(self.store.path, read_only=True) as store:
            names = store.names(self.asked, LIMIT)
            return names, store.days(self.asked), store.counts(self.asked).total

    async def _follow(self) -> None:
        """Count the days of the names in view."""
        try:
            while missing := self._missing():
                self.list.learn(await asyncio.to_thread(self._days, missing[:BATCH]))
        except StoreError as error:
            self.say(str(error), alarm=True)

    def _missing(self) -> list[Named]:
        keys = [(each.name, each.label) for each in self.list.in_view()]
        return [key for key in keys if key not in self.list.trends]

    def _days(self, names: Sequence[Named]) -> dict[Named, Sequence[tuple[str, int]]]:
        with Store.open(self.store.path, read_only=True) as store:
            return {
                (name, label): store.name_days(name, self.asked, label) for name, label in names
            }

    # what is shown

    def filter(self) -> None:
        """Show the names of the chosen type that hold what is searched for."""
        wanted = self.find.casefold()
        names = [
            each
            for each in self.every
            if self.label in ("", each.label)
            and any(wanted in form.casefold() for form in (each.name, *each.variants))
        ]
        empty = "no such names" if self.label or self.find else "no names were found in this list"
        self.list.show(names, empty if self.counted else "counting …")

    def choose(self, label: str) -> None:
        """Show one type of names; the empty label shows all."""
        self.label = label
        self.filter()
        self.draw_header()

    def draw_header(self) -> None:
        """Say what is listed and which days the plots span."""
        plural = "article" if self.total == 1 else "articles"
        left: list[Piece] = [
            ("name", f" {TYPES[self.label]}"),
            ("quiet", f" of {self.total:,} {plural}" if self.counted else " · counting …"),
            ("query", f"  /{self.asked}" if self.asked else ""),
        ]
        width = shape(self.app.size.width).plot
        days = self.list.axis
        when = f"{span(days, days.cells(width) if days else 1)} " if self.counted else ""
        self.header.set(left, [("quiet", when)])

    def draw_status(self) -> None:
        """Say what the cursor is on, in full."""
        self._rest = None
        each = self.list.name_at_cursor
        if each is None:
            self.status.set([])
            return
        also = f" · also {', '.join(each.variants)}" if each.variants else ""
        glyph = GLYPHS_BY_NAME.get(each.label, "")
        place = f"{self.list.cursor + 1:,}/{len(self.list.names):,} "
        self.status.set([("text", f" {glyph} {each.name}"), ("quiet", also)], [("quiet", place)])

    def draw_footer(self) -> None:
        """Name the keys, as many as fit, the way back always among them."""
        pieces: list[Piece] = [("quiet", " ")]
        room = self.app.size.width - 8
        for key, word in self.FOOTER[:-1]:
            room -= len(key) + len(word) + 3
            if room >= 0:
                pieces += [("key", key), ("quiet", f" {word}  ")]
        self.footer.set([*pieces, ("key", self.FOOTER[-1][0]), ("quiet", " back")])

    def say(self, text: str, *, alarm: bool = False) -> None:
        """Say something until the cursor moves on."""
        self._stop_rest()
        self.status.set([("alarm" if alarm else "done", f" {text}")])

    @on(NameList.Moved)
    def _moved(self) -> None:
        self._stop_rest()
        self._rest = self.set_timer(REST, self.draw_status)
        self.run_worker(self._follow(), exclusive=True, group="trends")

    def _stop_rest(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None

    def on_resize(self, _: events.Resize) -> None:
        """Another width, another scale."""
        self.draw_header()
        self.draw_footer()

    # keys

    def _table(self) -> dict[str, Callable[[], Coroutine[Any, Any, None] | None]]:
        rows = self.list
        own: dict[str, Callable[[], Coroutine[Any, Any, None] | None]] = {
            "enter": lambda: self._pick(everywhere=False),
            "a": lambda: self._pick(everywhere=True),
            "0": lambda: self.choose(""),
            "1": lambda: self.choose(EntityLabel.PER),
            "2": lambda: self.choose(EntityLabel.ORG),
            "3": lambda: self.choose(EntityLabel.LOC),
            "/": self._find,
            "space": rows.toggle_mark,
            "M": self.decider.merge,
            "S": self.decider.split,
            "D": self.decider.doubts,
            "u": self.decider.undo,
        }
        for keys, step in (
            (("j", "down"), lambda: 1), (("k", "up"), lambda: -1),
            (("pagedown", "ctrl+f", "ctrl+d"), lambda: rows.rows - 1),
            (("pageup", "ctrl+b", "ctrl+u"), lambda: 1 - rows.rows),
            (("g", "home"), lambda: -len(rows.names)), (("G", "end"), lambda: len(rows.names)),
        ):  # fmt: skip
            own |= dict.fromkeys(keys, lambda step=step: rows.move_to(rows.cursor + step()))
        own |= dict.fromkeys(("q", "escape", "i", "h", "left"), self._leave)
        for key, action in list(own.items()):
            for alias in aliases(key):
                own.setdefault(alias, action)
        return own

    def on_key(self, event: events.Key) -> None:
        """Do what a key means here."""
        if self.asker.asking:
            return
        character = event.character
        printable = character is not None and character.isprintable() and character != " "
        action = self._keys.get(character if printable and character is not None else event.key)
        if action is None:
            return
        event.stop()
        try:
            rest = action()
        except StoreError as error:
            self.say(str(error), alarm=True)
            return
        if rest is not None:
            self.run_worker(self._guarded(rest))

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except StoreError as error:
            self.say(str(error), alarm=True)

    async def ask(self, question: Question) -> str | None:
        """Ask the person something in the last line."""
        self.add_class("-asking")
        try:
            return await self.asker.ask(question)
        finally:
            self.set_class(self.asker.asking, "-asking")

    async def _find(self) -> None:
        """Show the names that hold what is typed; Escape shows all again."""

        def typed(text: str) -> None:
            self.find = text.strip()
            self.filter()

        answer = await self.ask(Question("find a name", value=self.find, changed=typed))
        typed(answer or "")

    def _pick(self, *, everywhere: bool) -> None:
        each = self.list.name_at_cursor
        if each is not None:
            self.dismiss(Picked(each.name, everywhere))

    def _leave(self) -> None:
        if self.find:
            self.find = ""
            self.filter()
        else:
            self.dismiss(None)
