"""Which articles tell the same story, kept as they are analysed.

A story goes by the number of the content that it was first met in. A newcomer is compared with those
alone that own one of its bands, so that its price does not grow with the store; a band whose owner is not
like the newcomer goes over to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.store.base import FEW, listed
from reader.store.preparing import Prepared
from reader.store.recurring import Recurring
from reader.stories import ALIKE, Sketch, likeness


class Telling(Recurring):
    """The part of the store that puts versions of one story together."""

    def _tell(self, batch: Sequence[tuple[int, Prepared]]) -> list[int]:
        """Put analysed contents to those that they are like; the rows of stories that others came to."""
        fresh = self._resketched({content: made.sketch for content, made in batch})
        bands = sorted({band for each in fresh.values() for band in each.bands})
        owners: dict[int, int] = dict(
            self.db.execute(
                "SELECT hash, content FROM band WHERE hash IN (SELECT value FROM json_each(?))",
                (listed(bands),),
            )
        )
        marks, story = self._sketches({*owners.values(), *fresh})
        marks |= {content: each.marks for content, each in fresh.items()}
        joined: dict[int, int] = {}
        taken: dict[int, int] = {}
        for content, each in fresh.items():
            for band in each.bands:
                owner = owners.get(band, content)
                if owner != content and owner in marks:
                    first, second = (_root(joined, story[one]) for one in (owner, content))
                    if first == second:
                        continue
                    if likeness(marks[owner], each.marks) >= ALIKE:
                        joined[second] = first
                        continue
                owners[band] = taken[band] = content
        self.db.executemany("INSERT OR REPLACE INTO band VALUES (?, ?)", sorted(taken.items()))
        return self._join({old: _root(joined, new) for old, new in joined.items()})

    def _resketched(self, made: dict[int, Sketch | None]) -> dict[int, Sketch]:
        """Those contents whose sketch is new or another than before; the latter are by themselves again."""
        rows = self.db.execute(
            "SELECT content, packed FROM sketch WHERE content IN (SELECT value FROM json_each(?))",
            (listed(made),),
        )
        before: dict[int, bytes] = dict(rows.fetchall())
        fresh = {}
        for content, each in made.items():
            if (each.marks if each else None) == before.get(content):
                continue
            if content in before:
                self._leave(content)
            if each is None:
                self.db.execute("DELETE FROM sketch WHERE content = ?", (content,))
            else:
                fresh[content] = each
        self.db.executemany(
            "INSERT OR REPLACE INTO sketch VALUES (?, ?)",
            [(content, each.marks) for content, each in fresh.items()],
        )
        return fresh

    def _sketches(self, contents: set[int]) -> tuple[dict[int, bytes], dict[int, int]]:
        """The marks of contents, and the story that each of them tells."""
        rows = self.db.execute(
            "SELECT c.id, k.packed, coalesce(c.story, c.id) FROM json_each(?) j "
            "JOIN sketch k ON k.content = j.value JOIN content c ON c.id = j.value",
            (listed(sorted(contents)),),
        ).fetchall()
        return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}

    def _join(self, joined: dict[int, int]) -> list[int]:
        """Make stories one; the rows of those that remain."""
        db = self.db
        for old, new in joined.items():
            db.execute(
                "UPDATE content SET story = ?1 WHERE id = ?2 "
                "OR id IN (SELECT content FROM article WHERE story = ?2)",
                (new, old),
            )
            db.execute("UPDATE article SET story = ? WHERE story = ?", (new, old))
        rows = db.execute(
            "SELECT key FROM article WHERE story IN (SELECT value FROM json_each(?)) LIMIT ?",
            (listed(sorted(set(joined.values()))), FEW),
        )
        return [row[0] for row in rows]

    def _leave(self, content: int) -> None:
        """A content whose text is another now: let it tell a story of its own again."""
        db = self.db
        others = db.execute(
            "SELECT content FROM article WHERE story = ?1 AND content <> ?1 LIMIT 1", (content,)
        ).fetchone()
        if others is not None:  # the story goes by its number: it needs another
            db.execute(
                "UPDATE content SET story = ?2 WHERE id <> ?1 "
                "AND id IN (SELECT content FROM article WHERE story = ?1)",
                (content, others[0]),
            )
            db.execute(
                "UPDATE article SET story = ?2 WHERE story = ?1 AND content <> ?1",
                (content, others[0]),
            )
        db.execute("UPDATE content SET story = NULL WHERE id = ?", (content,))
        db.execute("UPDATE article SET story = ?1 WHERE content = ?1 AND story <> ?1", (content,))


def _root(joined: dict[int, int], story: int) -> int:
    while story in joined:
        story = joined[story]
    return story
