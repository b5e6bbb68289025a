"""A set of articles that does not care how many: one bit for each key up to the highest.

Marking a million articles as a Python set takes 60 MB, so 125 KB.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

_ONES = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


class KeySet:
    """Keys (whole numbers from 0 on) in no order but their own."""

    __slots__ = ("_bits", "_count")

    def __init__(self, keys: Iterable[int] = ()) -> None:
        known = keys if isinstance(keys, array) else array("q", keys)
        bits = self._bits = bytearray((max(known, default=-8) >> 3) + 1)
        for key in known:  # not by `add`: a million calls are half a second
            bits[key >> 3] |= 1 << (key & 7)
        self._count = int.from_bytes(bits, "little").bit_count()

    def __len__(self) -> int:
        return self._count

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, int) or key < 0 or key >> 3 >= len(self._bits):
            return False
        return bool(self._bits[key >> 3] >> (key & 7) & 1)

    def __iter__(self) -> Iterator[int]:
        """Every key, lowest first."""
        for place, byte in enumerate(self._bits):
            if byte:
                for bit in _ONES[byte]:
                    yield place << 3 | bit

    def add(self, key: int) -> None:
        """Put a key in."""
        place = key >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        bit = 1 << (key & 7)
        if not self._bits[place] & bit:
            self._bits[place] |= bit
            self._count += 1

    def discard(self, key: int) -> None:
        """Take a key out, if it is in."""
        if key in self:
            self._bits[key >> 3] &= ~(1 << (key & 7))
            self._count -= 1

    def toggle(self, key: int) -> None:
        """Put a key in, or take it out if it is in."""
        if key in self:
            self.discard(key)
        else:
            self.add(key)

    def array(self) -> array[int]:
        """Every key, lowest first, eight bytes each."""
        return array("q", self)
