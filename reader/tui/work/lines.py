"""The lines around the panes say what is shown, what the cursor is on, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from reader.tui.catalog import corpus_name
from reader.tui.commands.base import Command, Context, Group
from reader.tui.commands.registry import commands
from reader.tui.widgets.lines import Piece, TextLine, bar
from reader.tui.work.showing import describe

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen

ALWAYS = ("help", "quit", "list")
"""Words that stay in the footer however narrow it is."""

LATER = 62
"""Places that commands of the article stand further on in the footer of the list: behind the search, before help."""


def _place(cls: type[Command], context: Context) -> int:
    """Where a command stands in the footer of a pane: in the list deciding comes before what one does in a text."""
    within = context is Context.LIST and cls.group in (Group.ARTICLE, Group.TRANSLATE)
    return cls.rank + LATER if within else cls.rank


class Lines:
    """Header, status line and footer of the reader."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self.header, self.status = TextLine("header"), TextLine("status")
        self.footer = TextLine("footer")
        self.said = self.alarm = False
        self._placed = True

    def say(self, text: str, *, alarm: bool = False, done: bool = False) -> None:
        """Say something in the status line until the cursor moves on."""
        self.said, self.alarm = bool(text), alarm
        if text:
            self.status.set([("alarm" if alarm else "done" if done else "text", f" {text}")])
        else:
            self.draw_status()

    def draw_status(self) -> None:
        """Say what the cursor is on."""
        reader = self.reader
        self.said = False
        pane = reader.article
        if pane.status and (reader.in_article or (reader.wide and (pane.leftover or pane.entity))):
            self.status.set([("text", f" {pane.status}")])
            return
        catalog = reader.catalog
        folded = reader.folder.said()
        if folded:
            self.status.set([("text", f" {folded}")])
            return
        place = f"{self._here}/{self.total} " if len(catalog) else ""
        if reader.waiting.what:
            place = f"{reader.waiting.what} … · {place}"
        row = reader.list.row
        pieces = describe(row, reader.store, reader.paths, searching=bool(catalog.query))
        if row is None and not catalog.complete:
            pieces = [("quiet", "reading the list …")]
        elif row is None and not catalog.query and reader.background.busy:
            pieces = [("quiet", "reading the files …")]
        made = reader.titles.said(row) if row is not None else ""
        if made:
            pieces.append(("quiet", f" · {made}"))
        versions = reader.folder.versions()
        if versions:  # first, as a long line is cut at its end
            pieces[:0] = [("text", versions)]
        self.status.set([("text", " "), *pieces], [("quiet", place)])
        self._placed = catalog.complete

    @property
    def total(self) -> str:
        """How many articles the list has, as far as it is known."""
        catalog = self.reader.catalog
        return f"{len(catalog):,}" if catalog.complete else self.reader.found

    @property
    def _here(self) -> str:
        """The place of the cursor in the list, as far as it is known."""
        reader, catalog = self.reader, self.reader.catalog
        before = catalog.before
        if before is None and catalog.ends and reader.counted:
            before = reader.counts.total - len(catalog)
        return "…" if before is None else f"{before + reader.list.cursor + 1:,}"

    def draw_place(self) -> None:
        """Draw the status line anew where it could not say yet which article of how many the cursor is on."""
        if not self.said and not self._placed:
            self.draw_status()

    def draw_header(self) -> None:
        """Say what is shown, what is searched for, and what goes on."""
        reader = self.reader
        counts = reader.counts
        plural = "article" if counts.total == 1 else "articles"
        right: list[Piece] = []
        for what, done, total in (
            (reader.background.what, reader.background.done, reader.background.total),
            ("translating", *reader.translator.progress),
        ):
            if done < total and not right:
                right = [
                    ("quiet", f"{what} {done:,} of {total:,} "),
                    ("quiet", f"{bar(done, total)} "),
                ]
        left: list[Piece] = [
            ("name", " wirereader  "),
            ("text", corpus_name(reader.paths)),
        ]
        left.append(("quiet", f" · {reader.found} {plural}"))
        if reader.counted:
            left.append(("text" if counts.to_read else "quiet", f" · {counts.to_read:,} to read"))
        if reader.arrivals.new:
            left.append(("done", f" · {reader.arrivals.new:,} new"))
        if reader.background.problems.count:
            left.append(("alarm", f" · {reader.background.problems.count:,} unreadable"))
        leftovers: Piece = ("quiet", f" · {counts.leftovers:,} with leftovers")
        query: Piece = ("query", f"  /{reader.catalog.query}" if reader.catalog.query else "")
        whole = sum(cell_len(text) for _, text in (*left, leftovers, query, *right))
        if reader.counted and whole < reader.app.size.width:
            left.append(leftovers)
        if sum(cell_len(text) for _, text in (*left, query, *right)) > reader.app.size.width:
            del right[1:]  # the bar: it says again what the numbers say
        self.header.set([*left, query], right)

    def draw_footer(self) -> None:
        """Name the keys of the pane, as many as fit, help always among them."""
        reader = self.reader
        context = reader.context
        items: dict[str, list[str]] = {}
        for cls in sorted(commands(), key=lambda cls: _place(cls, context)):
            label = reader.keys.label(cls.name)
            if cls.footer and label and context in cls.contexts:
                items.setdefault(cls.footer, []).append(label)
        room = reader.app.size.width - 1
        keys = {word: "/".join(labels) for word, labels in items.items()}
        sizes = {word: cell_len(labels) + len(word) + 3 for word, labels in keys.items()}
        for word in [w for w in reversed(keys) if w not in ALWAYS]:
            if sum(sizes.values()) <= room:
                break
            del sizes[word]
        pieces: list[Piece] = [("quiet", " ")]
        for word in sizes:
            pieces += [("key", keys[word]), ("quiet", f" {word}  ")]
        self.footer.set(pieces)
