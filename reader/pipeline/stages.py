"""One document through every stage: kinds of lines, facts, language, leftovers, names, repairs, view.

The only place that knows in which order the stages build on each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reader import clean, language, stories, translate
from reader.entities import versions
from reader.model import (
    Article,
    Document,
    Entity,
    Facts,
    Leftover,
    LeftoverKind,
    Line,
    Note,
    NoteKind,
    Overrule,
    Repair,
    Repetition,
    Translation,
    fold_line,
)

if TYPE_CHECKING:
    from reader.entities import Recogniser

MODELLED = ("en", "ru", "uk")
"""Languages whose names a model may find; their engines are part of an analysis's version."""

ORDER = "4"
"""Version of this module: of the order of the stages and of what each is given."""


NAMES_WITHIN = 300_000
"""Code points of an article in which names are looked for: half a minute of a model's time, fifty
times a long article. Beyond lie dumps and concatenations, which would hold a worker for minutes."""


class Stages(Struct, frozen=True):
    """Which stages run. `names` off leaves people, organisations and places out; `phrases` the phrasebook."""

    names: bool = True
    phrases: bool = True

    @property
    def versions(self) -> Mapping[str, str]:
        """Each stage's version of rules and models, without loading any of them."""
        found = {
            "pipeline": ORDER,
            "clean": str(clean.VERSION),
            "language": str(language.VERSION),
            "stories": str(stories.VERSION),
            "translate": str(translate.VERSION) if self.phrases else "off",
        }
        found["entities"] = _entities_version() if self.names else "off"
        return found

    @property
    def stamp(self) -> str:
        """One short word for all versions: an analysis under another one is stale."""
        text = repr(sorted(self.versions.items()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _entities_version() -> str:
    return versions(MODELLED)


def analyse(
    document: Document,
    *,
    repetition: Repetition | None = None,
    overrules: Sequence[Overrule] = (),
    recogniser: Recogniser | None = None,
    stages: Stages | None = None,
    lines: Sequence[Line] | None = None,
) -> Article:
    """All that is found in one document, in this process.

    `repetition` is how its lines recur within its source; of `overrules` those apply that reach it.
    `lines` are its lines if they have been told already, as `told_together` does for many documents.
    Give one `recogniser` to many calls, as it keeps its models; without one names are read by a new one,
    unless `stages` leaves them out. Pure but for the models.
    """
    stages = stages or Stages()
    if lines is None:
        (lines,) = told_together([(document, repetition)], overrules)
    repairs, noticed = clean.repairs(document, lines)
    if (legible := clean.retold(document, lines, repairs)) is not lines:
        lines = legible
        repairs, noticed = clean.repairs(document, lines)
    facts, code = _read(document, lines, repairs)
    leftovers = language.leftovers(document, lines, code)
    entities, fallback = _names(document, lines, repairs, code, recogniser, stages)
    if stages.phrases:
        leftovers = _translated(leftovers, entities)
    return Article(
        document,
        facts,
        code,
        tuple(lines),
        leftovers,
        entities,
        repairs,
        tuple(dict.fromkeys((*document.notes, *facts.notes, *noticed, *fallback))),
        clean.view(document, lines, repairs),
        stages.versions,
    )


def _read(
    document: Document, lines: Sequence[Line], repairs: Sequence[Repair]
) -> tuple[Facts, str]:
    """The article's facts and language, of its letters as they were before they were garbled."""
    undone = clean.legible(document, lines, repairs)
    if undone is None:
        code = language.article_language(document, lines)
        return clean.facts(document, lines, code), code
    code = language.article_language(undone.document, undone.lines)
    facts = clean.facts(undone.document, undone.lines, code)
    notes = []
    for note in facts.notes:
        start, end = undone.origin(note.start, note.end) if note.end else (0, 0)
        notes.append(replace(note, start=start, end=end))
    facts = replace(facts, notes=tuple(notes))
    return facts, code


def told_together(
    documents: Sequence[tuple[Document, Repetition | None]], overrules: Sequence[Overrule] = ()
) -> list[tuple[Line, ...]]:
    """The lines of several documents, each with how its lines recur: the same as one by one, in less time."""
    return clean.classify_many(
        [
            clean.Asked(document, repetition, applicable(document, overrules))
            for document, repetition in documents
        ]
    )


def with_names(article: Article, recogniser: Recogniser, stages: Stages) -> Article:
    """An analysis that was made without names, with them: equal to one made with everything at once.

    Lines, language and repairs stand, as names have no part in them; the phrasebook is asked anew,
    because it spells a caption as the body does.
    """
    document = article.document
    entities, notes = _names(
        document, article.lines, article.repairs, article.language, recogniser, stages
    )
    leftovers = article.leftovers
    if stages.phrases:
        silent = [replace(left, translation=None, engine=None) for left in leftovers]
        leftovers = _translated(silent, entities)
    return replace(
        article,
        leftovers=leftovers,
        entities=entities,
        notes=tuple(dict.fromkeys((*article.notes, *notes))),
        versions=stages.versions,
    )


def applicable(document: Document, overrules: Sequence[Overrule]) -> tuple[Overrule, ...]:
    """Those corrections that are for this article, its source or everything, narrowest last."""
    if not overrules:
        return ()
    source = clean.source_of(document)
    here = [
        rule
        for rule in overrules
        if rule.article in (None, document.id) and rule.source in (None, source)
    ]
    here.sort(key=lambda rule: (rule.article is not None, rule.source is not None))
    if not here:
        return ()
    held = {fold_line(line) for line in document.text.split("\n")}
    return tuple(rule for rule in here if rule.line in held)


def _names(
    document: Document,
    lines: Sequence[Line],
    repairs: Sequence[Repair],
    code: str,
    recogniser: Recogniser | None,
    stages: Stages,
) -> tuple[tuple[Entity, ...], tuple[Note, ...]]:
    """Names with their spans of the original, read in its letters as they were before they were garbled."""
    if not stages.names:
        return (), ()
    if recogniser is None:
        from reader.entities import Recogniser  # deferred with its tables

        recogniser = Recogniser()
    read = [line for line in lines if line.end <= NAMES_WITHIN]
    undone = clean.legible(document, lines, repairs)
    if undone is None:
        entities = recogniser.recognise(document, read, code)
    else:
        named = recogniser.recognise(undone.document, undone.lines[: len(read)], code)
        entities = tuple(_put_back(named, undone, document))
    note = recogniser.fallback(code)
    notes: tuple[Note, ...] = () if note is None else (note,)
    if len(read) < len(lines):
        text = f"names were looked for in the first {NAMES_WITHIN:,} characters only"
        notes += (Note(NoteKind.TRUNCATED, text, NAMES_WITHIN, len(document.text)),)
    return entities, notes


def _put_back(
    named: Sequence[Entity], undone: clean.Legible, document: Document
) -> Iterator[Entity]:
    """Names of the legible text at their spans of the original; of several within one repair the first."""
    last = 0
    for entity in named:
        start, end = undone.origin(entity.start, entity.end)
        if start >= last:
            yield replace(entity, start=start, end=end, text=document.text[start:end])
            last = end


def _translated(
    leftovers: Sequence[Leftover],
    entities: Sequence[Entity],
) -> tuple[Leftover, ...]:
    """The leftovers with what the phrasebook says of them, names as the body spells them."""
    names = translate.Names.of(entities) if entities else None
    found = []
    for left in leftovers:
        if left.translation is None and left.intended is None:
            said = (
                _phrase(left.text, left.language, left.kind)
                if names is None and len(left.text) <= _RECURRING
                else _looked_up(left.text, left.language, left.kind, names or translate.Names())
            )
            if said is not None:
                left = replace(left, translation=said.target, engine=said.engine)
        found.append(left)
    return tuple(found)


_RECURRING = 100
"""Characters of the longest leftover that is looked up once for many articles."""


@lru_cache(maxsize=2048)
def _phrase(text: str, language: str, kind: LeftoverKind) -> Translation | None:
    """What the phrasebook says where no names are known: buttons recur in every article of an outlet."""
    return _looked_up(text, language, kind, translate.Names())


def _looked_up(
    text: str, language: str, kind: LeftoverKind, names: translate.Names
) -> Translation | None:
    return translate.Phrasebook.load().lookup(text, language, "en", kind=kind, names=names)
