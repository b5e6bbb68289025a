"""Triage by two processes that are killed at any moment, against a model of what must stand in the store.

Each writer is a process of its own that does what it is told and answers when it is done: the
answer is what a screen would show. Sometimes both are told at once, sometimes one is killed (SIGKILL)
while it works. The model knows every course that events may have taken (which writer came first,
whether the last word of a killed one was heeded) and drops those that the store contradicts; when
none is left, an action that was shown as done was lost, or undo did not lead back.

    python -m tests.store.triage_hunt --seed 1 --actions 10000
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from reader.model import Triage, Verdict
from reader.store import Action, Annotate, Decide, Read, Star, Store, Tag
from tests.store.samples import article, document, fill

ARTICLES = 8
ACTIONS: tuple[Action, ...] = (
    Read(), Read(on=False), Star(), Star(on=False),
    Decide(None), Decide(Verdict.KEEP), Decide(Verdict.DROP),
    Tag("grain"), Tag("grain", on=False), Tag("later"), Tag("later", on=False),
    Annotate(""), Annotate("call Anna"), Annotate("позвонить"),
)  # fmt: skip
KILL, BOTH = 0.03, 0.25
"""How often a writer is killed while it works, and how often both work at once."""

WRITER = """
import json, sys
from pathlib import Path
from reader.store import Store
from tests.store.triage_hunt import ACTIONS
with Store.open(Path(sys.argv[1])) as store:
    print(store.session, flush=True)
    for line in sys.stdin:
        what, number, keys = json.loads(line)
        if what == "act":
            change = store.act(ACTIONS[number], keys)
        else:
            change = store.undo() if what == "undo" else store.redo()
        print(json.dumps(None if change is None else sorted(change.keys)), flush=True)
"""


def after(marks: Triage, action: Action) -> Triage:
    """The marks as they are when the action has been done on them."""
    match action:
        case Read(on):
            return replace(marks, read=on)
        case Star(on):
            return replace(marks, starred=on)
        case Decide(verdict):
            return replace(marks, verdict=verdict)
        case Tag(name, on):
            tags = set(marks.tags) - {name} | ({name} if on else set())
            return replace(marks, tags=tuple(sorted(tags)))
        case Annotate(text):
            return replace(marks, note=text)


def back(marks: Triage, action: Action, before: Triage) -> Triage:
    """The marks with the field of the action as it was."""
    match action:
        case Read():
            return replace(marks, read=before.read)
        case Star():
            return replace(marks, starred=before.starred)
        case Decide():
            return replace(marks, verdict=before.verdict)
        case Tag(name, _):
            return after(marks, Tag(name, name in before.tags))
        case Annotate():
            return replace(marks, note=before.note)


@dataclass(frozen=True, slots=True)
class Entry:
    """An action of the journal: by whom, on which articles, and how each was before."""

    number: int
    session: str
    turn: int  # 0 done, otherwise when it was undone
    action: Action
    before: tuple[tuple[int, Triage], ...]


@dataclass(frozen=True, slots=True)
class World:
    """One course that events may have taken: the marks of each article, and the journal."""

    marks: tuple[Triage, ...]
    journal: tuple[Entry, ...] = ()
    last: tuple[Entry, tuple[Triage, ...]] | None = None
    """The action that was the last thing to happen, and all marks before it."""
    led_back: int = 0

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Session and turn of each entry, as the journal on disk has them in order."""
        return [(entry.session, entry.turn) for entry in self.journal]


@dataclass(frozen=True, slots=True)
class Command:
    """What a writer is told: act, undo or redo."""

    what: str
    action: int = 0
    articles: tuple[int, ...] = ()


Answer = tuple[int, ...] | None
"""The articles that a command altered, None where there was nothing to undo or redo."""


def done(world: World, command: Command, session: str, living: set[str]) -> tuple[World, Answer]:
    """The world after a command of a session, while those of `living` are at work."""

    def reached(entry: Entry) -> bool:
        return entry.session == session or entry.session not in living

    marks = list(world.marks)
    if command.what == "act":
        action = ACTIONS[command.action]
        altered = [n for n in command.articles if after(marks[n], action) != marks[n]]
        before = tuple((n, marks[n]) for n in altered)
        if not altered:
            return world, ()
        for n in altered:
            marks[n] = after(marks[n], action)
        number = 1 + max((entry.number for entry in world.journal), default=0)
        kept = tuple(e for e in world.journal if not e.turn or not reached(e))
        entry = Entry(number, session, 0, action, before)
        last = (entry, world.marks)
        return World(tuple(marks), (*kept, entry), last, world.led_back), tuple(altered)
    undo = command.what == "undo"
    found = [e for e in world.journal if bool(e.turn) != undo and reached(e)]
    if not found:
        return world, None
    entry = max(found, key=lambda e: e.number if undo else e.turn)
    altered = []
    for n, before_it in entry.before:
        there = back(marks[n], entry.action, before_it)
        here = after(marks[n], entry.action)
        expected, target = (here, there) if undo else (there, here)
        if marks[n] == expected:
            marks[n] = target
            altered.append(n)
    turn = 1 + max(e.turn for e in world.journal) if undo else 0
    journal = tuple(
        replace(e, turn=turn, session=session) if e is entry else e for e in world.journal
    )
    led_back = world.led_back
    if undo and world.last is not None and world.last[0] == entry:
        assert tuple(marks) == world.last[1]
        led_back += 1
    return World(tuple(marks), journal, None, led_back), tuple(altered)


@dataclass(slots=True)
class Result:
    """What a hunt did. It raises `AssertionError` where the store contradicts every course."""

    seed: int
    actions: int = 0
    undone: int = 0
    redone: int = 0
    led_back: int = 0
    """Undos of the very last thing that had happened: each led to exactly the state before."""
    at_once: int = 0
    killed: int = 0
    unanswered: int = 0
    """Commands whose writer was killed before it had answered."""
    heeded: int = 0
    """Of those, the ones that were on the disk nevertheless; whole, never in part."""
    seconds: float = 0.0


class Writer:
    """A process with a store open, and the name of its session."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        self.session = self.line()
        assert self.session

    def tell(self, command: Command, keys: list[int]) -> None:
        assert self.process.stdin is not None
        chosen = [keys[n] for n in command.articles]
        text = json.dumps([command.what, command.action, chosen])
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def line(self) -> str:
        """What it answers; empty if it died before."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        self.process.wait(60)
        if self.process.stdout is not None:
            self.process.stdout.close()


class Hunt:
    """Two writers, what they are told, and the worlds that are still possible."""

    def __init__(self, seed: int, path: Path) -> None:
        self.chance = random.Random(seed)
        self.result = Result(seed)
        self.path = path
        with Store.open(path) as store:
            reports = [article(document(f"Report {n}", f"{n}")) for n in range(ARTICLES)]
            self.keys = fill(store, reports)
        self.number = {key: n for n, key in enumerate(self.keys)}
        self.writers = [Writer(path), Writer(path)]
        self.worlds = [World((Triage(),) * ARTICLES)]
        self.eye = Store.open(path, read_only=True)

    def close(self) -> None:
        for writer in self.writers:
            writer.close()
        self.eye.close()

    def command(self) -> Command:
        roll = self.chance.random()
        if roll < 0.3:
            return Command("undo")
        if roll < 0.4:
            return Command("redo")
        size = self.chance.choice((1, 1, 1, 2, ARTICLES))
        articles = tuple(sorted(self.chance.sample(range(ARTICLES), size)))
        return Command("act", self.chance.randrange(len(ACTIONS)), articles)

    def round(self) -> None:
        """Tell one writer something, or both at once, and perhaps kill one while it works."""
        chance, result = self.chance, self.result
        chosen = [0, 1] if chance.random() < BOTH else [chance.randrange(2)]
        told = {who: self.command() for who in chosen}
        for who, command in told.items():
            self.writers[who].tell(command, self.keys)
        victim = chance.choice(chosen) if chance.random() < KILL else None
        if victim is not None:
            if chance.random() < 0.7:
                time.sleep(chance.random() * 0.015)  # the moment is what is random here
            self.writers[victim].kill()
        answers = {who: self.writers[who].line() for who in chosen}
        if victim is not None:
            self.writers[victim].process.wait(60)
        result.actions += len(chosen)
        result.at_once += len(chosen) == 2
        before = self.worlds[0].marks
        worlds: list[World] = []
        for course in self._courses(told, answers, self._marks()):
            if (
                course not in worlds
            ):  # not a set: hashing a long journal takes longer than the store
                worlds.append(course)
        self.worlds = worlds
        assert self.worlds, f"seed {result.seed}, action {result.actions}: {told} {answers}"
        self._note(told, answers, before)
        if victim is not None:
            result.killed += 1
            self.writers[victim].close()
            self.writers[victim] = Writer(self.path)

    def _courses(
        self, told: dict[int, Command], answers: dict[int, str], marks: tuple[Triage, ...]
    ) -> Iterator[World]:
        living = {writer.session for writer in self.writers}
        journal = self.eye.db.execute("SELECT session, status FROM journal ORDER BY id").fetchall()
        for world in self.worlds:
            for heard in _heard(told, answers):
                for order in itertools.permutations(heard):
                    course, fits = world, True
                    for who in order:
                        session = self.writers[who].session
                        course, answer = done(course, told[who], session, living)
                        fits = fits and (not answers[who] or self._read(answers[who]) == answer)
                    if fits and course.marks == marks and course.lines == journal:
                        yield course

    def _read(self, answer: str) -> Answer:
        keys = json.loads(answer)
        return None if keys is None else tuple(sorted(self.number[key] for key in keys))

    def _marks(self) -> tuple[Triage, ...]:
        """The marks as a reader sees them, in the list and behind it."""
        rows = self.eye.rows(self.keys)
        found = tuple(self.eye.triage(key) for key in self.keys)
        for key, marks in zip(self.keys, found, strict=True):
            row = rows[key]
            shown = (row.read, row.starred, row.verdict, row.tags, row.annotated)
            assert shown == (marks.read, marks.starred, marks.verdict, marks.tags, bool(marks.note))
        return found

    def _note(
        self, told: dict[int, Command], answers: dict[int, str], before: tuple[Triage, ...]
    ) -> None:
        result, now = self.result, self.worlds[0].marks
        for who, command in told.items():
            if not answers[who]:
                result.unanswered += 1
                result.heeded += len(told) == 1 and now != before
            elif command.what != "act":
                result.undone += command.what == "undo" and answers[who] != "null"
                result.redone += command.what == "redo" and answers[who] != "null"
        result.led_back = self.worlds[0].led_back

    def settle(self) -> None:
        """At the end: the tallies agree with the marks, and the file is whole."""
        marks, counts = self.worlds[0].marks, self.eye.counts()
        assert counts.unread == sum(not each.read for each in marks)
        assert counts.starred == sum(each.starred for each in marks)
        assert counts.kept == sum(each.verdict is Verdict.KEEP for each in marks)
        assert counts.dropped == sum(each.verdict is Verdict.DROP for each in marks)
        assert self.eye.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def _heard(told: Iterable[int], answers: dict[int, str]) -> Iterator[tuple[int, ...]]:
    """Whose commands may have been heeded: all that answered, and of the silent ones any."""
    silent = [who for who in told if not answers[who]]
    spoken = [who for who in told if answers[who]]
    for count in range(len(silent) + 1):
        for some in itertools.combinations(silent, count):
            yield (*spoken, *some)


def run(seed: int, actions: int, *, stop: float = 0.0) -> Result:
    """Hunt for lost actions; ends early after `stop` seconds, if that is not 0.

    Raises `AssertionError`, naming the seed, where the store and every possible course differ.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="triage-") as folder:
        hunt = Hunt(seed, Path(folder) / "store.db")
        try:
            while hunt.result.actions < actions:
                hunt.round()
                if stop and time.monotonic() - began > stop:
                    break
            hunt.settle()
        finally:
            for writer in hunt.writers:
                if writer.process.poll() is None:
                    writer.kill()
            hunt.close()
    hunt.result.seconds = round(time.monotonic() - began, 1)
    return hunt.result


def main() -> int:
    """Hunt and print what was done as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--actions", type=int, default=10_000)
    arguments = parser.parse_args()
    result = run(arguments.seed, arguments.actions)
    sys.stdout.write(json.dumps(asdict(result)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
