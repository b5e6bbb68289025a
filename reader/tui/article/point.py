"""The point of interest, and what the status line says of it.

The cursor is always on a row; it may besides be on one leftover, one name or
one translated sentence of that row. Whatever it is on is said in full: what,
in which language, on which evidence, and who translated it.
"""

from __future__ import annotations

from typing import NamedTuple

from reader.model import Entity, Leftover, LeftoverKind, Line
from reader.tui.article.evidence import Evidence
from reader.tui.safe import shown

_LONG = 60


class Point(NamedTuple):
    """What the cursor is on besides its row: places in the article's lists, -1 for none;
    `sentence` is the first code point of a translated sentence.
    """

    leftover: int = -1
    entity: int = -1
    sentence: int = -1


def describe(evidence: Evidence, point: Point, line: int) -> str:
    """What the cursor is on, in one line; `line` is a place in the article's lines or -1."""
    if 0 <= point.leftover < len(evidence.leftovers):
        return shown(_leftover(evidence, evidence.leftovers[point.leftover]))
    if 0 <= point.entity < len(evidence.entities):
        return shown(_entity(evidence, evidence.entities[point.entity]))
    sentence = evidence.sentence_at(point.sentence) if point.sentence >= 0 else None
    if sentence is not None:
        parts = [
            "sentence",
            f"{sentence.from_language}→{sentence.to_language}",
            f"{sentence.engine} {sentence.model}".strip(),
        ]
        if sentence.score is not None:
            parts.append(f"{sentence.score:.2f}")
        if sentence.alternatives:
            parts.append(f"{len(sentence.alternatives)} alternatives")
        return shown(" · ".join(parts))
    if line < 0:
        return ""
    return shown(_line(evidence, evidence.lines[line]))


def _leftover(evidence: Evidence, leftover: Leftover) -> str:
    kind, line = str(leftover.kind), str(evidence.lines[evidence.line_at(leftover.start)].kind)
    if line != kind and leftover.kind is not LeftoverKind.HOMOGLYPH:
        kind += f" in a line of {line}"
    parts = ["leftover", _language(evidence, leftover), kind.replace("_", " ")]
    if leftover.rule:
        parts.append(f"rule {leftover.rule}")
    target, engine = evidence.target(leftover), evidence.engine(leftover)
    if leftover.intended and target == leftover.intended:
        parts.append(f"meant: {target}")
    elif target:
        parts.append(f"{engine or 'translation'}: {_short(target)}")
    else:
        parts.append("not translated")
    return " · ".join(parts)


def _language(evidence: Evidence, leftover: Leftover) -> str:
    basis = leftover.basis
    if basis == "pooled":
        pool = sum(
            x.language == leftover.language and x.basis == "pooled" for x in evidence.leftovers
        )
        basis = f"pooled, {pool} fragments" if pool > 1 else basis
    if leftover.language == "und":
        basis = "or ".join(f"{language} " for language in leftover.candidates[:3]).strip()
        return f"undetermined ({basis or leftover.script})"
    return f"{leftover.language} ({basis})" if basis else leftover.language


def _entity(evidence: Evidence, entity: Entity) -> str:
    same = [e for e in evidence.entities if e.name == entity.name and e.label == entity.label]
    variants = [v for v in dict.fromkeys(e.text for e in same) if v != entity.name]
    parts = [entity.label, entity.name, f"{len(same)} mention{'s' if len(same) > 1 else ''}"]
    if variants:
        parts.append("also " + ", ".join(variants[:4]))
    if entity.rule:
        parts.append(f"by {entity.rule}")
    return " · ".join(parts)


def _line(evidence: Evidence, line: Line) -> str:
    kind = str(line.kind).replace("_", " ")
    fate = "kept" if line.kind.kept else "dropped"
    parts = [f"line {line.number}", kind, fate]
    notes = evidence.notes_in(line.start, line.end)
    parts += [_short(notes[0].text)] if notes else []
    parts += [f"{len(notes) - 1} more notes (w)"] if len(notes) > 1 else []
    if line.rule:
        parts.append(f"rule {line.rule} ({line.score:.2f})")
    return " · ".join(parts)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
