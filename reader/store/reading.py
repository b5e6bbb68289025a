"""The articles of the list: rows by key, texts and analyses on demand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from reader.model import Article, Document
from reader.store.base import listed
from reader.store.errors import StoreError
from reader.store.onward import Onward
from reader.store.packing import unpack_analysis, unpack_document
from reader.store.records import Row
from reader.store.triage import VERDICTS

ROW_COLUMNS = (
    "a.key, c.sha, a.path, a.title, a.source, a.published, a.language, a.leftovers, "
    "a.leftover_languages, a.notes, a.read, a.starred, a.verdict, a.tags, a.annotated, "
    "a.analysed, a.failed, (SELECT articles FROM story WHERE id = a.story), "
    "(SELECT sha FROM content WHERE id = a.story)"
)


class Reading(Onward):
    """The part of the store that answers the list and the reading pane."""

    def rows(self, keys: Sequence[int]) -> dict[int, Row]:
        """The rows of these keys; a key that has gone is missing."""
        found = self.db.execute(
            f"SELECT {ROW_COLUMNS} FROM json_each(?) j JOIN article a ON a.key = j.value "  # noqa: S608
            "JOIN content c ON c.id = a.content",
            (listed(keys),),
        ).fetchall()
        return {row[0]: _row(row) for row in found}

    def languages(self) -> dict[str, int]:
        """How many articles are in each language, or hold leftovers in it (ISO 639-1 codes)."""
        found: dict[str, int] = {}
        for column in ("language", "leftover_languages"):
            rows = self.db.execute(
                f"SELECT {column}, count(*) FROM article WHERE {column} <> '' GROUP BY {column}"  # noqa: S608 - names of columns
            )
            for codes, articles in rows:
                for code in codes.split():
                    found[code] = found.get(code, 0) + articles
        return found

    def document(self, key: int) -> Document:
        """The article as it arrived.

        Raises `StoreError` if the row has gone or is damaged; then its file is read anew at the next scan.
        """
        found = self.db.execute(
            "SELECT a.path, o.packed, a.content FROM article a JOIN original o "
            "ON o.content = a.content WHERE a.key = ?",
            (key,),
        ).fetchone()
        if found is None:
            raise StoreError(f"article {key} is no longer in {self.path}")
        try:
            document = unpack_document(found[1])
        except ValueError as error:
            if not self.read_only:
                with self._writing() as db:  # a file of this size is never the one on the disk
                    db.execute(
                        "UPDATE file SET size = -1, sha = '' WHERE id IN (SELECT file FROM article WHERE content = ?)",
                        (found[2],),
                    )
            raise StoreError(
                f"{found[0]}: its copy in {self.path} is damaged; scan the file again"
            ) from error
        return _at(document, found[0])

    def article(self, key: int) -> Article | None:
        """The analysed article, None until its analysis is done.

        Names are those that the corpus gives. A damaged analysis counts as not done and waits to be
        made again. Raises `StoreError` as `document` does.
        """
        found = self.db.execute(
            "SELECT n.packed, n.content FROM article a JOIN analysis n ON n.content = a.content "
            "WHERE a.key = ?",
            (key,),
        ).fetchone()
        if found is None:
            return None
        try:
            article = unpack_analysis(found[0], self.document(key))
        except ValueError:
            if not self.read_only:
                self._discard(found[1])
            return None
        return self._named(article)

    def _named(self, article: Article) -> Article:
        """Overridden by the part that keeps names."""
        return article

    def _discard(self, content: int) -> None:
        with self._writing():
            self._unanalysed(content)

    def location(self, key: int) -> Path:
        """The absolute path of an article's file. Raises `StoreError` if the row has gone."""
        row = self.db.execute(
            "SELECT f.path FROM article a JOIN file f ON f.id = a.file WHERE a.key = ?", (key,)
        ).fetchone()
        if row is None:
            raise StoreError(f"article {key} is no longer in {self.path}")
        return Path(row[0])


def _row(row: Sequence[Any]) -> Row:
    return Row(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        tuple(row[8].split()),
        tuple(row[9].split()),
        bool(row[10]),
        bool(row[11]),
        VERDICTS[row[12]],
        tuple(row[13].split()),
        bool(row[14]),
        bool(row[15]),
        row[16],
        row[17],
        row[18],
    )


def _at(document: Document, path: str) -> Document:
    """The document at the path that was asked for: equal contents share one copy."""
    if document.path == path:
        return document
    return replace(document, path=path)
