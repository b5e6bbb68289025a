"""How fast articles are read and analysed, one core, without and with names, and what memory it takes.

``python -m bench.analysis`` runs over articles of the sample's layouts that it makes up (`bench.bulk`), none
twice, stage by stage as the pipeline does it: a third of them first, so that what is loaded and remembered once is.
Beside it stand the time of a fixed loop, which tells how loaded the machine is, and spaCy's own words a second in
the same run, measured before and after: the goals of 600 articles a second on two cores without names and 60 with
them were set where spaCy read 7,500, so that an article may take as long as spaCy takes for 25 words, and for 250.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from bench.bulk import write
from bench.entities import alone
from reader import clean, language
from reader.ingest import discover, read
from reader.model import Article, Document
from reader.pipeline import Stages, analyse
from reader.pipeline.coordinator import BYTES, MOST
from reader.pipeline.stages import told_together, with_names
from reader.pipeline.taking import take
from reader.pipeline.worker import collect_seldom
from reader.store import FileState, Store
from reader.store.packing import pack_document
from reader.store.preparing import arrive, prepare

T = TypeVar("T")


BATCH = 16
"""Articles that are judged together, as many as a worker is given at a time."""

WORDS, WORDS_WITH_NAMES = 25, 250
"""Words for which spaCy takes as long as the goals give an article: 7,500 words against 300, and 30, articles a
second and core."""


class Rate(NamedTuple):
    """What a stage took: milliseconds an article, of this process's own time, and the text as it is told."""

    spent: float
    told: str


def loop() -> float:
    """Milliseconds of the processor for a fixed loop: 80 to 100 where nothing else runs."""
    began = time.process_time()
    sum(number * number for number in range(1_000_000))
    return (time.process_time() - began) * 1000


def without_names(documents: Sequence[Document]) -> None:
    """Every stage but the recognition of names."""
    told = clean.classify_many([clean.Asked(document) for document in documents])
    for document, lines in zip(documents, told, strict=True):
        clean.facts(document, lines)
        language.leftovers(document, lines, language.article_language(document, lines))
        repairs, _ = clean.repairs(document, lines)
        clean.view(document, lines, repairs)


def together(documents: Sequence[Document]) -> int:
    """How many articles a worker is given at a time: more of short ones (`Coordinator`)."""
    size = sum(len(pack_document(document)) for document in documents) / len(documents)
    return max(BATCH, min(MOST, int(BYTES / size)))


def in_batches(step: Callable[[Sequence[T]], object], many: int) -> Callable[[Sequence[T]], None]:
    """A step over a few as one over many."""

    def over(every: Sequence[T]) -> None:
        for at in range(0, len(every), many):
            step(every[at : at + many])

    return over


def each(step: Callable[[T], object]) -> Callable[[Sequence[T]], None]:
    """A step over one as one over many."""

    def over(every: Sequence[T]) -> None:
        for one in every:
            step(one)

    return over


def rate(step: Callable[[Sequence[T]], object], over: Sequence[T], size: float = 0.0) -> Rate:
    """Articles, and megabytes where they are of `size` bytes, a second of this process's own time."""
    warm = len(over) // 3
    step(over[:warm])
    began = time.process_time()
    step(over[warm:])
    spent, done = time.process_time() - began, len(over) - warm
    text = f" {size * done / spent / 1e6 * 60:7.1f} MB/min" if size else ""
    return Rate(
        spent / done * 1000, f"{spent / done * 1000:8.2f} ms {done / spent:8.0f} articles/s{text}"
    )


def analysed(documents: Sequence[Document], many: int = BATCH) -> list[Article]:
    """The documents through every stage but names, the phrasebook included, so many at a time."""
    quick = Stages(names=False)
    found: list[Article] = []
    for at in range(0, len(documents), many):
        part = documents[at : at + many]
        told = told_together([(document, None) for document in part])
        found += [
            analyse(document, stages=quick, lines=lines)
            for document, lines in zip(part, told, strict=True)
        ]
    return found


def writing(over: Sequence[Article]) -> Rate:
    """The same for entering articles and keeping their analyses, each content once."""
    made = [prepare(article) for article in over]
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "store.db") as store:
        copies = [
            (replace(article.document, path=f"{n}", id=f"{n:064x}"), prepared)
            for n in range(2_000)
            for article, prepared in [(over[n % len(over)], made[n % len(over)])]
        ]
        arrived = [arrive(document, None) for document, _ in copies]
        began = time.process_time()
        for at in range(0, len(copies), 200):
            part = copies[at : at + 200]
            store.enter(
                (FileState(d.path, 1, 1, d.id, d.path), (arrival,))
                for (d, _), arrival in zip(part, arrived[at : at + 200], strict=True)
            )
            ids = dict(store.db.execute("SELECT sha, id FROM content").fetchall())
            store.save_all([(ids[d.id], prepared) for d, prepared in part], "bench")
        spent = time.process_time() - began
    return Rate(
        spent / len(copies) * 1000,
        f"{spent / len(copies) * 1000:8.2f} ms {len(copies) / spent:8.0f} articles/s",
    )


def spacy() -> float:
    """Words a second of spaCy's own reading of names, the peer of the goals."""
    return alone("stock-en")["words_cpu_s"]


def beside(what: str, spent: float, peer: float, goal: float) -> str:
    """An article's milliseconds in spaCy's words, beside what the goal gives it."""
    return (
        f"{what:42} {spent:8.2f} ms {2000 / spent:8.0f} articles/s on two cores; goal {2 * peer / goal:.0f}"
        f" here; as long as spaCy takes for {spent * peer / 1000:.0f} words (goal {goal:.0f})"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=600, help="articles (default 600)")
    parser.add_argument("--briefs", action="store_true", help="cut behind their second paragraph")
    parser.add_argument("--names", action="store_true", help="recognise names as well")
    options = parser.parse_args()
    collect_seldom()
    with tempfile.TemporaryDirectory() as made:
        write(Path(made), options.count, briefs=options.briefs)
        paths = [path for path in discover([Path(made)]) if isinstance(path, Path)]
        plain = [path for path in paths if path.suffix != ".html"]
        pages = [path for path in paths if path.suffix == ".html"]
        texts = [document for path in plain for document in read(path)]
        size = sum(len(document.text.encode()) for document in texts) / len(texts)
        print(
            f"one core, {len(texts)} texts and Markdown of {size / 1000:.1f} KB on average,"
            f" {len(pages)} HTML pages; the loop {loop():.0f} ms"
        )

        def tell(name: str, found: Rate) -> None:
            print(f"{name:42} {found.told}", flush=True)

        peer = spacy()

        taken = rate(each(take), plain, size)
        tell("read, packed, lines hashed: text", taken)
        if pages:
            tell("read, packed, lines hashed: HTML", rate(each(take), pages))
        many = together(texts)
        whole = rate(partial(analysed, many=many), texts, size)
        tell(f"clean, language, repairs, view; by {many}", whole)
        articles = analysed(texts)
        ready = rate(each(prepare), articles, size)
        tell("made ready to be written, stems", ready)
        kept = writing(articles)
        tell("written, indexed", kept)
        every = taken.spent + whole.spent + ready.spent + kept.spent
        if options.names:
            from reader.entities import Recogniser

            recogniser = Recogniser()

            def name(article: Article) -> Article:
                return with_names(article, recogniser, Stages())

            named = rate(each(name), articles[:90])
            tell("names added", named)
        after = spacy()
        print(f"spaCy en_core_web_sm, names only: {peer:,.0f} and {after:,.0f} words/s")
        peer = (peer + after) / 2
        print(beside("all but names, from file to index", every, peer, WORDS))
        if options.names:
            print(beside("with names", every + named.spent, peer, WORDS_WITH_NAMES))
        print(f"the loop {loop():.0f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':42} {peak:8.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
