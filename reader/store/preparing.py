"""What the store keeps of an article, made ready to be written in whichever process has the time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from msgspec import Struct

from reader.model import Article, Document, Repetition, fold_line
from reader.store.packing import pack_analysis, pack_document
from reader.store.query.compile import LEFTOVER_BITS, LINE_BITS
from reader.store.query.dates import stamp
from reader.store.words import indexable
from reader.stories import Sketch, sketch

LONGEST_REPEATED = 200
"""Code points of a line up to which its recurrence is counted: chrome is short, paragraphs are not."""


OPENING = 8_000
"""Code points of a text in which a first title is looked for."""

_WORD_BEFORE = re.compile(r"\S*\Z")
_WORD_AFTER = re.compile(r"\S*")

Mentions = tuple[tuple[str, str, int, tuple[str, ...]], ...]
"""Names of an article: text, label, how often, in which spellings."""


class Arrival(Struct, frozen=True):
    """A document made ready to be entered.

    `shown` holds the columns of the list that are known before the analysis: path, title, source,
    date as declared, seconds since 1970, language. `lines` are hashes of the lines whose recurrence is
    counted, among the articles of `outlet`.
    """

    sha: str
    packed: bytes
    shown: tuple[str, str, str | None, str | None, int, str]
    outlet: str
    lines: tuple[int, ...]


def arrive(document: Document, outlet: str | None) -> Arrival:
    """A document of this outlet, made ready to be entered. Pure."""
    title = document.title or first_line(document.text)
    return Arrival(
        document.id,
        pack_document(document),
        (
            document.path,
            title[:300],
            document.source,
            document.published,
            stamp(document.published),
            document.language or "",
        ),
        outlet or "",
        tuple(line_hash(line) for line in countable(document)),
    )


def first_line(text: str) -> str:
    """The first line that is not a whole phrase of pages' furniture: what stands for a title at first.

    Where there is no other line it is the first one.
    """
    from reader.clean.lines.vocabulary import (
        bare,
        phrases,
    )  # deferred: only what reads files needs it

    furniture, first = phrases(), ""
    for line in text[:OPENING].split("\n"):
        found = line.strip()
        if found and bare(found) not in furniture:
            return found
        first = first or found
    return first


class Prepared(Struct, frozen=True):
    """An analysis made ready to be written: what costs time is done, in whichever process.

    `shown` holds the columns of the list in the order of `Intake.save_all`; `shape` sums up the
    recurrence of lines that it was made with; `sketch` tells which articles are versions of this one.
    """

    packed: bytes
    title: str
    body: str
    also: str
    shown: tuple[str, str | None, str | None, int, str, int, str, int, int, str]
    names: Mentions
    shape: int = 0
    sketch: Sketch | None = None


class Named(Struct, frozen=True):
    """An analysis to which names were added, made ready to be written in place of the one without.

    `stamp` is that of publication; `notes` goes into the list; `indexed` is there if what is searched
    has changed, as a translation may by the spelling of a name.
    """

    packed: bytes
    names: Mentions
    stamp: int
    notes: str
    indexed: Prepared | None = None


def prepare(article: Article, shape: int = 0) -> Prepared:
    """All that the store keeps of an analysis. Pure; the dearest part is stemming the text."""
    document, facts, language = article.document, article.facts, article.language
    return Prepared(
        pack_analysis(article),
        indexable(facts.title, language),
        indexable(document.text, language),
        _also(article),
        (
            facts.title[:300],
            facts.source,
            facts.published,
            stamp(facts.published),
            language,
            len(article.leftovers),
            " ".join(dict.fromkeys(left.language for left in article.leftovers)),
            _bits(LEFTOVER_BITS, (str(left.kind) for left in article.leftovers)),
            _bits(LINE_BITS, (str(line.kind) for line in article.lines)),
            _kinds_of_notes(article),
        ),
        _mentions(article),
        shape,
        sketch(article),
    )


def prepare_names(before: Article, after: Article) -> Named:
    """What changes in the store as an analysis gets its names. Pure; texts are not stemmed again."""
    return Named(
        pack_analysis(after),
        _mentions(after),
        stamp(after.facts.published),
        _kinds_of_notes(after),
        prepare(after) if _also(before) != _also(after) else None,
    )


def _also(article: Article) -> str:
    """Stems of what is searched beside the text: words that its repairs change, and what leftovers mean."""
    language = article.language
    meant = " ".join(left.intended for left in article.leftovers if left.intended)
    translated = " ".join(left.translation for left in article.leftovers if left.translation)
    read = (indexable(f"{_repaired(article)} {meant}", language), indexable(translated, "en"))
    return " ".join(filter(None, read))


def _repaired(article: Article) -> str:
    """The words of the cleaned text that repairs change, each whole."""
    original, view = article.document.text, article.cleaned
    changed = [
        (start, end)
        for start, end, segment in view.spans()
        if segment.rule and segment.text.strip() != original[segment.start : segment.end].strip()
    ]
    if not changed:
        return ""
    text, words, done = view.text, [], 0
    for start, end in changed:
        before, after = _WORD_BEFORE.search(text, done, start), _WORD_AFTER.match(text, end)
        low, done = (before.start() if before else start), (after.end() if after else end)
        words.append(text[low:done])
    return " ".join(words)


def _kinds_of_notes(article: Article) -> str:
    return " ".join(dict.fromkeys(str(n.kind) for n in (*article.notes, *article.facts.notes)))


def _mentions(article: Article) -> Mentions:
    times: dict[tuple[str, str], dict[str, int]] = {}
    for entity in article.entities:
        spelled = times.setdefault((entity.name, str(entity.label)), {})
        spelled[entity.text] = spelled.get(entity.text, 0) + 1
    return tuple(
        (name, label, sum(spelled.values()), tuple(spelled))
        for (name, label), spelled in times.items()
    )


def shape_of(repetition: Repetition) -> int:
    """63 bits that sum up how a document's lines recur: equal for equal recurrence."""
    told = [
        str(repetition.articles),
        *(f"{n} {line}" for line, n in sorted(repetition.lines.items())),
    ]
    return line_hash("\n".join(told)) >> 1


def line_hash(folded: str) -> int:
    """64 bits of a folded line, signed as SQLite's integers are."""
    digest = hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def countable(document: Document) -> set[str]:
    """The folded lines of a document whose recurrence is counted."""
    folded = (
        fold_line(line) for line in document.text.split("\n") if 0 < len(line) <= LONGEST_REPEATED
    )
    return {line for line in folded if line}


def _bits(table: dict[str, int], kinds: Iterable[str]) -> int:
    bits = 0
    for kind in kinds:
        bits |= table[kind]
    return bits
