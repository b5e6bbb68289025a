"""The names of a corpus of 100,000 articles: who names X, how many, who is named most, since when.

    python -m bench.names [--articles 100000] [--keep FILE]

Names are invented and as frequent as in a language (Zipf): the commonest stands in more than half of all
articles, as Russia does in Russian copy. A third of them have several forms, and an article may use two.
Every answer is asked for as the reader does. Figures are milliseconds of the processor, the best of seven, as all
pages lie in memory: what else the machine does then counts little, and the noise line says how much.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import structs

from bench.entities import article
from bench.store import BATCH, SOURCES, Figure, analysed, documents, vocabulary
from bench.tty.measure import calibrate
from bench.tty.session import Session, Setting
from reader.model import Article, Entity, EntityLabel
from reader.store import FileState, Store
from reader.store.preparing import Prepared, prepare

NAMES = 50_000
"""Distinct names of the corpus."""

NAMED = 12
"""Names of an article, on average, repeated ones left out."""

PAGE = 500
"""Rows that the list asks for before its first paint."""

GOAL = 50
"""Milliseconds within which the index shall answer."""

_READER = (
    "import sys; from pathlib import Path\n"
    "from reader.tui.app import run\n"
    "from reader.tui.options import Options\n"
    "run([Path('wire')], Path(sys.argv[1]), Options())\n"
)

Name = tuple[tuple[str, ...], EntityLabel]


def people(chance: random.Random) -> list[Name]:
    """Names with the forms they are met in, the first being the corpus's."""
    latin = vocabulary("etaoinshrdlcumwfgypbvkjxqz", 9_000, chance)
    cyrillic = vocabulary("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф", 9_000, chance)
    made: dict[str, Name] = {}
    while len(made) < NAMES:
        rank = len(made)
        given, family = (chance.choice(latin).capitalize() for _ in range(2))
        whole = f"{given} {family}"
        forms = [whole]
        if rank % 3 == 0:
            forms += [" ".join(chance.choice(cyrillic).capitalize() for _ in range(2)), family]
        label = (EntityLabel.PER, EntityLabel.LOC, EntityLabel.ORG)[rank % 3]
        made[whole] = tuple(forms), label
    return list(made.values())


def articles(count: int, chance: random.Random, names: Sequence[Name]) -> Iterator[Article]:
    """Short articles with their names already found."""
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(names))))
    for document, language, published in documents(count, chance, 50):
        article = analysed(document, language, published, chance.choice(SOURCES))
        found = []
        for number in set(chance.choices(range(len(names)), cum_weights=weights, k=NAMED + 4)):
            forms, label = names[number]
            for form in chance.sample(forms, 1 + (len(forms) > 1 and chance.random() < 0.1)):
                times = 1 + (chance.random() < 0.3)
                found += [Entity(at, at + 1, form, label, form, "bench") for at in range(times)]
        yield structs.replace(article, entities=tuple(found))


def build(store: Store, count: int) -> tuple[float, float]:
    """Fill the store; seconds that its writes took, and those of giving the names their forms."""
    chance = random.Random(7)
    names = people(chance)
    took = 0.0
    made: list[tuple[Article, Prepared]] = []

    def write() -> None:
        began = time.perf_counter()
        batch = [
            (
                FileState(a.document.path, len(a.document.text), 1, a.document.id, a.document.path),
                (a.document,),
                (a.facts.source,),
            )
            for a, _ in made
        ]
        store.add_documents(batch)
        rows = store.db.execute(
            "SELECT id, sha FROM content ORDER BY id DESC LIMIT ?", (len(made),)
        )
        ids = {row[1]: row[0] for row in rows}
        ready = [(ids[a.document.id], prepared) for a, prepared in made]
        for at in range(0, len(ready), 64):  # as the analysis does
            store.save_all(ready[at : at + 64], "bench")
        nonlocal took
        took += time.perf_counter() - began
        made.clear()

    for each in articles(count, chance, names):
        made.append((each, prepare(each)))
        if len(made) == BATCH:
            write()
    if made:
        write()
    began = time.perf_counter()
    store.resolve({(form, str(label)): forms[0] for forms, label in names for form in forms})
    return took, time.perf_counter() - began


def _first_census(path: Path) -> object:
    with Store.open(path, read_only=True) as store:
        return store.census()


def _days(store: Store, query: str) -> object:
    return store.census(query).days()


def measure(path: Path) -> list[Figure]:
    """All answers of a filled store."""
    figures: list[Figure] = []

    def timed(name: str, action: Callable[[], object], goal: float | None = GOAL) -> None:
        figures.append(Figure(name, best(action), "ms", goal))

    with Store.open(path, read_only=True) as store:
        total = store.count()
        most = store.names("", 2_000)
        for rank in (0, 9, 99, 999):
            each = most[rank]
            query = f'entity:"{each.name}"'
            share = f"rank {rank + 1}, {each.articles:,} articles"
            timed(f"first page, {share}", partial(store.keys, query, limit=PAGE))
            timed(f"all in order, behind the first page, {share}", partial(store.keys, query), None)
            timed(f"counts, {share}", partial(store.counts, query))
        first = most[0].name
        typed = f"entity:{first.split()[-1][:4].lower()}"
        both = f'entity:"{most[4].name}" entity:"{most[5].name}"'
        for query in (
            typed,
            f'entity:"{first}" is:unread',
            both,
            f'entity:"{first}" lang:ru date:2024-05',
        ):
            timed(f"first page, {_shape(query)}", partial(store.keys, query, limit=PAGE))
            timed(f"counts, {_shape(query)}", partial(store.counts, query))
        timed("days of all articles, once after anything was written", partial(_first_census, path))
        lists = (
            "",
            "is:unread",
            "lang:ru",
            'from:"outlet 7"',
            "date:2024-05",
            f'entity:"{most[20].name}"',
            typed,
        )
        for query in lists:
            share = (
                f"{_shape(query)} ({store.count(query):,} articles)"
                if query
                else "the whole corpus"
            )
            census = store.census(query)
            eight = [(each.name, each.label) for each in store.names(query, 8, census)]
            timed(f"articles and days of {share}", partial(_days, store, query))
            timed(f"most named of {share}", partial(store.names, query, 50, census))
            timed(
                f"trends of the eight most named of {share}",
                partial(store.trends, eight, census),
            )
        timed(
            "names that begin so, while typing",
            lambda: store.keys(typed[:-1], limit=PAGE, typing=True),
        )
        figures.append(Figure("articles", total, ""))
    return figures


def best(action: Callable[[], object], rounds: int = 7) -> float:
    """Milliseconds of the processor that an action takes, the best of some rounds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        action()
        times.append((time.process_time() - began) * 1000)
    return min(times)


def spans() -> list[Figure]:
    """What opening an article of 1,600 words with a name in every eighth word costs."""
    document, lines = article("en")
    document = structs.replace(document, path="/corpus/long.txt", id="0" * 64)
    words = list(re.finditer(r"\w+", document.text))[::8]
    entities = tuple(
        Entity(w.start(), w.end(), w.group(), EntityLabel.PER, w.group(), "bench") for w in words
    )
    made = analysed(document, "en", "2026-02-10", "Outlet 1")
    made = structs.replace(made, lines=lines, entities=entities)
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "one.db") as store:
        state = FileState(document.path, len(document.text), 1, document.id, document.path)
        [key] = store.add_documents([(state, (document,), ("Outlet 1",))]).added
        store.save(store.contents_of([key])[0], made, "bench")
        took = best(lambda: store.article(key), 25)
    return [Figure(f"an article of 1,600 words, {len(entities)} spans", took, "ms", 5)]


def memory(path: Path) -> list[Figure]:
    """What the reader keeps in memory over this store, in a terminal, while the panel of names is used."""
    setting = Setting(environment={"PYTHONPATH": str(Path.cwd())})
    session = Session((sys.executable, "-c", _READER, str(path)), setting)
    figures = []
    try:
        session.settle(600, marker="to read")
        figures.append(
            Figure("the reader's own process, the list", session.usage()[1] / 1e6, "MB", 90)
        )
        for _ in range(10):
            session.press("i")
            session.settle(400, marker="names of")
            for key in ("G", "g", "enter"):
                session.press(key)
                session.settle(400)
            session.press("esc")
            session.settle(400, marker="quit")
        figures.append(
            Figure("the same, the panel used ten times", session.usage()[1] / 1e6, "MB", 90)
        )
        figures.append(Figure("its peak", max(session.peaks.values(), default=0) / 1e6, "MB", 90))
    finally:
        session.close(("q", "q"))
    return figures


def _shape(query: str) -> str:
    """The query without invented words."""
    words = []
    for word in query.split():
        field, colon, value = word.partition(":")
        if field == "entity":
            words.append('entity:"X Y"' if value.startswith('"') else "entity:xxxx")
        elif colon or not word.endswith('"'):
            words.append(word)
        elif words and words[-1].startswith("from"):
            words[-1] += " " + word
    return " ".join(words)


def main() -> int:
    """Build, measure, print; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="build here, or measure what is here already")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "store.db"
        if not path.exists():
            with Store.open(path) as store:
                took, resolved = build(store, arguments.articles)
            figures += [
                Figure("articles written", arguments.articles / took, "/s"),
                Figure("names given their forms", resolved, "s"),
            ]
        figures += [*measure(path), *spans(), *memory(path)]
        figures.append(Figure("database", path.stat().st_size / 1e6, "MB"))
    if not arguments.json:
        print(f"noise: a fixed Python loop took {best(calibrate):.1f} ms")
    for figure in figures:
        if arguments.json:
            print(json.dumps(dataclasses.asdict(figure)))
        else:
            goal = f"  (goal {figure.goal:g})" if figure.goal is not None else ""
            print(f"{figure.name:<64} {figure.value:>10.2f} {figure.unit}{goal}")
    return int(any(f.goal is not None and f.value > f.goal for f in figures))


if __name__ == "__main__":
    raise SystemExit(main())
