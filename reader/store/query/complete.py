"""What may be typed next in a query: fields, their values, and what the store itself holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.store.query.compile import languages, sources
from reader.store.query.parse import ALIASES, FIELDS, VALUES
from reader.store.words import plain, plain_phrase

if TYPE_CHECKING:
    from reader.store.store import Store

MOST = 20
"""Completions that are offered at once."""

_LAST = re.compile(r"""(?:[-(!]*)((?:[^\W\d_]+(?:/\d+)?:)?"[^"]*|[^\s()"]*)$""")
_DATES = ("today", "yesterday", "7d", "2w", "1m", "1y", "none")


def complete(store: Store, text: str, cursor: int) -> list[str]:
    """The whole query as it would read with each completion of the word before the cursor, likeliest first."""
    text = text.encode("utf-8", "replace").decode()
    before, after = text[:cursor], text[cursor:]
    match = _LAST.search(before)
    word = match.group(1) if match else ""
    head = before[: len(before) - len(word)]
    return [head + whole + after for whole in _wholes(store, word) if whole != word][:MOST]


def _wholes(store: Store, word: str) -> list[str]:
    name, colon, value = word.partition(":")
    if not colon or word.startswith('"'):
        if not word or word.startswith('"'):
            return [] if word else [f"{field}:" for field in FIELDS]
        fields = [f"{field}:" for field in FIELDS if field.startswith(word.casefold())]
        return fields + _vocabulary(store, word)
    field = ALIASES.get(name.casefold(), name.casefold())
    quoted = value.removeprefix('"')
    values = _values(store, field, quoted)
    return [f"{name}:{_quoted(each)}" for each in values]


def _values(store: Store, field: str, begun: str) -> list[str]:
    low = begun.casefold()
    known: list[str] | tuple[str, ...]
    if field in VALUES:
        known = VALUES[field]
    elif field == "from":
        held = [(name.casefold(), name) for name in sources(store.db)]
        # Outlets that begin so, then those with a word that does, then those that hold it anywhere.
        found = [
            (not folded.startswith(low), f" {low}" not in folded, name)
            for folded, name in held
            if low in folded
        ]
        return [name for *_, name in sorted(found)]
    elif field in ("lang", "left"):
        known = languages(store.db)
    elif field == "tag":
        known = [
            row[0] for row in store.db.execute("SELECT DISTINCT name FROM tagged ORDER BY name")
        ]
    elif field == "date":
        known = _DATES
    elif field == "entity":
        return _names(store, begun)
    else:
        return []
    return [each for each in known if each.casefold().startswith(low)]


def _names(store: Store, begun: str) -> list[str]:
    folded = plain_phrase(begun)
    if not folded:
        first_ones = "SELECT text FROM entity WHERE articles > 0 ORDER BY articles DESC LIMIT ?"
        return [row[0] for row in store.db.execute(first_ones, (MOST,))]
    first, _, more = folded.partition(" ")
    rows = store.db.execute(
        "SELECT e.text FROM name_word w JOIN name n ON n.id = w.name JOIN entity e ON e.id = n.entity "
        "WHERE w.word >= ?1 AND w.word < ?2 AND ' ' || n.folded LIKE ?3 "
        "GROUP BY e.text ORDER BY max(e.articles) DESC, e.text LIMIT ?4",
        (first, first + (" " if more else "\U0010ffff"), f"% {folded}%", MOST),
    )
    return [row[0] for row in rows]


def _vocabulary(store: Store, word: str) -> list[str]:
    begun = plain(word)
    if len(begun) < 2:
        return []
    return [_quoted(name) for name in _names(store, begun) if plain(name).startswith(begun)][:5]


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s()]", value) else value
