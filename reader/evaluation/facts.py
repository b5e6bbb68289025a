"""Title, date, author and source against labelled scrapes: precision, recall and F1 of each.

A scrape's facts are read from its text alone. Labels list every answer that is accepted, the best first;
an empty list or null is the answer that the page does not say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.evaluation import gold
from reader.evaluation.gold import GoldError, GoldScrape
from reader.evaluation.report import Case, Counts, Section
from reader.model import Document, Facts, LineKind

FIELDS = "title", "published", "author", "source"
Find = Callable[[Document], Facts]
_MOST_CASES = 12
_TITLE = re.compile(r"[^\W_]+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}")


@dataclass(frozen=True, slots=True)
class GoldFacts:
    """What a labelled scrape says of its article.

    `titles` are the lines labelled headlines. `published` holds accepted ISO days or times, None for none;
    `author` the persons of the byline; `source` all accepted names, empty where the page names no outlet.
    """

    scrape: GoldScrape
    where: str
    titles: tuple[str, ...]
    published: tuple[str | None, ...]
    author: tuple[str, ...]
    source: tuple[str, ...]


def read(path: Path) -> Iterator[GoldFacts]:
    """The labelled facts of a ``.jsonl`` file, whose ``file`` names a tagged file beside it.

    Raises `GoldError` for an object that is not in the form or points to no scrape.
    """
    scrapes: dict[str, list[GoldScrape]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record: dict[str, Any] = json.loads(line)
            name, at = str(record["file"]), int(record["scrape"])
            if name not in scrapes:
                scrapes[name] = list(gold.read(path.parent / name))
            found = scrapes[name][at - 1]
            given = record["published"]
            days = tuple(given) if isinstance(given, list) else (given,)
            author, source = tuple(record["author"]), tuple(record["source"])
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise GoldError(f"{path}:{number}: not a label of facts: {error!r}") from error
        if found.outlet != record.get("outlet"):
            raise GoldError(f"{path}:{number}: scrape {at} of {name} is of {found.outlet!r}")
        texts = found.document.text.split("\n")
        titles = tuple(
            text for kind, text in zip(found.kinds, texts, strict=True) if kind is LineKind.HEADLINE
        )
        yield GoldFacts(found, f"{path}:{number}", titles, days, author, source)


def score(labelled: Sequence[GoldFacts], find: Find) -> Section:
    """Each fact as said and right, said and wrong, or missed; and the share of answers right, silence among them."""
    tallies = {name: [0, 0, 0] for name in (*FIELDS, "time")}
    answers = dict.fromkeys(FIELDS, 0)
    cases: list[Case] = []
    for one in labelled:
        facts = find(one.scrape.document)
        for name in FIELDS:
            said, right, there = _compared(one, facts, name)
            answers[name] += right
            tally = tallies[name]
            tally[0] += right and there and bool(said)
            tally[1] += bool(said) and not right
            tally[2] += there and not (right and bool(said))
            if not right:
                cases.append(_case(one, facts, name, said))
        _clock(one, facts, tallies["time"])
    total = max(1, len(labelled))
    return Section(
        name="facts",
        documents=len(labelled),
        counts={name: Counts(*tally) for name, tally in tallies.items()},
        figures={f"{name}_right": count / total for name, count in answers.items()},
        cases=cases[:_MOST_CASES],
    )


def _compared(one: GoldFacts, facts: Facts, name: str) -> tuple[str, bool, bool]:
    """What was said of a fact, whether that is right, and whether the page says any."""
    if name == "title":
        there = bool(one.titles)
        right = not there or _letters(facts.title) in map(_letters, one.titles)
        return facts.title if there else "", right, there
    if name == "published":
        day = (facts.published or "")[:10]
        accepted = [(each or "")[:10] for each in one.published]
        return facts.published or "", day in accepted, bool(accepted[0])
    if name == "author":
        said = facts.author or ""
        return said, _persons(said) == _persons(" ".join(one.author)), bool(one.author)
    said = facts.source or ""
    right = _letters(said) in map(_letters, one.source) if one.source else not said
    return said, right, bool(one.source)


def _clock(one: GoldFacts, facts: Facts, tally: list[int]) -> None:
    """The time of day, of those whose day is right."""
    said = facts.published or ""
    wanted = {each[:16] for each in one.published if each and each[:10] == said[:10]}
    if not said or not wanted:
        return
    times = {each[11:] for each in wanted}
    time = said[11:16]
    tally[0] += bool(time) and time in times
    tally[1] += bool(time) and time not in times
    tally[2] += any(times) and time not in times


def _letters(text: str) -> str:
    """A name as it is compared: letters and digits alone, case folded, no article; a domain without its ends."""
    folded = re.sub(r"^(?:the |www\.)\s*", "", text.casefold().strip())
    if _DOMAIN.fullmatch(folded):
        folded = folded.rpartition(".")[0].rpartition(".")[2]
    return "".join(_TITLE.findall(folded))


def _persons(text: str) -> frozenset[str]:
    return frozenset(_TITLE.findall(text.casefold()))


def _case(one: GoldFacts, facts: Facts, name: str, said: str) -> Case:
    wanted = {
        "title": one.titles,
        "published": tuple(each or "none" for each in one.published),
        "author": one.author or ("none",),
        "source": one.source or ("none",),
    }[name]
    return Case(
        where=f"{one.where} ({one.scrape.outlet})",
        labelled=f"{name} {' or '.join(wanted)}",
        found=said or "none",
        text=f"{one.scrape.document.path}:{one.scrape.rows[0]}",
        why=facts.reasons.get(name, ""),
    )
