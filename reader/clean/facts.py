"""Title, source, date and author from the whole evidence of a text.

What the file's markup declares comes first, then what the text says. A page prints several dates:
its clock, the article's own, the story's; they are weighed by where they stand and what stands
beside them, and the reader is told when they contradict each other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from reader.clean.bylines import byline
from reader.clean.dates import Dated, dates, vocabulary
from reader.clean.markup import references
from reader.clean.sources import address_of, source_conflict, source_of_text
from reader.model import Document, Facts, Line, LineKind, Note, NoteKind

_TITLE_LIMIT = 140
_SHORT_LINE = 120
_HEADLINE = 15
"""Characters of the shortest headline that is told apart from a site's name in a declared title."""
_PARTING = frozenset("|–—-·•:/»«›‹")
_OPENING = 1000
_LOOKED_AT = 20_000
_FIRST_SENTENCE = re.compile(r".{30,}?[^\W\d_]{3,}[.!?…][\"”»’)]*(?=\s+[\"“«‘(]*[^\W\d_a-zа-яё])")
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|\D|$)"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/([a-z]{3})/(\d{1,2})/")
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*|__|\]\([^)]*\)|(?<![\w!])\[(?=[^\]]*\]\()")
_DIGIT = re.compile(r"\d")
_NEAR_DAYS = 2
_CLOCK = "a clock above the headline"
_LABEL_LENGTH = 40
_FOOT_LINES = 3
_SHARE = 0.4
_SHARE_BESIDE_NAMES = 0.12
_ALONE = 0.7
_BELOW_TOP = 12
_BESIDE_NAMES = re.compile(
    r"^\s*(?:by|von|par|por|di|da|автор|автори|(?:reviewed|written|posted) by)\b"
    r"|[|·•⋅]|\b(?:on|min(?:ute)?s? read)\b",
    re.IGNORECASE,
)
_LEAST = -1.0
_DATELINE = 60
"""Characters that a place may take, and a date behind it."""
_PLACE = re.compile(r"\W{0,2}[^\W\d_a-zа-яё][^\d.!?:;\n]{1,40}?[.,] ")
_DATE_ENDS = re.compile(r"\s?(?:г\.|года|року)?\s?(?:[.,/(–—]|- |$)")


def source_of(document: Document) -> str | None:
    """The outlet that a document names, by its markup or its text, None where it is silent.

    Needs no classified lines, so that repetition across an outlet's articles can be counted first.
    """
    named = source_of_text(document)
    return named.name if named else None


class _Candidate(Struct, frozen=True):
    dated: Dated
    score: float
    why: str
    near: bool = True


def _opening(document: Document, line: Line) -> str:
    """The beginning of a line: a title needs no more, and a line may be megabytes long."""
    return document.text[line.start : min(line.end, line.start + _OPENING)]


def _title(document: Document, lines: Sequence[Line]) -> tuple[str, str]:
    declared = " ".join((document.title or "").split())
    for line in lines:
        if line.kind is LineKind.HEADLINE:
            found = " ".join(references(_MARKUP.sub("", _opening(document, line))).split())
            if found and (not declared or _beside_a_site(found, declared)):
                return found, f"headline on line {line.number}"
    if declared:
        return declared, "declared by the file"
    for line in lines:
        if line.kind in (LineKind.BODY, LineKind.SUBHEADING):
            content = " ".join(references(_MARKUP.sub("", _opening(document, line))).split())
            if content:
                return _shorten(content), f"no headline: opening of line {line.number}"
    for line in lines:
        content = " ".join(_opening(document, line).split())
        if content:
            return _shorten(content), f"no headline and no body: line {line.number}"
    return "", "the text is empty"


def _beside_a_site(headline: str, declared: str) -> bool:
    """Whether a declared title is the headline and, parted by a mark, the name of a site or a section."""
    before, found, after = declared.partition(headline)
    return bool(
        found
        and len(headline) >= _HEADLINE
        and (not before or before.rstrip()[-1:] in _PARTING)
        and (not after or after.lstrip()[:1] in _PARTING)
    )


def _shorten(sentence: str) -> str:
    """The first sentence of a paragraph, or as much of it as a list can show."""
    first = _FIRST_SENTENCE.match(sentence[: 2 * _TITLE_LIMIT])
    if first is not None and len(first[0]) <= _TITLE_LIMIT:
        return first[0]
    if len(sentence) <= _TITLE_LIMIT:
        return sentence
    return sentence[:_TITLE_LIMIT].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _candidates(document: Document, lines: Sequence[Line], language: str) -> Iterator[_Candidate]:
    """Dates that may be the article's own, with what speaks for each."""
    text = document.text
    empty, title, body = LineKind.EMPTY, LineKind.HEADLINE, LineKind.BODY
    filled = [line for line in lines if line.kind is not empty]
    headline = next((i for i, ln in enumerate(filled) if ln.kind is title), None)
    bodies = [i for i, ln in enumerate(filled) if ln.kind is body]
    story = next((i for i in bodies if filled[i].end - filled[i].start > _SHORT_LINE), None)
    story = story if story is not None else (bodies[0] if bodies else len(filled))
    for i, line in enumerate(filled):
        if i == story:
            yield from _dateline(text, line, language)
        if line.end - line.start > (_SHORT_LINE if line.kind is body else 2 * _SHORT_LINE):
            continue
        content = text[line.start : line.end]
        if _DIGIT.search(content) is None:
            continue
        previous = text[filled[i - 1].start : filled[i - 1].end] if i else ""
        for dated in dates(text, line.start, line.end, language):
            place = _Place(
                above_headline=headline is None or i < headline,
                distance=i - story,
                foot=len(filled) - i <= _FOOT_LINES,
                linked=i > story and filled[i - 1].kind is LineKind.RELATED_LINK,
            )
            candidate = _weigh(dated, line, content, previous, place)
            if candidate is not None:
                yield candidate


class _Place(Struct, frozen=True):
    """Where a date stands: lines from the story's first (negative: before it), at the foot or not.

    `linked` is whether it stands below another article's headline.
    """

    above_headline: bool
    distance: int
    foot: bool
    linked: bool


def _weigh(
    dated: Dated, line: Line, content: str, previous: str, place: _Place
) -> _Candidate | None:
    """What speaks for a date to be the article's own, None for a date inside prose."""
    if not dated.year_known or place.linked:
        return None
    known = vocabulary()
    before = content[: dated.start - line.start]
    labels = [(m.end(), "published") for m in known.published.finditer(before)]
    labels += [(m.end(), "updated") for m in known.updated.finditer(before)]
    label = max(labels)[1] if labels else ""
    share = (dated.end - dated.start) / max(1, len(content.strip()))
    told = line.kind is LineKind.BODY and share < _ALONE
    if (
        not label
        and not told
        and len(previous) < _LABEL_LENGTH
        and known.published.search(previous)
    ):
        label = "published"
    least = _SHARE_BESIDE_NAMES if _BESIDE_NAMES.search(content) else _SHARE
    if line.kind is not LineKind.METADATA and share < least and not label:
        return None
    score, why = 0.0, f"line {line.number}"
    if line.kind is LineKind.METADATA:
        score += 1
    if label == "published":
        score, why = score + 3, f"{why}, published"
    elif label == "updated":
        score, why = score - 0.5, f"{why}, updated"
    if place.distance <= 1:
        score += 2
        if place.above_headline and place.distance < 0 and dated.weekday and dated.timed:
            score, why = score - 3, f"line {line.number}, {_CLOCK}"
        elif not place.above_headline:
            score, why = score + 1, f"{why}, below the headline"
    elif place.foot:
        score += 0.5 if label or line.kind is LineKind.METADATA else -2
    elif told and not label:
        return None  # a row of a table, an entry of a list
    elif place.distance <= _BELOW_TOP:
        score += 1 if share > _ALONE else 0
    else:
        score -= min(4, 1 + place.distance / 6)
    if line.kind is LineKind.RELATED_LINK:
        score -= 3
    return _Candidate(dated, score, why, near=place.distance <= 1 and label != "updated")


def _dateline(text: str, line: Line, language: str) -> Iterator[_Candidate]:
    """A date in the dateline that opens the story: "PARIS, Feb 10 (AFP) –", "Москва. 10 февраля. ИНТЕРФАКС"."""
    why = f"dateline on line {line.number}"
    head = re.match(r"[^.!?]{0,80}?(?:[)–—]|\s-\s|:\s|\.\s/)", text[line.start : line.end])
    if head is not None and _names_only(head[0]):
        for dated in dates(text, line.start, line.start + head.end(), language):
            yield _Candidate(dated, 1.5, why)
        return
    place = _PLACE.match(text, line.start, min(line.end, line.start + _DATELINE))
    if place is None or not _names_only(place[0]):
        return
    end = min(line.end, place.end() + _DATELINE)
    first = next(dates(text, place.end(), end, language), None)
    if first is None or first.start != place.end():
        return
    if text[first.end - 1] in ".," or _DATE_ENDS.match(text, first.end, end):
        yield _Candidate(first, 1.5, why)


def _names_only(opening: str) -> bool:
    """Whether an opening holds few words in small letters, as a place and an agency do."""
    return len(re.findall(r"\b[a-zà-ÿа-яё]{4,}\b", opening)) <= 2


def _in_address(address: str | None) -> str | None:
    if not address:
        return None
    match = _URL_DATE.search(address)
    if match:
        return _valid(f"{match[1]}-{match[2]}-{match[3]}")
    match = _URL_MONTH.search(address)
    month = vocabulary().months.get(match[2]) if match else None
    return _valid(f"{match[1]}-{month:02d}-{int(match[3]):02d}") if match and month else None


def _valid(day: str) -> str | None:
    try:
        return dt.date.fromisoformat(day).isoformat()
    except ValueError:
        return None


def _apart(a: str, b: str) -> int:
    """Days between two ISO dates."""
    return abs((dt.date.fromisoformat(a[:10]) - dt.date.fromisoformat(b[:10])).days)


def _published(
    document: Document, lines: Sequence[Line], address: str | None, language: str
) -> tuple[str | None, str, list[Note]]:
    found = list(_candidates(document, lines, language))
    full = [c for c in found if c.dated.year_known]
    linked = _in_address(address)
    notes: list[Note] = []
    chosen: str | None = document.published
    why = "declared by the file"
    if chosen is None and linked:
        chosen, why = linked, f"address {address}"
        same = [c for c in full if c.dated.day == linked and c.dated.timed]
        if same:
            chosen, why = same[0].dated.value, f"{why} and {same[0].why}"
    if chosen is None and full:
        full = [c for c in full if c.score > _LEAST]
    if chosen is None and full:
        best = max(full, key=lambda c: (c.score, c.dated.timed, -c.dated.start))
        chosen, why = best.dated.value, best.why
        reading = _confirmed(document.text, best.dated)
        if reading is not None:
            chosen, why = reading, f"{why}, its day as the text has it in words"
        elif best.dated.other:
            doubt = f"{best.dated.value} may also be read as {best.dated.other}"
            why = f"{why}; {doubt}"
            notes.append(Note(NoteKind.DATE_CONFLICT, doubt, best.dated.start, best.dated.end))
    if chosen is not None:
        notes.extend(_conflicts(chosen, found))
    return chosen, why, notes


def _confirmed(text: str, dated: Dated) -> str | None:
    """The one reading of a date such as 05/03/2026 whose day the text also gives elsewhere ("5 mars")."""
    if dated.other is None:
        return None
    days = {
        each.value[4:10]
        for each in dates(text, 0, min(len(text), _LOOKED_AT))
        if each.other is None
    }
    day, _, time = dated.value.partition("T")
    readings = [each for each in (day, dated.other) if each[4:10] in days]
    if len(readings) != 1:
        return None
    return f"{readings[0]}T{time}" if time else readings[0]


def _conflicts(chosen: str, found: Sequence[_Candidate]) -> Iterator[Note]:
    for c in found:
        if not c.near:
            continue
        if c.dated.year_known:
            readings = [c.dated.value, *([c.dated.other] if c.dated.other else [])]
            apart = min(_apart(chosen, reading) for reading in readings)
            said = c.dated.value.replace("T", " ")
        else:
            year = chosen[:4]
            apart = min(
                _apart(chosen, f"{int(year) + shift}{c.dated.value[4:10]}")
                for shift in (-1, 0, 1)
                if _valid(f"{int(year) + shift}{c.dated.value[4:10]}")
            )
            said = c.dated.value[5:10]
        clock = _CLOCK in c.why
        if apart > (0 if clock else _NEAR_DAYS):
            what = "the page's clock" if clock else c.why
            yield Note(
                NoteKind.DATE_CONFLICT,
                f"{what} says {said}, the article is dated {chosen.replace('T', ' ')}",
                c.dated.start,
                c.dated.end,
            )


def _author(document: Document, lines: Sequence[Line]) -> tuple[str, str] | None:
    if document.author:
        return document.author, "declared by the file"
    found = byline(document, lines)
    if found is None:
        return None
    how = "byline" if found.labelled else "a name alone"
    return ", ".join(found.names), f"{how} on line {found.line.number}"


def facts(document: Document, lines: Sequence[Line], language: str | None = None) -> Facts:
    """What the file and its text say of the article, each with its reason.

    `language` is the article's, an ISO 639-1 code, where the file declares none; it tells which number of
    03/04/2026 is the day.

    `published` is the surest date on the page; dates that contradict it by more than two days, and a
    page's clock of any other day, are noted. So is a text that says it is another outlet's than its
    file or address says.
    Relative dates ("yesterday") are never resolved.
    """
    reasons: dict[str, str] = {}
    title, reasons["title"] = _title(document, lines)
    named = source_of_text(document)
    if named:
        reasons["source"] = named.reason
    address = address_of(document)
    if address:
        reasons["url"] = "declared by the file" if document.url else "address at the foot"
    published, why, notes = _published(
        document, lines, address, document.language or language or "und"
    )
    conflict = source_conflict(document)
    if conflict is not None:
        notes.insert(0, conflict)
    if published:
        reasons["published"] = why
    author = _author(document, lines)
    if author:
        reasons["author"] = author[1]
    return Facts(
        title=title,
        source=named.name if named else None,
        published=published,
        author=author[0] if author else None,
        url=address,
        notes=tuple(notes),
        reasons=reasons,
    )
