"""What was found out about lines of late, which recur from article to article of an outlet."""

from __future__ import annotations

from typing import Generic, TypeVar

Found = TypeVar("Found")


class Recent(Generic[Found]):
    """So many answers by their text at most, in two halves, the older of which is forgotten at once."""

    def __init__(self, most: int) -> None:
        self._most = max(1, most // 2)
        self._young: dict[str, Found] = {}
        self._old: dict[str, Found] = {}

    def get(self, text: str) -> Found | None:
        """What is remembered of a text, which then counts as young."""
        found = self._young.get(text)
        if found is None and (found := self._old.get(text)) is not None:
            self.put(text, found)
        return found

    def put(self, text: str, found: Found) -> None:
        """Remember it."""
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[text] = found
