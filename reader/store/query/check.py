"""Whether a query means something, told before any store is opened.

A date that is none, or a story that no article can have, is found when the query is put as SQL. So it is put
to a store that holds nothing, instead of each of these rules being written down a second time.
"""

from __future__ import annotations

from contextlib import closing

from reader.store.query.compile import plan
from reader.store.query.dates import today
from reader.store.query.parse import parse
from reader.store.schema import blank


def check(query: str) -> None:
    """Raise `QueryError` where the query cannot be understood, whatever a store holds."""
    node = parse(query)
    if node is not None:
        with closing(blank()) as db:
            plan(db, node, today())
