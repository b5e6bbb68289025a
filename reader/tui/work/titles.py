"""Titles in other languages read in one's own, as rows come into view; the original is a key away.

One small job at a time, at a lower priority than anything a person asked for, so that neither a
key nor the article on the screen ever waits for a title. Nothing is written: the list shows a
machine's words in ``⟦…⟧``, and the memory of the desk spares the engine the next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.message import Message

if TYPE_CHECKING:
    from reader.store import Row
    from reader.translate import Job, Translation, TranslationError
    from reader.tui.screens.reader import ReaderScreen

PRIORITY = 10
"""Of a title's job at the desk; what a person asked for has 0."""

AT_ONCE = 12
"""Titles in one job: few, so that the rows on the screen come before those that were scrolled by."""

HELD = 5_000
"""Titles kept; they are forgotten together beyond."""


class MadeTitle(Struct, frozen=True):
    """A title as a machine put it: `source` is the original, `text` empty where nothing could be made."""

    source: str
    text: str
    engine: str = ""


class Titled(Message):
    """The desk has done a job of titles; `error` says what to run where it could not."""

    def __init__(self, titles: Mapping[int, MadeTitle], error: str = "") -> None:
        super().__init__()
        self.titles, self.error = titles, error


class Titles:
    """Asks the desk for the titles in view, and keeps them for this session."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        kept = reader.store.get_state("titles")
        self.on = kept if isinstance(kept, bool) else reader.options.titles
        self._made: dict[int, MadeTitle] = {}
        self._job: Job | None = None
        self._told: set[str] = set()

    def toggle(self) -> None:
        """Translate titles from now on, or show them as they were written again."""
        reader = self.reader
        self.on = not self.on
        reader.store.set_state("titles", self.on)
        self._told.clear()
        self._made = {key: made for key, made in self._made.items() if made.text}
        to = reader.options.to
        reader.say(f"titles in {to}, ⟦by machine⟧" if self.on else "titles as they were written")
        reader.list.refresh()
        self.want()

    def of(self, row: Row) -> str:
        """The row's title by machine, empty where the list shows the original."""
        made = self._made.get(row.key) if self.on else None
        return made.text if made is not None and made.source == row.title else ""

    def said(self, row: Row) -> str:
        """Which engine made the title that the list shows, and of what; empty for an original."""
        made = self._made.get(row.key)
        return f"{made.engine}: {made.source}" if made is not None and self.of(row) else ""

    def want(self) -> None:
        """Ask for those in view that are still missing, unless a job is under way."""
        if not self.on or self._job is not None:
            return
        reader = self.reader
        rows: dict[str, list[Row]] = {}
        for row in reader.list.in_view():
            made = self._made.get(row.key)
            if (
                row.language not in ("", "und", reader.options.to)
                and row.title.strip()
                and (made is None or made.source != row.title)
            ):
                rows.setdefault(row.language, []).append(row)
        for language, found in rows.items():
            self._ask(language, found[:AT_ONCE])
            return

    def took(self, message: Titled) -> None:
        """Show titles that arrived, and ask for the next ones."""
        self._job = None
        if len(self._made) > HELD:
            self._made.clear()
        self._made.update(message.titles)
        if message.error and self.on and message.error not in self._told:
            self._told.add(message.error)
            self.reader.say(message.error)
        if self.on:
            self.reader.list.redraw([key for key, made in message.titles.items() if made.text])
        self.want()

    def _ask(self, language: str, rows: list[Row]) -> None:
        from reader.model import LineKind
        from reader.translate import Request

        requests, places, at = [], [], 0
        for row in rows:
            requests.append(Request(at, at + len(row.title), row.title, LineKind.HEADLINE))
            places.append((at, row))
            at += len(row.title) + 1
        found: list[Translation] = []
        errors: list[TranslationError] = []

        def ended() -> None:
            titles = {}
            for start, row in places:
                pieces = [t for t in found if start <= t.start <= start + len(row.title)]
                titles[row.key] = _joined(row.title, start, pieces)
            self.reader.post_message(Titled(titles, str(errors[0]) if errors else ""))

        self._job = self.reader.translator.desk.submit(
            requests,
            language,
            self.reader.options.to,
            on_result=found.append,
            on_error=errors.append,
            on_done=ended,
            priority=PRIORITY,
        )


def _joined(title: str, start: int, pieces: list[Translation]) -> MadeTitle:
    """The title with its sentences in their new words; none where a sentence is missing."""
    text, at = "", 0
    for piece in sorted(pieces, key=lambda piece: piece.start):
        between = title[at : piece.start - start]
        if between.strip():
            return MadeTitle(title, "")
        text += between + piece.target
        at = piece.end - start
    if not text.strip() or title[at:].strip() or text.strip() == title.strip():
        return MadeTitle(title, "")
    models = dict.fromkeys(f"{p.engine} ({p.model})" if p.model else p.engine for p in pieces)
    return MadeTitle(title, text.strip(), ", ".join(models))
