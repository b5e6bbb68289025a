"""The opinions of two extraction libraries on every line of a page.

trafilatura and resiliparse err on different pages, so that together they say more than either.
Both give back text, not positions, so their lines are found again by their
letters and digits alone: white space, list marks and table rules differ, words
do not. A short line that stands on the page more than once ("Share", a
headline repeated in a list) is credited where the rest of the article stands.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from reader.guard import load
from reader.ingest.html.parsing import Page

_LARGEST = 3_000_000
"""Characters of a page beyond which the extractor is not asked: it would take half a minute."""

_MOST_TAGS = 30_000
"""Tags beyond which it is not asked either: 200,000 take half a minute, a news page has 6,000."""

_LONG = 24
"""Letters and digits from which a line may match inside a longer line of the extract."""

_SHINGLE = 5
"""Words in a row by which a line is recognised that the extract has in part."""

_ENOUGH = 0.6
_WORD = re.compile(r"\w+")


class ExtractionError(Exception):
    """The extractor broke down or was not asked; the message says why in a phrase."""


class Votes(Struct, frozen=True):
    """Whether each extractor took each line for content; None where it had no opinion at all."""

    first: list[bool] | None = None
    second: list[bool] | None = None


def votes(page: Page, lines: Sequence[str]) -> Votes:
    """What the extractors make of the lines of a page.

    Raises `ExtractionError` if the first broke down on the page or the page is too large for them.
    """
    if page.root is None or not lines:
        return Votes()
    if len(page.source) > _LARGEST or page.source.count("<") > _MOST_TAGS:
        raise ExtractionError("page too large for the extractor; its lines are judged without it")
    found = (_extract(page), _second(page))
    return Votes(*(align(lines, text.split("\n")) if text else None for text in found))


def _extract(page: Page) -> str | None:
    trafilatura = load("trafilatura")  # deferred: costs 300 ms

    # Without a handler of its own, its complaints about broken pages would go to the screen.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        result = trafilatura.extract(
            page.root, include_comments=False, include_tables=True, fast=True
        )
    except Exception as error:  # any failure of the library on hostile markup
        raise ExtractionError(f"extractor failed ({type(error).__name__})") from error
    return str(result) if result else None


def _second(page: Page) -> str | None:
    """The second extractor's text; its failure costs the page only its opinion."""
    try:
        library = load("resiliparse.extract.html2text")  # deferred: only pages need it
        result = library.extract_plain_text(
            page.source, main_content=True, alt_texts=False, links=False, preserve_formatting=True
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - a panic of compiled Rust is no Exception
        return None
    return str(result) if result else None


def align(lines: Sequence[str], extract: Sequence[str]) -> list[bool]:
    """For each of `lines`, whether the lines of `extract` contain it."""
    keys = [_key(line) for line in lines]
    wanted = [key for line in extract if (key := _key(line))]
    whole = "\n".join(wanted)
    shingles = {shingle for line in extract for shingle in _shingles(line)}
    counts: dict[str, int] = {}
    for key in wanted:
        counts[key] = counts.get(key, 0) + 1
    votes = [False] * len(lines)
    short: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        if len(key) >= _LONG:
            votes[at] = key in whole or _share(lines[at], shingles) >= _ENOUGH
        elif key in counts:
            short.setdefault(key, []).append(at)
    anchors = [at for at, vote in enumerate(votes) if vote]
    for key, places in short.items():
        places.sort(key=lambda at: (_distance(at, anchors), at))
        for at in places[: counts[key]]:
            votes[at] = True
    return votes


def _key(line: str) -> str:
    return "".join(_WORD.findall(line.casefold()))


def _shingles(line: str) -> list[str]:
    words = _WORD.findall(line.casefold())
    return [" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)]


def _share(line: str, shingles: set[str]) -> float:
    own = _shingles(line)
    return sum(shingle in shingles for shingle in own) / len(own) if own else 0.0


def _distance(at: int, anchors: Sequence[int]) -> int:
    if not anchors:
        return 0
    right = bisect_left(anchors, at)
    return min(abs(at - anchors[near]) for near in (right - 1, right) if 0 <= near < len(anchors))
