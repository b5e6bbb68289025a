"""How fast articles are read and analysed, one core, without and with names, and what memory it takes.

``python -m bench.analysis`` runs over articles of the sample's layouts that it makes up (`bench.bulk`), none
twice, stage by stage as the pipeline does it: a third of them first, so that what is loaded and remembered once is.
Beside it stands the time of a fixed loop, which tells how loaded the machine is.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bench.bulk import write
from reader import clean, language
from reader.ingest import discover, read
from reader.model import Article, Document
from reader.pipeline import Stages, analyse
from reader.pipeline.stages import told_together, with_names
from reader.pipeline.taking import take
from reader.store import FileState, Store
from reader.store.preparing import prepare

T = TypeVar("T")


BATCH = 16
"""Articles that are judged together, as many as a worker is given at a time."""


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


def in_batches(step: Callable[[Sequence[T]], object]) -> Callable[[Sequence[T]], None]:
    """A step over a few as one over many."""

    def over(every: Sequence[T]) -> None:
        for at in range(0, len(every), BATCH):
            step(every[at : at + BATCH])

    return over


def each(step: Callable[[T], object]) -> Callable[[Sequence[T]], None]:
    """A step over one as one over many."""

    def over(every: Sequence[T]) -> None:
        for one in every:
            step(one)

    return over


def rate(step: Callable[[Sequence[T]], object], over: Sequence[T], size: float = 0.0) -> str:
    """Articles, and megabytes where they are of `size` bytes, a second of this process's own time."""
    warm = len(over) // 3
    step(over[:warm])
    began = time.process_time()
    step(over[warm:])
    spent, done = time.process_time() - began, len(over) - warm
    text = f" {size * done / spent / 1e6 * 60:7.1f} MB/min" if size else ""
    return f"{spent / done * 1000:8.2f} ms {done / spent:8.0f} articles/s{text}"


def analysed(documents: Sequence[Document]) -> list[Article]:
    """The documents through every stage but names, the phrasebook included, in batches."""
    quick = Stages(names=False)
    found: list[Article] = []
    for at in range(0, len(documents), BATCH):
        part = documents[at : at + BATCH]
        told = told_together([(document, None) for document in part])
        found += [
            analyse(document, stages=quick, lines=lines)
            for document, lines in zip(part, told, strict=True)
        ]
    return found


def writing(over: Sequence[Article]) -> str:
    """The same for entering articles and keeping their analyses, each content once."""
    made = [prepare(article) for article in over]
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "store.db") as store:
        copies = [
            (replace(article.document, path=f"{n}", id=f"{n:064x}"), prepared)
            for n in range(2_000)
            for article, prepared in [(over[n % len(over)], made[n % len(over)])]
        ]
        began = time.process_time()
        for at in range(0, len(copies), 200):
            part = copies[at : at + 200]
            store.add_documents(
                (FileState(d.path, 1, 1, d.id, d.path), (d,), (None,)) for d, _ in part
            )
            ids = dict(store.db.execute("SELECT sha, id FROM content").fetchall())
            store.save_all([(ids[d.id], prepared) for d, prepared in part], "bench")
        spent = time.process_time() - began
    return f"{spent / len(copies) * 1000:8.2f} ms {len(copies) / spent:8.0f} articles/s"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=600, help="articles (default 600)")
    parser.add_argument("--briefs", action="store_true", help="cut behind their second paragraph")
    parser.add_argument("--names", action="store_true", help="recognise names as well")
    options = parser.parse_args()
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

        def tell(name: str, told: str) -> None:
            print(f"{name:42} {told}", flush=True)

        tell("read, packed, lines hashed: text", rate(each(take), plain, size))
        if pages:
            tell("read, packed, lines hashed: HTML", rate(each(take), pages))
        tell("clean, language, repairs, view", rate(in_batches(without_names), texts, size))
        tell("the same, with the phrasebook", rate(analysed, texts, size))
        articles = analysed(texts)
        tell("made ready to be written, stems", rate(each(prepare), articles, size))
        tell("written, indexed", writing(articles))
        if options.names:
            from reader.entities import Recogniser

            recogniser = Recogniser()

            def name(article: Article) -> Article:
                return with_names(article, recogniser, Stages())

            tell("names added", rate(each(name), articles[:90]))
        print(f"the loop {loop():.0f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':42} {peak:8.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
