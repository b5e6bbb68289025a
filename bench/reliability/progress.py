"""How far a run came: a line of JSON for every row, as it is done, so that a run which stops can go on.

A row stands for itself as soon as it is written; a part that did not end is tried anew as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.reliability.table import BROKE, Row, Trial, attempt


@dataclass(frozen=True, slots=True)
class Progress:
    """The file that a run keeps, and what makes it that run: only one of the same seed and time goes on."""

    path: Path
    seed: int
    seconds: float

    def begin(self) -> None:
        """Forget an earlier run."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self._which()) + "\n", encoding="utf-8")

    def fits(self) -> bool:
        """Whether there is an earlier run of the same seed and time."""
        entries = self._entries()
        return bool(entries) and entries[0] == self._which()

    def start(self, part: str) -> None:
        """A part begins; rows that it left when it was begun before count no more."""
        self._append({"part": part, "begun": True})

    def add(self, part: str, row: Row) -> None:
        """A row is done."""
        self._append({"part": part, "row": asdict(row)})

    def end(self, part: str) -> None:
        """A part is done, with all of its rows."""
        self._append({"part": part, "ended": True})

    def ended(self) -> set[str]:
        """The parts that are done."""
        return {entry["part"] for entry in self._entries() if entry.get("ended")}

    def rows(self, parts: Iterable[str]) -> list[Row]:
        """The rows of these parts in their order; of a part that was begun twice, those of the last time."""
        found: dict[str, list[Row]] = {part: [] for part in parts}
        for entry in self._entries():
            if "begun" in entry:
                found[entry["part"]] = []
            elif "row" in entry:
                found[entry["part"]].append(Row(**entry["row"]))
        return [row for rows in found.values() for row in rows]

    def _which(self) -> dict[str, float]:
        return {"seed": self.seed, "seconds": self.seconds}

    def _append(self, entry: dict[str, object]) -> None:
        with self.path.open(
            "a", encoding="utf-8"
        ) as file:  # one write a line: several processes do
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def _entries(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        whole = self.path.read_text(encoding="utf-8").split("\n")[:-1]  # a line cut off is no row
        return [json.loads(line) for line in whole]


def try_part(part: str, trial: Trial, kept: Progress) -> None:
    """Try one part and keep what came of it; one that broke has not ended."""
    kept.start(part)
    broke = False
    for row in attempt(part, trial):
        kept.add(part, row)
        broke = row.group == BROKE
    if not broke:
        kept.end(part)
