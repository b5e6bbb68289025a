"""A span of an article becomes runs: its text with everything known about it put on.

Translations stand in place, in brackets behind what they translate; nothing of
the text itself is moved, and every run still says which code points it shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from reader.model import EntityLabel, Line, LineKind
from reader.tui.article.evidence import Evidence
from reader.tui.article.runs import GLYPHS, LABEL_LOOK, Look, Run
from reader.tui.safe import shown

LABELS = {
    LineKind.CHROME: "chrome",
    LineKind.CAPTION: "caption",
    LineKind.PHOTO_CREDIT: "credit",
    LineKind.PROMO: "promo",
    LineKind.RELATED_LINK: "related",
    LineKind.TRANSLATOR_CREDIT: "transl.",
    LineKind.METADATA: "meta",
}
"""What stands in the margin beside a dropped line."""


class Dressing(Struct, frozen=True):
    """What is put on: the entity types to show, glyphs instead of colour, and whether
    a leftover is followed by its translation or replaced by it.
    """

    labels: frozenset[EntityLabel] = frozenset(EntityLabel)
    monochrome: bool = False
    replace: bool = False
    sentences: bool = False


class Dresser:
    """Makes runs of spans of one article."""

    def __init__(self, evidence: Evidence, dressing: Dressing) -> None:
        self.evidence = evidence
        self.dressing = dressing

    def original(self, start: int, end: int, look: Look = Look.PLAIN) -> list[Run]:
        """The span as the outlet wrote it, with leftovers, names and translations marked."""
        if end <= start:
            return []
        text = harmless(self.evidence.text[start:end])
        runs: list[Run] = []
        at = start
        for stop, leftover, entity, sentence in self._stretches(start, end):
            worn = look | (Look.LEFTOVER if leftover >= 0 else Look.PLAIN)
            if entity >= 0:
                mention = self.evidence.entities[entity]
                worn |= LABEL_LOOK[mention.label]
                if self.dressing.monochrome and mention.start == at:
                    runs.append(
                        Run(GLYPHS[mention.label], at, at, worn, leftover, entity, sentence)
                    )
            replaced = leftover >= 0 and self.dressing.replace and self._meaning(leftover)
            if not replaced:
                piece = text[at - start : stop - start]
                runs.append(Run(piece, at, stop, worn, leftover, entity, sentence))
            if leftover >= 0 and self.evidence.leftovers[leftover].end == stop:
                runs.extend(self._translated(leftover, stop, spaced=not replaced))
            at = stop
        return runs

    def cleaned(self, start: int, end: int, look: Look = Look.PLAIN) -> list[Run]:
        """The span as the cleaned view has it."""
        runs: list[Run] = []
        for segment in self.evidence.segments_in(start, end):
            first, last = max(segment.start, start), min(segment.end, end)
            if self.evidence.unchanged(segment):
                runs.extend(self.original(first, last, look))
            elif segment.start >= start and segment.text.strip("\n"):
                text = harmless(segment.text.strip("\n"))
                runs.append(Run(text, segment.start, segment.end, look))
        while runs and not runs[-1].text.strip():
            runs.pop()
        return runs

    def translated(self, start: int, end: int) -> list[Run]:
        """The span in the reader's language, sentence by sentence, in ``⟦…⟧``; what is not
        translated yet stands there in the original, marked as such.
        """
        if not self.evidence.foreign:
            return self.cleaned(start, end)
        runs: list[Run] = []
        at, inside = start, -1
        for sentence in self.evidence.sentences_in(start, end):
            between = list(self._untranslated(at, sentence.start))
            if between and inside >= 0:
                runs.append(Run("⟧", at, at, Look.TRANSLATION, sentence=inside))
                inside = -1
            runs.extend(between)
            begun = " " if inside >= 0 else "⟦"
            text = begun + harmless(sentence.target)
            first, last = sentence.start, sentence.end
            runs.append(Run(text, first, last, Look.TRANSLATION, sentence=first))
            at, inside = max(at, last), first
        if inside >= 0:
            runs.append(Run("⟧", at, at, Look.TRANSLATION, sentence=inside))
        runs.extend(self._untranslated(at, end))
        return runs

    def _untranslated(self, start: int, end: int) -> Iterator[Run]:
        if any(c.isalpha() for c in self.evidence.text[start:end]):
            text = harmless(self.evidence.text[start:end])
            yield Run(text, start, end, Look.UNTRANSLATED)

    def photo(self, lines: list[Line]) -> list[Run]:
        """The folded note of a picture, from its caption and credit; empty where there is none."""
        caption = next((x for x in lines if x.kind is LineKind.CAPTION), None)
        credit = next((x for x in lines if x.kind is LineKind.PHOTO_CREDIT), None)
        if caption is None and credit is None:
            return []
        start = (caption or credit or lines[0]).start
        runs = [Run("▸ photo", start, start, Look.FOLD)]
        if caption is not None:
            runs.append(Run(": ", start, start, Look.FOLD))
            runs.extend(self._caption(caption))
        if credit is not None:
            words = harmless(self.evidence.text[credit.start : credit.end])
            _, colon, behind = words.partition(":")
            agency = (behind if colon else words).partition("/")[0].strip(" ()|.")
            if agency:
                runs.append(Run(f" ({agency[:40]})", credit.start, credit.start, Look.FOLD))
        return runs

    def fold(self, lines: list[Line]) -> list[Run]:
        """One row for a stretch of dropped lines: what they are, and what was left in them."""
        dropped = [line for line in lines if line.kind in LABELS]
        start, end = lines[0].start, lines[-1].end
        rest = [x for x in dropped if x.kind not in (LineKind.CAPTION, LineKind.PHOTO_CREDIT)]
        runs = self.photo(dropped)
        if rest:
            kinds = list(dict.fromkeys(LABELS[line.kind] for line in rest))
            count = f"{len(rest)} lines" if len(rest) > 1 else "1 line"
            mark = "  " if runs else "▸ "
            runs.append(Run(f"{mark}{', '.join(kinds)} · {count}", start, end, Look.FOLD))
        told = {run.leftover for run in runs}
        for place in self.evidence.leftovers_in(start, end)[:4]:
            if place in told:
                continue
            leftover = self.evidence.leftovers[place]
            runs.append(Run("  ", leftover.start, leftover.start, Look.FOLD))
            text = harmless(leftover.text[:60])
            runs.append(Run(text, leftover.start, leftover.end, Look.LEFTOVER, place))
            runs.extend(self._translated(place, leftover.end, spaced=True))
        return runs

    def _caption(self, line: Line) -> Iterator[Run]:
        """A caption in the reader's language where its translation is known, else as it is."""
        at, end = line.start, min(line.end, line.start + 200)
        for place in self.evidence.leftovers_in(line.start, line.end):
            leftover = self.evidence.leftovers[place]
            first, last = max(leftover.start, at), min(leftover.end, end)
            if first >= last:
                continue
            if first > at:
                yield Run(harmless(self.evidence.text[at:first]), at, first, Look.FOLD)
            meaning = self.evidence.target(leftover)
            look = Look.TRANSLATION if meaning else Look.LEFTOVER
            text = f"⟦{harmless(meaning)}⟧" if meaning else harmless(self.evidence.text[first:last])
            yield Run(text, first, last, look, place)
            at = last
        if at < end:
            yield Run(harmless(self.evidence.text[at:end]), at, end, Look.FOLD)

    def _meaning(self, place: int) -> str | None:
        return self.evidence.target(self.evidence.leftovers[place])

    def _translated(self, place: int, at: int, *, spaced: bool) -> Iterator[Run]:
        meaning = self._meaning(place)
        if meaning:
            if spaced:
                yield Run(" ", at, at, leftover=place)
            text = f"⟦{harmless(meaning)}⟧"
            yield Run(text, at, at, Look.TRANSLATION, place)

    def _stretches(self, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        """The span cut wherever what is known changes: (end, leftover, entity, sentence)."""
        evidence = self.evidence
        leftovers = [
            (x.start, x.end, i)
            for i in evidence.leftovers_in(start, end)
            for x in (evidence.leftovers[i],)
        ]
        entities = [
            (x.start, x.end, i)
            for i in evidence.entities_in(start, end)
            for x in (evidence.entities[i],)
            if x.label in self.dressing.labels
        ]
        sentences: list[tuple[int, int, int]] = []
        if self.dressing.sentences:
            before = evidence.sentence_at(start)
            found = evidence.sentences_in(start, end)
            if before is not None and before.start < start:
                found = [before, *found]
            sentences = [(x.start, x.end, x.start) for x in found]
        edges = {start, end}
        for first, last, _ in (*leftovers, *entities, *sentences):
            edges.update((max(first, start), min(last, end)))
        ordered = sorted(edges)
        covers = [_Cover(spans) for spans in (leftovers, entities, sentences)]
        for at, stop in pairwise(ordered):
            leftover, entity, sentence = (cover.at(at) for cover in covers)
            yield stop, leftover, entity, sentence


class _Cover:
    """Which of some spans, in order of their starts, covers a place; places are asked in order."""

    def __init__(self, spans: list[tuple[int, int, int]]) -> None:
        self._spans = spans
        self._next = 0

    def at(self, place: int) -> int:
        while self._next < len(self._spans) and self._spans[self._next][1] <= place:
            self._next += 1
        if self._next < len(self._spans) and self._spans[self._next][0] <= place:
            return self._spans[self._next][2]
        return -1


def harmless(text: str) -> str:
    """`text` as it may be drawn on one row, code point for code point."""
    return shown(text.replace("\n", " "))
