"""Translations arrive while one goes on reading; no model is ever loaded in this process.

The desk works in a thread and in processes of its own; what it finds comes back
as messages of the screen, is kept in the store, and is drawn only if its article
still shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from reader.model import Article, Leftover, LineKind, Translation

if TYPE_CHECKING:
    from reader.store import Remembered
    from reader.translate import Desk, Job, TranslationError
    from reader.tui.screens.reader import ReaderScreen

HELD = 40
"""Translations of an article that are handed on together, so that a page is drawn once."""


class Translated(Message):
    """The desk has translated spans of an article."""

    def __init__(self, key: int, translations: Sequence[Translation]) -> None:
        super().__init__()
        self.key = key
        self.translations = translations


class Progress(Message):
    """A translation goes on, has failed (`error`) or has ended (`finished`, with who did it)."""

    def __init__(
        self,
        key: int,
        done: int = 0,
        total: int = 0,
        error: str = "",
        *,
        finished: bool = False,
        credit: str = "",
    ) -> None:
        super().__init__()
        self.key, self.done, self.total = key, done, total
        self.error, self.finished, self.credit = error, finished, credit


class Translator:
    """Asks the desk for what the person wants to read; a job for each language."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self.progress = (0, 0)
        self._desk: Desk | None = None
        self._jobs: list[Job] = []

    @property
    def desk(self) -> Desk:
        """The desk, set up on first use."""
        if self._desk is None:
            self._desk = self.reader.make_desk()
        return self._desk

    def leftover(self) -> None:
        """Translate the leftover under the cursor, or the first one of the article."""
        reader = self.reader
        reader.follow_now()
        pane = reader.article
        if pane.article is None:
            reader.say("no article here")
            return
        found = pane.leftover
        if found is None and not pane.next_leftover(1) and not pane.next_leftover(-1):
            reader.say("nothing in this article was left in another language")
            return
        found = found or pane.leftover
        if found is not None:
            self._submit(pane.article, [found], found.language, whole=False)

    def whole(self) -> None:
        """Translate what the cleaned text keeps, in the language of the article."""
        from reader.tui.article.setting import Mode

        reader = self.reader
        reader.follow_now()
        article, key = reader.article.article, reader.shown_key
        if article is None or key is None:
            reader.say("no article here")
            return
        row = reader.catalog.get(key)
        if row is not None and not row.analysed and not row.failed:
            reader.say("this article is being analysed; try again in a moment")
            return
        if article.language in ("und", "", reader.options.to):
            if not article.leftovers and article.language != reader.options.to:
                reader.say(
                    "nobody can tell the language of this article: nothing to translate from"
                )
                return
            if not article.leftovers:
                reader.say(f"this article is in {reader.options.to} already")
                return
            self._submit(article, article.leftovers, "und", whole=True)
            return
        reader.article.choose_mode(Mode.TRANSLATION)
        text = article.document.text
        known = {(t.start, t.end) for t in reader.store.translations(key, reader.options.to)}
        spans = [
            line for line in article.lines if line.kind.kept and text[line.start : line.end].strip()
        ]
        todo = [line for line in spans if not _covered(line.start, line.end, known)]
        first, last = reader.article.on_screen()
        todo.sort(key=lambda line: max(first - line.end, line.start - last, 0))
        if not todo:
            reader.say("translated already")
            return
        self._ask(key, [(x.start, x.end, x.kind) for x in todo], article, article.language)

    def remembered(self, said: Remembered) -> None:
        """Let the memory say of a source what a person says of it now."""
        from reader.translate import TranslationError

        try:
            self.desk.set_correction(said.source, said.target, said.from_language, said.to_language)
        except TranslationError as error:
            self.reader.say(str(error), alarm=True)

    @property
    def under_way(self) -> bool:
        """Whether something is being translated."""
        return any(not job.done for job in self._jobs)

    def cancel(self) -> None:
        """Stop the job under way."""
        if not self._jobs:
            self.reader.say("no translation is under way")
        else:
            for job in self._jobs:
                job.cancel()
            self._jobs.clear()
            self.progress = (0, 0)
            self.reader.say("translation stopped")
            self.reader.refresh_header()

    def close(self) -> None:
        """Stop the desk and its engines."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    def _submit(
        self, article: Article, leftovers: Sequence[Leftover], language: str, *, whole: bool
    ) -> None:
        key = self.reader.shown_key
        if key is None:
            return
        to = self.reader.options.to
        ready = [made for x in leftovers if (made := _made(x, to)) is not None]
        if ready:
            self.took(Translated(key, ready))
            if whole:
                self.reader.say(_credit(Counter(_engine(made) for made in ready)), done=True)
            else:
                self._told(ready[0])
        spans = [x for x in leftovers if _made(x, to) is None]
        for code in sorted({x.language for x in spans}):
            items = [(x.start, x.end, x.kind) for x in spans if x.language == code]
            self._ask(key, items, article, code if whole else language)

    def _ask(
        self, key: int, spans: Sequence[tuple[int, int, object]], article: Article, language: str
    ) -> None:
        from reader.model import LeftoverKind
        from reader.translate import Names, Request

        reader = self.reader
        text = article.document.text
        requests = [
            Request(
                start,
                end,
                text[start:end],
                kind if isinstance(kind, (LineKind, LeftoverKind)) else None,
            )
            for start, end, kind in spans
        ]
        held: list[Translation] = []
        engines: Counter[str] = Counter()
        failures: list[str] = []

        def result(translation: Translation) -> None:
            held.append(translation)
            if translation.model != "nothing to translate":
                engines[_engine(translation)] += 1
            if len(held) >= HELD or len(requests) == 1:
                flush()

        def flush() -> None:
            if held:
                reader.post_message(Translated(key, tuple(held)))
                held.clear()

        def progress(done: int, total: int) -> None:
            flush()
            reader.post_message(Progress(key, done, total))

        def failed(error: TranslationError) -> None:
            failures.append(str(error))
            flush()
            reader.post_message(Progress(key, error=str(error)))

        def ended() -> None:
            flush()
            credit = "" if failures or len(requests) == 1 else _credit(engines)
            reader.post_message(Progress(key, finished=True, credit=credit))

        self._jobs = [job for job in self._jobs if not job.done]
        self._jobs.append(
            self.desk.submit(
                requests,
                language,
                reader.options.to,
                names=Names.of(article.entities),
                on_result=result,
                on_progress=progress,
                on_error=failed,
                on_done=ended,
            )
        )

    def took(self, message: Translated) -> None:
        """Keep translations that arrived, and show them if their article shows."""
        reader = self.reader
        reader.store.remember(message.key, message.translations)
        if reader.shown_key == message.key:
            reader.article.learn(message.translations)
            if len(message.translations) == 1:
                self._told(message.translations[0])

    def moved(self, message: Progress) -> None:
        """Show how far a job has come, what failed, and that it has ended."""
        if message.error:
            self.reader.say(message.error, alarm=True)
        elif message.credit and self.reader.shown_key == message.key:
            self.reader.say(message.credit, done=True)
        if message.error or message.finished:
            self.progress = (0, 0)
            if message.finished:
                self._jobs = self._jobs[1:]  # jobs end in the order in which they were asked for
        else:
            self.progress = (message.done, message.total) if message.total > 3 else (0, 0)
        self.reader.refresh_header()

    def _told(self, made: Translation) -> None:
        self.reader.say(f"{_engine(made)}: {made.source} → {made.target}", done=True)


def _engine(made: Translation) -> str:
    return f"{made.engine} ({made.model})" if made.model else made.engine


def _credit(engines: Counter[str]) -> str:
    """Who translated how many sentences, as the status line says it when a whole article is done."""
    if not engines:
        return ""
    counts = ", ".join(f"{name} {count:,}" for name, count in engines.most_common())
    return f"translated, by engine: {counts}"


def _made(leftover: Leftover, to: str) -> Translation | None:
    """The translation that the analysis gave a leftover, as one that can be kept.

    The analysis knows English only; into another language the desk is asked.
    """
    if leftover.translation is None or to != "en":
        return None
    return Translation(
        leftover.start,
        leftover.end,
        leftover.text,
        leftover.translation,
        leftover.engine or "phrasebook",
        "",
        leftover.language,
        to,
    )


def _covered(start: int, end: int, known: set[tuple[int, int]]) -> bool:
    return any(first <= start + 1 and end - 1 <= last for first, last in known) or any(
        start <= first and last <= end for first, last in known
    )
