"""Find labelled files, score each with what it is labelled for, print or return the report.

Which measure a file is for shows in the file: ``.names`` holds names, objects with
``leftovers`` hold leftovers, objects with ``scrape`` the facts of a tagged scrape, objects with
``lines`` and tagged text hold line kinds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from reader.evaluation import facts, gold, leftovers, lines, names
from reader.evaluation.report import Case, Counts, Report, Section
from reader.model import Document, Facts, Leftover, Line

_SUFFIXES = frozenset({".jsonl", ".txt", ".names"})
_CASES = 12


def evaluate(paths: Sequence[Path]) -> Report:
    """The report over all labelled files in the given files and folders.

    Raises `OSError` for a path that cannot be read, and the readers' `GoldError`s (all are
    `ValueError`) for a file that is not in its form. In folders, only files and scrapes marked
    for reporting count; a file named outright is scored whole.
    """
    scrapes: list[gold.GoldScrape] = []
    texts: dict[str, list[leftovers.GoldLeftovers]] = {}
    named: list[names.GoldArticle] = []
    told: list[facts.GoldFacts] = []
    for path, whole in _files(paths):
        if path.suffix == ".names":
            named.extend(names.read(path))
            continue
        keys = _keys(path) if path.suffix == ".jsonl" else frozenset({"lines"})
        if "leftovers" in keys:
            texts[path.stem] = list(leftovers.read(path))
        elif "scrape" in keys:
            told.extend(facts.read(path))
        elif whole or "lines" in keys:
            found = list(gold.read(path))
            if whole and not found:
                raise gold.GoldError(
                    f"{path} holds no labelled scrape: in a .txt each opens with == outlet | language | split"
                )
            only = [scrape for scrape in found if scrape.split == "report"]
            scrapes.extend(found if whole and not only else only)
    sections: list[Section] = []
    if scrapes:
        sections.append(_lines(scrapes))
    if told:
        sections.append(facts.score(told, _facts))
    sections += [_leftovers(stem, texts[stem]) for stem in sorted(texts)]
    if named:
        sections.extend(_names(named))
    return Report(tuple(sections))


def run(paths: Sequence[Path], *, as_json: bool, out: TextIO) -> int:
    """Evaluate and print to `out`; 0 when done, 1 when no labelled file was found or one is broken."""
    try:
        report = evaluate(paths)
    except (OSError, ValueError) as error:
        out.write(f"{error}\n")
        return 1
    if not report.sections:
        wanted = ", ".join(sorted(_SUFFIXES))
        out.write(f"No labelled files ({wanted}) in {', '.join(map(str, paths))}.\n")
        return 1
    if as_json:
        json.dump(report.as_json(), out, ensure_ascii=False, indent=1)
        out.write("\n")
    else:
        out.write(report.as_text())
    return 0


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Labelled files in stable order, and whether each was named outright."""
    for path in paths:
        if not path.is_dir():
            yield path, True
            continue
        for inner in sorted(path.rglob("*")):
            marks = inner.stem.replace("-", ".").split(".")
            if inner.is_file() and inner.suffix in _SUFFIXES and "fit" not in marks:
                yield inner, False


def _keys(path: Path) -> frozenset[str]:
    """What the objects of a file of JSON lines hold, by its first line."""
    with path.open(encoding="utf-8") as stream:
        first = next((line for line in stream if line.strip()), "{}")
    try:
        record = json.loads(first)
    except ValueError as error:
        raise gold.GoldError(f"{path}:1: not JSON: {error}") from error
    return frozenset(record) if isinstance(record, Mapping) else frozenset()


def _lines(scrapes: Sequence[gold.GoldScrape]) -> Section:
    from reader.clean import classify

    return lines.score(scrapes, classify)


def _facts(document: Document) -> Facts:
    from reader import clean, language

    own = clean.classify(document)
    return clean.facts(document, own, language.article_language(document, own))


def _leftovers(name: str, documents: Sequence[leftovers.GoldLeftovers]) -> Section:
    """End to end: the program's own line kinds and language, then its leftovers."""
    from reader import clean, language

    def find(document: Document, _labelled: tuple[Line, ...]) -> Sequence[Leftover]:
        own = clean.classify(document)
        spoken = language.article_language(document, own)
        return language.leftovers(document, own, spoken)

    score = leftovers.score(documents, find)
    return Section(
        name=f"leftovers.{name}",
        documents=score.documents,
        counts={
            "span": Counts(score.right, score.found - score.right, score.labelled - score.right)
        },
        figures={
            "kind_right": score.kinds / score.right if score.right else 1.0,
            "language_right": score.language_accuracy,
            "homoglyphs_found": score.homoglyphs_found / score.homoglyphs
            if score.homoglyphs
            else 1.0,
            "documents_with_false_alarms": float(score.alarmed),
            "documents_quiet": 1 - score.alarmed / max(score.documents, 1),
        },
        cases=[Case(m.id, "", m.what, m.text, below=m.context) for m in score.misses[:_CASES]],
    )


def _names(articles: Sequence[names.GoldArticle]) -> tuple[Section, ...]:
    from reader.entities import Recogniser, Resolver

    recogniser = Recogniser()
    found = {
        one.id: recogniser.recognise(one.document, one.lines, one.language) for one in articles
    }
    return (
        *names.recognition(articles, lambda document, _lines, _language: found[document.id]),
        names.resolution(articles, found, lambda corpus: Resolver().resolve(corpus).name),
    )
