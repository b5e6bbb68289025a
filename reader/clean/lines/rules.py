"""Lines that need no weighing: what stands alone on the line decides.

A blank line, a phrase that is a button on every site, an agency credit, a bare
address, a date: the model has nothing to add to these, and a reader can
check each one at a glance.
"""

from __future__ import annotations

import re

from msgspec import Struct

from reader.clean.lines.vocabulary import bare, caption_signs, patterns, phrases
from reader.model import LineKind

_LONGEST_CAPTION = 600
_TAIL = 150
_BY = re.compile(r"\bby\b")
_DATED = re.compile(r"(?:(?:19|20)\d\d|\d\.\s?\d\d)\D{0,8}$")
_DATE = 14
_SUFFIX = re.compile(r"\.[a-z]{2,4}$")
_NAMED = {
    "account": "says where to send money",
    "signed_off": "an agency's name and the initials of an editor",
    "tags": "lists what the page files the story under",
    "read_aloud": "offers to read the text aloud",
    "reading": "says how long reading takes",
    "embed": "stands in for what would be loaded from elsewhere",
    "bio": "says who wrote it and where to follow them",
    "views": "says whose opinion it is",
    "liability": "says who answers for it",
    "reprint": "says how it may be reprinted",
    "continues": "says that the story goes on below",
    "tips": "asks readers to write in",
    "machine_made": "says what a machine made",
    "agreed": "says what a reader agrees to",
    "shared": "leads elsewhere",
    "wall": "asks to pay or to register",
    "syndicated": "says who else worked on it or whose feed it came by",
    "first_published": "says where it stood first",
    "contributed": "says who else worked on it or whose feed it came by",
    "wire": "is an agency's note to its clients",
    "issue": "names an issue",
    "written": "names who wrote",
    "signature": "a name with the surname in capitals, as authors sign",
    "more_from": "heads links to other articles",
    "contact": "says whom to ask",
    "several": "names who wrote from where",
    "linked": "is a link as a whole",
    "picture": "a picture in Markdown",
    "picture_button": "a button that opens a picture",
    "marked": "called a caption by the page",
    "figure": "the number of a figure or table opens it",
    "numbered": "the number of a picture opens it",
    "pictured": "opens with words for what a picture shows",
    "still": "says that it shows a screen",
    "placed": "ends with a place and a date, as agencies end their captions",
    "agency_end": "ends with a picture or news agency",
    "chart": "says what kind of chart it is",
    "kicker": "opens with words in capitals and dots",
    "file": "called a picture from the archive",
    "clip": "opens as what stands below a video",
    "screen": "says that it shows a screen",
    "comments_off": "says that comments are closed",
    "outlet_date": "nothing but an outlet's name and a date",
    "typo": "says how to report a slip",
    "agent_mark": "the mark that law asks of a foreign agent",
    "channel": "asks to follow a channel or to subscribe",
    "price": "asks to subscribe for a price",
    "text_and_photos": "names who wrote and who photographed",
}
_WHOLE = (
    "picture",
    "marked",
    "screen",
    "lithuanian",
    "figure",
    "numbered",
    "pictured",
    "still",
    "clip",
    "kicker",
    "file",
    "placed",
    "agency_end",
    "chart",
)
"""Captions that are told by more than their last words."""
LONGEST = 160
"""Characters of the longest line that a pattern may decide; phrases are shorter still."""


class Decided(Struct, frozen=True):
    """A kind that a rule settled, the rule's name, and the reason in plain words."""

    kind: LineKind
    rule: str
    reason: str


_REASONS = {
    LineKind.CHROME: "a copyright notice",
    LineKind.METADATA: "nothing but a date, a clock time or an address",
    LineKind.CAPTION: "a picture credit is glued to its end",
    LineKind.PROMO: "bears the mark of an advertisement",
    LineKind.PHOTO_CREDIT: "has the form of a picture credit",
    LineKind.TRANSLATOR_CREDIT: "says who or what translated the text",
    LineKind.RELATED_LINK: "opens with words that point to another article",
}


def decide(text: str, folded: str) -> Decided | None:
    """What rules say of one stripped, non-empty line, given as it is and case folded; None: nothing."""
    if len(text) > _LONGEST_CAPTION:
        return None
    if len(text) <= 80:
        phrase = bare(folded)
        kind = phrases().get(phrase)
        if kind is not None:
            return Decided(kind, "phrase", f"“{phrase}” means the same on every site")
        if not phrase:
            return _wordless(text)
    tail = text[-_TAIL:]
    long = len(text) > LONGEST
    for pattern in patterns().may_match(folded, signed=_signed(tail.lower()), long=long):
        part = tail if pattern.kind is LineKind.CAPTION and pattern.name not in _WHOLE else text
        if pattern.regex.match(part):
            said = _NAMED.get(pattern.name) or _NAMED.get(pattern.name.partition("_")[0])
            said = said or _REASONS[pattern.kind]
            return Decided(pattern.kind, f"pattern {pattern.name}", said)
    return None


def _signed(tail: str) -> bool:
    """Whether the end of a line, in small letters, has what captions are signed with."""
    if any(map(tail.__contains__, caption_signs())):
        return True
    if _DATED.search(tail, max(len(tail) - _DATE, 0)):
        return True
    if "by" in tail and _BY.search(tail):
        return True
    return "." in tail[-5:] and _SUFFIX.search(tail, max(len(tail) - 5, 0)) is not None


def _wordless(text: str) -> Decided | None:
    """Rules and ornaments are chrome; a date in figures is left to the patterns."""
    if any(character.isdigit() for character in text):
        for pattern in patterns().all:
            if pattern.kind is LineKind.METADATA and pattern.regex.match(text):
                return Decided(pattern.kind, f"pattern {pattern.name}", _REASONS[pattern.kind])
    return Decided(LineKind.CHROME, "no words", "holds no word")
