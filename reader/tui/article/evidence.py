"""An article with its annotations laid out for looking up what stands where.

Articles of a hundred thousand lines open at once, so nothing here walks over
the text: a few arrays of offsets are drawn up when the article is opened, and
every question after that is a binary search.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from reader.model import (
    UNDETERMINED,
    Article,
    Entity,
    Leftover,
    Line,
    LineKind,
    Note,
    Segment,
    Translation,
)

HAND = "hand"
"""The engine of a translation that a person wrote or corrected."""


class Evidence:
    """What is known about one article, by place.

    `translations` are those known when the article is opened; more come with
    `add`. `versions` is how many articles of the corpus tell the same story in
    the same words (0: not known). `to` is the reader's language.
    """

    def __init__(
        self,
        article: Article,
        translations: Iterable[Translation] = (),
        *,
        versions: int = 0,
        to: str = "en",
    ) -> None:
        self.article = article
        self.versions = versions
        self.to = to
        self.text = article.document.text
        self.lines: Sequence[Line] = article.lines or (
            Line(1, 0, len(self.text), LineKind.BODY, "unanalysed"),
        )
        self.leftovers: Sequence[Leftover] = sorted(article.leftovers, key=_by_start)
        self.entities: Sequence[Entity] = sorted(article.entities, key=_by_start)
        self.segments: Sequence[Segment] = article.cleaned.segments
        notes = dict.fromkeys((*article.facts.notes, *article.notes))
        self.notes: Sequence[Note] = sorted((note for note in notes if note.end), key=_by_start)
        self._notes = [note.start for note in self.notes]
        self._note_ends = list(accumulate((note.end for note in self.notes), max))
        self._lines = [line.start for line in self.lines]
        self._leftovers = [leftover.start for leftover in self.leftovers]
        self._entities = [entity.start for entity in self.entities]
        self._segments = list(accumulate((s.start for s in self.segments), max))
        self._leftover_ends = list(accumulate((x.end for x in self.leftovers), max))
        self._entity_ends = list(accumulate((x.end for x in self.entities), max))
        self._segment_ends = list(accumulate((s.end for s in self.segments), max))
        self._spans: dict[tuple[int, int], Translation] = {}
        self._sentences: list[int] = []
        self._by_sentence: dict[int, Translation] = {}
        for translation in translations:
            self.add(translation)

    def line_at(self, offset: int) -> int:
        """The place in `lines` of the line that holds code point `offset`."""
        return max(0, bisect_right(self._lines, offset) - 1)

    def leftovers_in(self, start: int, end: int) -> range:
        """The places in `leftovers` of those that overlap the span."""
        return _overlap(self._leftovers, self._leftover_ends, start, end)

    def entities_in(self, start: int, end: int) -> range:
        """The places in `entities` of those that overlap the span."""
        return _overlap(self._entities, self._entity_ends, start, end)

    def notes_in(self, start: int, end: int) -> list[Note]:
        """What is noted of places within the span, in order."""
        return [self.notes[at] for at in _overlap(self._notes, self._note_ends, start, end)]

    def segments_in(self, start: int, end: int) -> list[Segment]:
        """The segments of the cleaned view that overlap the span, in order."""
        found = _overlap(self._segments, self._segment_ends, start, end)
        return [s for s in (self.segments[i] for i in found) if s.end > start and s.start < end]

    def unchanged(self, segment: Segment) -> bool:
        """Whether the cleaned view shows this piece as the outlet wrote it."""
        size = segment.end - segment.start
        return len(segment.text) == size and segment.text == self.text[segment.start : segment.end]

    def joined_lines(self) -> set[int]:
        """The places of lines that the cleaned view joins to the line before them."""
        joined: set[int] = set()
        for segment in self.segments:
            if "\n" in segment.text or segment.end <= segment.start or not segment.rule:
                continue
            at = self.text.find("\n", segment.start, segment.end)
            while at >= 0:
                joined.add(self.line_at(at + 1))
                at = self.text.find("\n", at + 1, segment.end)
        return joined

    # -- translations

    @property
    def foreign(self) -> bool:
        """Whether the article itself is in another language than the reader's."""
        return self.article.language not in (self.to, UNDETERMINED, "")

    def add(self, translation: Translation) -> None:
        """Take a translation in; a later one for the same span takes the earlier one's place."""
        self._spans[translation.start, translation.end] = translation
        if self.foreign and translation.from_language == self.article.language:
            if translation.start not in self._by_sentence:
                at = bisect_left(self._sentences, translation.start)
                self._sentences.insert(at, translation.start)
            self._by_sentence[translation.start] = translation

    @property
    def made(self) -> str:
        """Who made the translated sentences, if there are any: a machine, a person, or both."""
        if not self._by_sentence:
            return "none yet"
        by_hand = {each.engine == HAND for each in self._by_sentence.values()}
        if by_hand == {True}:
            return "by hand"
        return "by machine, in part by hand" if True in by_hand else "by machine"

    def translation_of(self, start: int, end: int) -> Translation | None:
        """The translation of exactly this span."""
        return self._spans.get((start, end))

    def sentences_in(self, start: int, end: int) -> list[Translation]:
        """Translated sentences that begin inside the span, in order."""
        first = bisect_left(self._sentences, start)
        last = bisect_left(self._sentences, end)
        return [self._by_sentence[at] for at in self._sentences[first:last]]

    def sentence_at(self, offset: int) -> Translation | None:
        """The translated sentence that holds code point `offset`."""
        at = bisect_right(self._sentences, offset) - 1
        if at < 0:
            return None
        found = self._by_sentence[self._sentences[at]]
        return found if offset < found.end else None

    def target(self, leftover: Leftover) -> str | None:
        """What a leftover means, by the best translation known; the word meant by a homoglyph."""
        known = self._spans.get((leftover.start, leftover.end))
        if known is not None:
            return known.target
        return leftover.translation or leftover.intended

    def engine(self, leftover: Leftover) -> str | None:
        """Who made `target`."""
        known = self._spans.get((leftover.start, leftover.end))
        return known.engine if known is not None else leftover.engine

    def known(self) -> tuple[Translation, ...]:
        """Every translation taken in, the latest for each span."""
        return tuple(self._spans.values())


def _by_start(item: Leftover | Entity | Note) -> tuple[int, int]:
    return item.start, item.end


def _overlap(starts: Sequence[int], ends: Sequence[int], start: int, end: int) -> range:
    """Places of spans overlapping `start` to `end`; `ends` holds the running maximum."""
    return range(bisect_right(ends, start), bisect_left(starts, max(end, start + 1)))
