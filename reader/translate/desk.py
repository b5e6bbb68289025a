"""The one place where the reader asks for translations; what answers runs elsewhere.

A person's correction comes first, then a glossary, the phrasebook, the memory,
and last an engine in a process of its own, started by the first sentence that
needs it, kept warm, and stopped when idle. The interface process loads nothing.
"""

from __future__ import annotations

import heapq
import itertools
import re
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from reader.model import Translation
from reader.translate.engine_room import DeskSettings, EngineRoom, EngineStatus, Piece
from reader.translate.errors import TranslationError
from reader.translate.memory import GLOSSARY, Memory
from reader.translate.models import Model
from reader.translate.names import Names
from reader.translate.phrasebook import Phrasebook
from reader.translate.process import Cancelled
from reader.translate.request import Request
from reader.translate.sentences import has_words, sentences

FIRST_BATCH: Final = 2
"""Sentences in the first question: few, so that the reader sees something at once."""
BATCH: Final = 24
"""Sentences in every further question: enough for the engine to fill its batches."""

_CYRILLIC: Final = re.compile(r"[Ѐ-ӿ]")
_CYRILLIC_LANGUAGES: Final = frozenset(("ru", "uk", "be", "bg", "sr", "mk", "kk", "und"))


class Job:
    """A translation under way in the background; its callbacks run on the desk's thread."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._finished = threading.Event()
        self.fault: Exception | None = None
        """What a callback of this job raised; the job ends there, the desk goes on."""

    def cancel(self) -> None:
        """Stop: no result is delivered any more, an engine still at it is ended within 0.3 s."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether the job was cancelled."""
        return self._cancelled.is_set()

    @property
    def done(self) -> bool:
        """Whether the job has ended: finished, failed or cancelled."""
        return self._finished.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; False when `seconds` passed first."""
        return self._finished.wait(seconds)


@dataclass(order=True)
class _Task:
    priority: int
    number: int
    steps: Generator[None, None, None] = field(compare=False)
    job: Job = field(compare=False)


class Desk:
    """Translates spans of an original. Close it, or use it as a context manager.

    Thread safe. Starts no process and opens no file before the first use.
    """

    def __init__(
        self, settings: DeskSettings | None = None, *, phrasebook: Phrasebook | None = None
    ) -> None:
        self.settings = settings or DeskSettings()
        self._phrasebook = phrasebook
        self._memory: Memory | None = None
        self._lock = threading.RLock()
        self._room = EngineRoom(self.settings, lambda: self.memory, self._awake)
        self._wake = threading.Condition(self._lock)
        self._tasks: list[_Task] = []
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None
        self._closed = False

    # Asking

    def translate(
        self,
        requests: Sequence[Request],
        from_language: str,
        to_language: str = "en",
        *,
        names: Names | None = None,
    ) -> Iterator[Translation]:
        """Translations of the requests in the order given, a sentence each, as they are ready.

        A fragment that the phrasebook knows whole comes as one. What needs a
        model that is not there, or that fails, is left out, and when all the
        rest is delivered `TranslationError` says in one line what to run.
        """
        for item in self._run(requests, from_language, to_language, names, threading.Event()):
            if isinstance(item, Translation):
                yield item

    def submit(
        self,
        requests: Sequence[Request],
        from_language: str,
        to_language: str = "en",
        *,
        names: Names | None = None,
        on_result: Callable[[Translation], None],
        on_progress: Callable[[int, int], None] | None = None,
        on_error: Callable[[TranslationError], None] | None = None,
        on_done: Callable[[], None] | None = None,
        priority: int = 0,
    ) -> Job:
        """Translate in the background; returns at once.

        Callbacks run on the desk's thread: `on_result` for each translation,
        `on_progress` with sentences done and in all, `on_error` once at the
        end if something could not be translated, `on_done` last unless the job
        was cancelled. Jobs of a lower `priority` number go first, batch by batch,
        so titles in the background (say 10) never hold up the article on screen (0).
        """
        job = Job()

        def steps() -> Generator[None, None, None]:
            results = self._run(requests, from_language, to_language, names, job._cancelled)
            failure: TranslationError | None = None
            while failure is None:
                try:
                    item = next(results, None)
                except TranslationError as error:
                    failure = error
                    break
                except Exception as error:  # noqa: BLE001 - the person hears of it, the desk goes on
                    failure = TranslationError(
                        f"the translation broke off: {type(error).__name__}: {error}"
                    )
                    break
                if item is None:
                    break
                if job.cancelled:
                    return
                if isinstance(item, Translation):
                    on_result(item)
                else:
                    if on_progress is not None:
                        on_progress(*item)
                    yield
            if failure is not None and on_error is not None and not job.cancelled:
                on_error(failure)
            if on_done is not None and not job.cancelled:
                on_done()

        with self._wake:
            if self._closed:
                raise TranslationError("the translation desk is closed")
            heapq.heappush(self._tasks, _Task(priority, next(self._numbers), steps(), job))
        self._awake()
        return job

    def correct(self, translation: Translation, target: str) -> Translation:
        """Keep a person's own rendering; it wins from now on wherever the same source stands.

        Raises `TranslationError` when the desk has no memory.
        """
        memory = self.memory
        if memory is None:
            raise TranslationError(
                "corrections need a translation memory; set translate.memory in the configuration"
            )
        memory.correct(
            translation.source, target, translation.from_language, translation.to_language
        )
        return Translation(
            start=translation.start,
            end=translation.end,
            source=translation.source,
            target=target,
            engine="hand",
            model="you",
            from_language=translation.from_language,
            to_language=translation.to_language,
        )

    def correction(self, source: str, from_language: str, to_language: str) -> str | None:
        """What a person made of exactly this source by hand, None where nobody did."""
        memory = self.memory
        if memory is None:
            return None
        return memory.correction(source, from_language, to_language)

    def set_correction(
        self, source: str, target: str | None, from_language: str, to_language: str
    ) -> None:
        """Keep this rendering of a source as a person's own, or with None no longer; without a memory nothing."""
        memory = self.memory
        if memory is not None and target is not None:
            memory.correct(source, target, from_language, to_language)
        elif memory is not None:
            memory.forget(source, from_language, to_language)

    # What stands behind

    @property
    def phrasebook(self) -> Phrasebook:
        """The phrasebook, loaded on first use."""
        if self._phrasebook is None:
            self._phrasebook = Phrasebook.load(scheme=self.settings.scheme)
        return self._phrasebook

    @property
    def memory(self) -> Memory | None:
        """The memory, opened on first use; None when the settings name none."""
        if self.settings.memory is None:
            return None
        with self._lock:
            if self._memory is None:
                if self._closed:
                    return None
                self._memory = Memory.open(self.settings.memory)
            return self._memory

    def route(self, from_language: str, to_language: str) -> tuple[Model, ...]:
        """The models that a translation would run through; empty where none is installed."""
        return self._room.route(from_language, to_language)

    def engines(self) -> tuple[EngineStatus, ...]:
        """The engines started so far."""
        return self._room.status()

    def close(self) -> None:
        """Cancel what is under way, stop every engine, close the memory."""
        with self._wake:
            self._closed = True
            for task in self._tasks:
                task.job.cancel()
            self._wake.notify_all()
        self._room.close()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
        with self._lock:
            if self._memory is not None:
                self._memory.close()
                self._memory = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # The desk's thread

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._tasks and not self._closed:
                    self._wake.wait(self._room.idle())
                if self._closed and not self._tasks:
                    return
                task = heapq.heappop(self._tasks)
            ended = task.job.cancelled
            if not ended:
                try:
                    next(task.steps)
                except StopIteration:
                    ended = True
                except Exception as fault:  # noqa: BLE001 - one job's callback must not end the desk
                    task.job.fault, ended = fault, True
            if ended:
                task.steps.close()
                task.job._finished.set()
            else:
                with self._wake:
                    heapq.heappush(self._tasks, task)

    def _awake(self) -> None:
        """Have the desk's thread count idle time from now, starting it if need be."""
        with self._wake:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(
                    target=self._work, name="translation desk", daemon=True
                )
                self._thread.start()
            self._wake.notify()

    # The work itself

    def _run(
        self,
        requests: Sequence[Request],
        from_language: str,
        to_language: str,
        names: Names | None,
        cancelled: threading.Event,
    ) -> Iterator[Translation | tuple[int, int]]:
        """Translations, and after each batch how many sentences are done of how many."""
        names = self._names(names, from_language, to_language)
        pieces: list[Piece] = []
        for request in requests:
            pieces += self._pieces(request, from_language, to_language, names)
        missing: TranslationError | None = None
        done, at, size = 0, 0, FIRST_BATCH
        while at < len(pieces):
            if cancelled.is_set():
                return
            while at < len(pieces) and (ready := pieces[at].ready) is not None:
                done, at = done + 1, at + 1
                yield ready
            batch, waiting = [], 0
            while at < len(pieces) and waiting < size:
                batch.append(pieces[at])
                waiting += pieces[at].ready is None
                at += 1
            size = BATCH
            pending = [piece for piece in batch if piece.ready is None]
            if pending and missing is None:
                try:
                    self._room.fill(pending, to_language, names, cancelled)
                except Cancelled:
                    return
                except TranslationError as error:
                    missing = error
            for piece in batch:
                done += 1
                if piece.ready is not None:
                    yield piece.ready
            yield done, len(pieces)
        if missing is not None:
            raise missing

    def _names(self, names: Names | None, from_language: str, to_language: str) -> Names:
        """The article's names, outranked by the names in the reader's own glossary."""
        memory = self.memory
        own: dict[str, str] = {}
        if memory is not None:
            for pair in memory.pairs(GLOSSARY):
                languages = (pair.from_language, pair.to_language)
                if languages == (from_language, to_language) and pair.source[:1].isupper():
                    own[pair.source] = pair.target
        return (names or Names()).over(own)

    def _pieces(
        self, request: Request, from_language: str, to_language: str, names: Names
    ) -> Iterator[Piece]:
        language = from_language
        if language == "und":
            language = "uk" if re.search(r"[іїєґІЇЄҐ]", request.text) else "ru"
        whole = self._known(request, request.text, request.start, language, to_language, names)
        if whole is not None:
            yield whole
            return
        at = request.start
        for line in request.text.split("\n"):
            known = self._known(request, line, at, language, to_language, names)
            if known is not None:
                yield known
            else:
                for start, end in sentences(line, language):
                    text = line[start:end]
                    yield self._known(
                        request, text, at + start, language, to_language, names
                    ) or Piece(at + start, at + end, text, language)
            at += len(line) + 1

    def _known(
        self,
        request: Request,
        text: str,
        at: int,
        language: str,
        to_language: str,
        names: Names,
    ) -> Piece | None:
        """What needs no engine: a person's rendering, a phrase, or nothing to translate."""
        source = text.strip()
        if not source:
            return None
        start = at + text.index(source)
        end = start + len(source)

        def piece(target: str, engine: str, model: str, score: float | None = None) -> Piece:
            made = Translation(
                start, end, source, target, engine, model, language, to_language, score
            )
            return Piece(start, end, source, language, made)

        if "\n" not in source and (
            not has_words(source)
            or (language in _CYRILLIC_LANGUAGES and not _CYRILLIC.search(source))
        ):
            return piece(source, "phrasebook", "nothing to translate")
        memory = self.memory
        if memory is not None:
            human = memory.human(source, language, to_language)
            if human is not None:
                model = "you" if human.origin == "you" else f"{human.kind}: {human.origin}"
                return piece(human.target, "hand", model)
        found = self.phrasebook.lookup(
            source, language, to_language, kind=request.kind, names=names
        )
        if found is not None:
            return piece(found.target, found.engine, found.model, found.score)
        return None
