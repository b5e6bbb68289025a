"""What a person does with a corpus, as steps that a sweep can stop at, and what is known after each."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from bench.reliability import known
from bench.reliability.table import Trial
from reader.model import (
    Article,
    Document,
    Entity,
    EntityLabel,
    LineKind,
    Overrule,
    Triage,
    Verdict,
)
from reader.pipeline import Stages, analyse
from reader.store import Action, Annotate, Decide, Read, Star, Store, StoreError, Tag
from reader.store.marks import read_marks

PERSON = str(EntityLabel.PER)
PEOPLE = ("Nadia Marsh", "Oleg Tarasov", "Irina Solova")
"""Who is named in the corpus."""

Deed = Callable[[Store, Sequence[int]], object]


def _undo(store: Store, _: Sequence[int]) -> object:
    return store.undo()


def _redo(store: Store, _: Sequence[int]) -> object:
    return store.redo()


def _overrule(rule: Overrule, store: Store, _: Sequence[int]) -> object:
    return store.overrule(rule)


def _merge(first: str, second: str, store: Store, _: Sequence[int]) -> object:
    with contextlib.suppress(StoreError):  # they are one already
        return store.merge_names(first, second, PERSON)
    return None


def _apart(first: str, second: str, store: Store, _: Sequence[int]) -> object:
    with contextlib.suppress(StoreError):
        return store.keep_names_apart(first, second, PERSON)
    return None


def _act(action: Action, rows: Sequence[int], store: Store, keys: Sequence[int]) -> object:
    return store.act(action, [keys[row] for row in rows])


def deeds(trial: Trial, count: int) -> list[Deed]:
    """A person's actions, by chance: marks on one and on many, undo and redo, corrections, words on names."""
    chance = trial.chance("deeds")
    made: list[Deed] = []
    for number in range(count):
        rows = chance.sample(range(8), chance.choice((1, 1, 1, 3, 8)))
        action = chance.choice(
            (
                Star(chance.random() < 0.7),
                Read(chance.random() < 0.7),
                Decide(chance.choice((Verdict.KEEP, Verdict.DROP, None))),
                Tag(chance.choice(("harbour", "порт", "urgent")), chance.random() < 0.7),
                Annotate(chance.choice(("позвонить", "two\nlines " * 40, ""))),
            )
        )
        kind = chance.random()
        if kind < 0.15:
            made.append(_undo)
        elif kind < 0.22:
            made.append(_redo)
        elif kind < 0.30:
            decide = chance.choice((_merge, _apart))
            first, second = chance.sample(PEOPLE, 2)
            made.append(functools.partial(decide, first, second))
        elif kind < 0.36:
            rule = Overrule(f"line {number}", LineKind.PROMO)
            made.append(functools.partial(_overrule, rule))
        else:
            made.append(functools.partial(_act, action, rows))
    return made


Decided = tuple[tuple[str, str, str], ...]
State = tuple[dict[str, Triage], int, Decided]
"""Marks by the names of files, how many corrections are in force, and decisions on names."""


def analysed(document: Document) -> Article:
    """An article with its people, found without a model."""
    article = analyse(document, stages=Stages(names=False))
    found = [
        Entity(match.start(), match.end(), name, EntityLabel.PER, name, "told")
        for name in PEOPLE
        for match in re.finditer(name, document.text)
    ]
    return replace(article, entities=tuple(sorted(found, key=lambda each: each.start)))


def keys_by_path(store: Store) -> list[int]:
    rows = store.rows(store.keys()).values()
    return [row.key for row in sorted(rows, key=lambda row: row.path)]


def state(store: Store) -> State:
    decided = tuple((each.kind, each.first, each.second) for each in store.name_decisions())
    return known.marks_of(store), len(store.overrules()), decided


def states_after(path: Path, todo: Sequence[Deed]) -> list[State]:
    """What is known after none, one, two … of the actions."""
    with Store.open(path) as store:
        keys = keys_by_path(store)
        states = [state(store)]
        for deed in todo:
            deed(store, keys)
            states.append(state(store))
    return states


def from_record(path: Path, names: dict[str, str]) -> dict[str, Triage]:
    fields: dict[str, dict[str, object]] = {}
    for mark in read_marks(path):
        of = fields.setdefault(names[mark.sha], {})
        of[f"{mark.field} {mark.name}".strip()] = mark.value
    found = {
        name: Triage(
            bool(of.get("read")),
            bool(of.get("starred")),
            (None, Verdict.KEEP, Verdict.DROP)[int(str(of.get("verdict", 0)))],
            tuple(
                sorted(k.removeprefix("tag ") for k, v in of.items() if k.startswith("tag ") and v)
            ),
            str(of.get("note", "")),
        )
        for name, of in fields.items()
    }
    return {name: mark for name, mark in found.items() if mark != Triage()}
