"""Who and where, at a glance: the most named of the list, with their trend over the days.

Counting walks over the mentions of a whole list, so it happens on another connection beside the
screen; each row is then drawn as soon as it is known.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.timer import Timer

from reader.store import Census, NameCount, Store, StoreError
from reader.tui.commands.base import Context
from reader.tui.commands.panel import PanelCommand
from reader.tui.commands.registry import Keymap, command, commands
from reader.tui.screens.help import HelpScreen
from reader.tui.widgets.asker import Asker, Question
from reader.tui.widgets.lines import Piece, TextLine
from reader.tui.widgets.name_list import GLYPHS_BY_NAME, Named, NameList, shape
from reader.tui.widgets.plot import axis, signs, span
from reader.tui.work.background import Altered
from reader.tui.work.deciding import NameDecider

LIMIT = 500
"""Names that are listed."""

BATCH = 8
"""Names whose days are counted between two repaints."""

REST = 0.12
"""Seconds that the cursor rests before the status line follows."""

AGAIN = 2.0
"""Seconds between two counts while the analysis works."""

ALWAYS = ("help", "back")
"""Words that stay in the footer however narrow it is."""

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

    def __init__(self, store: Store, query: str, keys: Keymap) -> None:
        super().__init__()
        self.store, self.asked, self.keys = store, query, keys
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
        self._census: Census | None = None
        self._again: Timer | None = None
        self._table = keys.context(Context.NAMES)

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
        self._count()

    @work(exclusive=True, group="names")
    async def _count(self) -> None:
        try:
            self.every, census = await asyncio.to_thread(self._counted)
        except StoreError as error:
            self.say(str(error), alarm=True)
            return
        self._census = census
        self.total = self.list.total = census.total
        self.list.axis = axis(census.days())
        self.list.trends.clear()
        self.counted = True
        self.filter()
        self.draw_header()

    def _counted(self) -> tuple[Sequence[NameCount], Census]:
        with Store.open(self.store.path, read_only=True) as store:
            census = store.census(self.asked)
            return store.names(self.asked, LIMIT, census), census

    @work(exclusive=True, group="trends")
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
        if self._census is None:
            return {}
        with Store.open(self.store.path, read_only=True) as store:
            return dict(zip(names, store.trends(names, self._census), strict=True))

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
        """Name the keys, as many as fit, help and the way back always among them."""
        items: dict[str, list[str]] = {}
        for cls in sorted(commands(), key=lambda cls: cls.rank):
            label = self.keys.label(cls.name)
            if cls.footer and label and Context.NAMES in cls.contexts:
                items.setdefault(cls.footer, []).append(label)
        words = {word: "/".join(labels) for word, labels in items.items()}
        if "type" in words and len(items["type"]) > 2:
            words["type"] = f"{items['type'][0]}-{items['type'][-1]}"
        sizes = {word: cell_len(keys) + len(word) + 3 for word, keys in words.items()}
        for word in [w for w in reversed(words) if w not in ALWAYS]:
            if sum(sizes.values()) < self.app.size.width:
                break
            del sizes[word]
        pieces: list[Piece] = [("quiet", " ")]
        for word in sizes:
            pieces += [("key", words[word]), ("quiet", f" {word}  ")]
        self.footer.set(pieces)

    def say(self, text: str, *, alarm: bool = False) -> None:
        """Say something until the cursor moves on."""
        self._stop_rest()
        self.status.set([("alarm" if alarm else "done", f" {text}")])

    @on(NameList.Moved)
    def _moved(self) -> None:
        self._stop_rest()
        self._rest = self.set_timer(REST, self.draw_status)
        self._follow()

    @on(Altered)
    def _altered(self) -> None:
        """Count anew before long: while the analysis works, names come by the second."""
        if self._again is None:
            self._again = self.set_timer(AGAIN, self._count_again)

    def _count_again(self) -> None:
        self._again = None
        self.recount()

    def _stop_rest(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None

    def on_resize(self, _: events.Resize) -> None:
        """Another width, another scale."""
        self.draw_header()
        self.draw_footer()

    # keys

    def on_key(self, event: events.Key) -> None:
        """Do what a key means here."""
        if self.asker.asking:
            return
        character = event.character
        printable = character is not None and character.isprintable() and character != " "
        name = self._table.get(character if printable and character is not None else event.key)
        found = command(name) if name is not None else None
        if found is None or not issubclass(found, PanelCommand):
            return
        event.stop()
        try:
            rest = found().act(self)
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

    async def find_name(self) -> None:
        """Show the names that hold what is typed; Escape shows all again."""

        def typed(text: str) -> None:
            self.find = text.strip()
            self.filter()

        answer = await self.ask(Question("find a name", value=self.find, changed=typed))
        typed(answer or "")

    def show_help(self) -> None:
        """Show the keys of this panel."""
        self.app.push_screen(HelpScreen(Context.NAMES, self.keys))

    def pick(self, *, everywhere: bool) -> None:
        """Go back and list the articles of the name under the cursor."""
        each = self.list.name_at_cursor
        if each is not None:
            self.dismiss(Picked(each.name, everywhere))

    def leave(self) -> None:
        """Show all names again, or go back to the list."""
        if self.find:
            self.find = ""
            self.filter()
        else:
            self.dismiss(None)
