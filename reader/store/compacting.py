"""The full-text index put together again, a little at a time.

Each transaction of analyses leaves a segment of its own, and every query looks into each of them. FTS5 merges
some as it writes; the rest is merged here, by whoever has nothing else to do.
"""

from __future__ import annotations

from reader.store.base import Base

MANY = 6
"""Segments from which on merging them is begun: below them a query has nothing to gain."""

PAGES = 128
"""Pages of 4 KB that one step writes: some 10 ms, in which no other writer gets in."""

_SEGMENTS = (
    "WITH RECURSIVE segment(id) AS (SELECT min(segid) FROM search_idx UNION ALL "
    "SELECT (SELECT min(segid) FROM search_idx WHERE segid > segment.id) FROM segment "
    "WHERE segment.id IS NOT NULL) SELECT count(id) FROM segment"
)


class Compacting(Base):
    """The part of the store that keeps its index quick."""

    _merging = False

    def segments(self) -> int:
        """How many segments the full-text index has."""
        return int(self.db.execute(_SEGMENTS).fetchone()[0])

    def compact(self) -> bool:
        """Merge a little of the full-text index in one short transaction; whether there is more to merge.

        What is found stays the same. Raises `StoreError` if the store cannot be written.
        """
        if not self._merging:
            if self.segments() < MANY:
                return False
            self._merging = True
            with self._writing() as db:  # two segments of a size are enough to be merged
                db.execute("INSERT INTO search(search, rank) VALUES ('usermerge', 2)")
        with self._writing() as db:
            before = db.total_changes
            db.execute("INSERT INTO search(search, rank) VALUES ('merge', ?)", (PAGES,))
            self._merging = db.total_changes - before >= 2  # by FTS5's documentation
        return self._merging
