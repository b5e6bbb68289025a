"""What an export is made of: an article and a person's marks on it."""

from __future__ import annotations

from dataclasses import dataclass

from reader.model import Article, Triage


@dataclass(frozen=True, slots=True)
class Exported:
    """One article with its triage."""

    article: Article
    triage: Triage
