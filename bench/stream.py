"""Whether memory stays flat: the analysis without names over a long stream of articles, none twice.

``python -m bench.stream --count 100000`` makes up articles as it goes, in the shape of scrapes: the menus of
forty outlets, captions and credits, Cyrillic debris, sentences drawn from so many words that no paragraph
recurs; ``--paragraphs 2`` makes short ones. Printed are resident memory and speed at 1,000, 10,000 and 100,000
articles (Linux). Only the analysis is timed, by the processor's time, in batches as a worker is given them;
beside it the time of a fixed loop, which tells how loaded the machine is.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.analysis import BATCH, loop, without_names
from bench.wire import stories
from reader.model import Document
from reader.pipeline.worker import collect_seldom

_MARKS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_OUTLETS = 40
_BUTTONS = (
    "Share",
    "Print",
    "Menu",
    "Home",
    "World",
    "Business",
    "Log in",
    "Read aloud",
    "Most read",
)
_SMALL = {
    "en": ("the", "of", "and", "in", "to", "that", "was", "for", "with", "on"),
    "ru": ("и", "в", "не", "на", "что", "с", "по", "как", "это", "для"),
}
"""Words that hold sentences together, without which no language is known and every text asked for at length."""
_DEBRIS = ("Озвучить текст", "Читайте также", "Поділитися", "Фото: REUTERS/Jon Vale", "Министр")


def documents(count: int, paragraphs: int = 9) -> Iterator[Document]:
    """So many scrapes of so many paragraphs, each made when it is asked for."""
    for story in stories(count, paragraphs=paragraphs):
        chance = random.Random(-story.number)
        outlet = story.number % _OUTLETS
        words = chance.randbytes(40).hex(" ", 4).split()
        small = _SMALL[story.language]
        body = [
            f"{chance.choice(words).capitalize()} "
            + " ".join(
                f"{word} {chance.choice(small)}" if at % 2 and word[-1] != "." else word
                for at, word in enumerate(paragraph.split(" "))
            )
            for paragraph in story.body
        ]
        body.insert(chance.randrange(len(body)), chance.choice(_DEBRIS))
        lines = [
            *(f"{button} {outlet}" for button in _BUTTONS),
            story.title,
            f"{story.published:%d %B %Y, %H:%M}",
            *body,
            f"Support outlet {outlet}",
            f"Read also: {story.title[::-1]}",
            f"© 2026 Outlet {outlet}",
        ]
        name = f"wire/{story.number:07d}.txt"
        yield Document(name, f"{story.number:064d}", "text", "utf-8", "\n".join(lines))


def resident() -> float:
    """Megabytes of this process in memory now."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="articles (default 10,000)")
    parser.add_argument("--paragraphs", type=int, default=9, help="of each article (default 9)")
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so long; 0: never")
    options = parser.parse_args()
    collect_seldom()
    print("one core, made-up scrapes, none twice; resident memory of the process")
    made = documents(options.count, options.paragraphs)
    spent, size, done = 0.0, 0, 0
    marks = [*(mark for mark in _MARKS if mark < options.count), options.count]
    while batch := list(islice(made, min(BATCH, marks[0] - done))):
        began = time.process_time()
        without_names(batch)
        spent += time.process_time() - began
        size += sum(len(document.text.encode()) for document in batch)
        done += len(batch)
        late = bool(options.seconds) and spent > options.seconds
        if done == marks[0] or late:
            print(
                f"{done:8,} articles {resident():8.1f} MB {done / spent:8.0f} articles/s"
                f" {size / spent / 1e6 * 60:8.1f} MB/min; the loop {loop():.0f} ms",
                flush=True,
            )
            marks = marks[1:] or [done]
        if late:
            print(f"stopped after {options.seconds:.0f} s of processor time")
            break
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
