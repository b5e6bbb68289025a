"""More captions to fit on: articles of the fit half with captions of our own put between their lines.

Captions are few in the data and few of ours are written into scrapes, yet they come in hundreds of
forms. The templates of ``captions.toml`` are filled with the names and things of the very article, so
that a grown caption shares its words with the story, as real ones do.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from bench.line_samples import Row, Sample
from bench.page_kinds import IGNORED
from reader.model import LineKind

_NAMES = re.compile(
    r"(?<=[^\W\d_A-ZА-ЯЁІЇЄҐ,;] )[^\W\d_a-zà-ÿа-яёіїєґ][\w'’-]+(?: [^\W\d_a-zà-ÿа-яёіїєґ][\w'’-]+){1,2}"
)
_PLACES = re.compile(
    r"(?<=[^\W\d_A-ZА-ЯЁІЇЄҐ,;] )[^\W\d_a-zà-ÿа-яёіїєґ][\w'’-]{3,}(?![ ]?[^\W\d_a-z])"
)
_STORY = 5
_AROUND = 6
_ESSAY = 0.12
_LEAD = 0.35
_CREDITED = 0.12
_SHORT = 7
"""Captions of fewer words stand above a credit only: by themselves they look like subheadings."""


@cache
def _templates() -> dict[str, Any]:
    path = Path(__file__).with_name("captions.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def grown(sample: Sample, rng: random.Random) -> Sample | None:
    """A copy of a document with captions between its lines; None for one without much of a story."""
    rows: list[Row] = list(zip(sample.lines, sample.story, sample.kinds, strict=True))
    inside = [at for at, row in enumerate(rows) if row[1] == 1 and len(row[0].split()) > 8]
    if len(inside) < _STORY:
        return None
    text = "\n".join(rows[at][0] for at in inside)
    fill = _Filling(text, sample.language, rng)
    gaps = ([inside[0]] if rng.random() < _LEAD else []) + rng.sample(
        inside[1:],
        min(len(inside) - 1, rng.randint(5, 9) if rng.random() < _ESSAY else rng.randint(1, 3)),
    )
    low, high = max(0, inside[0] - _AROUND), min(len(rows), inside[-1] + 1 + _AROUND)
    spaced = any(not row[0].strip() for row in rows[inside[0] : inside[-1]])
    blank: Row = ("", IGNORED, LineKind.EMPTY)
    out: list[Row] = []
    for at in range(low, high):
        if at in gaps:
            caption = fill.caption()
            out.append((caption, 0, LineKind.CAPTION))
            if len(caption.split()) < _SHORT or rng.random() < _CREDITED:
                out.append((fill.credit(), 0, LineKind.PHOTO_CREDIT))
            if spaced:
                out.append(blank)
        out.append(rows[at])
    lines, story, kinds = zip(*out, strict=True)
    return replace(
        sample, shape="grown", lines=lines, story=story, kinds=kinds, weight=0.5, hints=()
    )


class _Filling:
    """What the templates of a language are filled with, drawn from one article."""

    def __init__(self, text: str, language: str, rng: random.Random) -> None:
        known = _templates()
        self._rng = rng
        self._language = language if language in known["captions"] else "other"
        self._templates: Sequence[str] = known["captions"][self._language]
        self._names = list(dict.fromkeys(_NAMES.findall(text))) or ["Marta Lindqvist", "Jon Avery"]
        self._places = list(dict.fromkeys(_PLACES.findall(text))) or ["Northgate"]
        pattern = known["things"].get(self._language)
        found = [one.strip() for one in re.findall(pattern, text)] if pattern else []
        self._things = list(dict.fromkeys(found)) or ["the old harbour", "the new station"]

    def caption(self) -> str:
        """One caption, now and then with two sentences or without its full stop."""
        rng, known = self._rng, _templates()
        text = rng.choice(self._templates).format(
            name=rng.choice(self._names),
            other=rng.choice(self._names),
            place=rng.choice(self._places),
            thing=rng.choice(self._things),
            day=rng.choice(known["days"]["en"]),
            month=rng.choice(known["months"].get(self._language, known["months"]["en"])),
            year=rng.randint(1998, 2026),
            n=rng.randint(2, 28),
        )
        if text[-1] == "." and rng.random() < 0.3:
            text = text[:-1]
        elif text[-1].isalnum() and len(text.split()) > 5 and rng.random() < 0.35:
            text += "."
        return text[0].upper() + text[1:]

    def credit(self) -> str:
        """A credit line for the picture above it."""
        name = self._rng.choice(self._names)
        return self._rng.choice(
            ("Photo: {}", "© {}", "Credit: {}", "Foto: {}", "Picture by {}")
        ).format(name)
