"""News items in ninjs 2.1, the JSON of the IPTC for news agencies (https://iptc.org/std/ninjs/)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from reader.export.exported import Exported
from reader.model import Article, EntityLabel

STANDARD = {
    "name": "ninjs",
    "version": "2.1",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_2.1.json",
}


def write(articles: Iterable[Exported]) -> Iterator[str]:
    """A JSON array of items, as an agency's file holds them."""
    yield "["
    for number, each in enumerate(articles):
        yield (",\n" if number else "\n") + json.dumps(item(each), ensure_ascii=False)
    yield "\n]\n"


def item(each: Exported) -> dict[str, Any]:
    """One item; the cleaned text is its body, ``urn:sha256:`` of the original its identity."""
    article, facts = each.article, each.article.facts
    found: dict[str, Any] = {
        "uri": f"urn:sha256:{article.document.id}",
        "standard": STANDARD,
        "type": "text",
        "representationtype": "complete",
        "language": article.language,
        "headlines": [{"role": "main", "value": facts.title}],
        "bodies": [
            {
                "role": "main",
                "contenttype": "text/plain",
                "charcount": len(article.cleaned.text),
                "wordcount": len(article.cleaned.text.split()),
                "value": article.cleaned.text,
            }
        ],
    }
    if facts.published:
        found["versioncreated"] = moment(facts.published)
    if facts.author:
        found["by"] = facts.author
    if facts.source:
        found["infosources"] = [{"name": facts.source}]
    if facts.url:
        found["altids"] = [{"role": "url", "value": facts.url}]
    for key, label in (
        ("people", EntityLabel.PER),
        ("organisations", EntityLabel.ORG),
        ("places", EntityLabel.LOC),
    ):
        names = _names(article, label)
        if names:
            found[key] = [{"name": name} for name in names]
    if each.triage.note:
        found["ednote"] = each.triage.note
    return found


def moment(published: str) -> str:
    """A date and time as ninjs wants it; a bare date becomes its midnight, without an offset UTC."""
    if "T" not in published:
        return f"{published}T00:00:00Z"
    tail = published[10:]
    return published if tail.endswith("Z") or "+" in tail or "-" in tail else f"{published}Z"


def _names(article: Article, label: EntityLabel) -> list[str]:
    return list(dict.fromkeys(e.name for e in article.entities if e.label is label))
