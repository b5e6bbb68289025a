"""The quality gate: ``python -m bench.floors`` holds what is measured against pinned floors.

Each floor in ``tests/gold/floors.toml`` is a figure that must not be fallen below. A digest of the
labelled files stands beside them: a changed set makes the floors void until somebody looks at
them and pins them anew with ``--update``, which raises floors silently and lowers none without
``--lower``. Where the real pages of `bench.pages` are present, their floors are held too.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tomlkit

from bench import pages

GOLD = Path(__file__).resolve().parents[1] / "tests" / "gold"
SLACK = 0.005
"""How far below the measured figure a new floor is set, so that rounding never breaks a build."""


@dataclass
class Floors:
    """Pinned floors: a digest of the labelled set, and the least value of each figure."""

    digest: str = ""
    gold: dict[str, float] = field(default_factory=dict)
    pages: dict[str, float] = field(default_factory=dict)


def load(path: Path) -> Floors:
    """The floors of a file; none where there is no file."""
    if not path.is_file():
        return Floors()
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Floors(
        str(table.get("digest", "")), dict(table.get("gold", {})), dict(table.get("pages", {}))
    )


def save(path: Path, floors: Floors) -> None:
    """Write floors, figures in order."""
    table = tomlkit.document()
    table.add(tomlkit.comment("Least values of measured figures; see bench/floors.py."))
    table.add("digest", tomlkit.item(floors.digest))
    for name, figures in (("gold", floors.gold), ("pages", floors.pages)):
        section = tomlkit.table()
        for key in sorted(figures):
            section.add(tomlkit.key([key]) if "." not in key else tomlkit.key(key), figures[key])
        table.add(name, section)
    path.write_text(tomlkit.dumps(table), encoding="utf-8")


def digest(folder: Path) -> str:
    """The sha256 over names and contents of every labelled file of a folder, in order of name."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".txt", ".jsonl", ".names"}:
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def broken(floors: Mapping[str, float], measured: Mapping[str, float]) -> list[str]:
    """A line for every floor that is not reached or whose figure is no longer measured."""
    out = []
    for name, floor in sorted(floors.items()):
        figure = measured.get(name)
        if figure is None:
            out.append(f"{name}: no longer measured, floor {floor}")
        elif figure < floor:
            out.append(f"{name}: {figure:.4f} is below its floor {floor}")
    return out


def raised(
    floors: Mapping[str, float], measured: Mapping[str, float], *, lower: bool
) -> dict[str, float]:
    """New floors a little below the measured figures; a floor goes down only with `lower`."""
    out = dict(floors) if not lower else {}
    for name, figure in measured.items():
        floor = round(max(figure - SLACK, 0.0), 3)
        out[name] = floor if lower else max(floor, floors.get(name, 0.0))
    return out


def pinned(figures: Mapping[str, float]) -> dict[str, float]:
    """The figures worth a floor: F1 of classes with enough labels, shares, and no counts of errors."""
    return {
        name: figure
        for name, figure in figures.items()
        if name.endswith((".f1", ".accuracy", "_right", "_found", "_whole", "_quiet", ".overlap"))
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of labelled files")
    parser.add_argument("--update", action="store_true", help="pin anew; never lowers a floor")
    parser.add_argument("--lower", action="store_true", help="with --update: lower floors too")
    parser.add_argument("--no-pages", action="store_true", help="leave out the real pages")
    options = parser.parse_args(arguments)
    path = options.gold / "floors.toml"
    floors = load(path)
    measured = pinned(_gold(options.gold))
    place = None if options.no_pages else pages.folder()
    drawn = _pages(place) if place is not None else {}
    now = digest(options.gold)
    if options.update:
        floors.gold = raised(floors.gold, measured, lower=options.lower)
        if drawn:
            floors.pages = raised(floors.pages, drawn, lower=options.lower)
        floors.digest = now
        save(path, floors)
        print(f"Pinned {len(floors.gold) + len(floors.pages)} floors in {path}.")
    failures = broken(floors.gold, measured) + (broken(floors.pages, drawn) if drawn else [])
    if floors.digest != now:
        failures.insert(
            0, "the labelled files changed: look at the figures, then run with --update"
        )
    for failure in failures:
        print(f"floor broken: {failure}", file=sys.stderr)
    for name, figure in sorted({**measured, **drawn}.items()):
        floor = {**floors.gold, **floors.pages}.get(name)
        print(f"{name:48} {figure:.4f}  floor {floor if floor is not None else '-'}")
    if not drawn and floors.pages and not options.no_pages:
        print("The real pages are not here; their floors were not checked.", file=sys.stderr)
    return 1 if failures else 0


def _gold(folder: Path) -> dict[str, float]:
    from reader.evaluation import evaluate

    return evaluate([folder]).figures()


def _pages(place: Path) -> dict[str, float]:
    from bench.page_scores import figures

    return {f"pages.{name}": round(figure, 4) for name, figure in figures(place).items()}


if __name__ == "__main__":
    raise SystemExit(main())
