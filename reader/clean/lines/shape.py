"""The columns that a line has by itself or by its words: every line of several documents at once.

Shares, counts and flags are array operations over `characters` and `lexicon`; what takes a pattern
comes from `single`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reader.clean.lines import lexicon, single
from reader.clean.lines.characters import SAMPLE, Characters, Joined
from reader.clean.lines.characters import words_of as line_words
from reader.clean.lines.layout import Layout
from reader.clean.lines.lexicon import Lexicon, Told, groups
from reader.clean.lines.single import Single
from reader.clean.lines.vocabulary import words_of

Matrix = NDArray[np.float32]
Column = NDArray[np.float64] | NDArray[np.intp] | NDArray[np.bool_] | Sequence[int] | Sequence[bool]

_LATE_GROUPS = 2
"""Groups of the vocabulary at its end that say nothing by their number: reporting, small words."""
_FIRST_GROUPS = 8
_MOST_OF_A_GROUP = 6
_LEAD = 3
_LOGGED = frozenset(
    {
        "characters",
        "words",
        "breaks",
        "commas",
        "quotes",
        "separators",
        "slashes",
        "numbers",
        "copies",
    }
)
"""Columns that hold the logarithm of one more than a count."""
_BREAKABLE = 30
"""Characters of the longest line that is not asked for a second sentence."""
PROSE = 8
"""Words of the shortest line whose words count as those of the text."""

NAMES = (
    "characters",
    "words",
    "letter_share",
    "digit_share",
    "upper_share",
    "title_share",
    "word_length",
    "punctuation_share",
    "ends_full",
    "ends_quote",
    "ends_colon",
    "ends_comma",
    "ends_open",
    "ends_arrow",
    "ends_ellipsis",
    "ends_question",
    "starts_lower",
    "starts_upper",
    "starts_digit",
    "starts_quote",
    "starts_dash",
    "starts_bullet",
    "starts_bracket",
    "commas",
    "breaks",
    "quotes",
    "parentheses",
    "separators",
    "slashes",
    "colons",
    "address",
    "mail",
    "hashtag",
    "link_share",
    "year",
    "clock",
    "date",
    "ago",
    "numbers",
    "money",
    "all_caps",
    "single_word",
    "dateline",
    "caption_date",
    "side_named",
    "label_opening",
    "name_opening",
    "name_and_verb",
    "first_group_count",
    "distinct_groups",
    "function_share",
    "cohesion",
    "cohesion_names",
    "rare_share",
    "title_overlap",
    "first_lines_overlap",
    "copies",
    "near_copy",
    "word_score",
    "caption_score",
    "rule_dropped",
    "rule_credit",
    "rule_metadata",
    "rule_chrome",
    "rule_pointing",
    "blank_before",
    "blank_after",
    "indented",
    "latin_share",
    "other_script",
)


@cache
def names() -> tuple[str, ...]:
    """The name of every column."""
    return (
        *NAMES,
        *(f"group_{name}" for name in groups()),
        *(f"opens_{name}" for name in groups()),
    )


@cache
def _places() -> dict[str, int]:
    return {name: at for at, name in enumerate(names())}


def fill(
    values: Matrix,
    read: Joined,
    found: Sequence[Single],
    characters: Characters,
    known: Lexicon,
    titles: Sequence[str | None],
    where: Layout,
) -> None:
    """Write the features `names()` of every line, but those of blank lines around it.

    `values` has a row a feature and a column a line; the lines are those of several documents, which have
    these titles.
    """
    texts = read.lines
    words, many = line_words(read, [one.folded for one in found])
    with known.held:
        told = lexicon.told(known, words, many)
        counted, opening = lexicon.grouped(told, words)
        scores = lexicon.scores(told)
        headings = [words_of(title) if title else [] for title in titles]
        shared = lexicon.shared(told, where, headings, prose=PROSE, lead=_LEAD)
    counts = told.counts
    columns: dict[str, Column] = {
        "breaks": np.where(characters.sizes > _BREAKABLE, characters.breaks, 0),
        "copies": _copies(found, where),
        "near_copy": _repeated(told, words, where),
        "first_group_count": np.count_nonzero(counted[:, :-_LATE_GROUPS], axis=1),
        "distinct_groups": np.count_nonzero(counted[:, :_FIRST_GROUPS], axis=1),
        "function_share": counted[:, _function()] / np.maximum(counts, 1),
        "cohesion": shared.elsewhere,
        "cohesion_names": shared.often,
        "rare_share": shared.rare,
        "title_overlap": shared.heading,
        "first_lines_overlap": shared.lead,
        "word_score": scores[:, 0],
        "caption_score": scores[:, 1],
        **_shape(texts, characters, counts),
        **_ends(texts, characters),
    }
    places = _places()
    for name, column in columns.items():
        values[places[name]] = np.log1p(column, dtype=np.float64) if name in _LOGGED else column
    single.fill(values, found, _read())
    at, end = len(NAMES), len(NAMES) + len(groups())
    values[at:end] = (np.minimum(counted, _MOST_OF_A_GROUP) / np.sqrt(counts + 1)[:, None]).T
    values[end : end + len(groups())] = opening.T


@cache
def _read() -> list[int]:
    return [_places()[name] for name in single.NAMES]


def _copies(found: Sequence[Single], where: Layout) -> list[int]:
    """How many other lines of the document are the same, but for case."""
    copies: list[int] = []
    for low, high in where.bounds:
        folded = [one.folded for one in found[low:high]]
        times = Counter(folded)
        copies += (
            [times[text] - 1 for text in folded] if len(times) < len(folded) else [0] * len(folded)
        )
    return copies


def _repeated(told: Told, words: Sequence[str], where: Layout) -> NDArray[np.bool_]:
    """Whether the line above has the same words."""
    counts, starts = told.counts, told.starts
    same = where.place > 0
    same[1:] &= counts[1:] == counts[:-1]
    able = same.nonzero()[0]
    first = starts[able].tolist()
    same[able] = [
        words[now - many : now] == words[now : now + many]
        for now, many in zip(first, counts[able].tolist(), strict=True)
    ]
    return same


@cache
def _function() -> int:
    return groups().index("function")


def _shape(
    texts: Sequence[str], characters: Characters, words: NDArray[np.intp]
) -> dict[str, Column]:
    """Length, case and punctuation of each line, which has so many words."""
    size, letters, digits = characters.sizes, characters.letters, characters.digits
    signs, upper = characters.signs, characters.upper
    taken = np.minimum(size, SAMPLE)
    known = np.maximum(words, 1)
    share = letters / taken
    script = np.maximum(characters.script, 1)
    slashed = [
        text.count(" / ") if slashes else 0
        for text, slashes in zip(texts, signs["slash"].tolist(), strict=True)
    ]
    plain = np.array([text.isascii() for text in texts])
    return {
        "characters": size,
        "words": words,
        "letter_share": share,
        "digit_share": digits / taken,
        "upper_share": upper / np.maximum(letters, 1),
        "title_share": characters.titled / characters.pieces,
        "word_length": share * size / known,
        "punctuation_share": (taken - letters - digits - characters.blanks) / taken,
        "commas": signs["comma"],
        "quotes": signs["quote"],
        "parentheses": signs["parenthesis"] > 0,
        "separators": signs["separator"] + slashed,
        "slashes": signs["slash"],
        "colons": signs["colon"] > characters.last["colon"],
        "hashtag": signs["hash"] > 0,
        "numbers": characters.numbers,
        "money": signs["money"] > 0,
        "all_caps": (letters > 3) & (upper > 0.8 * letters),
        "single_word": words == 1,
        "name_opening": np.minimum(characters.names / known, 1.0),
        "latin_share": np.where(plain, characters.lettered, characters.latin / script),
        "other_script": characters.other / script,
    }


def _ends(texts: Sequence[str], characters: Characters) -> dict[str, Column]:
    """How each line begins and ends."""
    first, last, end = characters.first, characters.last, characters.end
    return {
        "ends_full": end["full"],
        "ends_quote": last["closing"],
        "ends_colon": end["colon"],
        "ends_comma": end["pause"],
        "ends_open": end["alnum"],
        "ends_arrow": last["arrow"],
        "ends_ellipsis": [text.endswith(("...", "…")) for text in texts],
        "ends_question": end["question"],
        "starts_lower": first["lower"],
        "starts_upper": first["upper"],
        "starts_digit": first["digit"],
        "starts_quote": first["opening"],
        "starts_dash": first["dash"],
        "starts_bullet": first["bullet"],
        "starts_bracket": first["bracket"],
    }
