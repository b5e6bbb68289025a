"""The body is kept whole: sentences of the story stay, titles of other stories go.

The model drops a closing sentence more readily than it should, since captions and notices are
sentences too. A lost line of the story costs a reader more than a kept line of the margin, so a
doubtful sentence stays unless something speaks against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reader.clean.lines import features
from reader.clean.lines.features import Rows
from reader.clean.lines.model import Judged
from reader.clean.lines.verdicts import Verdict, above, paragraph
from reader.clean.lines.vocabulary import groups_of
from reader.model import LineKind

STRANGER = "title of another article"
"""The rule's name: such a line is no heading of the paragraph below it."""

Counted = tuple[Counter[str], Counter[str]]

_SENTENCE_WORDS = 6
_KEEP = 0.15
_TITLE_WORDS = range(6, 21)
_TITLED = 0.7
_STRANGE = 0.2
_STEM = 5
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_INSIDE = re.compile(r"(?<=[\w,;] )[^\W\d_][\w'’-]*")
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


def sentences(seen: Rows, judged: Judged, out: list[Verdict]) -> None:
    """A whole sentence below the story's paragraphs stays where the model doubts and nothing objects."""
    column = features.places()
    margin = seen.matrix[:, [column[f"group_{name}"] for name in _MARGIN]].max(axis=1)
    titled = seen.matrix[:, column["title_share"]]
    outside = (seen.matrix[:, column["has_markup"]] > 0) & (
        seen.matrix[:, column["extracted"]] <= 0
    )
    for row in range(1, len(out)):
        text = seen.texts[row]
        if (
            not out[row].kind.kept
            and seen.decided[row] is None
            and judged.story[row] > _KEEP
            and _CLOSED.search(text)
            and not text[0].islower()
            and len(text.split()) >= _SENTENCE_WORDS
            and titled[row] < _TITLED
            and not margin[row]
            and not outside[row]
            and not _credited(seen, row)
            and (last := above(out, row)) >= 0
            and paragraph(seen, out, last)
        ):
            out[row] = Verdict(
                LineKind.BODY,
                "sentence of the story",
                0.6,
                ("a whole sentence below the paragraphs", "no word of the margin in it"),
            )


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
    column = features.places()
    titled = seen.matrix[:, column["title_share"]]
    words: Counted | None = None
    for row in range(1, len(out) - 1):
        text = seen.texts[row]
        if (
            seen.decided[row] is None
            and len(text.split()) in _TITLE_WORDS
            and text[-1].isalnum()
            and text[0].isupper()
            and paragraph(seen, out, row + 1)
            and (last := above(out, row)) >= 0
            and paragraph(seen, out, last)
        ):
            words = words or _counted(seen.texts)
            if _strange(text, words, by_case=titled[row] > _TITLED):
                out[row] = Verdict(
                    LineKind.RELATED_LINK,
                    STRANGER,
                    0.8,
                    ("a title between two paragraphs", "its names appear nowhere else in the text"),
                )


def _counted(texts: Sequence[str]) -> Counted:
    """The stems that lines write small, and those they write large inside a sentence, by lines."""
    common: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for text in texts:
        small, large = _stems(text)
        common.update(small)
        names.update(large)
    return common, names


def _stems(text: str) -> tuple[set[str], set[str]]:
    small = {_stem(word) for word in _WORD.findall(text) if word[0].islower()}
    return small, {_stem(word) for word in _INSIDE.findall(text) if word[0].isupper()}


def _strange(text: str, words: Counted, *, by_case: bool) -> bool:
    """Whether a title's names are not in the text, nor more than one in five of its other words.

    In a title-cased line (`by_case`) any word may be a name; elsewhere a capital inside the line
    tells one, and without a name nothing is known. Words are compared by their first letters,
    since names are inflected; a common word is one that the text writes small.
    """
    common, names = words
    small, large = _stems(text)
    own = [word for word in _WORD.findall(text) if len(word) > 3 and _tells(word)]
    stems = [_stem(word) for word in own]
    if len(own) < 3 or any(names[stem] > (stem in large) for stem in stems):
        return False
    inner = [word for word in _INSIDE.findall(text) if word[0].isupper() and _tells(word)]
    shared = sum(1 for stem in stems if common[stem] > (stem in small))
    return shared <= _STRANGE * len(own) if by_case else bool(inner) and not shared


def _stem(word: str) -> str:
    return word.casefold()[:_STEM]


def _tells(word: str) -> bool:
    """Whether a word is more than grammar and reporting."""
    own = features.groups()
    return not any(
        own[group] in ("function", "speech", "month") for group in groups_of(word.casefold())
    )
