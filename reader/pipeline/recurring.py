"""Which analyses a growing corpus makes stale: those whose lines recur otherwise than when they were made.

A line is known for chrome partly by standing in many articles of its outlet, so what an article says
of itself may change as its neighbours arrive. Small outlets are compared article by article,
which keeps a scan the same in whatever order its files came; large ones, where one more hardly
counts, only when they have grown by a tenth.
"""

from __future__ import annotations

from reader.store import Store
from reader.store.preparing import shape_of

SMALL = 300
"""Articles of a source up to which each new one makes the others be looked at again."""

GROWTH = 1.1
"""How much a larger source has to grow until they are."""


def mark_recurring(store: Store) -> int:
    """Let those analyses wait anew whose lines recur otherwise now; returns how many."""
    marked = 0
    for source, articles, settled in store.grown_sources():
        if settled > SMALL and articles < settled * GROWTH:
            continue
        stale = [
            content
            for content, shape in store.counted_for(source)
            if shape is not None and shape != _shape(store, content)
        ]
        store.restage(source, articles, stale)
        marked += len(stale)
    return marked


def _shape(store: Store, content: int) -> int | None:
    try:
        document = store.original(content)
    except ValueError:
        return None
    return shape_of(store.repetition_of(content, document))
