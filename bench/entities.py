"""Names: what the models cost to load and to keep, and how fast an article is read.

Each language is measured in a process of its own, so that nothing another
test loaded counts. ``python -m bench.entities`` prints the figures;
``python -m bench.entities en`` measures one language and prints JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from reader.evaluation import names as gold
from reader.model import Document, EntityLabel, Line

GOLD = Path(__file__).parent.parent / "tests" / "gold" / "entities"
WORDS = 1_600
"""Words of the article that the design sets a limit for."""
NAMES = 50_000
"""Distinct names of a corpus; the work grows with them, not with the articles."""


def article(language: str, words: int = WORDS) -> tuple[Document, tuple[Line, ...]]:
    """One long article made of our own labelled ones, by whole lines."""
    texts: list[str] = []
    lines: list[Line] = []
    start = count = 0
    while count < words:
        for one in gold.read(GOLD / f"{language}.report.names"):
            for line in one.lines:
                text = one.document.text[line.start : line.end]
                lines.append(Line(len(lines) + 1, start, start + len(text), line.kind, line.rule))
                texts.append(text)
                start += len(text) + 1
                count += len(text.split())
            if count >= words:
                break
    text = "\n".join(texts)
    return Document("bench", "bench", "text", "utf-8", text, language=language), tuple(lines)


def measure(language: str) -> dict[str, float]:
    """Seconds to load, seconds an article, words a second, and memory of this process in MB."""
    from reader.entities import Recogniser

    document, lines = article(language)
    words = len(document.text.split())
    recogniser = Recogniser()
    started = time.perf_counter()
    recogniser.recognise(document, lines[:1], language)
    load = time.perf_counter() - started
    times, spent = [], []
    for _ in range(5):
        started, worked = time.perf_counter(), time.process_time()
        recogniser.recognise(document, lines, language)
        times.append(time.perf_counter() - started)
        spent.append(time.process_time() - worked)
    best = min(times)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "load_s": round(load, 3),
        "article_s": round(best * WORDS / words, 3),
        "article_cpu_s": round(min(spent) * WORDS / words, 3),
        "words_s": round(words / best),
        "memory_mb": round(memory, 1),
    }


def resolution(names: int = NAMES) -> dict[str, float]:
    """Seconds to resolve the distinct names of a corpus of some 100,000 articles, and to link one."""
    from reader.entities import Resolver
    from reader.entities.tables import table

    given = table("given")["names"].split()
    resolution = Resolver().resolve(())
    started = time.perf_counter()
    for number in range(names):
        first = given[number % len(given)].capitalize()
        surname = (
            f"{given[number * 7 % len(given)].capitalize()}{given[number // 991 % len(given)]}"
        )
        label = (EntityLabel.PER, EntityLabel.PER, EntityLabel.ORG, EntityLabel.LOC)[number % 4]
        name = surname if number % 3 == 0 else f"{first} {surname}"
        resolution.add_name(name, label, number % 5 + 1)
    added = time.perf_counter() - started
    started = time.perf_counter()
    resolution.canonical("nobody", EntityLabel.PER)
    took = time.perf_counter() - started
    articles = [one for path in sorted(GOLD.glob("*.names")) for one in gold.read(path)]
    corpus = [(one.id, gold.labelled_entities(one)) for one in articles]
    Resolver().resolve(corpus)
    started = time.perf_counter()
    Resolver().resolve(corpus).suggestions()
    linked = (time.perf_counter() - started) / len(corpus)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "names": names,
        "add_s": round(added, 2),
        "resolve_s": round(took, 2),
        "article_ms": round(linked * 1000, 2),
        "memory_mb": round(memory, 1),
    }


def run() -> dict[str, dict[str, float]]:
    """All figures, each from a fresh process."""
    figures = {}
    for what in ("en", "ru", "uk", "resolution"):
        command = [sys.executable, "-m", "bench.entities", what]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        figures[what] = json.loads(done.stdout)
    return figures


def main(arguments: list[str]) -> None:
    if not arguments:
        for what, figures in run().items():
            print(f"{what:12}", *(f"{name} {value:g}" for name, value in figures.items()), sep="  ")
    elif arguments[0] == "resolution":
        print(json.dumps(resolution()))
    else:
        print(json.dumps(measure(arguments[0])))


if __name__ == "__main__":
    main(sys.argv[1:])
