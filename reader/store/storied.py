"""The list by stories: the latest story first, and its versions one below the other.

Stories are read in the order of their newest version and the articles of each from an index, so that the
first page costs its own rows alone.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable

from reader.store.guarded import problem

ORDER = ("s.newest DESC", "s.id DESC", "a.stamp DESC", "a.key DESC")
"""How the list goes by stories."""

Groups = list[tuple[str | int | None, int]]


def table(hint: str) -> str:
    """What follows FROM: stories with their articles, or, where another index holds few, articles with stories."""
    if hint == "INDEXED BY article_story":
        return f"story s INDEXED BY story_newest CROSS JOIN article a {hint} ON a.story = s.id"
    return f"article a {hint} CROSS JOIN story s ON s.id = a.story"


def groups(db: sqlite3.Connection, path: object, sql: str, parameters: Iterable[object]) -> Groups:
    """The stories that a statement gives article by article, as `together` has them."""
    try:
        rows = itertools.groupby(db.execute(sql, tuple(parameters)))
        return together((story, sum(1 for _ in each)) for (story,), each in rows)
    except sqlite3.DatabaseError as error:
        raise problem(str(path), error) from error


def together(stories: Iterable[tuple[str | int | None, int]]) -> Groups:
    """Stories with their numbers of articles; those in a row that have one article each as one group, None."""
    found: Groups = []
    for alone, some in itertools.groupby(stories, lambda each: each[1] == 1):
        if alone:
            found.append((None, sum(1 for _ in some)))
        else:
            found += some
    return found
