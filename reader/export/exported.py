"""What an export is made of: an article and a person's marks on it."""

from __future__ import annotations

from msgspec import Struct

from reader.model import Article, Triage


class Exported(Struct, frozen=True):
    """One article with its triage."""

    article: Article
    triage: Triage
