"""How often the lines of an outlet recur among its articles: what tells furniture from news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reader.model import Document, Repetition
from reader.store.base import Base, listed
from reader.store.preparing import countable, line_hash


class Recurring(Base):
    """The part of the store that counts lines."""

    def _count(self, content: int, outlet: str) -> None:
        """One more article of an outlet."""
        db = self.db
        number = db.execute(
            "INSERT INTO source(name, articles) VALUES (?, 1) ON CONFLICT(name) DO UPDATE "
            "SET articles = articles + 1 RETURNING id",
            (outlet,),
        ).fetchone()[0]
        db.execute("UPDATE content SET counted = ? WHERE id = ?", (number, content))

    def _count_lines(self, counted: Mapping[tuple[str, int], int]) -> None:
        """Lines of outlets, by their hash, with the number of articles more that they stand in."""
        number = {
            outlet: self.db.execute("SELECT id FROM source WHERE name = ?", (outlet,)).fetchone()[0]
            for outlet in {outlet for outlet, _ in counted}
        }
        rows = sorted((number[outlet], line, times) for (outlet, line), times in counted.items())
        self.db.executemany(
            "INSERT INTO repeated VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
            rows,
        )

    def repetition(self, document: Document, source: str | None) -> Repetition:
        """How often each line of the document recurs within its source."""
        row = self.db.execute(
            "SELECT id, articles FROM source WHERE name = ?", (source or "",)
        ).fetchone()
        if row is None:
            return Repetition(0, {})
        lines = {line_hash(line): line for line in countable(document)}
        found = self.db.execute(
            "SELECT hash, articles FROM repeated WHERE source = ? AND hash IN (SELECT value FROM json_each(?))",
            (row[0], listed(lines)),
        )
        return Repetition(int(row[1]), {lines[h]: count for h, count in found}, bool(source))

    def repetition_of(self, content: int, document: Document) -> Repetition:
        """The same for a content of the store, within the source it was counted for."""
        row = self.db.execute(
            "SELECT s.name FROM content c JOIN source s ON s.id = c.counted WHERE c.id = ?",
            (content,),
        ).fetchone()
        return self.repetition(document, row[0] if row else None)

    def grown_sources(self) -> list[tuple[int, int, int]]:
        """Sources whose articles changed in number: number, articles now, and when last settled."""
        rows = self.db.execute("SELECT id, articles, settled FROM source WHERE articles <> settled")
        return [(row[0], row[1], row[2]) for row in rows]

    def counted_for(self, source: int) -> list[tuple[int, int | None]]:
        """The contents that are counted for a source, with the recurrence they were analysed with."""
        rows = self.db.execute("SELECT id, shape FROM content WHERE counted = ?", (source,))
        return [(row[0], row[1]) for row in rows]

    def restage(self, source: int, articles: int, stale: Sequence[int]) -> None:
        """Let contents wait anew and note that the source is settled at so many articles."""
        with self._writing() as db:
            db.execute("UPDATE source SET settled = ? WHERE id = ?", (articles, source))
            db.execute(
                "UPDATE article SET analysed = 0 WHERE content IN (SELECT value FROM json_each(?))",
                (listed(stale),),
            )
            db.execute(
                "UPDATE content SET stage = NULL WHERE id IN (SELECT value FROM json_each(?))",
                (listed(stale),),
            )
