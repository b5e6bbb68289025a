"""Latin letters without their accents, as outlets lose them."""

from __future__ import annotations

import unicodedata

_BARRED = {ord(one): other for one, other in zip("łŁđĐøØıħŧðþ", "lLdDoOihtdt", strict=True)} | {
    ord("æ"): "ae", ord("Æ"): "AE", ord("œ"): "oe", ord("Œ"): "OE", ord("ß"): "ss", ord("’"): "'",
}  # fmt: skip


def unaccented(text: str) -> str:
    """A text without the accents of its Latin letters: ``č`` is ``c``, ``ł`` is ``l``, ``æ`` is ``ae``."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_BARRED))
    return "".join(character for character in apart if not unicodedata.combining(character))
