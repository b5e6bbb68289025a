"""Lines cut into the pieces of words that an encoder's table knows, as SentencePiece writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

BEGIN = "▁"
"""What a piece begins with that begins a word."""
_KEY = 3
_REMEMBERED = 1 << 15


class Pieces:
    """Cuts words, by the number of every piece. Of a word comes the longest piece that it begins with, and so on.

    `most` pieces are cut of a line at most, and none of a line of more than `letters` characters or `words` words.
    """

    def __init__(self, numbers: Mapping[str, int], *, most: int, letters: int, words: int) -> None:
        self._numbers = numbers
        self._most, self._letters, self._words = most, letters, words
        self._longest: dict[str, int] = {}
        for piece in numbers:
            key = piece[:_KEY]
            if self._longest.get(key, 0) < len(piece):
                self._longest[key] = len(piece)
        self._cut = lru_cache(maxsize=_REMEMBERED)(self._word)

    def of(self, text: str) -> list[int]:
        """The pieces of a line by their numbers; none of one that is too long."""
        if len(text) > self._letters:
            return []
        words = text.split()
        if len(words) > self._words:
            return []
        if not text.isascii():
            words = unicodedata.normalize("NFKC", text).split()
        found: list[int] = []
        cut, most = self._cut, self._most
        for word in words:
            found += cut(word)
            if len(found) >= most:
                return found[:most]
        return found

    def _word(self, word: str) -> tuple[int, ...]:
        """The pieces of a word; characters that no piece has are passed over."""
        rest = BEGIN + word
        numbers, longest, size = self._numbers, self._longest, len(rest)
        whole = numbers.get(rest)
        if whole is not None:
            return (whole,)
        found: list[int] = []
        at = 0
        while at < size and len(found) < self._most:
            end = min(size, at + longest.get(rest[at : at + _KEY], _KEY - 1))
            while end > at:
                piece = numbers.get(rest[at:end])
                if piece is not None:
                    found.append(piece)
                    break
                end -= 1
            at = max(end, at + 1)
        return tuple(found)
