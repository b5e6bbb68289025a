"""Title, source, date and author from the whole evidence of a text.

What the file's markup declares comes first, then what the text says. A page prints several dates:
its clock, the article's own, the story's; they are weighed by where they stand and what stands
beside them, and the reader is told when they contradict each other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reader.clean.dates import Dated, dates, vocabulary
from reader.clean.sources import address_of, source_of_text
from reader.model import Document, Facts, Line, LineKind, Note, NoteKind

_TITLE_LIMIT = 140
_SHORT_LINE = 120
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|\D|$)"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/([a-z]{3})/(\d{1,2})/")
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*|__|\]\([^)]*\)|(?<![\w!])\[(?=[^\]]*\]\()")
_BYLINE = re.compile(
    r"^\s*(?:by|written by|author:?|reported by|von|par|por|di|da|autor:?|автор:?|авторы?:|текст:|автори?:|аўтар:)\s+"
    r"((?:[^\W\d_][\w.'’-]*)(?:\s+(?:and|und|et|y|e|и|і|та|&|van|von|de|der|di|del|la|le|bin|al|[A-ZÀ-ÞА-ЯЁІЇЄҐ][\w.'’-]*),?){0,7})"
    r"\s*(?:[|,·•–—/-].*)?$",
    re.IGNORECASE,
)
_NEAR_DAYS = 2


def source_of(document: Document) -> str | None:
    """The outlet that a document names, by its markup or its text, None where it is silent.

    Needs no classified lines, so that repetition across an outlet's articles can be counted first.
    """
    named = source_of_text(document)
    return named.name if named else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    dated: Dated
    score: float
    why: str


def _title(document: Document, lines: Sequence[Line]) -> tuple[str, str]:
    if document.title:
        return " ".join(document.title.split()), "declared by the file"
    for line in lines:
        if line.kind is LineKind.HEADLINE:
            found = _MARKUP.sub("", document.text[line.start : line.end]).strip()
            if found:
                return " ".join(found.split()), f"headline on line {line.number}"
    for line in lines:
        if line.kind in (LineKind.BODY, LineKind.SUBHEADING):
            content = " ".join(_MARKUP.sub("", document.text[line.start : line.end]).split())
            if content:
                return _shorten(content), f"no headline: opening of line {line.number}"
    for line in lines:
        content = " ".join(document.text[line.start : line.end].split())
        if content:
            return _shorten(content), f"no headline and no body: line {line.number}"
    return "", "the text is empty"


def _shorten(sentence: str) -> str:
    if len(sentence) <= _TITLE_LIMIT:
        return sentence
    return sentence[:_TITLE_LIMIT].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _candidates(document: Document, lines: Sequence[Line], language: str) -> Iterator[_Candidate]:
    """Dates that may be the article's own, with what speaks for each."""
    text, known = document.text, vocabulary()
    filled = [line for line in lines if line.kind is not LineKind.EMPTY]
    headline = next((i for i, ln in enumerate(filled) if ln.kind is LineKind.HEADLINE), None)
    first_body = next((i for i, ln in enumerate(filled) if ln.kind is LineKind.BODY), len(filled))
    for i, line in enumerate(filled):
        content = text[line.start : line.end]
        if line.kind is LineKind.BODY:
            if i == first_body:
                yield from _dateline(text, line, language)
            if len(content) > _SHORT_LINE:
                continue
        if len(content) > 2 * _SHORT_LINE or not any(c.isdigit() for c in content):
            continue
        labelled, touched = known.published.search(content), known.updated.search(content)
        previous = text[filled[i - 1].start : filled[i - 1].end] if i else ""
        for dated in dates(text, line.start, line.end, language):
            if not dated.year_known:
                continue
            share = (dated.end - dated.start) / max(1, len(content.strip()))
            score, why = 0.0, f"line {line.number}"
            if line.kind is LineKind.METADATA:
                score += 2
            elif share < 0.4 and not labelled:
                continue
            if touched and (
                labelled is None
                or touched.start() < dated.start - line.start < labelled.start()
                or labelled.start() < touched.start() < dated.start - line.start
            ):
                score, why = score + 1, f"line {line.number}, updated"
            elif labelled or (len(previous) < 40 and known.published.search(previous)):
                score, why = score + 4, f"line {line.number}, published"
            if headline is not None and headline < i <= first_body + 1:
                score, why = score + 2, why + ", below the headline"
            if i > first_body + 1:
                score -= 1
            if dated.weekday and dated.timed and (headline is None or i < headline) and i < 4:
                score, why = score - 3, f"line {line.number}, a clock above the headline"
            if line.kind is LineKind.RELATED_LINK:
                score -= 3
            yield _Candidate(dated, score, why)


def _dateline(text: str, line: Line, language: str) -> Iterator[_Candidate]:
    """A date in the dateline that opens the story: "PARIS, Feb 10 (AFP) –"."""
    head = re.match(r"[^.!?]{0,80}?(?:[)–—]|\s-\s|:\s|\.\s/)", text[line.start : line.end])
    if head is None or len(re.findall(r"\b[a-zà-ÿ]{4,}\b", head[0])) > 2:
        return
    for dated in dates(text, line.start, line.start + head.end(), language):
        yield _Candidate(dated, 1.5, f"dateline on line {line.number}")


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
    chosen: str | None = document.published
    why = "declared by the file"
    if chosen is None and linked:
        chosen, why = linked, f"address {address}"
        same = [c for c in full if c.dated.day == linked and c.dated.timed]
        if same:
            chosen, why = same[0].dated.value, f"{why} and {same[0].why}"
    if chosen is None and full:
        best = max(full, key=lambda c: (c.score, c.dated.timed, -c.dated.start))
        chosen, why = best.dated.value, best.why
        if best.dated.other:
            why += f"; may also be read as {best.dated.other}"
    notes = [] if chosen is None else list(_conflicts(chosen, found))
    return chosen, why, notes


def _conflicts(chosen: str, found: Sequence[_Candidate]) -> Iterator[Note]:
    for c in found:
        if c.score < -3:
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
        if apart > _NEAR_DAYS:
            what = "the page's clock" if "clock" in c.why else c.why
            yield Note(
                NoteKind.DATE_CONFLICT,
                f"{what} says {said}, the article is dated {chosen.replace('T', ' ')}",
                c.dated.start,
                c.dated.end,
            )


def _author(document: Document, lines: Sequence[Line]) -> tuple[str, str] | None:
    if document.author:
        return document.author, "declared by the file"
    for line in lines:
        if (
            line.kind not in (LineKind.METADATA, LineKind.BODY)
            or line.end - line.start > _SHORT_LINE
        ):
            continue
        match = _BYLINE.match(document.text[line.start : line.end])
        if match and match[1][0].isupper():
            return match[1].strip(" ,"), f"byline on line {line.number}"
    return None


def facts(document: Document, lines: Sequence[Line]) -> Facts:
    """What the file and its text say of the article, each with its reason.

    `published` is the surest date on the page; dates that contradict it by more than two days are
    noted. Relative dates ("yesterday") are never resolved.
    """
    reasons: dict[str, str] = {}
    title, reasons["title"] = _title(document, lines)
    named = source_of_text(document)
    if named:
        reasons["source"] = named.reason
    address = address_of(document)
    if address:
        reasons["url"] = "declared by the file" if document.url else "address at the foot"
    published, why, notes = _published(document, lines, address, document.language or "und")
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
