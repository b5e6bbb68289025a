"""The store: articles, what was found in them, and what a person decided, in one SQLite file.

Names load when they are first used, so that `reader.store.glance` can paint the first page before
anything else is imported.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own costs 10 ms, which the first page does not have

if TYPE_CHECKING:
    from reader.store.counting import Census
    from reader.store.errors import QueryError, StoreError
    from reader.store.query.complete import complete
    from reader.store.records import (
        Action,
        Annotate,
        Change,
        Changes,
        Counts,
        CutOff,
        Decide,
        FileState,
        NameCount,
        NameDecision,
        NameDoubt,
        Read,
        Remembered,
        Row,
        Star,
        StoredOverrule,
        Tag,
    )
    from reader.store.store import Store

_HOME = {
    "Census": "counting",
    "QueryError": "errors",
    "StoreError": "errors",
    "complete": "query.complete",
    "Store": "store",
}

__all__ = [
    "Action",
    "Annotate",
    "Census",
    "Change",
    "Changes",
    "Counts",
    "CutOff",
    "Decide",
    "FileState",
    "NameCount",
    "NameDecision",
    "NameDoubt",
    "QueryError",
    "Read",
    "Remembered",
    "Row",
    "Star",
    "Store",
    "StoreError",
    "StoredOverrule",
    "Tag",
    "complete",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f"reader.store.{_HOME.get(name, 'records')}")
    value: object = getattr(module, name)
    return value
