"""What a query asks, as conditions on rows and as what the full-text index knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from reader.store.query.bounds import UNKNOWN, Bounds, both

FOUND = (
    "a.content IN (SELECT s.content FROM search JOIN searched s ON s.id = search.rowid "
    "WHERE search MATCH ? AND s.content IS NOT NULL)"
)
"""Articles that hold words. Rows of the index that were replaced have no content, beside which nothing is "not in"."""

NOTHING = "0"
"""What holds of no article."""

MARKED = "substr(?, a.content + 1, 1) = x'01'"
"""Articles whose contents are marked by 1 in a table of bytes."""

_LISTED = "a.content IN (SELECT value FROM json_each(?))"


class Match(str):
    """An FTS5 expression as a parameter of SQL, so that it is told from all others."""

    __slots__ = ()


class Condition(Struct, frozen=True):
    """SQL over ``article a`` with its parameters; `match` is an FTS5 expression instead, where
    words alone decide.

    `tallied` says that the SQL means the same over ``tally a``; `index` names an index that holds
    the matching articles in the order of publication, and little else; `bounds` are what the full-text index
    knows of it.
    """

    sql: str = ""
    parameters: tuple[object, ...] = ()
    match: str | None = None
    tallied: bool = False
    index: str = ""
    entities: tuple[int, ...] = ()
    bounds: Bounds = UNKNOWN

    @property
    def leaves(self) -> tuple[Match, ...]:
        """Words among its parameters."""
        return tuple(p for p in self.parameters if isinstance(p, Match))


class Plan(Struct, frozen=True):
    """What a whole query asks: words by the full-text index (`match`), articles that name one of some
    `entities`, and the rest by rows (`sql`).

    `tallied` are the conditions among the rest that the tally can count, `lanes` those that have an
    index in the order of publication.
    """

    match: str | None = None
    sql: str = ""
    parameters: tuple[object, ...] = ()
    entities: tuple[int, ...] = ()
    tallied: tuple[Condition, ...] = ()
    lanes: tuple[Condition, ...] = ()
    complete: bool = True
    """Whether `tallied` says all there is to say."""
    rest: tuple[Condition, ...] = ()
    """The conditions of `sql`, one by one."""
    scanned: bool = False
    """Whether a condition is among the rest that neither the tally nor an index knows."""
    span: tuple[int, int] | None = None
    """Half-open seconds of publication, where a condition names them."""
    bounds: Bounds = UNKNOWN
    """What the full-text index knows of all of it."""

    @property
    def leaves(self) -> tuple[Match, ...]:
        """Words that the rest asks for, each once: those that stand behind "or" and "not"."""
        return tuple(dict.fromkeys(p for p in self.parameters if isinstance(p, Match)))

    def apart(self) -> tuple[str, tuple[object, ...]]:
        """What of the rest asks for no words as one SQL condition, empty where everything matches."""
        named = naming(self.entities).sql if self.entities else ""
        sql, parameters = joined(each for each in self.rest if not each.leaves)
        return " AND ".join(part for part in (named, sql) if part), parameters

    def answered(self, contents: Mapping[Match, str | bytes]) -> Plan:
        """The same with words of the rest as conditions on contents: a JSON list of them, or a byte for each,
        1 where the words stand in it.
        """
        rest = tuple(_answered(each, contents) for each in self.rest)
        sql, parameters = joined(rest)
        return replace(self, rest=rest, sql=sql, parameters=parameters)

    def also(self, condition: Condition) -> Plan:
        """The same with another condition, which holds of few articles where it has an index."""
        rest = (condition, *self.rest)
        sql, parameters = joined(rest)
        lanes = (condition,) if condition.index else self.lanes
        return replace(self, rest=rest, sql=sql, parameters=parameters, lanes=lanes, complete=False)

    def wordless(self, rest: Sequence[Condition]) -> Plan:
        """The same with other conditions on rows, and no words."""
        sql, parameters = joined(rest)
        return replace(self, match=None, rest=tuple(rest), sql=sql, parameters=parameters)

    def within(self, condition: Condition) -> Plan:
        """The same of the articles of one group."""
        return replace(
            self.also(condition),
            tallied=(condition, *self.tallied),
            lanes=(*self.lanes, condition),
            bounds=both([self.bounds, condition.bounds]),
        )

    def rows(self) -> tuple[str, tuple[object, ...]]:
        """All but the words as one SQL condition, empty where everything matches."""
        named = naming(self.entities).sql if self.entities else ""
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
        return " AND ".join(part for part in (FOUND, sql) if part), (self.match, *parameters)


def _answered(condition: Condition, contents: Mapping[Match, str | bytes]) -> Condition:
    leaves = condition.leaves
    if not any(leaf in contents for leaf in leaves):
        return condition
    first, *pieces = condition.sql.split(FOUND)
    for leaf, piece in zip(leaves, pieces, strict=True):
        known = contents.get(leaf)
        first += (
            FOUND if known is None else MARKED if isinstance(known, bytes) else _LISTED
        ) + piece
    parameters = tuple(
        contents.get(p, p) if isinstance(p, Match) else p for p in condition.parameters
    )
    return replace(condition, sql=first, parameters=parameters)


def joined(conditions: Iterable[Condition]) -> tuple[str, tuple[object, ...]]:
    """Conditions that must all hold as one, with its parameters."""
    found = tuple(conditions)
    sql = " AND ".join(f"({c.sql})" for c in found)
    return sql, tuple(p for c in found for p in c.parameters)


def naming(entities: Sequence[int]) -> Condition:
    """Articles that name one of these."""
    if not entities:
        return Condition(NOTHING)
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
