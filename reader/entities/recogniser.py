"""Names in one article: models read the kept lines, rules the credits and captions.

Then the article as a whole corrects both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto

from msgspec import Struct

from reader.entities.amend import amend
from reader.entities.captions import caption_spans
from reader.entities.credits import credit_spans
from reader.entities.engines import (
    Engine,
    Loader,
    ModelUnavailableError,
    default_loaders,
    engine_version,
)
from reader.entities.gazetteer import gazetteer
from reader.entities.linking import canonical_names
from reader.entities.propagate import propagate
from reader.entities.recase import names_of, ordinary, recase, styled
from reader.entities.spans import Span, first_wins
from reader.entities.trim import trim
from reader.model import Document, Entity, Line, LineKind, Note, NoteKind

RULES = "2"
"""Version of the room's own rules and tables; raise it when either changes what is found."""

CYRILLIC = re.compile(r"[\u0400-\u052f]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
FOREIGN_SENTENCE = 25
"""Letters that a line in another script must have to be read by that script's model."""


CAPTION_WORDS = 3
"""A caption of no more words is a name or a title, no sentence that a model could read."""


class Role(Enum):
    """How a passage is read."""

    PROSE = auto()
    CAPTION = auto()
    CREDIT = auto()


class Passage(Struct, frozen=True):
    """A line that may hold names, and the language it is read in."""

    start: int
    end: int
    role: Role
    language: str
    heading: bool = False


def versions(languages: str | Iterable[str]) -> str:
    """Engines, libraries and rules in force for the languages (ISO 639-1), without loading any.

    Analyses made under another value are stale.
    """
    codes = [languages] if isinstance(languages, str) else sorted(set(languages))
    engines = [f"{code}: {engine_version(code) or 'tables and patterns'}" for code in codes]
    return "; ".join([f"rules {RULES}", *engines])


class Recogniser:
    """Finds the names of articles. Models load on first use and stay with the recogniser.

    `loaders` maps ISO 639-1 codes to functions that load an engine, the
    installed models by default. A language without a loader, or whose model is
    missing or broken, is read by tables and patterns; `fallback` then says so.
    """

    def __init__(self, loaders: Mapping[str, Loader] | None = None) -> None:
        self._loaders = default_loaders() if loaders is None else loaders
        self._engines: dict[str, Engine] = {}
        self._missing: dict[str, str] = {}

    def recognise(
        self, document: Document, lines: Sequence[Line], language: str
    ) -> tuple[Entity, ...]:
        """The mentions in the kept lines, captions and credits, in order and without overlaps.

        `language` is the article's; lines in another script are read in the
        language that their script suggests. `Entity.name` is the fullest form
        that the article itself gives.
        """
        text = document.text
        passages = list(_passages(text, lines, language))
        prose = [(one.start, one.end) for one in passages if one.role is Role.PROSE]
        spans = propagate(text, prose, self._read(text, passages))
        persons = sorted({text[one.start : one.end] for one in spans if one.label == "PER"})
        for one in passages:
            if one.role is Role.CREDIT:
                credited = credit_spans(text[one.start : one.end])
                spans.extend(span.shifted(one.start) for span in credited)
            elif one.role is Role.CAPTION:
                spans.extend(caption_spans(text, one.start, one.end, persons, language))
        settled = first_wins(spans)
        names = canonical_names([(text[span.start : span.end], span.label) for span in settled])
        return tuple(
            Entity(span.start, span.end, text[span.start : span.end], span.label, name, span.rule)
            for span, name in zip(settled, names, strict=True)
        )

    def fallback(self, language: str) -> Note | None:
        """A note for the reader when a language is read without a model, None when it has one."""
        self._engine(language)
        reason = self._missing.get(language)
        if reason is None:
            return None
        return Note(NoteKind.FALLBACK, f"names found by tables and patterns: {reason}", 0, 0)

    def _engine(self, language: str) -> Engine | None:
        if language not in self._engines and language not in self._missing:
            loader = self._loaders.get(language)
            if loader is None:
                self._missing[language] = f"there is no model for language {language!r}"
            else:
                try:
                    self._engines[language] = loader()
                except ModelUnavailableError as error:
                    self._missing[language] = str(error)
        return self._engines.get(language)

    def _read(self, text: str, passages: Sequence[Passage]) -> list[Span]:
        """What the engines find in the prose, trimmed, in code points of the document."""
        by_language: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            if passage.role is Role.PROSE:
                by_language[passage.language].append(passage)
        found: list[Span] = []
        for language, read in by_language.items():
            engine = self._engine(language)
            texts = _readable(text, read, language)
            claims = engine.spans(texts) if engine else [[] for _ in texts]
            for passage, spans in zip(read, claims, strict=True):
                trimmed = [
                    one
                    for span in spans
                    if (one := trim(text, span.shifted(passage.start), language)) is not None
                ]
                found.extend(
                    amend(
                        text,
                        passage.start,
                        passage.end,
                        trimmed,
                        language,
                        modelled=engine is not None,
                    )
                )
        return first_wins(found)


def _passages(text: str, lines: Sequence[Line], language: str) -> Iterable[Passage]:
    for line in lines:
        piece = text[line.start : line.end]
        if line.kind is LineKind.PHOTO_CREDIT:
            yield Passage(line.start, line.end, Role.CREDIT, language)
        elif line.kind is LineKind.CAPTION or line.kind.kept:
            own = _language_of(piece, language)
            heading = line.kind in (LineKind.HEADLINE, LineKind.SUBHEADING)
            alone = line.kind is LineKind.CAPTION and len(piece.split()) <= CAPTION_WORDS
            role = Role.CAPTION if own is None or alone else Role.PROSE
            yield Passage(line.start, line.end, role, own or language, heading)


def _readable(text: str, passages: Sequence[Passage], language: str) -> list[str]:
    """The passages as a model reads them best: headlines in sentence case, same length."""
    pieces = [text[one.start : one.end] for one in passages]
    small, capital = names_of([piece for piece in pieces if not styled(piece)])
    is_ordinary = ordinary if language == "en" else _never
    for number, (piece, one) in enumerate(zip(pieces, passages, strict=True)):
        if one.heading and styled(piece):
            known = [
                (match.start - one.start, match.end - one.start)
                for match in gazetteer(language).matches(text, one.start, one.end)
                if not match.weak
            ]
            pieces[number] = recase(piece, small, capital, known, is_ordinary)
    return pieces


def _never(_word: str) -> bool:
    return False


def _language_of(piece: str, language: str) -> str | None:
    """The language to read a line in; None for a foreign scrap too short for a model."""
    cyrillic, latin = len(CYRILLIC.findall(piece)), len(LATIN.findall(piece))
    native_cyrillic = language in ("ru", "uk", "bg", "be", "mk", "sr", "kk")
    if native_cyrillic and latin > 3 * cyrillic:
        return "en" if latin >= FOREIGN_SENTENCE else None
    if not native_cyrillic and cyrillic > latin:
        if cyrillic < FOREIGN_SENTENCE:
            return None
        return "uk" if UKRAINIAN.search(piece) else "ru"
    return language
