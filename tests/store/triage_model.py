"""What a store must say after every action, undo and redo of several writers: a model without a store.

A world is one course that events may have taken. An action alters one field of some articles, so the
journal of the model keeps that field's value before it, as the journal on disk does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from reader.model import Triage, Verdict
from reader.store import Action, Annotate, Decide, Read, Star, Tag

ACTIONS: tuple[Action, ...] = (
    Read(), Read(on=False), Star(), Star(on=False),
    Decide(None), Decide(Verdict.KEEP), Decide(Verdict.DROP),
    Tag("grain"), Tag("grain", on=False), Tag("later"), Tag("later", on=False),
    Annotate(""), Annotate("call Anna"), Annotate("позвонить"),
)  # fmt: skip

Value = bool | str | Verdict | None
"""What the field that an action alters may hold."""


def value(marks: Triage, action: Action) -> Value:
    """What the field that the action alters holds."""
    match action:
        case Read():
            return marks.read
        case Star():
            return marks.starred
        case Decide():
            return marks.verdict
        case Tag(name, _):
            return name in marks.tags
        case Annotate():
            return marks.note


def aim(action: Action) -> Value:
    """What that field holds when the action has been done."""
    match action:
        case Decide(verdict):
            return verdict
        case Annotate(text):
            return text
        case Read(on) | Star(on) | Tag(_, on):
            return on


def put(marks: Triage, action: Action, to: Value) -> Triage:
    """The marks with that field set."""
    match action:
        case Read():
            return replace(marks, read=bool(to))
        case Star():
            return replace(marks, starred=bool(to))
        case Decide():
            return replace(marks, verdict=to if isinstance(to, Verdict) else None)
        case Tag(name, _):
            tags = {*marks.tags, name} if to else {*marks.tags} - {name}
            return replace(marks, tags=tuple(sorted(tags)))
        case Annotate():
            return replace(marks, note=str(to))


def after(marks: Triage, action: Action) -> Triage:
    """The marks as they are when the action has been done on them."""
    return put(marks, action, aim(action))


class Entry(Struct, frozen=True):
    """An action of the journal: by whom, and what the field held before on which articles."""

    session: str
    turn: int  # 0 done, otherwise when it was undone
    action: Action
    before: tuple[tuple[int, Value], ...]


@dataclass(frozen=True, slots=True)
class World:
    """One course that events may have taken: the marks of each article, and the journal."""

    marks: tuple[Triage, ...]
    journal: tuple[Entry, ...] = ()
    last: tuple[Entry, tuple[Triage, ...]] | None = field(default=None, compare=False)
    """The action that was the last thing to happen, and all marks before it."""
    led_back: int = field(default=0, compare=False)


class Command(Struct, frozen=True):
    """What a writer is told: act, undo or redo."""

    what: str
    action: int = 0
    articles: tuple[int, ...] = ()


Answer = tuple[int, ...] | None
"""The articles that a command altered, None where there was nothing to undo or redo."""


def done(world: World, command: Command, session: str, living: set[str]) -> tuple[World, Answer]:
    """The world after a command of a session, while those of `living` are at work."""
    if command.what == "act":
        return _acted(world, command, session, living)
    return _turned(world, command.what == "undo", session, living)


def _reached(entry: Entry, session: str, living: set[str]) -> bool:
    """Whether a session may undo or redo it: its own, or of one that has ended."""
    return entry.session == session or entry.session not in living


def _acted(world: World, command: Command, session: str, living: set[str]) -> tuple[World, Answer]:
    marks, action = list(world.marks), ACTIONS[command.action]
    before = tuple(
        (n, value(marks[n], action))
        for n in command.articles
        if value(marks[n], action) != aim(action)
    )
    if not before:
        return world, ()
    for n, _ in before:
        marks[n] = after(marks[n], action)
    kept = tuple(e for e in world.journal if not e.turn or not _reached(e, session, living))
    entry = Entry(session, 0, action, before)
    made = World(tuple(marks), (*kept, entry), (entry, world.marks), world.led_back)
    return made, tuple(n for n, _ in before)


def _turned(world: World, undo: bool, session: str, living: set[str]) -> tuple[World, Answer]:
    found = [
        (at if undo else entry.turn, at)
        for at, entry in enumerate(world.journal)
        if bool(entry.turn) != undo and _reached(entry, session, living)
    ]
    if not found:
        return world, None
    at = max(found)[1]
    entry, marks, altered = world.journal[at], list(world.marks), []
    for n, before in entry.before:
        here, there = (aim(entry.action), before) if undo else (before, aim(entry.action))
        if value(marks[n], entry.action) == here:
            marks[n] = put(marks[n], entry.action, there)
            altered.append(n)
    turn = 1 + max(e.turn for e in world.journal) if undo else 0
    turned = replace(entry, turn=turn, session=session)
    journal = (*world.journal[:at], turned, *world.journal[at + 1 :])
    led_back = world.led_back
    if undo and world.last is not None and world.last[0] is entry:
        assert tuple(marks) == world.last[1]
        led_back += 1
    return World(tuple(marks), journal, None, led_back), tuple(altered)
