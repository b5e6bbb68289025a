"""The first page of the list with nothing but SQLite, to be painted while the rest is still loading.

Importing this module costs some milliseconds; keep it free of everything but the standard library's
fast modules.
"""

from __future__ import annotations

import json
import sqlite3

TYPE_CHECKING = False  # typing's own and pathlib cost more than the query
if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    "key",
    "title",
    "source",
    "published",
    "language",
    "leftovers",
    "leftover_languages",
    "read",
    "starred",
    "verdict",
    "tags",
    "annotated",
    "analysed",
    "failed",
    "path",
    "notes",
    "versions",
)
"""What each row of `first_page` holds, in order; marks are 0 or 1, `verdict` 0 none, 1 keep, 2 drop."""

_SELECTED = ", ".join(COLUMNS).replace(
    "versions", "(SELECT articles FROM story WHERE id = article.story) AS versions"
)
_ORDERS = {
    "date": "stamp {0}, key {0}",
    "added": "key {0}",
}


def first_page(path: Path, count: int) -> tuple[list[tuple[object, ...]], dict[str, object]]:
    """The first `count` rows as `COLUMNS` and the interface's saved state; empty if they cannot be had.

    The saved state ``view`` may name a sort (``{"sort": "date", "reverse": false, "query": ""}``);
    what needs more than a plain index to order is left to the reader itself. Never raises for a
    store that is missing, damaged or of another version.
    """
    try:
        db = sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True, timeout=0.05)
    except (sqlite3.Error, ValueError):
        return [], {}
    try:
        state: dict[str, object] = {
            name: json.loads(value) for name, value in db.execute("SELECT name, value FROM state")
        }
        view = state.get("view")
        settings = view if isinstance(view, dict) else {}
        order = _ORDERS.get(str(settings.get("sort", "date")))
        if order is None or settings.get("query"):
            return [], state
        way = "ASC" if settings.get("reverse") else "DESC"
        rows = db.execute(
            f"SELECT {_SELECTED} FROM article ORDER BY {order.format(way)} LIMIT ?",  # noqa: S608  # constants
            (count,),
        ).fetchall()
    except (sqlite3.Error, ValueError):
        return [], {}
    finally:
        db.close()
    return rows, state
