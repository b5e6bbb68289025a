"""How the phrasebook compares fragments: case, ё, quotation marks, dashes and spaces made equal."""

from __future__ import annotations

from typing import Final

_EQUAL: Final = str.maketrans(
    {
        "«": '"',
        "»": '"',
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "’": "'",
        "ʼ": "'",
        "`": "'",
        "…": "...",
    }
)


def fold(text: str) -> str:
    """A fragment as the phrasebook compares it."""
    return " ".join(text.casefold().replace("ё", "е").split()).translate(_EQUAL)
