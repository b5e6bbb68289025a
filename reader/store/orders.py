"""How each sort orders the list, and what is read in that order."""

from __future__ import annotations

from reader.store import storied

ORDERS = {
    "date": ("stamp DESC", "key DESC"),
    "source": ("source IS NULL", "source", "stamp DESC", "key DESC"),
    "language": ("language = ''", "language", "stamp DESC", "key DESC"),
    "title": ("title", "stamp DESC", "key DESC"),
    "leftovers": ("leftovers DESC", "stamp DESC", "key DESC"),
    "story": storied.ORDER,
    "added": ("key DESC",),
    "path": ("path", "part"),
}
"""How each sort orders the list: newest first, most leftovers first, names from A to Z."""

TABLES = {
    "date": "article a INDEXED BY article_date",
    "source": "article a INDEXED BY article_source",
    "language": "article a INDEXED BY article_language",
    "title": "article a INDEXED BY article_title",
    "leftovers": "article a INDEXED BY article_leftovers",
    "story": storied.table("INDEXED BY article_story"),
    "added": "article a NOT INDEXED",
    "path": "file f CROSS JOIN article a ON a.file = f.id",
}
"""What follows FROM where all articles are read in the order of a sort, of source and language one at a time."""


def ordered(sort: str, reverse: bool) -> str:
    """The ORDER BY of a sort, over ``article a`` with ``file f`` for paths and ``story s`` for stories."""
    columns = ORDERS[sort]
    if sort == "path":
        columns = ("f.path", "a.part")
    if reverse:
        turned = {" DESC": " ASC", "": " DESC"}
        columns = tuple(
            c.removesuffix(" DESC") + turned[" DESC" if c.endswith(" DESC") else ""]
            for c in columns
        )
    return ", ".join(columns)
