"""How fast articles are read and analysed, one core, without and with names, and what memory it takes.

``python -m bench.analysis`` runs the sample corpus over and over, so that the figures are of real
layouts; each pass reads from disk as the reader does. Peers: the models' own words a second.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from reader import clean, language
from reader.ingest import discover, read
from reader.model import Document
from reader.pipeline import Stages, analyse


def documents(folder: Path) -> list[Document]:
    """Every document below `folder`."""
    paths = [path for path in discover([folder]) if isinstance(path, Path)]
    return [document for path in paths for document in read(path)]


def without_names(document: Document) -> None:
    """Every stage but the recognition of names."""
    lines = clean.classify(document)
    clean.facts(document, lines)
    language.leftovers(document, lines, language.article_language(document, lines))
    repairs, _ = clean.repairs(document, lines)
    clean.view(document, lines, repairs)


def rate(step: Callable[[Document], object], over: Sequence[Document], seconds: float) -> str:
    """Articles and megabytes of text a second of this process's own time, loading left out."""
    for document in over:
        step(document)
    done = size = 0
    began = time.process_time()
    while time.process_time() - began < seconds:
        for document in over:
            step(document)
            done += 1
            size += len(document.text.encode())
    spent = time.process_time() - began
    return f"{done / spent:8.0f} articles/s {size / spent / 1e6 * 60:8.1f} MB/min"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--seconds", type=float, default=10.0, help="for each measure")
    options = parser.parse_args()
    texts = [document for document in documents(options.corpus) if document.format != "html"]
    from reader.entities import Recogniser

    recogniser = Recogniser()
    quick = Stages(names=False)
    steps: dict[str, Callable[[Document], object]] = {
        "clean, language, repairs, view": without_names,
        "the same, with the phrasebook": lambda document: analyse(document, stages=quick),
        "and with names": lambda document: analyse(document, recogniser=recogniser),
    }
    print("one core, plain text and Markdown of the sample corpus")
    for name, step in steps.items():
        print(f"{name:32} {rate(step, texts, options.seconds)}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory with all models':32} {peak:8.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
