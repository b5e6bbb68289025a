"""The beginning of a word as the words of the index that begin so.

Of a beginning FTS5 merges every row of every such word before it tells the first one: at a million articles
that is what a key would wait for. Words themselves are walked from either end at once.
"""

from __future__ import annotations

import re
import sqlite3

_QUOTED = re.compile(r'"([^"]*)"(\*)?')

_NEXT = "SELECT term FROM temp.indexed_word WHERE term >= ? LIMIT 1"

_BEHIND = "\x01"
"""Comes behind a word and before all longer ones: words of the index hold no control characters."""


def spelled_out(db: sqlite3.Connection, match: str, most: int) -> str:
    """An FTS5 expression that matches the same rows, its beginnings put as words.

    Those of more than `most` words stay as they are.
    """

    def words_for(found: re.Match[str]) -> str:
        if not found[2]:
            return found[0]
        head, space, beginning = found[1].rpartition(" ")
        words = _words(db, beginning, most + 1)
        if not 0 < len(words) <= most:
            return found[0]
        return "(" + " OR ".join(f'"{head}{space}{word}"' for word in words) + ")"

    return _QUOTED.sub(words_for, match)


def _words(db: sqlite3.Connection, beginning: str, most: int) -> list[str]:
    """The first `most` words of the index that begin so, each found by one step into it."""
    db.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed_word USING fts5vocab(main, search, instance)"
    )
    words: list[str] = []
    start = beginning
    while len(words) < most:
        row = db.execute(_NEXT, (start,)).fetchone()
        if row is None or not row[0].startswith(beginning):
            break
        words.append(row[0])
        start = row[0] + _BEHIND
    return words
