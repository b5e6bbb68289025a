"""Sentences of a text as spans, so that every translation points back at what it translates.

Cyrillic goes through razdel, which knows initials and the abbreviations of
Russian; Latin-script languages through a light splitter with abbreviations as
data. A quotation that is still open joins the next sentence, and what is too
long for a model trained on 150 pieces is cut here, at a semicolon, comma or
dash, because the model would drop its tail without a word.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

from reader.translate.data import load

LIMIT: Final = 400
"""Longest sentence in code points that is handed to an engine (about 120 pieces)."""

_LETTER: Final = re.compile(r"[^\W\d_]")
_OPENING: Final = "«“„"
_CLOSING: Final = "»”"
_GOOD_CUT: Final = re.compile(r"[;:]\s|,\s|\s(?=[—–]\s)")
_ANY_CUT: Final = re.compile(r"\s")
_CYRILLIC: Final = frozenset(("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn"))
_END: Final = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+)|[。！？]+[」』”]*")


def has_words(text: str) -> bool:
    """Whether there is a letter in `text`, that is, anything to translate."""
    return _LETTER.search(text) is not None


def sentences(text: str, language: str, *, limit: int = LIMIT) -> Iterator[tuple[int, int]]:
    """Half-open spans of the sentences of `text`, in order, without the white space around them.

    Line breaks always end a sentence. Between spans lies nothing but white
    space, so the text can be put together again exactly.
    """
    at = 0
    for line in text.split("\n"):
        for start, end in _line(line, language, limit):
            yield at + start, at + end
        at += len(line) + 1


def _line(line: str, language: str, limit: int) -> Iterator[tuple[int, int]]:
    if not line.strip():
        return
    if language in _CYRILLIC or (language == "und" and re.search(r"[Ѐ-ӿ]", line)):
        raw = _cyrillic(line)
    else:
        raw = _latin(line, language)
    for start, end in _joined(line, raw, limit):
        yield from _cut(line, start, end, limit)


def _cyrillic(line: str) -> list[tuple[int, int]]:
    import razdel  # deferred: costs 18 ms

    return [(part.start, part.stop) for part in razdel.sentenize(line)]


@functools.cache
def _abbreviations(language: str) -> frozenset[str]:
    tables = load("abbreviations.toml")
    words: list[str] = list(tables["common"]["words"])
    words += tables.get(language, {}).get("words", ())
    return frozenset(word.casefold() for word in words)


def _latin(line: str, language: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(line):
        end = match.end()
        rest = line[end:].lstrip()
        if not rest or not _breaks(line[start : match.start()], match[0], rest, language):
            continue
        spans.append((start, end))
        start = end + len(line[end:]) - len(rest)
    spans.append((start, len(line)))
    return [_stripped(line, *span) for span in spans if line[slice(*span)].strip()]


def _breaks(before: str, mark: str, rest: str, language: str) -> bool:
    """Whether a sentence ends with `mark`, between `before` and `rest`."""
    follower = rest.lstrip("\"'“”‘’«„([—–-¿¡ ")[:1]
    if follower.islower() or not follower:
        return False
    if mark[0] != ".":
        return True
    word = before.rsplit(None, 1)[-1] if before.split() else ""
    word = word.lstrip("\"'“‘«„([")
    if len(word) == 1 and word.isupper():
        return False  # an initial: J. Smith
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
        # U.S. or a.m.: ends the sentence only before a word that opens one
        return rest.split()[0] in load("abbreviations.toml")["openers"]["words"]
    if word.isdigit() and language in ("de", "da", "nb", "no", "fi", "cs", "sk", "hu", "et", "sl"):
        return False  # an ordinal: am 3. Oktober
    return word.casefold() not in _abbreviations(language)


def _stripped(line: str, start: int, end: int) -> tuple[int, int]:
    part = line[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))


def _joined(line: str, spans: list[tuple[int, int]], limit: int) -> Iterator[tuple[int, int]]:
    """Spans with those inside an open quotation joined, as long as the sum keeps the limit."""
    held: tuple[int, int] | None = None
    for start, end in spans:
        if held is None:
            held = (start, end)
            continue
        part = line[held[0] : held[1]]
        depth = sum(part.count(c) for c in _OPENING) - sum(part.count(c) for c in _CLOSING)
        if depth > 0 and end - held[0] < limit:
            held = (held[0], end)
        else:
            yield held
            held = (start, end)
    if held is not None:
        yield held


def _cut(line: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    start, end = _stripped(line, start, end)
    while end - start > limit:
        window = line[start : start + limit]
        good = [m.end() for m in _GOOD_CUT.finditer(window) if m.end() > limit // 3]
        spaces = [m.end() for m in _ANY_CUT.finditer(window)]
        cut = start + (good[-1] if good else spaces[-1] if spaces else limit)
        yield _stripped(line, start, cut)
        start = _stripped(line, cut, end)[0]
    if start < end:
        yield start, end
