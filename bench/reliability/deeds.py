"""What a person does with a corpus, as steps that a sweep can stop at, and what is known after each."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.reliability import known
from bench.reliability.table import Trial
from reader.model import LineKind, Overrule, Triage, Verdict
from reader.store import Action, Annotate, Decide, Read, Star, Store, Tag
from reader.store.marks import read_marks

Deed = Callable[[Store, Sequence[int]], object]


def _undo(store: Store, _: Sequence[int]) -> object:
    return store.undo()


def _redo(store: Store, _: Sequence[int]) -> object:
    return store.redo()


def _overrule(rule: Overrule, store: Store, _: Sequence[int]) -> object:
    return store.overrule(rule)


def _act(action: Action, rows: Sequence[int], store: Store, keys: Sequence[int]) -> object:
    return store.act(action, [keys[row] for row in rows])


def deeds(trial: Trial, count: int) -> list[Deed]:
    """A person's actions, by chance: marks on one and on many, undo and redo, corrections."""
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
        elif kind < 0.28:
            rule = Overrule(f"line {number}", LineKind.PROMO)
            made.append(functools.partial(_overrule, rule))
        else:
            made.append(functools.partial(_act, action, rows))
    return made


State = tuple[dict[str, Triage], int]


def keys_by_path(store: Store) -> list[int]:
    rows = store.rows(store.keys()).values()
    return [row.key for row in sorted(rows, key=lambda row: row.path)]


def state(store: Store) -> State:
    return known.marks_of(store), len(store.overrules())


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
