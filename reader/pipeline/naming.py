"""The last pass: one name across the corpus for all variants of a person, organisation or place.

What decides is the set of names and how many articles use each, so the result does not depend on
the order of the articles, and the pass costs by names and not by articles.
"""

from __future__ import annotations

from reader.entities import Resolver
from reader.model import Entity, EntityLabel
from reader.store import Store

WEIGHT = 24
"""Articles from which a name's frequency is taken for great: more change no choice between forms."""


def resolve(store: Store) -> int:
    """Resolve the names of all articles anew; returns how many changed.

    A person's merges and splits (pairs of names, in the state ``name-merges`` and ``name-splits``)
    win over every rule.
    """
    names = store.all_names()
    resolution = Resolver(_pairs(store, "name-merges"), _pairs(store, "name-splits")).resolve(())
    for number, (text, label, articles) in enumerate(names):
        entity = Entity(0, len(text), text, EntityLabel(label), text)
        for turn in range(min(articles, WEIGHT)):
            resolution.add(f"{number}.{turn}", (entity,))
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
