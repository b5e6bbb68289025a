"""What a file's own markup says of the article, brought to one form.

Only declarations count here. What the text itself gives away (a dateline, a
byline, a page clock) is judged later, where it can be weighed against these.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from msgspec import Struct

_LONGEST = 1000
"""Characters of a field that are kept; no title, name or address is longer."""

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_].*)?$", re.DOTALL)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+$", re.IGNORECASE)


class Declared(Struct, frozen=True):
    """The fields of a `Document` that its markup declares, None where it is silent."""

    title: str | None = None
    source: str | None = None
    published: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None


def phrase(value: object) -> str | None:
    """A declared value as one line of text; None if it is no text or empty.

    White space becomes single; control characters and surrogates, which JSON
    can smuggle in as escapes, become U+FFFD so that a person sees them.
    """
    if not isinstance(value, str):
        return None
    line = " ".join(value[: 4 * _LONGEST].split())[:_LONGEST]
    return _CONTROLS.sub("\ufffd", line) or None


def instant(value: object) -> str | None:
    """A declared date in ISO 8601: ``2026-02-10`` or ``2026-02-10T09:12:00``.

    The time is the outlet's own wall clock, as its readers see it: an offset
    is dropped, a fraction of a second too. Understands ISO 8601, RFC 5322 and a
    year-first date amid other text; None for anything else.
    """
    line = phrase(value)
    if line is None:
        return None
    for parse in (_iso, _mail):
        moment = parse(line)
        if moment is not None:
            return moment
    match = _DAY.search(line)
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def _iso(line: str) -> str | None:
    try:
        if len(line) <= 10:
            return date.fromisoformat(line).isoformat()
        moment = datetime.fromisoformat(_OFFSET.sub("", line))
    except ValueError:
        return None
    return moment.replace(tzinfo=None, microsecond=0).isoformat()


def _mail(line: str) -> str | None:
    try:
        moment = parsedate_to_datetime(line)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=None, microsecond=0).isoformat()


def language(value: object) -> str | None:
    """The primary subtag of a declared language tag (BCP 47), in lower case."""
    line = phrase(value)
    match = _LANGUAGE.match(line) if line else None
    return match.group(1).lower() if match else None


def address(value: object) -> str | None:
    """A declared web address, None unless it is absolute and of the web."""
    line = phrase(value)
    return line if line and _ADDRESS.match(line) else None
