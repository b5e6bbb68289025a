"""Vocabularies of the room, written as people write lists of words."""

from __future__ import annotations


def words(names: str) -> frozenset[str]:
    """The words of a text divided by white space."""
    return frozenset(names.split())
