"""How fast articles are read and analysed, one core, without and with names, and what memory it takes.

``python -m bench.analysis`` runs the sample corpus over and over, so that the figures are of real
layouts, stage by stage as the pipeline does it. Peers: the models' own words a second.
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

from reader import clean, language
from reader.ingest import discover, read
from reader.model import Article, Document
from reader.pipeline import Stages, analyse
from reader.pipeline.stages import with_names
from reader.pipeline.taking import take
from reader.store import FileState, Store
from reader.store.preparing import prepare

T = TypeVar("T")


def without_names(document: Document) -> None:
    """Every stage but the recognition of names."""
    lines = clean.classify(document)
    clean.facts(document, lines)
    language.leftovers(document, lines, language.article_language(document, lines))
    repairs, _ = clean.repairs(document, lines)
    clean.view(document, lines, repairs)


def rate(step: Callable[[T], object], over: Sequence[T], seconds: float) -> str:
    """Articles a second of this process's own time, loading left out."""
    for each in over:
        step(each)
    done = 0
    began = time.process_time()
    while time.process_time() - began < seconds:
        for each in over:
            step(each)
            done += 1
    spent = time.process_time() - began
    return f"{spent / done * 1000:8.2f} ms {done / spent:8.0f} articles/s"


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
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--seconds", type=float, default=10.0, help="for each measure")
    options = parser.parse_args()
    paths = [path for path in discover([options.corpus]) if isinstance(path, Path)]
    plain = [path for path in paths if path.suffix != ".html"]
    pages = [path for path in paths if path.suffix == ".html"]
    texts = [document for path in plain for document in read(path)]
    from reader.entities import Recogniser

    recogniser = Recogniser()
    quick = Stages(names=False)
    articles = [analyse(document, stages=quick) for document in texts]
    print("one core; plain text and Markdown of the sample corpus unless said otherwise")

    def tell(name: str, told: str) -> None:
        print(f"{name:42} {told}", flush=True)

    seconds = options.seconds
    tell("read, packed, lines hashed: text", rate(take, plain, seconds))
    tell("read, packed, lines hashed: HTML", rate(take, pages, seconds))
    tell("clean, language, repairs, view", rate(without_names, texts, seconds))
    tell("the same, with the phrasebook", rate(lambda d: analyse(d, stages=quick), texts, seconds))
    tell("made ready to be written, stems", rate(prepare, articles, seconds))
    tell("written, indexed", writing(articles))
    names = rate(lambda a: with_names(a, recogniser, Stages()), articles, seconds)
    tell("names added", names)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory with all models':42} {peak:8.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
