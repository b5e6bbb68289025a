"""What a worker is asked and what it answers, and the two things that it can do for an article.

An article is first analysed without names, which needs no model: text, title and leftovers stand after
milliseconds. Names are added to that analysis afterwards, so that a large folder can be read long before
a model has gone through it. The outcome is the same as that of one analysis with everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from reader.entities import Recogniser
from reader.model import Document, Line, Overrule, Repetition
from reader.pipeline.stages import Stages, analyse, told_together, with_names
from reader.pipeline.taking import Taken
from reader.store import Store
from reader.store.preparing import Named, Prepared, prepare, prepare_names, shape_of

Job = int | str
"""The number of a content, or the path of a file."""


class Kind(StrEnum):
    """What is to be done: read files, analyse contents, or add names to their analyses."""

    READ = "read"
    ANALYSE = "analyse"
    NAME = "name"


class Task(Struct, frozen=True):
    """What the coordinator asks: jobs of one kind, one after the other."""

    kind: Kind
    jobs: tuple[Job, ...]


class Reply(Struct, frozen=True):
    """What came of one job: a file that was read, an analysis, names for one, or an error."""

    job: Job
    taken: Taken | None = None
    made: Prepared | None = None
    named: Named | None = None
    whole: bool = False
    """Whether the analysis holds all that is wanted, names included."""
    error: str = ""


AHEAD = 256 * 1024
"""Characters of articles whose lines are told together, before the first of them is answered."""


class _Ready(Struct, frozen=True):
    """A document whose lines have been told, and how they recur in its source."""

    document: Document
    repetition: Repetition
    lines: Sequence[Line]


class Desk:
    """A worker's analyses; models are loaded with the first article that needs them."""

    def __init__(self, store: Store, *, names: bool) -> None:
        self.store = store
        self._ready: dict[int, _Ready] = {}
        self.stages = Stages(names=names)
        self._quick = Stages(names=False)
        self._recogniser = Recogniser() if names else None

    def analyse(
        self, content: int, overrules: Sequence[Overrule], coming: Sequence[int] = ()
    ) -> Reply:
        """Analyse a content: without names if it is new, with all if it was analysed before.

        `coming` are the contents that are asked for next: their lines are told together with this one's.
        """
        ready = self._ready.pop(content, None) or self._told(content, overrules, coming)
        whole = not self.stages.names or self.store.has_analysis(content)
        article = analyse(
            ready.document,
            repetition=ready.repetition,
            overrules=overrules,
            recogniser=self._recogniser,
            stages=self.stages if whole else self._quick,
            lines=ready.lines,
        )
        return Reply(content, made=prepare(article, shape_of(ready.repetition)), whole=whole)

    def _told(self, content: int, overrules: Sequence[Overrule], coming: Sequence[int]) -> _Ready:
        """The lines of a content, and of those that come next unless one of them is at fault.

        What took a worker down before is told alone, so that it is known which one did.
        """
        self._ready.clear()
        document = self.store.original(content)
        documents = {content: (document, self.store.repetition_of(content, document))}
        if not self.store.tries(content):
            documents |= self._next(coming, AHEAD - len(document.text))
        try:
            told = told_together(list(documents.values()), overrules)
        except Exception:  # whatever it is, another document may be at fault
            if len(documents) == 1:
                raise
            documents = {content: documents[content]}
            told = told_together(list(documents.values()), overrules)
        for number, lines in zip(documents, told, strict=True):
            self._ready[number] = _Ready(*documents[number], lines)
        return self._ready.pop(content)

    def _next(self, coming: Sequence[int], room: int) -> dict[int, tuple[Document, Repetition]]:
        """The next contents with documents of so many characters; what cannot be read fails in its own turn."""
        found: dict[int, tuple[Document, Repetition]] = {}
        for content in coming:
            if self.store.tries(content):
                break
            try:
                document = self.store.original(content)
            except ValueError:
                continue
            room -= len(document.text)
            if room < 0:
                break
            found[content] = document, self.store.repetition_of(content, document)
        return found

    def name(self, content: int) -> Reply:
        """Add names to the analysis of a content. Raises `ValueError` if that is missing or damaged."""
        assert self._recogniser is not None, "names are only asked for where they are wanted"
        before = self.store.analysis(content)
        after = with_names(before, self._recogniser, self.stages)
        return Reply(content, named=prepare_names(before, after), whole=True)
