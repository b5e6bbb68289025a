"""The last pass: one name across the corpus for all variants of a person, organisation or place."""

from __future__ import annotations

from reader.store import Store


def resolve(store: Store) -> int:
    """Resolve the names of all articles anew; returns how many names changed."""
    return store.resolve({})
