"""The same questions put to the store and to notmuch (Xapian) over the same articles, in one run.

    python -m bench.notmuch [--articles 20000] [--keep FOLDER]

Articles are those of `bench.store`, for notmuch as a maildir. A question to notmuch is a process of its own; what
starting it costs (a count of nothing) is taken off and told apart, while the store is asked within this
process. Milliseconds of the processor, medians; questions are asked in turn, so that what else the
machine does strikes both alike.
"""

from __future__ import annotations

import argparse
import calendar
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from functools import partial
from pathlib import Path

from bench.store import BATCH, SOURCES, analysed, documents, frequent
from reader.store import FileState, Store
from reader.store.preparing import Prepared, prepare

PAGE = 50
ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Question:
    """A question: in words, to the store, and as arguments of notmuch."""

    name: str
    ours: Callable[[Store], object]
    theirs: tuple[str, ...]


def build(folder: Path, count: int) -> None:
    """The store and the maildir of the same articles, and notmuch's index of that."""
    chance = random.Random(7)
    box = folder / "mail" / "wire" / "cur"
    box.mkdir(parents=True)
    for name in ("new", "tmp"):
        (box.parent / name).mkdir()
    text = 0
    ours = 0.0
    made: list[tuple[FileState, Prepared, str]] = []
    with Store.open(folder / "store.db") as store:

        def write() -> float:
            began = time.process_time()
            ids = dict(
                store.db.execute(
                    "SELECT sha, id FROM content ORDER BY id DESC LIMIT ?", (len(made),)
                ).fetchall()
            )
            store.save_all([(ids[state.sha], prepared) for state, prepared, _ in made], "bench")
            made.clear()
            return time.process_time() - began

        batch = []
        for number, (document, language, published) in enumerate(documents(count, chance, 220)):
            outlet = chance.choice(SOURCES)
            text += len(document.text.encode())
            seconds = calendar.timegm(time.strptime(published, "%Y-%m-%dT%H:%M:%S"))
            place = box / f"{number}.wire:2,"
            place.write_text(_mail(number, outlet, seconds, document.text), "utf-8")
            began = time.process_time()
            prepared = prepare(analysed(document, language, published, outlet))
            state = FileState(document.path, len(document.text), 1, document.id, document.path)
            batch.append((state, (document,), (outlet,)))
            made.append((state, prepared, outlet))
            if len(made) == BATCH or number == count - 1:
                store.add_documents(batch)
                batch.clear()
                write()
            ours += time.process_time() - began
    (folder / "config").write_text(
        f"[database]\npath={folder}/mail\n[user]\nname=desk\nprimary_email=desk@example.invalid\n"
        "[new]\ntags=unread\n[maildir]\nsynchronize_flags=false\n"
    )
    theirs = spent(folder, ("new", "--quiet"))
    size = sum(each.stat().st_size for each in (folder / "mail" / ".notmuch").rglob("*"))
    own = (folder / "store.db").stat().st_size
    print(f"{count:,} articles, {text / 1e6:.0f} MB of text")
    print(f"indexed: {count / ours:.0f} articles/s, notmuch {count / theirs * 1000:.0f}")
    print(f"on disk: {own / text:.2f} times the text with texts and analyses in it, ", end="")
    print(f"notmuch {size / text:.2f} times without")


def _mail(number: int, outlet: str, seconds: float, text: str) -> str:
    title, _, body = text.partition("\n")
    sender = outlet.replace(" ", "").lower()
    return (
        f'From: "{outlet}" <{sender}@example.invalid>\nTo: desk@example.invalid\nSubject: {title}\n'
        f"Date: {formatdate(seconds)}\nMessage-ID: <{number}@example.invalid>\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{body}\n"
    )


def spent(folder: Path, arguments: Sequence[str]) -> float:
    """Milliseconds of the processor that notmuch takes over this."""
    environment = {**os.environ, "NOTMUCH_CONFIG": str(folder / "config")}
    process = subprocess.Popen(["notmuch", *arguments], stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"notmuch {' '.join(arguments)} ended with {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def questions(store: Store) -> list[Question]:
    """What is asked of both."""
    title = store.rows([store.keys(limit=1)[0]]).popitem()[1].title.split()
    rare, second = [word for word in title if len(word) >= 4][:2]
    common = frequent()
    month = "2024-05"

    def page(query: str) -> Callable[[Store], object]:
        return partial(Store.keys, query=query, limit=PAGE)

    def count(query: str) -> Callable[[Store], object]:
        return partial(Store.count, query=query)

    def first(query: str) -> tuple[str, ...]:
        return "search", "--output=messages", "--sort=newest-first", f"--limit={PAGE}", query

    return [
        Question("first page of everything", page(""), first("*")),
        Question("of an outlet", page('from:"Outlet 7"'), first("from:outlet7@example.invalid")),
        Question("of a month", page(f"date:{month}"), first(f"date:{month}..{month}")),
        Question("of a word", page(rare), first(rare)),
        Question("of four letters and more", page(rare[:4] + "*"), first(rare[:4] + "*")),
        Question("of a phrase", page(f'"{rare} {second}"'), first(f'"{rare} {second}"')),
        Question("of two words", page(f"{rare} {second}"), first(f"{rare} and {second}")),
        Question("of a word in most articles", page(common), first(common)),
        Question("count of everything", count(""), ("count", "*")),
        Question(
            "of an outlet", count('from:"Outlet 7"'), ("count", "from:outlet7@example.invalid")
        ),
        Question("of a word", count(rare), ("count", rare)),
        Question("of a word in most articles", count(common), ("count", common)),
    ]


def asked(folder: Path, count: int) -> list[tuple[str, float, float]]:
    """Each question with ours and notmuch's milliseconds; built in `folder` unless it is there already.

    Empty where notmuch is not installed.
    """
    if shutil.which("notmuch") is None:
        print("notmuch is not installed: left out", file=sys.stderr)
        return []
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "config").exists():
        build(folder, count)
    with Store.open(folder / "store.db", read_only=True) as store:
        all_of_them = questions(store)
        times: list[tuple[list[float], list[float]]] = [([], []) for _ in all_of_them]
        starting = []
        for _ in range(ROUNDS):
            starting.append(spent(folder, ("count", "id:nothing")))
            for question, (ours, theirs) in zip(all_of_them, times, strict=True):
                began = time.process_time()
                question.ours(store)
                ours.append((time.process_time() - began) * 1000)
                theirs.append(spent(folder, question.theirs))
    start = statistics.median(starting)
    print(f"starting notmuch takes {start:.1f} ms, which are taken off")
    return [
        (question.name, statistics.median(ours), max(0.0, statistics.median(theirs) - start))
        for question, (ours, theirs) in zip(all_of_them, times, strict=True)
    ]


def main() -> int:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="build here, or ask what is here already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        told = asked((given.keep or Path(scratch)).absolute(), given.articles)
    print(f"{'':34} {'ours':>8} {'notmuch':>8}   ms")
    for name, ours, theirs in told:
        print(f"{name:34} {ours:8.1f} {theirs:8.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
