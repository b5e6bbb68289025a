"""Queries: parsed with errors that point at the place, answered by indexes."""

from reader.store.query.compile import plan
from reader.store.query.conditions import Plan
from reader.store.query.parse import FIELDS, parse

__all__ = ["FIELDS", "Plan", "parse", "plan"]
