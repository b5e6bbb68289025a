"""Sentences go through the models installed: remembered where known, piece by piece where not.

Each model runs in a process of its own, started by the first sentence that
needs it and kept warm. A name that a model spelled otherwise than the article
does is put right here, and one that it lost is asked for once more.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec import Struct

from reader.model import Translation
from reader.translate.errors import TranslationError
from reader.translate.memory import Memory
from reader.translate.models import Model, installed, route
from reader.translate.names import Names
from reader.translate.process import Cancelled, EngineFailure, EngineProcess
from reader.translate.request import Hypothesis, Options

WARM: Final = 2
"""Engines kept loaded at a time; a pivot needs two."""


class DeskSettings(Struct, frozen=True):
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


class EngineStatus(Struct, frozen=True):
    """An engine's process as it is now: `memory` in bytes, `sealed` what keeps it off the network."""

    engine: str
    folder: Path
    running: bool
    memory: int
    sealed: str


@dataclass
class Piece:
    """A span on its way: with its translation, or waiting for an engine."""

    start: int
    end: int
    source: str
    language: str
    ready: Translation | None = None


class EngineRoom:
    """The engines' processes and the way through them.

    `memory` gives the memory, None where there is none; `asked` is called
    after each question, so that idle time can be counted from it.
    """

    def __init__(
        self,
        settings: DeskSettings,
        memory: Callable[[], Memory | None],
        asked: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._memory = memory
        self._asked = asked
        self._processes: dict[Path, EngineProcess] = {}
        self._lock = threading.RLock()
        self._closed = False

    def route(self, from_language: str, to_language: str) -> tuple[Model, ...]:
        """The models that a translation would run through; empty where none is installed."""
        return route(
            installed(self._settings.models), from_language, to_language, self._settings.engines
        )

    def status(self) -> tuple[EngineStatus, ...]:
        """The engines started so far."""
        with self._lock:
            return tuple(
                EngineStatus(p.engine, p.folder, p.running, p.memory, p.sealed)
                for p in self._processes.values()
            )

    def idle(self) -> float | None:
        """Stop engines that nobody has asked for long; seconds to the next look, None for never."""
        with self._lock:
            running = [p for p in self._processes.values() if p.running and not p.busy]
        now = time.monotonic()
        waits: list[float] = []
        for process in running:
            left = process.used + self._settings.idle_seconds - now
            if left <= 0:
                process.stop()
            else:
                waits.append(left)
        return min(waits) + 0.01 if waits else None

    def asking(self) -> bool:
        """Whether an engine is being asked just now."""
        with self._lock:
            return any(process.busy for process in self._processes.values())

    def close(self) -> None:
        """Stop every engine at once and for good; what is being asked elsewhere is `Cancelled`."""
        with self._lock:
            self._closed = True
            processes = list(self._processes.values())
        for process in processes:
            process.close()

    def fill(
        self,
        pieces: Sequence[Piece],
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
            self._settings.beam, min(self._settings.alternatives + 1, self._settings.beam)
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
        memory = self._memory()
        known: list[tuple[Hypothesis, ...] | None] = [None] * len(sources)
        if memory is not None:
            # what engines said can be had again: a memory that fails costs time, not the answer
            with contextlib.suppress(TranslationError):
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
                with contextlib.suppress(TranslationError):
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
                if attempt == 2 or process.running:
                    raise TranslationError(
                        f"the model {model.label} failed: {failure}; "
                        f"check it with: wirereader models verify {model.pair}"
                    ) from failure
        if process.memory > self._settings.memory_limit:
            process.stop()
        self._asked()
        return answer

    def _warm(self, model: Model) -> EngineProcess:
        """The model's process; the one unused longest makes room."""
        with self._lock:
            if self._closed:
                raise Cancelled
            process = self._processes.get(model.folder)
            if process is None:
                process = EngineProcess(model.engine, model.folder, threads=self._settings.threads)
                self._processes[model.folder] = process
            process.used = time.monotonic()
            others = [p for p in self._processes.values() if p.running and p is not process]
        others.sort(key=lambda p: (p.busy, p.used))
        for surplus in others[: max(0, len(others) - WARM + 1)]:
            if not surplus.busy:
                surplus.stop()
        return process


def _spaced(text: str) -> str:
    return " ".join(text.split(" ")).strip()
