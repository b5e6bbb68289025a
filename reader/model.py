"""The immutable types that every stage speaks.

One idea holds the program together: the original text never changes.
Everything known about an article is an annotation, a half-open span of the
original in Unicode code points together with the rule or model that made it;
cleaned text, translation and highlights are views that point back into it.

No input or output, and no dependency but msgspec: its structs are made in a seventh of the time that frozen
dataclasses take, some hundred of them for each article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct, field


class LineKind(StrEnum):
    """What a line of the original is. The values are part of the contract."""

    HEADLINE = "headline"
    SUBHEADING = "subheading"
    BODY = "body"
    CAPTION = "caption"
    PHOTO_CREDIT = "photo_credit"
    CHROME = "chrome"
    PROMO = "promo"
    RELATED_LINK = "related_link"
    TRANSLATOR_CREDIT = "translator_credit"
    METADATA = "metadata"
    EMPTY = "empty"

    kept: bool
    """Whether the cleaned text keeps lines of this kind."""

    def __init__(self, value: str) -> None:
        self.kept = value in ("headline", "subheading", "body")


class LeftoverKind(StrEnum):
    """What a leftover is: the kind of its line, or its own place in the story."""

    CHROME = "chrome"
    CAPTION = "caption"
    PHOTO_CREDIT = "photo_credit"
    PROMO = "promo"
    RELATED_LINK = "related_link"
    TRANSLATOR_CREDIT = "translator_credit"
    METADATA = "metadata"
    HEADLINE = "headline"
    BODY = "body"
    HOMOGLYPH = "homoglyph"


class EntityLabel(StrEnum):
    """Kinds of names. LOC holds countries, cities, regions and facilities."""

    PER = "PER"
    ORG = "ORG"
    LOC = "LOC"


class NoteKind(StrEnum):
    """What a note to the reader is about."""

    DATE_CONFLICT = "date_conflict"
    SOURCE_CONFLICT = "source_conflict"
    ENCODING = "encoding"
    MOJIBAKE = "mojibake"
    INVISIBLE = "invisible"
    CONTROL = "control"
    QUOTES = "quotes"
    DIALOGUE_DASH = "dialogue_dash"
    BROKEN_PARAGRAPH = "broken_paragraph"
    TRUNCATED = "truncated"
    FALLBACK = "fallback"
    MACHINE_TRANSLATED = "machine_translated"


class Verdict(StrEnum):
    """A person's decision on an article."""

    KEEP = "keep"
    DROP = "drop"


UNDETERMINED = "und"
"""ISO 639-2 code for a language that the evidence cannot tell."""


class Note(Struct, frozen=True):
    """A remark to the reader about a span of the original, or the whole of it (0, 0)."""

    kind: NoteKind
    text: str
    start: int
    end: int


class LineHint(Struct, frozen=True):
    """What the markup of a page said about one line of the text drawn from it.

    `path` is the chain of element names from the outside in, with classes,
    ids and roles, such as ``("body", "main.story", "figure", "figcaption")``;
    `link_share` is the share of the line's characters inside links, 0 to 1;
    `extracted` tells whether an extraction library took the line for content,
    `seconded` whether another did, None where it had no say.
    """

    path: tuple[str, ...] = ()
    link_share: float = 0.0
    extracted: bool | None = None
    seconded: bool | None = None


class Document(Struct, frozen=True):
    r"""One article as it arrived: the decoded original and what the file itself says of it.

    `id` is the sha256 of the file's bytes, in hex; `text` the decoded original with
    CRLF and CR turned into LF and nothing else altered (for formats with
    markup, everything a person would see, one block a line). `hints` is empty
    or holds one `LineHint` for each element of ``text.split("\\n")``. `title`,
    `source`, `published` (ISO 8601 date or date and time), `author`, `url` and
    `language` are what the file's own markup declares, None where it is silent.
    """

    path: str
    id: str
    format: str
    encoding: str
    text: str
    title: str | None = None
    source: str | None = None
    published: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    hints: tuple[LineHint, ...] = ()
    notes: tuple[Note, ...] = ()


class Line(Struct, frozen=True):
    r"""One line of the original with its kind and the evidence for it.

    `number` counts from 1 over ``text.split("\\n")``; `start` and `end` span
    the line without its line feed. `rule` names the deciding rule or model;
    `score` is its confidence from 0 to 1; `evidence` lists in plain words
    what spoke for it, strongest first.
    """

    number: int
    start: int
    end: int
    kind: LineKind
    rule: str
    score: float = 1.0
    evidence: tuple[str, ...] = ()


class Leftover(Struct, frozen=True):
    """A fragment that was left in another language, or a word with foreign letters inside.

    `language` is an ISO 639-1 code or ``und``; `script` an ISO 15924 code such
    as ``Cyrl``; `basis` says what the language rests on: ``phrase``,
    ``alphabet``, ``pooled``, ``single``, ``inherited`` or ``undetermined``;
    `candidates` names the languages it may be, likeliest first. `intended` is
    the word meant, for a homoglyph.
    """

    start: int
    end: int
    text: str
    language: str
    script: str
    kind: LeftoverKind
    rule: str
    basis: str = ""
    candidates: tuple[str, ...] = ()
    intended: str | None = None
    translation: str | None = None
    engine: str | None = None


class Entity(Struct, frozen=True):
    """A mention of a person, organisation or place.

    `name` is the canonical form that all variants share within a corpus;
    `rule` names the engine and its version, or the rule, that found it.
    """

    start: int
    end: int
    text: str
    label: EntityLabel
    name: str
    rule: str = ""


class Repair(Struct, frozen=True):
    """A span of the original that a view shows differently: mojibake undone,
    an invisible character made visible, a paragraph rejoined (`text` is then
    a single space over the line break).
    """

    start: int
    end: int
    text: str
    rule: str


class Segment(Struct, frozen=True):
    """A piece of a view and the span of the original it stands for.

    `rule` is empty where the view shows the original unchanged.
    """

    start: int
    end: int
    text: str
    rule: str = ""


class View(Struct, frozen=True):
    """A text derived from the original: the segments in order, each pointing back."""

    segments: tuple[Segment, ...] = ()

    @property
    def text(self) -> str:
        """The whole text of the view."""
        return "".join(segment.text for segment in self.segments)

    def spans(self) -> Iterator[tuple[int, int, Segment]]:
        """Each segment with its own half-open span in the view's text, in code points."""
        at = 0
        for segment in self.segments:
            yield at, at + len(segment.text), segment
            at += len(segment.text)


class Facts(Struct, frozen=True):
    """Title, source, date and author as the whole evidence of a text gives them.

    `published` is an ISO 8601 date (``2026-02-10``) or date and time
    (``2026-02-04T08:06:21``), None where the text does not say. `reasons` maps
    a field's name to the evidence behind it in plain words.
    """

    title: str
    source: str | None = None
    published: str | None = None
    author: str | None = None
    url: str | None = None
    notes: tuple[Note, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


class Repetition(Struct, frozen=True):
    """How often lines recur across the articles of one source.

    `articles` is how many distinct articles were counted; `lines` maps a
    line's folded text (see `fold_line`) to the number of articles it stands in. Articles whose source
    is not `named` are counted together.
    """

    articles: int
    lines: Mapping[str, int]
    named: bool = True


class Overrule(Struct, frozen=True):
    """A person's correction of a line's kind, for one article or for a whole source.

    `line` is the folded text of the line (see `fold_line`). `article` is the
    sha256 that the overrule is limited to, None for every article of `source`.
    """

    line: str
    kind: LineKind
    article: str | None = None
    source: str | None = None


class Translation(Struct, frozen=True):
    """A machine's or a person's rendering of a span of the original.

    `engine` is ``phrasebook``, ``argos``, ``firefox``, ``transliteration`` or
    ``hand``; `model` names the model and its version, or the entry's source;
    `score` is the mean probability of a token, 0 to 1, None where the engine
    gives none; `cached` tells that it came from the memory.
    """

    start: int
    end: int
    source: str
    target: str
    engine: str
    model: str
    from_language: str
    to_language: str
    score: float | None = None
    cached: bool = False
    alternatives: tuple[str, ...] = ()


class Article(Struct, frozen=True):
    """A document with all that the stages found in it.

    `versions` maps each stage to the version of its rules and models, so that
    a change of either makes an old analysis stale.
    """

    document: Document
    facts: Facts
    language: str
    lines: tuple[Line, ...]
    leftovers: tuple[Leftover, ...] = ()
    entities: tuple[Entity, ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[Note, ...] = ()
    cleaned: View = View()
    versions: Mapping[str, str] = field(default_factory=dict)


class Triage(Struct, frozen=True):
    """A person's marks on an article; they belong to the content, not to the file's name."""

    read: bool = False
    starred: bool = False
    verdict: Verdict | None = None
    tags: tuple[str, ...] = ()
    note: str = ""


_FIGURES = re.compile(
    "[\\d\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c"
    "\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\U00010a40-\U00010a43"
    "\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a]"
)
"""What `str.isdigit` calls a digit: decimals, raised, lowered, in circles."""


_ZEROS = dict.fromkeys(b"123456789", "0")


_RECURRING = 120
"""Characters of the longest line whose folding is remembered: buttons stand in every article of an outlet."""


def fold_line(text: str) -> str:
    """A line as it is compared across articles: case folded, digits made equal, white space single."""
    return _remembered(text) if len(text) <= _RECURRING else _folded(text)


@lru_cache(maxsize=8192)
def _remembered(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    folded = " ".join(text.casefold().split())
    return folded.translate(_ZEROS) if folded.isascii() else _FIGURES.sub("0", folded)
