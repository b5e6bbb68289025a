"""The store at 100,000 and 1,000,000 articles: first pages, queries, counts, triage, size.

    python -m bench.store [--articles 100000] [--distinct 50000] [--keep FILE]

Articles are made of invented words with the frequencies of a natural language (Zipf), 60% in Cyrillic
letters, 220 words on average, so that figures do not depend on texts that cannot be given away. With
`--distinct` only so many are made up; the others are these at other times, written straight through
SQL into the same tables, which makes a million in minutes instead of hours.
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
from functools import partial
from pathlib import Path

from reader.model import Article, Document, Facts, Line, LineKind, Segment, Verdict, View
from reader.store import Decide, FileState, Read, Store
from reader.store.facts import fact_words
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


def build(
    store: Store, count: int, chance: random.Random, words_each: int, distinct: int
) -> tuple[int, float]:
    """Fill the store; bytes of text and seconds taken."""
    size = 0
    texts: list[Prepared] = []
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

    for document, language, published in documents(min(count, distinct), chance, words_each):
        source = chance.choice(SOURCES)
        size += len(document.text.encode())
        made.append((document, prepare(analysed(document, language, published, source)), source))
        if distinct < count:
            texts.append(made[-1][1])
        if len(made) == BATCH:
            write()
    if made:
        write()
    for first in range(len(texts), count, len(texts) or 1):
        again(store, texts[: count - first], first)
    return size * max(1, count // max(1, distinct)), time.perf_counter() - began


_AGAIN = (
    "INSERT INTO content(id, sha, stage, counted, shape) "
    "SELECT id + ?1, printf('%064x', id + ?1), stage, counted, shape FROM content WHERE id <= ?2",
    "INSERT INTO original SELECT content + ?1, packed FROM original WHERE content <= ?2",
    "INSERT INTO analysis SELECT content + ?1, packed FROM analysis WHERE content <= ?2",
    "INSERT INTO named SELECT content + ?1, stamp, packed FROM named WHERE content <= ?2",
    "INSERT INTO file SELECT id + ?1, printf('/corpus/%d.txt', id + ?1), size, mtime, "
    "printf('%064x', id + ?1), printf('/corpus/%d.txt', id + ?1) FROM file WHERE id <= ?2",
)
_ROWS = (
    "INSERT INTO article(key, file, part, content, path, stamp, title, source, published, language, analysed) "
    "SELECT key + ?1, file + ?1, part, content + ?1, printf('/corpus/%d.txt', file + ?1), later, title, source, "
    "strftime('%Y-%m-%dT%H:%M:%S', later, 'unixepoch'), language, 1 "
    f"FROM (SELECT *, {START} + (stamp - {START} + ?1 * 7919) % {SPAN} AS later FROM article WHERE key <= ?2)"
)


def again(store: Store, texts: list[Prepared], first: int) -> None:
    """Write the first articles of the store once more, from number `first` on, at other times."""
    db = store.db
    db.execute("BEGIN")
    for statement in (*_AGAIN, _ROWS):
        db.execute(statement, (first, len(texts)))
    rows = []
    stamps = db.execute("SELECT content, stamp FROM article WHERE key > ? ORDER BY key", (first,))
    for (content, seconds), made in zip(stamps.fetchall(), texts, strict=True):
        number = store._slot(seconds)  # as the store itself numbers its rows
        db.execute("INSERT INTO searched VALUES (?, ?)", (number, content))
        _, source, _, _, language, _, languages, kinds, lines, _ = made.shown
        facts = fact_words(seconds, language, source, languages, kinds, lines)
        rows.append((number, made.title, made.body, f"{made.also} {facts}"))
    rows.sort()
    db.executemany("INSERT INTO search(rowid, title, body, also) VALUES (?, ?, ?, ?)", rows)
    db.execute("COMMIT")


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
            took = median(partial(store.keys, query, limit=50))
            figures.append(Figure(f"first page of {query or 'everything'}", took, "ms", 5))
        for sort in ("source", "language", "title", "leftovers", "added", "path"):
            took = median(partial(store.keys, "", sort, limit=50))
            figures.append(Figure(f"first page by {sort}", took, "ms", 5))
            took = median(partial(store.keys, PAIR, sort, limit=50))
            figures.append(Figure(f"first page of {PAIR} by {sort}", took, "ms", 5))
        for query in (
            common,
            common[:3],
            f"{common[:4]} is:unread",
            f'"{common} {rare}"',
            f"{common} or {rare}",
            commonest,
            f"{commonest} is:starred",
            f"{commonest} is:unread",
        ):
            took = median(partial(store.keys, query, limit=50, typing=True))
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
        for query, sort in (
            ("has:versions", "date"),
            ("has:versions", "leftovers"),
            ("has:date_conflict", "added"),
            ("is:undecided", "title"),
            (PAIR, "story"),
            ("is:starred or is:kept", "date"),
            ("-(is:read or is:dropped)", "language"),
        ):
            took = median(partial(store.keys, query, sort, limit=50), 3)
            figures.append(Figure(f"fields combined, {query} by {sort}", took, "ms", 50))
        for query in (
            f"{commonest} lang:en",
            f"({commonest} lang:en) or is:starred",
            f"{commonest} or is:starred",
            f"-{commonest}",
            f"-{commonest} lang:ru",
            f"{common} ({rare} or has:versions)",
            f"{common} -(lang:en or {commonest})",
        ):
            told = query.replace(commonest, "COMMON").replace(common, "WORD").replace(rare, "OTHER")
            took = median(partial(store.keys, query, limit=50), 3)
            figures.append(Figure(f"words combined, {told}", took, "ms", 150))
            took = median(partial(store.keys, query, "title", limit=50), 3)
            figures.append(Figure(f"words combined, {told} by title", took, "ms", 150))
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


def measured(path: Path) -> list[Figure]:
    """All figures of a store that was kept."""
    text, count = json.loads(path.with_suffix(".size").read_text())
    return measure(path, text, 0, count)


def main() -> int:
    """Build, measure, print; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=220, help="words of an article, on average")
    parser.add_argument("--distinct", type=int, default=1 << 62, help="articles that are made up")
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
                text, seconds = build(
                    store, arguments.articles, random.Random(7), arguments.words, arguments.distinct
                )
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
