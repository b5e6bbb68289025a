"""A query's tree as SQL over the rows of the list, and as one FTS5 expression where it is words alone.

Text that people type only ever becomes a bound parameter or a quoted FTS5 string.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date

from reader.model import LeftoverKind, LineKind
from reader.store import words
from reader.store.errors import QueryError
from reader.store.facts import (
    EVERYWHERE,
    LEFT,
    kind_word,
    language_word,
    left_word,
    line_word,
    month_word,
    month_words,
    source_word,
)
from reader.store.query.bounds import UNKNOWN, both, either, fact, negation
from reader.store.query.bounds import words as bounded
from reader.store.query.conditions import (
    FOUND,
    NOTHING,
    Condition,
    Match,
    Plan,
    joined,
    naming,
)
from reader.store.query.dates import span
from reader.store.query.parse import And, Field, Node, Not, Or, Term

LEFTOVER_BITS = {str(kind): 1 << place for place, kind in enumerate(LeftoverKind)}
LINE_BITS = {str(kind): 1 << place for place, kind in enumerate(LineKind)}

_STATES = {
    "unread": ("a.read = 0", "article_unread"),
    "read": ("a.read = 1", ""),
    "starred": ("a.starred = 1", "article_starred"),
    "kept": ("a.verdict = 1", "article_kept"),
    "dropped": ("a.verdict = 2", "article_dropped"),
    "undecided": ("a.verdict = 0", ""),
    "waiting": ("a.analysed = 0 AND a.failed IS NULL", "article_waiting"),
    "analysed": ("a.analysed = 1", ""),
    "failed": ("a.failed IS NOT NULL", "article_failed"),
}
"""States that the tally knows as well, each with the index that holds its articles alone."""

_POSSESSIONS = {
    "leftover": ("a.leftovers > 0", "article_with_leftovers"),
    "tag": ("a.tags <> ''", "article_tagged"),
    "note": ("a.annotated = 1", "article_annotated"),
    "date": ("a.stamp > 0", ""),
    "source": ("a.source IS NOT NULL", ""),
    "translation": ("a.content IN (SELECT content FROM translation)", "article_content"),
}
_TALLIED = ("leftover", "source")
"""Possessions that the tally knows."""

_HAVING = {
    "leftover": fact(LEFT),
    "date": negation(fact(month_word(0))),
    "source": negation(fact(source_word(None))),
}
"""Possessions that the full-text index knows."""

SIDE_BY_SIDE = 8
"""Outlets that are asked of the full-text index, which looks at each of them at every row."""

_CODE = re.compile(r"[a-z]{1,3}(?:[-_][a-z]+)?")
"""What may be the code of a language, or its beginning."""

FEW = 20_000
"""Articles of a tag from which they are looked up one by one instead of gathered first."""


def plan(db: sqlite3.Connection, node: Node | None, today: date) -> Plan:
    """How to answer the query. Raises `QueryError` for values that mean nothing."""
    if node is None:
        return Plan()
    compiler = _Compiler(db, today)
    conditions = [compiler.condition(each) for each in _flat(node)]
    matches = [c.match for c in conditions if c.match is not None]
    # Of several names that all must be there, the one of fewest forms leads through its articles.
    leading = min((c for c in conditions if c.entities), key=_breadth, default=None)
    rest = [c for c in conditions if c.match is None and c is not leading]
    sql, parameters = joined(rest)
    match = " AND ".join(matches) if matches else None
    known = [bounded(match)] if match else []
    spans = [c.parameters for c in rest if c.index == "article_date" and len(c.parameters) == 2]
    return Plan(
        match,
        sql,
        parameters,
        leading.entities if leading else (),
        tuple(c for c in rest if c.tallied),
        tuple(c for c in rest if c.index),
        not matches and leading is None and all(c.tallied for c in rest),
        tuple(rest),
        any(not c.tallied and not c.index for c in rest),
        (int(str(spans[0][0])), int(str(spans[0][1]))) if spans else None,
        both([*known, *(c.bounds for c in rest)]),
    )


def _flat(node: Node) -> Iterator[Node]:
    """What must all hold, one by one: brackets and double negations are undone, none of several is not each."""
    if isinstance(node, And):
        for each in node.nodes:
            yield from _flat(each)
    elif isinstance(node, Not) and isinstance(node.node, Not):
        yield from _flat(node.node.node)
    elif isinstance(node, Not) and isinstance(node.node, Or):
        for each in node.node.nodes:
            yield from _flat(Not(each))
    else:
        yield node


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
            tallied=all(part.tallied for part in parts),
            bounds=(both if isinstance(node, And) else either)([part.bounds for part in parts]),
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
            none = fact(source_word(None))
            return Condition("a.source IS NULL", tallied=True, index="article_source", bounds=none)
        wanted = field.value.casefold().rstrip("*")
        found = [name for name in sources(self.db) if wanted in name.casefold()]
        return _from(found)

    def language_of(self, field: Field) -> str:
        code = field.value.casefold()
        if not _CODE.fullmatch(code):
            raise QueryError(
                f"{field.name}: takes the code of a language, as en, ru or uk", field.position
            )
        return code

    def field_lang(self, field: Field) -> Condition:
        code = self.language_of(field)
        return Condition(
            "a.language = ?",
            (code,),
            tallied=True,
            index="article_language",
            bounds=fact(language_word(code)),
        )

    def field_left(self, field: Field) -> Condition:
        code = self.language_of(field)
        return Condition(
            "a.leftovers > 0 AND (' ' || a.leftover_languages || ' ') LIKE ? ESCAPE '\\'",
            (f"% {_escaped(code)} %",),
            index="article_with_leftovers",
            bounds=fact(left_word(code)),
        )

    def field_date(self, field: Field) -> Condition:
        if field.value.casefold() == "none":
            undated = fact(month_word(0))
            return Condition("a.stamp = 0", index="article_date", bounds=undated)
        days = span(field.value, field.position, self.today)
        months, whole = month_words(*days)
        return Condition(
            "a.stamp >= ? AND a.stamp < ?",
            days,
            index="article_date",
            bounds=fact(*months, exact=whole),
        )

    def field_tag(self, field: Field) -> Condition:
        tag = field.value.casefold()
        some = self.db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM tagged WHERE name = ? LIMIT ?)", (tag, FEW + 1)
        ).fetchone()[0]
        if some > FEW:
            each = "EXISTS (SELECT 1 FROM tagged g WHERE g.name = ? AND g.content = a.content)"
            return Condition(f"a.tags <> '' AND {each}", (tag,), index="article_tagged")
        gathered = "a.content IN (SELECT content FROM tagged WHERE name = ?)"
        return Condition(gathered, (tag,), index="article_content")

    def field_is(self, field: Field) -> Condition:
        sql, index = _STATES[field.value.casefold()]
        return Condition(sql, tallied=True, index=index)

    def field_has(self, field: Field) -> Condition:
        value = field.value.casefold()
        if value == "versions":
            return self._versions()
        if value in _POSSESSIONS:
            sql, index = _POSSESSIONS[value]
            bounds = _HAVING.get(value, UNKNOWN)
            return Condition(sql, tallied=value in _TALLIED, index=index, bounds=bounds)
        return Condition(
            "a.notes <> '' AND (' ' || a.notes || ' ') LIKE ? ESCAPE '\\'",
            (f"% {_escaped(value)} %",),
            index="article_remarked",
        )

    def _versions(self) -> Condition:
        some = self.db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM story WHERE articles > 1 LIMIT ?)", (FEW + 1,)
        ).fetchone()[0]
        if some > FEW:
            return Condition("(SELECT articles FROM story WHERE id = a.story) > 1")
        gathered = (
            "SELECT content FROM article WHERE story IN (SELECT id FROM story WHERE articles > 1)"
        )
        return Condition(f"a.content IN ({gathered})", index="article_content")

    def field_kind(self, field: Field) -> Condition:
        kind = field.value.casefold()
        bit = LEFTOVER_BITS[kind]
        return Condition(
            "a.leftovers > 0 AND a.leftover_kinds & ? <> 0",
            (bit,),
            index="article_with_leftovers",
            bounds=fact(kind_word(kind)),
        )

    def field_line(self, field: Field) -> Condition:
        kind = field.value.casefold()
        bounds = UNKNOWN if kind in EVERYWHERE else fact(line_word(kind))
        return Condition("a.line_kinds & ? <> 0", (LINE_BITS[kind],), bounds=bounds)

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
        return naming([row[0] for row in entities])

    def field_path(self, field: Field) -> Condition:
        return Condition("a.path LIKE ? ESCAPE '\\'", (f"%{_escaped(field.value)}%",))

    def field_note(self, field: Field) -> Condition:
        return Condition(
            "a.annotated = 1 AND a.content IN (SELECT content FROM triage WHERE fold(note) LIKE ? ESCAPE '\\')",
            (f"%{_escaped(field.value.casefold())}%",),
            index="article_annotated",
        )

    def field_story(self, field: Field) -> Condition:
        low = field.value.casefold()
        if re.fullmatch(r"[0-9a-f]{4,64}(\.\d+)?", low) is None:
            raise QueryError(
                f"“{field.value}” is no story; the beginning of an article's sha256 names it, four signs or more",
                field.position,
            )
        # Articles of one file are numbered behind its sha256: a whole one means no other.
        found = self.db.execute("SELECT id FROM content WHERE sha = ?", (low,)).fetchall()
        found = (
            found
            or self.db.execute(
                "SELECT id FROM content WHERE sha >= ? AND sha < ?", (low, low + "\uffff")
            ).fetchall()
        )
        return Condition(
            "a.content IN (SELECT content FROM article WHERE story IN "
            "(SELECT story FROM article WHERE content IN (SELECT value FROM json_each(?))))",
            ("[" + ",".join(str(row[0]) for row in found) + "]",),
            index="article_content",
        )

    def field_id(self, field: Field) -> Condition:
        low = field.value.casefold()
        return Condition(
            "a.content IN (SELECT id FROM content WHERE sha >= ? AND sha < ?)",
            (low, low + "\uffff"),
            index="article_content",
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
    return Condition(FOUND, (Match(condition.match),), bounds=bounded(condition.match))


def _negated(condition: Condition) -> Condition:
    plain = _sql(condition)
    return Condition(
        f"NOT coalesce(({plain.sql}), 0)",  # an article without an outlet is from no other
        plain.parameters,
        tallied=plain.tallied,
        bounds=negation(plain.bounds),
    )


def _breadth(condition: Condition) -> int:
    return len(condition.entities)


def _from(outlets: list[str]) -> Condition:
    if not outlets:
        return Condition(NOTHING, tallied=True)
    sql = f"a.source IN ({','.join('?' * len(outlets))})"
    few = len(outlets) <= SIDE_BY_SIDE
    bounds = fact(*map(source_word, outlets)) if few else UNKNOWN
    return Condition(sql, tuple(outlets), tallied=True, index="article_source", bounds=bounds)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
