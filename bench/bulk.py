"""A folder of as many articles as wanted, in the layouts of the sample corpus: what bulk runs read.

``python -m bench.bulk FOLDER --count 100000`` writes them. Each is one of the sample's pages with its long
lines made anew of sentences that its own language has in the sample, so that no two are alike while
furniture, datelines, leftovers and mark-up stay as they are; days and times vary. One in twenty is in the encoding
that its alphabet was written in before Unicode.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Sequence
from copy import copy
from pathlib import Path

from reader.ingest import decode, discover

LONG = 70
"""Characters from which on a line is prose and is made anew."""

A_FOLDER = 1_000
"""Files of one folder."""

_SENTENCE = re.compile(r"[^.!?]{25,400}[.!?]")
_TAGGED = re.compile(r">([^<>]{70,})<")
_CLOCK = re.compile(r"\b[0-2]\d:[0-5]\d\b")
_DAY = re.compile(r"\b[0-2]?\d(?=[ .](?:[A-Z][a-z]{2}|[а-я]{3}|0\d\.20))|(?<=\b20\d\d-\d\d-)\d\d")
_LEGACY = (("[іїєґІЇЄҐ]", "koi8-u"), ("[а-яА-Я]", "cp1251"), ("[à-ÿ]", "cp1252"))


class Template:
    """One page of the sample, as text with the sentences that may stand in it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.text = decode(path.read_bytes()).text
        self.markup = path.suffix == ".html"
        self.letters = "ukr" if re.search("[іїєґ]", self.text) else ""
        cyrillic = len(re.findall("[а-яё]", self.text))
        self.letters = self.letters or ("cyr" if cyrillic > len(self.text) / 3 else "lat")
        if re.search(r"\b(?:der|die|und|le|la|les)\b.*\b(?:der|die|und|le|la|les)\b", self.text):
            self.letters += self.name
        plain = re.sub(r"<[^>]*>", "\n", self.text)
        self.sentences = [
            found.group().strip()
            for line in plain.split("\n")
            if len(line) >= LONG
            for found in _SENTENCE.finditer(line)
        ]

    def brief(self) -> Template:
        """The same cut behind its second paragraph."""
        short = copy(self)
        lines = self.text.split("\n")
        prose = [at for at, line in enumerate(lines) if len(line) >= LONG]
        short.text = "\n".join(lines[: prose[1] + 1 if len(prose) > 1 else None])
        return short

    def page(self, number: int, stock: Sequence[str]) -> str:
        """The page with its prose made anew and its number behind the first sentence."""
        chance = random.Random(f"{self.name} {number}")
        day, clock = (
            chance.randrange(10, 29),
            f"{chance.randrange(10, 24)}:{chance.randrange(10, 60)}",
        )

        def prose(length: int) -> str:
            told: list[str] = []
            while sum(map(len, told)) < length * 0.9:
                told.append(chance.choice(stock))
            return " ".join(told)

        text = _CLOCK.sub(clock, _DAY.sub(str(day), self.text))
        if self.markup:
            return _TAGGED.sub(lambda found: f">{prose(len(found[1]))} {number}.<", text)
        return "\n".join(
            f"{prose(len(line))} {number}." if len(line) >= LONG else line
            for line in text.split("\n")
        )


def write(folder: Path, count: int, sample: Path = Path("corpus"), *, briefs: bool = False) -> int:
    """Write `count` articles below `folder`, always the same ones; bytes written. Those that
    are there already are left as they are. `briefs` are plain texts of a few lines.
    """
    templates = [Template(path) for path in discover([sample]) if isinstance(path, Path)]
    if briefs:
        templates = [template.brief() for template in templates if not template.markup]
    stocks: dict[str, list[str]] = {}
    for template in templates:
        stocks.setdefault(template.letters, []).extend(template.sentences)
    size = 0
    for number in range(count):
        template = templates[number % len(templates)]
        below = folder / f"{number // A_FOLDER:04d}"
        if number % A_FOLDER == 0:
            below.mkdir(parents=True, exist_ok=True)
        file = below / f"{number:07d}-{template.name}"
        if file.exists():
            size += file.stat().st_size
            continue
        data = _encoded(template.page(number, stocks[template.letters]), number, template)
        file.write_bytes(data)
        size += len(data)
    return size


def _encoded(text: str, number: int, template: Template) -> bytes:
    if number % 20 or template.markup:
        return text.encode()
    for letters, encoding in _LEGACY:
        if re.search(letters, text):
            return text.encode(encoding, "replace")
    return text.encode()


def main() -> int:
    """Write the folder and say how much it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--briefs", action="store_true", help="cut behind the second paragraph")
    given = parser.parse_args()
    size = write(given.folder, given.count, briefs=given.briefs)
    print(f"{given.count:,} articles, {size / 1e6:,.1f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
