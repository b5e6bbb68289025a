"""What an evaluation found, as figures that tests can pin and as text that a person can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counts:
    """True and false positives and false negatives of one class."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was said that is right; 1 where nothing was said."""
        said = self.right + self.wrong
        return self.right / said if said else 1.0

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found; 1 where nothing is labelled."""
        labelled = self.right + self.missed
        return self.right / labelled if labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0

    @property
    def labelled(self) -> int:
        """How many are labelled so."""
        return self.right + self.missed


@dataclass(frozen=True, slots=True)
class Case:
    """One difference from the labels, with what stands around it."""

    where: str
    labelled: str
    found: str
    text: str
    above: str = ""
    below: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The scores of one measure family: counts by class, single figures, confusions, worst cases."""

    name: str
    documents: int
    counts: Mapping[str, Counts] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    confusion: Mapping[tuple[str, str], int] = field(default_factory=dict)
    cases: Sequence[Case] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All sections of one evaluation."""

    sections: tuple[Section, ...]

    def figures(self) -> dict[str, float]:
        """Every figure under a dotted name, such as ``lines.caption.recall``."""
        out: dict[str, float] = {}
        for section in self.sections:
            for name, counts in section.counts.items():
                for measure in ("precision", "recall", "f1"):
                    out[f"{section.name}.{name}.{measure}"] = round(getattr(counts, measure), 4)
            for name, figure in section.figures.items():
                out[f"{section.name}.{name}"] = round(figure, 4)
        return out

    def as_json(self) -> dict[str, object]:
        """The report as plain data; keys are stable."""
        return {
            "sections": [
                {
                    "name": section.name,
                    "documents": section.documents,
                    "classes": {
                        name: {
                            "precision": round(counts.precision, 4),
                            "recall": round(counts.recall, 4),
                            "f1": round(counts.f1, 4),
                            "labelled": counts.labelled,
                        }
                        for name, counts in section.counts.items()
                    },
                    "figures": {name: round(figure, 4) for name, figure in section.figures.items()},
                    "confusion": [
                        {"labelled": labelled, "found": found, "count": count}
                        for (labelled, found), count in sorted(
                            section.confusion.items(), key=lambda item: -item[1]
                        )
                    ],
                    "worst": [
                        {
                            "where": case.where,
                            "labelled": case.labelled,
                            "found": case.found,
                            "text": case.text,
                            "above": case.above,
                            "below": case.below,
                            "why": case.why,
                        }
                        for case in section.cases
                    ],
                }
                for section in self.sections
            ]
        }

    def as_text(self) -> str:
        """The report as tables of plain text, at most 100 columns wide."""
        return "\n\n".join(_section(section) for section in self.sections) + "\n"


def _section(section: Section) -> str:
    rows = [f"{section.name}: {section.documents} documents"]
    if section.counts:
        rows.append(f"{'':20} {'precision':>9} {'recall':>9} {'F1':>9} {'labelled':>9}")
        rows += [
            f"{name:20} {c.precision:9.3f} {c.recall:9.3f} {c.f1:9.3f} {c.labelled:9d}"
            for name, c in section.counts.items()
        ]
    rows += [f"{name:40} {figure:.4f}" for name, figure in section.figures.items()]
    wrong = {pair: count for pair, count in section.confusion.items() if pair[0] != pair[1]}
    if wrong:
        rows.append("taken for another (labelled → found):")
        rows += [
            f"  {labelled} → {found}: {count}"
            for (labelled, found), count in sorted(wrong.items(), key=lambda item: -item[1])[:15]
        ]
    if section.cases:
        rows.append("worst cases:")
        for case in section.cases:
            rows.append(f"  {case.where}  {case.labelled} → {case.found}")
            rows += [
                f"    {mark} {_short(text)}"
                for mark, text in (("·", case.above), (">", case.text), ("·", case.below))
                if text
            ]
            if case.why:
                rows.append(f"    because: {_short(case.why)}")
    return "\n".join(rows)


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:87] + "…"
