"""Queries: parsed with errors that point at the place, answered by indexes."""

from reader.store.query.compile import Plan, plan
from reader.store.query.parse import FIELDS, parse

__all__ = ["FIELDS", "Plan", "parse", "plan"]
