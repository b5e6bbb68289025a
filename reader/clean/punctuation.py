"""Marks that machine translation breaks: quotation pairs, dialogue dashes, dashes inside words.

Russian speech opens with a dash and closes without a mark; translated word for word it ends in a
quotation mark that nothing opened. The text is not changed, the reader is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reader.model import Line, LineKind, Note, NoteKind

_DASH = re.compile("[—–]")
_PREFIX = re.compile(
    r"\b(?:self|well|half|semi|anti|post|vice|non|pro|pre|mid|ex|co|[a-zà-ÿ]+[-—–]to)$",
    re.IGNORECASE,
)
_TO = re.compile("to[-—–][a-z]", re.IGNORECASE)
_LONGEST_PREFIX = 24
_MARKS = re.compile('["“”„«»—–―]')
_DIALOGUE = re.compile(r"^\s*[—–―]\s+\S")
_SPEECHES = 2
_UNOPENED = "this quotation mark closes a quotation that nothing opened"
_UNCLOSED = "this quotation mark opens a quotation that nothing closes"
_RESUMED = re.compile(r"\s*[“„]")
_STRAIGHT = re.compile('"')
_PAIRED = re.compile("[“”„«»]")


def _quotes(line: str, *, goes_on: bool) -> Iterator[tuple[int, int, str]]:
    """Quotation marks of a paragraph without a partner, each as a span and what is wrong.

    An opening mark may stay open where the speech `goes_on`: English repeats it at each paragraph.
    """
    straight = [match.start() for match in _STRAIGHT.finditer(line)] if '"' in line else []
    if len(straight) % 2:
        straight = [at for at in straight if not line[max(0, at - 1) : at].isdigit()]
    if len(straight) % 2:
        at = straight[-1]
        closes = at > 0 and not line[at - 1].isspace() and line[at - 1] not in "([—–"
        yield at, at + 1, _UNOPENED if closes else _UNCLOSED
    german = "„" in line
    depth: dict[str, list[int]] = {"”": [], "»": []}
    for match in _PAIRED.finditer(line):
        at, mark = match.start(), match.group()
        if mark in "„«" or (mark == "“" and not german):
            depth["»" if mark == "«" else "”"].append(at)
            continue
        opened = depth["»" if mark == "»" else "”"]
        if opened:
            opened.pop()
        else:
            yield at, at + 1, _UNOPENED
    if depth["”"] and not goes_on:
        yield depth["”"][-1], depth["”"][-1] + 1, _UNCLOSED
    if depth["»"]:
        yield depth["»"][-1], depth["»"][-1] + 1, _UNCLOSED


def _dashes_in_words(line: str) -> Iterator[int]:
    """Dashes that stand for a hyphen: "self—love", "face—to-face"."""
    for match in _DASH.finditer(line):
        before = line[max(0, match.start() - _LONGEST_PREFIX) : match.start()]
        after = line[match.end() : match.end() + 1]
        if before[-1:].isalpha() and (
            _TO.match(line, match.end()) or (after.islower() and _PREFIX.search(before))
        ):
            yield match.start()


def machine_translated(text: str, lines: Sequence[Line]) -> Note | None:
    """A note that a machine translated the text: it says so, or its speech shows it.

    Russian speech opens with a dash and ends where its author is named; translated word for word
    it leaves a dash at one end and a quotation mark at the other.
    """
    speeches = 0
    body, translator = LineKind.BODY, LineKind.TRANSLATOR_CREDIT
    for line in lines:
        if line.kind is translator:
            what = "the page names a translator"
            return Note(NoteKind.MACHINE_TRANSLATED, what, line.start, line.end)
        if line.kind is body:
            content = text[line.start : line.end]
            if _DIALOGUE.match(content) and content.count('"') % 2:
                speeches += 1
    if speeches < _SPEECHES:
        return None
    what = f"{speeches} speeches open with a dash and close with a quotation mark"
    return Note(NoteKind.MACHINE_TRANSLATED, what, 0, 0)


def punctuation(text: str, lines: Sequence[Line]) -> list[Note]:
    """Notes on quotation marks, dialogue dashes and wrong dashes in body lines."""
    notes: list[Note] = []
    body = LineKind.BODY
    story = [line for line in lines if line.kind is body]
    for at, line in enumerate(story, 1):
        if _MARKS.search(text, line.start, line.end) is None:
            continue
        content = text[line.start : line.end]
        goes_on = at < len(story) and _RESUMED.match(text, story[at].start) is not None
        for low, high, what in _quotes(content, goes_on=goes_on):
            notes.append(Note(NoteKind.QUOTES, what, line.start + low, line.start + high))
        opening = _DIALOGUE.match(content)
        if opening:
            low = line.start + content.index(content.strip()[0])
            notes.append(Note(NoteKind.DIALOGUE_DASH, "speech opened by a dash", low, low + 1))
        for dash in _dashes_in_words(content):
            low = line.start + dash
            what = "a dash where a hyphen is meant"
            notes.append(Note(NoteKind.DIALOGUE_DASH, what, low, low + 1))
    translated = machine_translated(text, lines)
    return [translated, *notes] if translated else notes
