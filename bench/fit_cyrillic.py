"""Fit the table of Cyrillic n-grams that names the language of a fragment.

    python bench/fit_cyrillic.py FOLDER

FOLDER holds what is fitted on, unpacked: `annotations/` of the npm package cldr-annotations-full
(Unicode-3.0) and wheels of Django, djangorestframework, django-cms and wagtail (BSD),
django-allauth, django-countries, humanize and holidays (MIT) with their `locale` folders. CLDR's
names of territories, languages, scripts and currencies come from the installed Babel.

The table goes to reader/language/data/cyrillic-ngrams.json.gz: for each kept n-gram, ten times the
natural logarithm of its likelihood in each language against the likeliest, in the order of
`reader.language.alphabet.CYRILLIC`.
"""

from __future__ import annotations

import argparse
import gettext
import gzip
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reader.language.alphabet import CYRILLIC
from reader.language.ngrams import features

TABLE = Path(__file__).parents[1] / "reader/language/data/cyrillic-ngrams.json.gz"
WORD = re.compile("[\u0400-\u052f]+")
KEEP = 30_000
SMOOTHING = 0.2
LEAST = 3
ORDER = 4


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif hasattr(value, "values"):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _cldr(language: str) -> Iterator[str]:
    from babel import Locale

    locale = Locale(language)
    for names in (locale.territories, locale.languages, locale.scripts, locale.currencies):
        yield from names.values()
    for key in ("unit_patterns", "date_fields", "months", "days", "eras", "day_periods"):
        try:
            yield from _strings(locale._data[key])
        except KeyError:
            continue


def _annotations(folder: Path, language: str) -> Iterator[str]:
    for path in folder.rglob(f"annotations/{language}/annotations.json"):
        yield from _strings(json.loads(path.read_text(encoding="utf-8"))["annotations"])


def _catalogues(folder: Path, language: str) -> Iterator[str]:
    for pattern in (f"locale/{language}/**/*.mo", f"locale/{language}_*/**/*.mo"):
        for path in folder.rglob(pattern):
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined] # no public way to list a catalogue
            for key, text in catalogue.items():
                if (
                    key
                    and isinstance(text, str)
                    and (key[0] if isinstance(key, tuple) else key) != text
                ):
                    yield text


def count(folder: Path) -> dict[str, dict[str, float]]:
    """How often each n-gram stands in each language, a word counted by the log of its frequency."""
    counts: dict[str, dict[str, float]] = {}
    for language in CYRILLIC:
        texts = {
            *_cldr(language),
            *_annotations(folder, language),
            *_catalogues(folder, language),
        }
        words = Counter(word for text in texts for word in WORD.findall(text.lower()))
        grams: defaultdict[str, float] = defaultdict(float)
        for word, times in words.items():
            weight = 1 + math.log(times)
            for gram in features(word):
                grams[gram] += weight
        counts[language] = grams
        print(language, len(texts), "strings", len(words), "words")
    return counts


def table(counts: dict[str, dict[str, float]]) -> dict[str, list[int]]:
    """The n-grams that tell languages apart best, with their scaled log likelihoods."""
    totals = {
        language: {n: sum(v for g, v in grams.items() if len(g) == n) for n in range(1, ORDER + 1)}
        for language, grams in counts.items()
    }
    every = set().union(*counts.values())
    kinds = Counter(map(len, every))
    ranked = []
    for gram in every:
        n = len(gram)
        if sum(counts[language][gram] for language in CYRILLIC) < LEAST:
            continue
        share = sum(counts[language][gram] / totals[language][n] for language in CYRILLIC)
        logs = [
            math.log(
                (counts[language][gram] + SMOOTHING) / (totals[language][n] + SMOOTHING * kinds[n])
            )
            for language in CYRILLIC
        ]
        top = max(logs)
        ranked.append(
            (share * (top - min(logs)), gram, [max(-99, round((x - top) * 10)) for x in logs])
        )
    ranked.sort(key=lambda row: (-row[0], row[1]))
    return {gram: row for _, gram, row in ranked[:KEEP]}


def main() -> None:
    """Fit and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="what is fitted on, unpacked")
    rows = table(count(parser.parse_args().folder))
    packed = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    with (
        TABLE.open("wb") as file,
        gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as out,
    ):
        out.write(packed)
    print(len(rows), "n-grams,", TABLE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
