"""The last pass: one name across the corpus for all variants of a person, organisation or place.

What decides is the set of names and how many articles use each, so the result does not depend on
the order of the articles, and the pass costs by names and not by articles.
"""

from __future__ import annotations

from reader.entities import Resolver
from reader.model import EntityLabel
from reader.store import Store


def resolve(store: Store) -> int:
    """Resolve the names of all articles anew; returns how many changed.

    A person's merges and splits (pairs of names, in the state ``name-merges`` and ``name-splits``)
    win over every rule.
    """
    names = store.all_names()
    resolution = Resolver(_pairs(store, "name-merges"), _pairs(store, "name-splits")).resolve(())
    for text, label, articles in names:
        resolution.add_name(text, EntityLabel(label), articles)
    return store.resolve(
        {(text, label): resolution.canonical(text, EntityLabel(label)) for text, label, _ in names}
    )


def _pairs(store: Store, name: str) -> list[tuple[str, str]]:
    kept = store.get_state(name)
    if not isinstance(kept, list):
        return []
    return [
        (str(pair[0]), str(pair[1])) for pair in kept if isinstance(pair, list) and len(pair) == 2
    ]
