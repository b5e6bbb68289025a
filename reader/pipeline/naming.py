"""The last pass: one name across the corpus for all variants of a person, organisation or place.

What decides is the set of names and how many articles use each, so the result does not depend on
the order of the articles, and the pass costs by names and not by articles.
"""

from __future__ import annotations

from collections import Counter

from reader.entities import Resolver
from reader.model import EntityLabel
from reader.store import NameDoubt, Store
from reader.store.deciding import decided


def resolve(store: Store) -> int:
    """Resolve the names of all articles anew; returns how many changed.

    A person's merges and splits win over every rule; pairs that stay doubtful are left for a person.
    """
    names = store.all_names()
    merges, splits = store.name_pairs("merge"), store.name_pairs("split")
    resolution = Resolver([pair[:2] for pair in merges], [pair[:2] for pair in splits]).resolve(())
    for text, label, articles in names:
        resolution.add_name(text, EntityLabel(label), articles)
    resolved = {
        (text, label): resolution.canonical(text, EntityLabel(label)) for text, label, _ in names
    }
    resolved = decided(resolved, merges, splits)
    changed = store.resolve(resolved)
    many: Counter[tuple[str, str]] = Counter()
    for text, label, articles in names:
        many[resolved[text, label], label] += articles
    doubts = [
        NameDoubt(s.first, s.second, str(s.label), s.reason) for s in resolution.suggestions()
    ]
    doubts.sort(key=lambda d: -min(many[d.first, d.label], many[d.second, d.label]))
    store.set_name_doubts(doubts)
    return changed
