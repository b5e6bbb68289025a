"""How often the encoding of a short text is found, measured on texts cut at every place.

The detector was chosen and its list of encodings set on other cuts of the same
sentences (see docs/decisions.md), so the floors stand a little below what was reached.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.ingest import decode

SENTENCES = tomllib.loads((Path(__file__).parent / "data" / "sentences.toml").read_text("utf-8"))


def cuts(text: str, length: int, encoding: str) -> Iterator[bytes]:
    """Every seventh stretch of `length` characters that is not plain ASCII in `encoding`."""
    for start in range(0, len(text) - length, 7):
        data = text[start : start + length].encode(encoding, "replace")
        if not data.isascii() or encoding.startswith("utf-16"):
            yield data


@pytest.mark.parametrize(("length", "floor"), [(20, 0.97), (40, 0.99), (80, 0.998), (200, 1.0)])
def test_short_texts_are_decoded_as_they_were_encoded(length: int, floor: float) -> None:
    right = total = 0
    for language in SENTENCES.values():
        for encoding in language["encodings"]:
            for data in cuts(language["text"], length, encoding):
                total += 1
                right += decode(data).text == data.decode(encoding)
    assert total > 300
    assert right / total >= floor
