"""The one place where the reader asks for translations; what answers runs elsewhere.

A person's correction comes first, then a glossary, the phrasebook, the memory,
and last an engine in a process of its own, started by the first sentence that
needs it, kept warm, and stopped when idle. The interface process loads nothing.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import re
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from reader.model import Translation
from reader.translate.errors import TranslationError
from reader.translate.memory import GLOSSARY, Memory
from reader.translate.models import Model, installed, route
from reader.translate.names import Names
from reader.translate.phrasebook import Phrasebook
from reader.translate.process import Cancelled, EngineFailure, EngineProcess
from reader.translate.request import Hypothesis, Options, Request
from reader.translate.sentences import has_words, sentences

FIRST_BATCH: Final = 2
"""Sentences in the first question: few, so that the reader sees something at once."""
BATCH: Final = 24
"""Sentences in every further question: enough for the engine to fill its batches."""
WARM: Final = 2
"""Engines kept loaded at a time; a pivot needs two."""

_CYRILLIC: Final = re.compile(r"[Ѐ-ӿ]")
_CYRILLIC_LANGUAGES: Final = frozenset(("ru", "uk", "be", "bg", "sr", "mk", "kk", "und"))


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How the desk works.

    `models` are the folders searched for models (None: the usual ones);
    `memory` the memory's file (None: nothing is remembered); `engines` the
    neural engines allowed, preferred first; `threads` those of one engine;
    `beam` the width of its search; `alternatives` how many renderings are kept
    beside the best; `idle_seconds` after which an unused engine is stopped;
    `memory_limit` the resident bytes beyond which an engine is restarted;
    `scheme` the transliteration of names that nobody has spelled.
    """

    models: tuple[Path, ...] | None = None
    memory: Path | None = None
    engines: tuple[str, ...] = ("firefox", "argos")
    threads: int = 1
    beam: int = 4
    alternatives: int = 3
    idle_seconds: float = 300.0
    memory_limit: int = 2_000_000_000
    scheme: str = "press"


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """An engine's process as it is now: `memory` in bytes, `sealed` what keeps it off the network."""

    engine: str
    folder: Path
    running: bool
    memory: int
    sealed: str


class Job:
    """A translation under way in the background; its callbacks run on the desk's thread."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._finished = threading.Event()

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


@dataclass
class _Piece:
    """A span on its way: with its translation, or waiting for an engine."""

    start: int
    end: int
    source: str
    language: str
    ready: Translation | None = None


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
        self._processes: dict[Path, EngineProcess] = {}
        self._lock = threading.RLock()
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
            try:
                for item in results:
                    if job.cancelled:
                        return
                    if isinstance(item, Translation):
                        on_result(item)
                    else:
                        if on_progress is not None:
                            on_progress(*item)
                        yield
            except TranslationError as error:
                if on_error is not None and not job.cancelled:
                    on_error(error)
            if on_done is not None and not job.cancelled:
                on_done()

        with self._wake:
            if self._closed:
                raise TranslationError("the translation desk is closed")
            heapq.heappush(self._tasks, _Task(priority, next(self._numbers), steps(), job))
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, name="translation desk", daemon=True
                )
                self._thread.start()
            self._wake.notify()
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
                self._memory = Memory.open(self.settings.memory)
            return self._memory

    def route(self, from_language: str, to_language: str) -> tuple[Model, ...]:
        """The models that a translation would run through; empty where none is installed."""
        return route(
            installed(self.settings.models), from_language, to_language, self.settings.engines
        )

    def engines(self) -> tuple[EngineStatus, ...]:
        """The engines started so far."""
        with self._lock:
            return tuple(
                EngineStatus(p.engine, p.folder, p.running, p.memory, p.sealed)
                for p in self._processes.values()
            )

    def close(self) -> None:
        """Cancel what is under way, stop every engine, close the memory."""
        with self._wake:
            self._closed = True
            for task in self._tasks:
                task.job.cancel()
            self._wake.notify_all()
            processes = list(self._processes.values())
        for process in processes:
            process.stop()
        if self._thread is not None:
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
                    self._wake.wait(self._idle())
                if self._closed and not self._tasks:
                    return
                task = heapq.heappop(self._tasks)
            ended = task.job.cancelled
            if not ended:
                try:
                    next(task.steps)
                except StopIteration:
                    ended = True
                except BaseException:
                    task.job._finished.set()
                    raise
            if ended:
                task.steps.close()
                task.job._finished.set()
            else:
                with self._wake:
                    heapq.heappush(self._tasks, task)

    def _idle(self) -> float | None:
        """Stop engines that nobody has asked for long; seconds to the next look, None for never."""
        running = [p for p in self._processes.values() if p.running]
        now = time.monotonic()
        waits: list[float] = []
        for process in running:
            left = process.used + self.settings.idle_seconds - now
            if left <= 0:
                process.stop()
            else:
                waits.append(left)
        return min(waits) + 0.01 if waits else None

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
        pieces: list[_Piece] = []
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
                    self._engines(pending, to_language, names, cancelled)
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
    ) -> Iterator[_Piece]:
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
                    ) or _Piece(at + start, at + end, text, language)
            at += len(line) + 1

    def _known(
        self,
        request: Request,
        text: str,
        at: int,
        language: str,
        to_language: str,
        names: Names,
    ) -> _Piece | None:
        """What needs no engine: a person's rendering, a phrase, or nothing to translate."""
        source = text.strip()
        if not source:
            return None
        start = at + text.index(source)
        end = start + len(source)

        def piece(target: str, engine: str, model: str, score: float | None = None) -> _Piece:
            made = Translation(
                start, end, source, target, engine, model, language, to_language, score
            )
            return _Piece(start, end, source, language, made)

        if "\n" not in source and (
            not has_words(source)
            or (language in _CYRILLIC_LANGUAGES and not _CYRILLIC.search(source))
        ):
            return piece(source, "phrasebook", "nothing to translate")
        if self.memory is not None:
            human = self.memory.human(source, language, to_language)
            if human is not None:
                model = "you" if human.origin == "you" else f"{human.kind}: {human.origin}"
                return piece(human.target, "hand", model)
        found = self.phrasebook.lookup(
            source, language, to_language, kind=request.kind, names=names
        )
        if found is not None:
            return piece(found.target, found.engine, found.model, found.score)
        return None

    def _engines(
        self,
        pieces: Sequence[_Piece],
        to_language: str,
        names: Names,
        cancelled: threading.Event,
    ) -> None:
        """Fill in the pieces through the models installed; raises `TranslationError` or `Cancelled`."""
        for language in dict.fromkeys(piece.language for piece in pieces):
            group = [piece for piece in pieces if piece.language == language]
            steps = self.route(language, to_language)
            if not steps:
                raise TranslationError(
                    f"no model translates {language} to {to_language}; get one with: wirereader "
                    f"models install {language}-{to_language}, or from a file: "
                    "wirereader models install FILE.argosmodel"
                )
            sources = [piece.source for piece in group]
            answers, cached = self._through(steps, sources, cancelled)
            held = self._held(steps, sources, answers, names, language, cancelled)
            label = steps[0].label
            if len(steps) > 1:
                versions = ", ".join(step.version for step in steps if step.version)
                label = f"{language}→{steps[0].to_language}→{to_language}"
                label += f" {versions}" if versions else ""
            for piece, best, known in zip(group, answers, cached, strict=True):
                if not best:
                    continue
                again = held.get(piece.source)
                if again:
                    best = again
                texts = [
                    names.repair(piece.source, _spaced(hypothesis.text), language)
                    for hypothesis in best
                ]
                others = [text for text in dict.fromkeys(texts) if text != texts[0]]
                piece.ready = Translation(
                    start=piece.start,
                    end=piece.end,
                    source=piece.source,
                    target=texts[0],
                    engine=steps[-1].engine,
                    model=label,
                    from_language=language,
                    to_language=to_language,
                    score=best[0].score,
                    cached=known,
                    alternatives=tuple(others),
                )

    def _held(
        self,
        steps: Sequence[Model],
        sources: list[str],
        answers: Sequence[tuple[Hypothesis, ...]],
        names: Names,
        language: str,
        cancelled: threading.Event,
    ) -> dict[str, tuple[Hypothesis, ...]]:
        """Second answers for sentences in which the engine lost a name that the article spells.

        The name is put into the source as the article spells it, which most
        models copy; the answer counts only if the name is then there and
        nothing else went: a name must not cost the sentence.
        """
        again: dict[str, tuple[str, dict[str, str]]] = {}
        for source, best in zip(sources, answers, strict=True):
            if not best or not names or source in again:
                continue
            target = names.repair(source, best[0].text, language)
            lost = names.lost(source, target, language)
            if lost:
                shielded = source
                for mention, spelling in lost.items():
                    shielded = shielded.replace(mention, spelling)
                again[source] = (shielded, lost)
        if not again:
            return {}
        retried, _ = self._through(steps, [shielded for shielded, _ in again.values()], cancelled)
        held: dict[str, tuple[Hypothesis, ...]] = {}
        for (source, (_, lost)), best in zip(again.items(), retried, strict=True):
            first = answers[sources.index(source)][0].text
            kept = tuple(h for h in best if all(name in h.text for name in lost.values()))
            if kept and len(kept[0].text) >= len(first) // 2:
                held[source] = kept
        return held

    def _through(
        self, steps: Sequence[Model], sources: list[str], cancelled: threading.Event
    ) -> tuple[list[tuple[Hypothesis, ...]], list[bool]]:
        """Hypotheses of each source after all steps, and whether each came from the memory."""
        options = Options(
            self.settings.beam, min(self.settings.alternatives + 1, self.settings.beam)
        )
        answers: list[tuple[Hypothesis, ...]] = []
        cached = [True] * len(sources)
        for number, model in enumerate(steps):
            answers, known = self._ask(model, sources, options, cancelled)
            cached = [a and b for a, b in zip(cached, known, strict=True)]
            if number + 1 < len(steps):
                sources = [best[0].text if best else "" for best in answers]
        return answers, cached

    def _ask(
        self, model: Model, sources: list[str], options: Options, cancelled: threading.Event
    ) -> tuple[list[tuple[Hypothesis, ...]], list[bool]]:
        key = (
            model.from_language,
            model.to_language,
            model.engine,
            f"{model.label} {model.sha256 or model.size}",
            options.key,
        )
        memory = self.memory
        known: list[tuple[Hypothesis, ...] | None] = [None] * len(sources)
        if memory is not None:
            known = memory.get(sources, *key)
        asked = [
            source
            for source in dict.fromkeys(
                source for source, best in zip(sources, known, strict=True) if best is None
            )
            if source
        ]
        fresh: dict[str, tuple[Hypothesis, ...]] = {}
        if asked:
            out = self._process(model, asked, options, cancelled)
            fresh = dict(zip(asked, out, strict=True))
            if memory is not None:
                memory.put(fresh.items(), *key)
        return (
            [
                best if best is not None else fresh.get(source, ())
                for source, best in zip(sources, known, strict=True)
            ],
            [best is not None for best in known],
        )

    def _process(
        self, model: Model, asked: list[str], options: Options, cancelled: threading.Event
    ) -> list[tuple[Hypothesis, ...]]:
        """Ask the model's process, once more after a crash."""
        process = self._warm(model)
        for attempt in (1, 2):
            try:
                answer = process.translate(asked, options, cancelled)
                break
            except EngineFailure as failure:
                if cancelled.is_set() or self._closed:
                    raise Cancelled from failure
                if attempt == 2 or not _died(process):
                    raise TranslationError(
                        f"the model {model.label} failed: {failure}; "
                        f"check it with: wirereader models verify {model.pair}"
                    ) from failure
        if process.memory > self.settings.memory_limit:
            process.stop()
        with self._wake:
            self._wake.notify()  # the desk's thread counts the idle time from here
        return answer

    def _warm(self, model: Model) -> EngineProcess:
        """The model's process; the one unused longest makes room."""
        with self._lock:
            process = self._processes.get(model.folder)
            if process is None:
                process = EngineProcess(model.engine, model.folder, threads=self.settings.threads)
                self._processes[model.folder] = process
            process.used = time.monotonic()
            running = [p for p in self._processes.values() if p.running and p is not process]
        running.sort(key=lambda p: p.used)
        for surplus in running[: max(0, len(running) - WARM + 1)]:
            with contextlib.suppress(OSError):
                surplus.stop()
        with self._wake:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(
                    target=self._work, name="translation desk", daemon=True
                )
                self._thread.start()
            self._wake.notify()
        return process


def _died(process: EngineProcess) -> bool:
    """Whether the process is gone, so that asking again may help."""
    return not process.running


def _spaced(text: str) -> str:
    return " ".join(text.split(" ")).strip()
