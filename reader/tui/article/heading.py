"""What stands above the text: the title, where it comes from, and what to beware of."""

from __future__ import annotations

from datetime import date, datetime

from reader.model import NoteKind
from reader.tui.article.evidence import Evidence
from reader.tui.article.runs import Look, Row, Run, cut
from reader.tui.article.wrap import wrap
from reader.tui.safe import shown

_BEWARE = (
    NoteKind.DATE_CONFLICT,
    NoteKind.SOURCE_CONFLICT,
    NoteKind.TRUNCATED,
    NoteKind.ENCODING,
    NoteKind.MOJIBAKE,
    NoteKind.CONTROL,
    NoteKind.FALLBACK,
)
_NOTES = 3


def heading(evidence: Evidence, width: int) -> list[Row]:
    """The rows of the heading at `width` cells."""
    article = evidence.article
    title = article.facts.title or article.document.title or article.document.path
    rows = _wrapped([Run(_flat(title), 0, 0, Look.TITLE)], width)
    at = evidence.text.find(title) if title else -1
    meant = evidence.translation_of(at, at + len(title)) if at >= 0 else None
    if meant is not None and evidence.foreign:
        rows += _wrapped([Run(f"⟦{_flat(meant.target)}⟧", at, at, Look.TRANSLATION)], width)
    rows += _wrapped([Run(facts_line(evidence), 0, 0, Look.FACTS)], width)
    notes = [note for note in (*article.facts.notes, *article.notes) if note.kind in _BEWARE]
    seen = dict.fromkeys(_flat(note.text) for note in notes)
    for text in list(seen)[:_NOTES]:
        rows += _wrapped([Run(f"⚠ {text}", 0, 0, Look.FACTS)], width)
    return rows


def facts_line(evidence: Evidence) -> str:
    """Source, date, language and versions, as far as they are known."""
    article = evidence.article
    facts = [article.facts.source or "source unknown"]
    if article.facts.published:
        facts.append(readable_date(article.facts.published))
    facts.append(_language(evidence))
    if article.facts.author:
        facts.append(article.facts.author)
    if evidence.versions > 1:
        facts.append(f"{evidence.versions} versions")
    return " · ".join(_flat(fact) for fact in facts)


def readable_date(published: str) -> str:
    """An ISO 8601 date as people write it: ``10 Feb 2026 09:12``; as it is where it is none."""
    try:
        if len(published) > 10:
            moment = datetime.fromisoformat(published)
            return f"{moment.day} {moment:%b %Y %H:%M}"
        day = date.fromisoformat(published)
    except ValueError:
        return published
    return f"{day.day} {day:%b %Y}"


def _language(evidence: Evidence) -> str:
    article = evidence.article
    notes = (*article.facts.notes, *article.notes)
    if not any(note.kind is NoteKind.MACHINE_TRANSLATED for note in notes):
        return article.language
    tongues = [
        x.language for x in evidence.leftovers if x.language not in ("und", article.language)
    ]
    if not tongues:
        return f"{article.language}, machine-translated"
    return f"{article.language}, machine-translated from {max(set(tongues), key=tongues.count)}"


def _flat(text: str) -> str:
    return shown(" ".join(text.split()))


def _wrapped(runs: list[Run], width: int) -> list[Row]:
    return cut(runs, wrap("".join(run.text for run in runs), width))
