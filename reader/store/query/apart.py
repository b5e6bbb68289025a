"""A query as alternatives, each of which an index may answer by itself: ``a (b or c)`` is ``a b`` or ``a c``."""

from __future__ import annotations

from reader.store.query.parse import And, Field, Node, Not, Or, Term

WORDS = ("title", "near")
"""Fields that the full-text index answers, as it does words."""


def alternatives(node: Node, most: int) -> list[Node]:
    """The queries of which at least one must match, none of which says "or" but between words; the query itself
    where they would be more than `most`.
    """
    found = _split(node, most)
    if found is None:
        return [node]
    return [each[0] if len(each) == 1 else And(tuple(each)) for each in found]


def _split(node: Node, most: int) -> list[list[Node]] | None:
    if isinstance(node, Not) and isinstance(node.node, Not):
        return _split(node.node.node, most)
    if isinstance(node, Not) and isinstance(node.node, And) and not _worded(node.node):
        return _split(Or(tuple(Not(each) for each in node.node.nodes)), most)
    if isinstance(node, Not) and isinstance(node.node, Or):
        return _split(And(tuple(Not(each) for each in node.node.nodes)), most)
    if isinstance(node, Or) and not _worded(node):
        parts = [_split(each, most) for each in node.nodes]
        whole = [each for part in parts if part is not None for each in part]
        return whole if None not in parts and len(whole) <= most else None
    if isinstance(node, And) and not _worded(node):
        found: list[list[Node]] = [[]]
        for part in (_split(each, most) for each in node.nodes):
            if part is None or len(found) * len(part) > most:
                return None
            found = [before + each for before in found for each in part]
        return found
    return [[node]]


def _worded(node: Node) -> bool:
    """Whether words are all that is asked, in one question to the full-text index."""
    if isinstance(node, And | Or):
        return all(_worded(each) for each in node.nodes)
    return isinstance(node, Term) or (isinstance(node, Field) and node.name in WORDS)
