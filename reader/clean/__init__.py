"""Cleaning: what each line of an article is, its facts, its repairs, and the text a person reads.

Nothing here changes the original. `classify` gives every line a kind with the
evidence for it; `facts`, `repairs` and `view` build on those lines. Importing
this package is cheap: vocabularies and weights load on first use.
"""

from reader.clean.facts import facts, source_of
from reader.clean.legible import Legible, legible, retold
from reader.clean.lines import VERSION, Asked, classify, classify_many
from reader.clean.repairs import repairs
from reader.clean.view import view

__all__ = [
    "VERSION",
    "Asked",
    "Legible",
    "classify",
    "classify_many",
    "facts",
    "legible",
    "repairs",
    "retold",
    "source_of",
    "view",
]
