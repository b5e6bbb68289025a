"""The store at 100,000 and 1,000,000 articles: first pages, queries, counts, triage, size.

    python -m bench.store [--articles 100000] [--keep FILE]

Articles are made of invented words with the frequencies of a natural language (Zipf), 60% in Cyrillic
letters, 220 words on average, so that figures do not depend on texts that cannot be given away.
Times are those of the processor, as other work on the machine disturbs the clock.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reader.model import Article, Document, Facts, Line, LineKind, Segment, Verdict, View
from reader.store import Decide, FileState, Read, Store
from reader.store.glance import first_page
from reader.store.preparing import Prepared, prepare

BATCH = 2_000
SOURCES = [f"Outlet {number}" for number in range(60)]
RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф"
START = 1_700_000_000
PAIR = "is:unread lang:en"
SPAN = 2 * 365 * 86_400


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: median milliseconds, or a ratio."""

    name: str
    value: float
    unit: str
    goal: float | None = None


def vocabulary(letters: str, size: int, chance: random.Random) -> list[str]:
    """Invented words, commoner ones shorter."""
    words: dict[str, None] = {}
    while len(words) < size:
        length = min(12, 2 + len(words) // 400 + chance.randrange(6))
        words["".join(chance.choices(letters, k=length))] = None
    return list(words)


def documents(
    count: int, chance: random.Random, words_each: int
) -> Iterator[tuple[Document, str, str]]:
    """Documents with their language and time of publication."""
    stocks = {
        "ru": vocabulary(RUSSIAN, 20_000, chance),
        "en": vocabulary("etaoinshrdlcumwfgypbvkjxqz", 20_000, chance),
    }
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(20_000)))
    for number in range(count):
        language = "ru" if chance.random() < 0.6 else "en"
        words = chance.choices(
            stocks[language],
            cum_weights=weights,
            k=max(20, int(chance.gauss(words_each, words_each / 3))),
        )
        pieces = [" ".join(words[at : at + 45]) for at in range(0, len(words), 45)]
        text = " ".join(words[:8]).capitalize() + "\n" + "\n".join(pieces)
        seconds = START + chance.randrange(SPAN)
        published = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
        yield (
            Document(f"/corpus/{number}.txt", f"{number:064x}", "text", "utf-8", text),
            language,
            published,
        )


def analysed(document: Document, language: str, published: str, source: str) -> Article:
    """An article as the stages would leave it, without running them."""
    lines = []
    at = 0
    for number, line in enumerate(document.text.split("\n"), 1):
        kind = LineKind.HEADLINE if number == 1 else LineKind.BODY
        lines.append(Line(number, at, at + len(line), kind, "bench"))
        at += len(line) + 1
    title = document.text.split("\n", 1)[0]
    view = View((Segment(0, len(document.text), document.text),))
    return Article(document, Facts(title, source, published), language, tuple(lines), cleaned=view)


def build(store: Store, count: int, chance: random.Random, words_each: int) -> tuple[int, float]:
    """Fill the store; bytes of text and seconds taken."""
    size = 0
    began = time.perf_counter()
    made: list[tuple[Document, Prepared, str]] = []

    def write() -> None:
        batch = [
            (FileState(d.path, len(d.text), 1, d.id, d.path), (d,), (source,))
            for d, _, source in made
        ]
        store.add_documents(batch)
        ids = {
            row[1]: row[0]
            for row in store.db.execute(
                "SELECT id, sha FROM content ORDER BY id DESC LIMIT ?", (len(made),)
            )
        }
        store.save_all([(ids[d.id], prepared) for d, prepared, _ in made], "bench")
        made.clear()

    for document, language, published in documents(count, chance, words_each):
        source = chance.choice(SOURCES)
        size += len(document.text.encode())
        made.append((document, prepare(analysed(document, language, published, source)), source))
        if len(made) == BATCH:
            write()
    if made:
        write()
    return size, time.perf_counter() - began


def median(action: Callable[[], object], rounds: int = 9) -> float:
    """Median milliseconds of an action."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        action()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def frequent() -> str:
    """A word of three letters and more that stands in three articles of four."""
    return next(w for w in vocabulary(RUSSIAN, 20_000, random.Random(7)) if len(w) >= 3)


def measure(path: Path, text: int, seconds: float, count: int) -> list[Figure]:
    """All figures of a filled store."""
    figures = [Figure("articles written", count / seconds, "/s")] if seconds else []
    began = time.perf_counter()
    with Store.open(path) as store:
        figures.append(Figure("open", (time.perf_counter() - began) * 1000, "ms"))
        keys = store.keys()
        store.act(Read(), list(keys[: count // 3]), journal=False)
        store.act(Decide(Verdict.DROP), list(keys[: count // 10]), journal=False)
        common, rare = store.rows([keys[0]])[keys[0]].title.split()[:2]
        common = next(w for w in (common, rare) if len(w) >= 3)
        commonest = frequent()
        figures += [
            Figure("first page by glance", median(lambda: first_page(path, 50)), "ms"),
            Figure("all keys by date", median(lambda: store.keys(), 3), "ms"),
            Figure("all keys unread", median(lambda: store.keys("is:unread"), 3), "ms"),
            Figure("50 rows by key", median(lambda: store.rows(keys[:50])), "ms"),
        ]
        for query in (
            "",
            "is:unread",
            "is:dropped",
            'from:"outlet 7"',
            "lang:ru",
            "date:2024-05",
            PAIR,
            "is:unread -is:dropped",
            "lang:ru date:2024-05 is:unread",
        ):
            took = median(lambda q=query: store.keys(q, limit=50))  # type: ignore[misc]  # a default binds it
            figures.append(Figure(f"first page of {query or 'everything'}", took, "ms", 5))
        for sort in ("source", "language", "title", "leftovers", "added", "path"):
            took = median(lambda s=sort: store.keys("", s, limit=50))  # type: ignore[misc]  # a default binds it
            figures.append(Figure(f"first page by {sort}", took, "ms", 5))
            took = median(lambda s=sort: store.keys(PAIR, s, limit=50))  # type: ignore[misc]  # a default binds it
            figures.append(Figure(f"first page of {PAIR} by {sort}", took, "ms", 5))
        for query in (
            common,
            common[:3],
            f"{common[:4]} is:unread",
            f'"{common} {rare}"',
            f"{common} or {rare}",
            commonest,
            f"{commonest} is:starred",
        ):
            took = median(lambda q=query: store.keys(q, limit=50, typing=True))  # type: ignore[misc]  # a default binds it
            kind = (
                "in most articles"
                if query.startswith(commonest)
                else "phrase"
                if '"' in query
                else "words"
                if " " in query
                else f"{len(query)} letters"
            )
            figures.append(Figure(f"full text as typed, {kind}", took, "ms", 25))
        figures += [
            Figure("counts of everything", median(lambda: store.counts()), "ms", 20),
            Figure("count of unread", median(lambda: store.count("is:unread")), "ms", 20),
            Figure("counts of a language", median(lambda: store.counts("lang:ru")), "ms", 20),
            Figure("counts of a month", median(lambda: store.counts("date:2024-05")), "ms", 20),
            Figure("count of a common word", median(lambda: store.count(common), 3), "ms"),
            Figure(
                "mark one, on disk",
                median(lambda: (store.act(Read(on=False), [keys[0]]), store.undo()), 15) / 2,
                "ms",
            ),
            Figure("look for others' changes", median(lambda: store.changes()), "ms"),
        ]
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if text:
        figures.append(Figure("database to text", path.stat().st_size / text, "x", 2))
    return figures


def main() -> int:
    """Build, measure, print; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=220, help="words of an article, on average")
    parser.add_argument("--keep", type=Path, help="build here, or measure what is here already")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "store.db"
        text, seconds, count = 0, 0.0, arguments.articles
        note = path.with_suffix(".size")
        if path.exists():
            text, count = json.loads(note.read_text())
        else:
            with Store.open(path) as store:
                text, seconds = build(store, arguments.articles, random.Random(7), arguments.words)
            note.write_text(json.dumps([text, count]))
        figures = measure(path, text, seconds, count)
    for figure in figures:
        if arguments.json:
            print(
                json.dumps(
                    {
                        "name": figure.name,
                        "value": figure.value,
                        "unit": figure.unit,
                        "goal": figure.goal,
                    }
                )
            )
        else:
            goal = f"  (goal {figure.goal:g})" if figure.goal is not None else ""
            print(f"{figure.name:<40} {figure.value:>10.2f} {figure.unit}{goal}")
    return int(any(f.goal is not None and f.value > f.goal for f in figures))


if __name__ == "__main__":
    raise SystemExit(main())
