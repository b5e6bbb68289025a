"""A query's tree as SQL over the rows of the list, and as one FTS5 expression where it is words alone.

Text that people type only ever becomes a bound parameter or a quoted FTS5 string.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from reader.model import LeftoverKind, LineKind
from reader.store import words
from reader.store.errors import QueryError
from reader.store.query.dates import span
from reader.store.query.parse import And, Field, Node, Not, Term

LEFTOVER_BITS = {str(kind): 1 << place for place, kind in enumerate(LeftoverKind)}
LINE_BITS = {str(kind): 1 << place for place, kind in enumerate(LineKind)}

_STATES = {
    "unread": "a.read = 0",
    "read": "a.read = 1",
    "starred": "a.starred = 1",
    "kept": "a.verdict = 1",
    "dropped": "a.verdict = 2",
    "undecided": "a.verdict = 0",
    "waiting": "a.analysed = 0 AND a.failed IS NULL",
    "analysed": "a.analysed = 1",
    "failed": "a.failed IS NOT NULL",
}
_POSSESSIONS = {
    "leftover": "a.leftovers > 0",
    "tag": "a.tags <> ''",
    "note": "a.annotated = 1",
    "date": "a.stamp > 0",
    "source": "a.source IS NOT NULL",
    "translation": "a.content IN (SELECT content FROM translation)",
}
_FOUND = (
    "a.content IN (SELECT s.content FROM search JOIN searched s ON s.id = search.rowid "
    "WHERE search MATCH ?)"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL over ``article a`` with its parameters; `match` is an FTS5 expression instead, where
    words alone decide.
    """

    sql: str = ""
    parameters: tuple[object, ...] = ()
    match: str | None = None
    entities: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a whole query asks: words by the full-text index (`match`), articles that name one of some
    `entities`, and the rest by rows (`sql`).
    """

    match: str | None = None
    sql: str = ""
    parameters: tuple[object, ...] = field(default=())
    entities: tuple[int, ...] = ()

    def rows(self) -> tuple[str, tuple[object, ...]]:
        """All but the words as one SQL condition, empty where everything matches."""
        named = _naming(self.entities).sql if self.entities else ""
        return " AND ".join(part for part in (named, self.sql) if part), self.parameters

    def source(self) -> tuple[str, tuple[object, ...]]:
        """All of it as what follows ``FROM``: rows of ``article a``, each once."""
        if self.entities and not self.match and not self.sql:
            return (
                f"({_distinct(self.entities)}) m CROSS JOIN article a ON a.content = m.content",
                (),
            )
        where, parameters = self.where()
        return f"article a WHERE {where}" if where else "article a", parameters

    def where(self) -> tuple[str, tuple[object, ...]]:
        """All of it as one SQL condition, empty where everything matches."""
        sql, parameters = self.rows()
        if not self.match:
            return sql, parameters
        return " AND ".join(part for part in (_FOUND, sql) if part), (self.match, *parameters)


def plan(db: sqlite3.Connection, node: Node | None, today: date) -> Plan:
    """How to answer the query. Raises `QueryError` for values that mean nothing."""
    if node is None:
        return Plan()
    compiler = _Compiler(db, today)
    nodes = node.nodes if isinstance(node, And) else (node,)
    conditions = [compiler.condition(each) for each in nodes]
    matches = [c.match for c in conditions if c.match is not None]
    # Of several names that all must be there, the one of fewest forms leads through its articles.
    leading = min((c for c in conditions if c.entities), key=_breadth, default=None)
    rest = [c for c in conditions if c.match is None and c is not leading]
    return Plan(
        " AND ".join(matches) if matches else None,
        " AND ".join(f"({c.sql})" for c in rest),
        tuple(p for c in rest for p in c.parameters),
        leading.entities if leading else (),
    )


class _Compiler:
    def __init__(self, db: sqlite3.Connection, today: date) -> None:
        self.db = db
        self.today = today

    def condition(self, node: Node) -> Condition:
        if isinstance(node, Term):
            return self.term(node)
        if isinstance(node, Field):
            handler: Callable[[Field], Condition] = getattr(self, f"field_{node.name}")
            return handler(node)
        if isinstance(node, Not):
            return _negated(self.condition(node.node))
        glue = " AND " if isinstance(node, And) else " OR "
        parts = [self.condition(each) for each in node.nodes]
        if all(part.match is not None for part in parts):
            return Condition(match="(" + glue.join(str(part.match) for part in parts) + ")")
        parts = [_sql(part) for part in parts]
        return Condition(
            "(" + glue.join(f"({part.sql})" for part in parts) + ")",
            tuple(p for part in parts for p in part.parameters),
        )

    def term(self, term: Term) -> Condition:
        make = words.prefix_match if term.prefix else words.phrase_match
        match = make(term.text)
        if match is None:
            if term.quoted and not term.text.strip():
                raise QueryError("there is nothing between these quotation marks", term.position)
            raise QueryError(f"“{term.text}” holds no word to look for", term.position)
        return Condition(match=match)

    def words_of(self, field: Field) -> str:
        prefix = field.value.endswith("*")
        match = (words.prefix_match if prefix else words.phrase_match)(field.value)
        if match is None:
            raise QueryError(f"“{field.value}” holds no word to look for", field.position)
        return match

    def field_title(self, field: Field) -> Condition:
        return Condition(match=f"({{title}} : {self.words_of(field)})")

    def field_near(self, field: Field) -> Condition:
        match = words.near_match(field.value, field.distance)
        if match is None:
            raise QueryError(f"“{field.value}” holds no words to look for", field.position)
        return Condition(match=match)

    def field_from(self, field: Field) -> Condition:
        if field.value.casefold() == "none" and not field.quoted:
            return Condition("a.source IS NULL")
        wanted = field.value.casefold().rstrip("*")
        found = [name for name in sources(self.db) if wanted in name.casefold()]
        return _among("a.source", found)

    def field_lang(self, field: Field) -> Condition:
        return Condition("a.language = ?", (field.value.casefold(),))

    def field_left(self, field: Field) -> Condition:
        return Condition(
            "(' ' || a.leftover_languages || ' ') LIKE ? ESCAPE '\\' AND a.leftovers > 0",
            (f"% {_escaped(field.value.casefold())} %",),
        )

    def field_date(self, field: Field) -> Condition:
        if field.value.casefold() == "none":
            return Condition("a.stamp = 0")
        return Condition(
            "a.stamp >= ? AND a.stamp < ?", span(field.value, field.position, self.today)
        )

    def field_tag(self, field: Field) -> Condition:
        return Condition(
            "a.content IN (SELECT content FROM tagged WHERE name = ?)", (field.value.casefold(),)
        )

    def field_is(self, field: Field) -> Condition:
        return Condition(_STATES[field.value.casefold()])

    def field_has(self, field: Field) -> Condition:
        value = field.value.casefold()
        if value in _POSSESSIONS:
            return Condition(_POSSESSIONS[value])
        return Condition("(' ' || a.notes || ' ') LIKE ? ESCAPE '\\'", (f"% {_escaped(value)} %",))

    def field_kind(self, field: Field) -> Condition:
        bit = LEFTOVER_BITS[field.value.casefold()]
        return Condition("a.leftovers > 0 AND a.leftover_kinds & ? <> 0", (bit,))

    def field_line(self, field: Field) -> Condition:
        return Condition("a.line_kinds & ? <> 0", (LINE_BITS[field.value.casefold()],))

    def field_entity(self, field: Field) -> Condition:
        folded = words.plain_phrase(field.value)
        if not folded:
            raise QueryError(f"“{field.value}” is no name", field.position)
        entities: list[tuple[int]] = []
        if field.quoted:
            # A whole name is meant: "Niger" is not Nigeria. What goes by it comes before what is
            # only met under it; a name that is none may be the start of one.
            entities = self.db.execute(
                "SELECT id FROM entity WHERE text = ?", (field.value,)
            ).fetchall()
            entities = (
                entities
                or self.db.execute(
                    "SELECT DISTINCT n.entity FROM name_word w JOIN name n ON n.id = w.name "
                    "WHERE w.word = ? AND n.folded = ?",
                    (folded.split()[0], folded),
                ).fetchall()
            )
        if not entities:
            first, _, more = folded.partition(" ")
            entities = self.db.execute(
                "SELECT DISTINCT n.entity FROM name_word w JOIN name n ON n.id = w.name "
                "WHERE w.word >= ?1 AND w.word < ?2 AND ' ' || n.folded LIKE ?3 ESCAPE '\\'",
                (first, first + (" " if more else "\U0010ffff"), f"% {_escaped(folded)}%"),
            ).fetchall()
        return _naming([row[0] for row in entities])

    def field_path(self, field: Field) -> Condition:
        return Condition("a.path LIKE ? ESCAPE '\\'", (f"%{_escaped(field.value)}%",))

    def field_note(self, field: Field) -> Condition:
        return Condition(
            "a.annotated = 1 AND a.content IN (SELECT content FROM triage WHERE fold(note) LIKE ? ESCAPE '\\')",
            (f"%{_escaped(field.value.casefold())}%",),
        )

    def field_id(self, field: Field) -> Condition:
        low = field.value.casefold()
        return Condition(
            "a.content IN (SELECT id FROM content WHERE sha >= ? AND sha < ?)",
            (low, low + "\uffff"),
        )


def sources(db: sqlite3.Connection) -> list[str]:
    """Every outlet in the store, by a walk from one to the next in the index."""
    query = (
        "WITH RECURSIVE s(name) AS (SELECT min(source) FROM article UNION ALL "
        "SELECT (SELECT min(source) FROM article WHERE source > s.name) FROM s "
        "WHERE s.name IS NOT NULL) SELECT name FROM s WHERE name IS NOT NULL"
    )
    return [row[0] for row in db.execute(query)]


def languages(db: sqlite3.Connection) -> list[str]:
    """Every language of an article in the store."""
    query = (
        "WITH RECURSIVE s(name) AS (SELECT min(language) FROM article UNION ALL "
        "SELECT (SELECT min(language) FROM article WHERE language > s.name) FROM s "
        "WHERE s.name IS NOT NULL) SELECT name FROM s WHERE name <> ''"
    )
    return [row[0] for row in db.execute(query)]


def _sql(condition: Condition) -> Condition:
    if condition.match is None:
        return condition
    return Condition(_FOUND, (condition.match,))


def _negated(condition: Condition) -> Condition:
    plain = _sql(condition)
    return Condition(f"NOT ({plain.sql})", plain.parameters)


def _naming(entities: Sequence[int]) -> Condition:
    """Articles that name one of these."""
    if not entities:
        return Condition("0")
    numbers = ",".join(map(str, entities))
    return Condition(
        f"a.content IN (SELECT content FROM mention WHERE entity IN ({numbers}))",  # noqa: S608  # our numbers
        entities=tuple(entities),
    )


def _distinct(entities: Sequence[int]) -> str:
    """The contents that name one of these. Those of one entity come in order: no set is made."""
    if len(entities) == 1:
        return f"SELECT DISTINCT stamp, content FROM mention WHERE entity = {entities[0]}"  # noqa: S608
    numbers = ",".join(map(str, entities))
    return f"SELECT DISTINCT content FROM mention WHERE entity IN ({numbers})"  # noqa: S608


def _breadth(condition: Condition) -> int:
    return len(condition.entities)


def _among(column: str, values: list[str]) -> Condition:
    if not values:
        return Condition("0")
    return Condition(f"{column} IN ({','.join('?' * len(values))})", tuple(values))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
