"""What a worker is asked and what it answers, and the two things that it can do for an article.

An article is first analysed without names, which needs no model: text, title and leftovers stand after
milliseconds. Names are added to that analysis afterwards, so that a large folder can be read long before
a model has gone through it. The outcome is the same as that of one analysis with everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reader.entities import Recogniser
from reader.model import Overrule
from reader.pipeline.stages import Stages, analyse, with_names
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


@dataclass(frozen=True, slots=True)
class Task:
    """What the coordinator asks: jobs of one kind, one after the other."""

    kind: Kind
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one job: a file that was read, an analysis, names for one, or an error."""

    job: Job
    taken: Taken | None = None
    made: Prepared | None = None
    named: Named | None = None
    whole: bool = False
    """Whether the analysis holds all that is wanted, names included."""
    error: str = ""


class Desk:
    """A worker's analyses; models are loaded with the first article that needs them."""

    def __init__(self, store: Store, *, names: bool) -> None:
        self.store = store
        self.stages = Stages(names=names)
        self._quick = Stages(names=False)
        self._recogniser = Recogniser() if names else None

    def analyse(self, content: int, overrules: Sequence[Overrule]) -> Reply:
        """Analyse a content: without names if it is new, with all if it was analysed before."""
        document = self.store.original(content)
        repetition = self.store.repetition_of(content, document)
        whole = not self.stages.names or self.store.has_analysis(content)
        article = analyse(
            document,
            repetition=repetition,
            overrules=overrules,
            recogniser=self._recogniser,
            stages=self.stages if whole else self._quick,
        )
        return Reply(content, made=prepare(article, shape_of(repetition)), whole=whole)

    def name(self, content: int) -> Reply:
        """Add names to the analysis of a content. Raises `ValueError` if that is missing or damaged."""
        assert self._recogniser is not None, "names are only asked for where they are wanted"
        before = self.store.analysis(content)
        after = with_names(before, self._recogniser, self.stages)
        return Reply(content, named=prepare_names(before, after), whole=True)
