"""An article as the one JSON object that `scan --json` prints; the keys and their meaning are a contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from reader.export.exported import Exported
from reader.model import Article


def record(article: Article) -> dict[str, Any]:
    """All that is known of an article as plain data; spans are code points of ``text``."""
    document, facts = article.document, article.facts
    return {
        "path": document.path,
        "id": document.id,
        "format": document.format,
        "encoding": document.encoding,
        "title": facts.title,
        "source": facts.source,
        "published": facts.published,
        "language": article.language,
        "text": document.text,
        "lines": [
            {
                "number": line.number,
                "start": line.start,
                "end": line.end,
                "kind": str(line.kind),
                "rule": line.rule,
                "score": round(line.score, 4),
                "evidence": list(line.evidence),
            }
            for line in article.lines
        ],
        "leftovers": [
            {
                "start": left.start,
                "end": left.end,
                "text": left.text,
                "language": left.language,
                "kind": str(left.kind),
                "rule": left.rule,
                "translation": left.translation,
                "engine": left.engine,
                "script": left.script,
                "basis": left.basis,
                "candidates": list(left.candidates),
                "intended": left.intended,
            }
            for left in article.leftovers
        ],
        "entities": [
            {
                "start": entity.start,
                "end": entity.end,
                "text": entity.text,
                "label": str(entity.label),
                "name": entity.name,
                "rule": entity.rule,
            }
            for entity in article.entities
        ],
        "notes": [
            {"kind": str(note.kind), "text": note.text, "start": note.start, "end": note.end}
            for note in article.notes
        ],
        "cleaned": article.cleaned.text,
        "author": facts.author,
        "url": facts.url,
        "repairs": [
            {"start": r.start, "end": r.end, "text": r.text, "rule": r.rule}
            for r in article.repairs
        ],
        "versions": dict(article.versions),
    }


def write(articles: Iterable[Exported]) -> Iterator[str]:
    """One object a line, as `scan --json` prints it, with the marks under ``triage``."""
    for each in articles:
        triage = each.triage
        marks = {
            "read": triage.read,
            "starred": triage.starred,
            "verdict": str(triage.verdict) if triage.verdict else None,
            "tags": list(triage.tags),
            "note": triage.note,
        }
        yield json.dumps(record(each.article) | {"triage": marks}, ensure_ascii=False) + "\n"
