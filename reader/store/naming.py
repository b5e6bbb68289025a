"""Names of the corpus: who is named where, how often, under which spellings.

An analysis names things as far as its own text tells. What the corpus makes of those names lies in
one small table beside, so that resolving them anew touches no article.
"""

from __future__ import annotations

import array
import dataclasses
import json
from collections.abc import Iterable, Mapping

from reader.model import Article
from reader.store.intake import Intake
from reader.store.packing import unpack_analysis, unpack_document
from reader.store.preparing import Mentions
from reader.store.query import parse, plan
from reader.store.query.dates import today
from reader.store.records import NameCount
from reader.store.words import plain_phrase

SPELLINGS = 12
"""Spellings that are kept for each name."""


class Naming(Intake):
    """The part of the store that knows people, organisations and places."""

    def _mentions(self, content: int, names: Mentions) -> None:
        self._forget_mentions(content)
        for text, label, count, spelled in names:
            number, known = self.db.execute(
                "INSERT INTO name(text, label, canonical, folded, articles, mentions) "
                "VALUES (?1, ?2, ?1, ?3, 1, ?4) ON CONFLICT(text, label) DO UPDATE "
                "SET articles = articles + 1, mentions = mentions + ?4 RETURNING id, spellings",
                (text, label, plain_phrase(text), count),
            ).fetchone()
            spellings = json.loads(known)
            new = [s for s in spelled if s not in spellings]
            if new and len(spellings) < SPELLINGS:
                kept = json.dumps((spellings + new)[:SPELLINGS], ensure_ascii=False)
                self.db.execute("UPDATE name SET spellings = ? WHERE id = ?", (kept, number))
            self.db.execute("INSERT INTO mention VALUES (?, ?, ?)", (number, content, count))

    def _forget_mentions(self, content: int) -> None:
        # The analysis that is replaced knows its names, which saves an index over all mentions.
        db = self.db
        found = db.execute(
            "SELECT o.packed, n.packed FROM original o JOIN analysis n ON n.content = o.content "
            "WHERE o.content = ?",
            (content,),
        ).fetchone()
        if found is None:
            return
        try:
            old = unpack_analysis(found[1], unpack_document(found[0]))
            names = {(e.name, str(e.label)) for e in old.entities}
        except ValueError:
            self._unmention(content)
            return
        for text, label in names:
            row = db.execute(
                "DELETE FROM mention WHERE content = ?1 AND name = (SELECT id FROM name "
                "WHERE text = ?2 AND label = ?3) RETURNING name, times",
                (content, text, label),
            ).fetchone()
            if row is not None:
                db.execute(
                    "UPDATE name SET articles = articles - 1, mentions = mentions - ?2 WHERE id = ?1",
                    row,
                )

    def _unmention(self, content: int) -> None:
        # Walks over all mentions: for the rare analysis that can no longer say its names.
        rows = self.db.execute(
            "DELETE FROM mention WHERE content = ? RETURNING name, times", (content,)
        ).fetchall()
        self.db.executemany(
            "UPDATE name SET articles = articles - 1, mentions = mentions - ?2 WHERE id = ?1", rows
        )

    def _named(self, article: Article) -> Article:
        names = self.canonical({(e.name, str(e.label)) for e in article.entities})
        if all(names.get((e.name, str(e.label)), e.name) == e.name for e in article.entities):
            return article
        entities = tuple(
            dataclasses.replace(e, name=names.get((e.name, str(e.label)), e.name))
            for e in article.entities
        )
        return dataclasses.replace(article, entities=entities)

    def canonical(self, names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The corpus's name for each name (text and label) of an article's own."""
        found: dict[tuple[str, str], str] = {}
        for text, label in names:
            row = self.db.execute(
                "SELECT canonical FROM name WHERE text = ? AND label = ?", (text, label)
            ).fetchone()
            if row is not None:
                found[text, label] = row[0]
        return found

    def all_names(self) -> list[tuple[str, str, int]]:
        """Every name that an analysis gave: text, label, in how many articles; most frequent first."""
        rows = self.db.execute(
            "SELECT text, label, articles FROM name WHERE articles > 0 ORDER BY articles DESC, text, label"
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def resolve(self, names: Mapping[tuple[str, str], str]) -> int:
        """Set the corpus's name for names (text and label) of analyses; returns how many changed."""
        with self._writing() as db:
            before = db.total_changes
            db.executemany(
                "UPDATE name SET canonical = ?1 WHERE text = ?2 AND label = ?3 AND canonical <> ?1",
                [(canonical, text, label) for (text, label), canonical in names.items()],
            )
            changed = db.total_changes - before
            if changed:
                db.execute(
                    "INSERT INTO change(session, kind, packed) VALUES (?, 'changed', NULL)",
                    (self.session,),
                )
        return changed

    def names(self, query: str = "", limit: int = 50) -> list[NameCount]:
        """The names that most articles of the query name. Raises `QueryError`."""
        where, parameters = plan(self.db, parse(query), today()).where()
        if where:
            rows = self.db.execute(
                "SELECT n.canonical, n.label, count(DISTINCT m.content), sum(m.times) FROM mention m "  # noqa: S608  # our SQL
                f"JOIN name n ON n.id = m.name WHERE m.content IN (SELECT a.content FROM article a WHERE {where}) "
                "GROUP BY n.canonical, n.label ORDER BY 3 DESC, 4 DESC, 1 LIMIT ?",
                (*parameters, limit),
            ).fetchall()
        else:
            rows = self._all_counted(limit)
        return [
            NameCount(name, label, many, times, self._variants(name, label))
            for name, label, many, times in rows
        ]

    def _all_counted(self, limit: int) -> list[tuple[str, str, int, int]]:
        """The names of the whole corpus, without a walk over all mentions.

        Variants of one name often stand in the same article, so their counts only bound the number
        of its articles; those that may be among the first are counted out.
        """
        rows = self.db.execute(
            "SELECT canonical, label, sum(articles), sum(mentions), count(*) FROM name "
            "WHERE articles > 0 GROUP BY canonical, label ORDER BY 3 DESC, 4 DESC, 1 LIMIT ?",
            (limit,),
        ).fetchall()
        counted = [
            (name, label, many if forms == 1 else self._articles(name, label), times)
            for name, label, many, times, forms in rows
        ]
        counted.sort(key=lambda row: (-row[2], -row[3], row[0]))
        return counted

    def _articles(self, name: str, label: str) -> int:
        found = self.db.execute(
            "SELECT count(DISTINCT m.content) FROM name n JOIN mention m ON m.name = n.id "
            "WHERE n.canonical = ? AND n.label = ?",
            (name, label),
        ).fetchone()
        return int(found[0])

    def _variants(self, name: str, label: str) -> tuple[str, ...]:
        rows = self.db.execute(
            "SELECT text, spellings FROM name WHERE canonical = ? AND label = ? ORDER BY articles DESC",
            (name, label),
        )
        found: dict[str, None] = {}
        for text, spellings in rows:
            found.update(dict.fromkeys((text, *json.loads(spellings))))
        found.pop(name, None)
        return tuple(found)

    def naming(self, name: str) -> array.array[int]:
        """The rows of articles that name it (as the corpus does), newest first."""
        rows = self.db.execute(
            "SELECT key FROM article WHERE content IN (SELECT m.content FROM name n JOIN mention m "
            "ON m.name = n.id WHERE n.canonical = ?) ORDER BY stamp DESC, key DESC",
            (name,),
        )
        return array.array("q", [row[0] for row in rows])

    def name_days(
        self, name: str, query: str = "", label: str | None = None
    ) -> list[tuple[str, int]]:
        """How many articles of the query name it on each day that has any: ISO 8601 dates in order.

        Undated articles are left out; without a label the name counts under all. Raises `QueryError`.
        """
        where, parameters = plan(self.db, parse(query), today()).where()
        rows = self.db.execute(
            "SELECT substr(a.published, 1, 10), count(*) FROM article a WHERE a.stamp > 0 AND a.content IN "  # noqa: S608  # our SQL
            "(SELECT m.content FROM name n JOIN mention m ON m.name = n.id "
            f"WHERE n.canonical = ? AND n.label = coalesce(?, n.label)){_and(where)} GROUP BY 1 ORDER BY 1",
            (name, label, *parameters),
        )
        return [(row[0], row[1]) for row in rows]

    def days(self, query: str = "") -> list[tuple[str, int]]:
        """How many articles of the query each day has: ISO 8601 dates in order. Raises `QueryError`."""
        where, parameters = plan(self.db, parse(query), today()).where()
        rows = self.db.execute(
            "SELECT substr(a.published, 1, 10), count(*) FROM article a "  # noqa: S608  # our SQL
            f"WHERE a.stamp > 0{_and(where)} GROUP BY 1 ORDER BY 1",
            parameters,
        )
        return [(row[0], row[1]) for row in rows]

    def name_forms(self, name: str, label: str) -> list[tuple[str, int]]:
        """The forms that the corpus takes for this name, each with its number of articles."""
        rows = self.db.execute(
            "SELECT text, articles FROM name WHERE canonical = ? AND label = ? AND articles > 0 "
            "ORDER BY articles DESC, text",
            (name, label),
        )
        return [(row[0], row[1]) for row in rows]


def _and(where: str) -> str:
    return f" AND ({where})" if where else ""
