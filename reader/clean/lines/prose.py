"""The body is kept whole: sentences of the story stay, titles of other stories go.

The model drops a closing sentence more readily than it should, since captions and notices are
sentences too. A lost line of the story costs a reader more than a kept line of the margin, so a
doubtful sentence stays unless something speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.clean.lines import features
from reader.clean.lines.features import Rows
from reader.clean.lines.verdicts import MODEL, Verdict, above, paragraph
from reader.clean.lines.vocabulary import groups_of
from reader.model import LineKind

# Looking a member up in its class takes as long as five comparisons, and these are asked of every line.
_BODY, _HEADLINE, _CAPTION = LineKind.BODY, LineKind.HEADLINE, LineKind.CAPTION

STRANGER = "title of another article"
"""The rule's name: such a line is no heading of the paragraph below it."""

_SENTENCE_WORDS = 6
_KEEP = 0.1
_KEEP_AMID = 0.1
_BUTTONS = 3
_BEGUN = 12
"""Lines above among which a paragraph stands where the story has begun."""
_ENTRIES = 10
_ENTRY_WORDS = 25
_OPENING_WORDS = 4
_STANDFIRST_WORDS = 7
_STANDFIRST_CHANCE = 0.15
_TITLE_WORDS = range(6, 21)
_TITLED = 0.7
_STRANGE = 0.2
_STEM = 5
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_INSIDE = re.compile(r"(?<=[\w,;] )[^\W\d_][\w'’-]*")
_CAPITAL = r"[^\W\d_a-zà-ÿа-яёіїєґ]"
_DATELINE = re.compile(
    rf"{_CAPITAL}[\w'’-]+(?:[ /-]{_CAPITAL}[\w'’-]+){{0,2}}(?:, [^.:;!?]{{2,24}})?(?: ?\([^)]{{2,30}}\))?"
    rf"(?:\. | ?[–—] | - )(?=[«„“\"]?{_CAPITAL})"
)
_DATELINE_WORDS = 10
_CLOSED = re.compile(r"[.!?…][\"”»“')\]]*$")
_MARGIN = (
    "share",
    "comments",
    "subscription",
    "appeal",
    "legal",
    "related",
    "credit",
    "translator",
    "address",
)


def sentences(seen: Rows, story: Sequence[float], out: list[Verdict]) -> None:
    """A whole sentence below the story's paragraphs stays where the model doubts and nothing objects."""
    for row in range(1, len(out)):
        if (
            story[row] > _KEEP
            and not out[row].kind.kept
            and seen.decided[row] is None
            and sentence(seen, row)
            and (last := _above_buttons(seen, out, row)) >= 0
            and paragraph(seen, out, last)
        ):
            out[row] = Verdict(
                LineKind.BODY,
                "sentence of the story",
                0.6,
                ("a whole sentence below the paragraphs", "no word of the margin in it"),
            )


def amid(seen: Rows, story: Sequence[float], out: list[Verdict]) -> None:
    """A whole sentence stays where the story goes on below it and a heading, or a little margin, stands above."""
    for row in range(1, len(out) - 1):
        if (
            out[row].kind is not _BODY
            and story[row] > _KEEP_AMID
            and not out[row].kind.kept
            and seen.decided[row] is None
            and sentence(seen, row)
            and (_below_heading(seen, out, row) or _below_margin(seen, out, row))
        ):
            out[row] = Verdict(
                LineKind.BODY,
                "sentence amid the story",
                0.6,
                ("a whole sentence, the story goes on below it", "no word of the margin in it"),
            )


def _below_heading(seen: Rows, out: Sequence[Verdict], row: int) -> bool:
    """Whether a subheading stands above a line and the story below it."""
    return (
        out[row - 1].kind is LineKind.SUBHEADING
        and out[row + 1].kind is LineKind.BODY
        and begun(seen, out, row)
    )


def _below_margin(seen: Rows, out: Sequence[Verdict], row: int) -> bool:
    """Whether at most a few dropped lines part a line from a paragraph, with the story near below it."""
    last = row - 1
    while last >= 0 and not out[last].kind.kept and row - last <= _BUTTONS:
        last -= 1
    return (
        last >= 0
        and paragraph(seen, out, last)
        and any(one.kind is LineKind.BODY for one in out[row + 1 : row + 3])
    )


def begun(seen: Rows, out: Sequence[Verdict], row: int) -> bool:
    """Whether a paragraph of the story stands not far above a line."""
    return any(paragraph(seen, out, at) for at in range(max(0, row - _BEGUN), row))


def entries(seen: Rows, story: Sequence[float], out: list[Verdict]) -> None:
    """What a line of the story announces by a colon are entries of its list, however short they are."""
    for row in range(1, len(out) - 1):
        if not (
            seen.texts[row][-1] == ":"
            and out[row].kind is _BODY
            and seen.pieces[row] >= _OPENING_WORDS
            and not _of_margin(seen, row)
            and begun(seen, out, row + 1)
        ):
            continue
        for entry in range(row + 1, min(row + 1 + _ENTRIES, len(out))):
            if (
                seen.decided[entry] is not None
                or story[entry] <= _KEEP_AMID
                or out[entry].kind is LineKind.SUBHEADING
                or seen.texts[entry][-1] == ":"
                or seen.at(entry, "copies")
                or _of_margin(seen, entry)
                or (out[entry].kind.kept and seen.pieces[entry] > _ENTRY_WORDS)
            ):
                break
            if not out[entry].kind.kept:
                out[entry] = Verdict(
                    LineKind.BODY,
                    "entry of a list",
                    0.6,
                    ("a line of the story that ends with a colon stands above",),
                )


def standfirst(seen: Rows, story: Sequence[float], out: list[Verdict]) -> None:
    """Between the title and the dates or names below it stands what the article says in short, no caption."""
    for row in range(1, len(out) - 1):
        if (
            out[row].kind is _CAPTION
            and out[row - 1].kind is _HEADLINE
            and out[row].rule == MODEL
            and out[row + 1].kind is LineKind.METADATA
            and seen.pieces[row] >= _STANDFIRST_WORDS
            and story[row] > _STANDFIRST_CHANCE
            and seen.at(row, "title_share") < _TITLED
            and not _of_margin(seen, row)
        ):
            out[row] = Verdict(
                LineKind.BODY,
                "standfirst",
                0.6,
                ("stands between the title and the date or the author",),
            )


def datelined(seen: Rows, out: list[Verdict]) -> None:
    """Sentences behind a place, as agencies open a story: the first paragraph, no caption of the picture below."""
    for row, text in enumerate(seen.texts):
        if (
            seen.decided[row] is None
            and not out[row].kind.kept
            and seen.pieces[row] >= _DATELINE_WORDS
            and _DATELINE.match(text)
            and sentence(seen, row)
            and not begun(seen, out, row)
        ):
            out[row] = Verdict(
                LineKind.BODY, "dateline", 0.7, ("opens with a place, as agencies open a story",)
            )


def sentence(seen: Rows, row: int) -> bool:
    """Whether a line is a whole sentence without a word of the margin, no picture's and no button's."""
    return bool(
        seen.pieces[row] >= _SENTENCE_WORDS
        and not seen.texts[row][0].islower()
        and _CLOSED.search(seen.texts[row])
        and seen.at(row, "title_share") < _TITLED
        and not _of_margin(seen, row)
        and not (seen.at(row, "has_markup") > 0 and seen.at(row, "extracted") <= 0)
        and not _credited(seen, row)
    )


def closed(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return _CLOSED.search(text) is not None


def _of_margin(seen: Rows, row: int) -> bool:
    """Whether a line has a word of what stands around stories."""
    return any(seen.at(row, f"group_{name}") for name in _MARGIN)


def _above_buttons(seen: Rows, out: Sequence[Verdict], row: int) -> int:
    """The row above that is neither a picture's caption or credit nor one of a few buttons amid the story."""
    last = above(out, row)
    for _ in range(_BUTTONS):
        said = seen.decided[last] if last >= 0 else None
        if said is None or said.kind is not LineKind.CHROME or said.rule != "phrase":
            break
        last = above(out, last)
    return last


def _credited(seen: Rows, row: int) -> bool:
    """Whether a picture credit stands directly below, without a blank line."""
    if row + 1 == len(seen.texts):
        return False
    below = seen.decided[row + 1]
    return (
        below is not None
        and below.kind is LineKind.PHOTO_CREDIT
        and seen.index[row + 1] == seen.index[row] + 1
    )


def strangers(seen: Rows, out: list[Verdict]) -> None:
    """A title between two paragraphs that shares no name with the text is another article's."""
    told: _Told | None = None
    for row in range(1, len(out) - 1):
        text = seen.texts[row]
        if (
            seen.decided[row] is None
            and seen.pieces[row] in _TITLE_WORDS
            and text[-1].isalnum()
            and text[0].isupper()
            and paragraph(seen, out, row + 1)
            and (last := above(out, row)) >= 0
            and paragraph(seen, out, last)
        ):
            told = told or _Told(seen.texts)
            if _strange(row, told, by_case=seen.at(row, "title_share") > _TITLED):
                out[row] = Verdict(
                    LineKind.RELATED_LINK,
                    STRANGER,
                    0.8,
                    ("a title between two paragraphs", "its names appear nowhere else in the text"),
                )


class _Told:
    """The stems of a document's lines, taken of those lines only that may hold what is asked for."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._folded = [text.casefold() for text in texts]
        self._whole = "\n".join(self._folded)
        self._stems: dict[int, tuple[set[str], set[str]]] = {}

    def stems(self, row: int) -> tuple[set[str], set[str]]:
        """The stems that a line writes small, and those it writes large inside a sentence."""
        if row not in self._stems:
            self._stems[row] = _stems(self.texts[row])
        return self._stems[row]

    def elsewhere(self, stem: str, own: int, *, large: bool) -> bool:
        """Whether another line than `own` has a stem, written large or small."""
        if self._whole.count(stem) == self._folded[own].count(stem):
            return False
        return any(
            stem in folded and row != own and stem in self.stems(row)[large]
            for row, folded in enumerate(self._folded)
        )


def _stems(text: str) -> tuple[set[str], set[str]]:
    small = {_stem(word) for word in _WORD.findall(text) if word[0].islower()}
    return small, {_stem(word) for word in _INSIDE.findall(text) if word[0].isupper()}


def _strange(row: int, told: _Told, *, by_case: bool) -> bool:
    """Whether a title's names are not in the text, nor more than one in five of its other words.

    In a title-cased line (`by_case`) any word may be a name; elsewhere a capital inside the line
    tells one, and without a name nothing is known. Words are compared by their first letters,
    since names are inflected; a common word is one that the text writes small.
    """
    text = told.texts[row]
    own = [word for word in _WORD.findall(text) if len(word) > 3 and _tells(word)]
    stems = [_stem(word) for word in own]
    if len(own) < 3 or any(told.elsewhere(stem, row, large=True) for stem in stems):
        return False
    inner = [word for word in _INSIDE.findall(text) if word[0].isupper() and _tells(word)]
    shared = sum(told.elsewhere(stem, row, large=False) for stem in stems)
    return shared <= _STRANGE * len(own) if by_case else bool(inner) and not shared


def _stem(word: str) -> str:
    return word.casefold()[:_STEM]


def _tells(word: str) -> bool:
    """Whether a word is more than grammar and reporting."""
    own = features.groups()
    return not any(
        own[group] in ("function", "speech", "month") for group in groups_of(word.casefold())
    )
