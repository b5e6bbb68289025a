"""Triage by two processes that are killed at any moment, against a model of what must stand in the store.

Each writer is a process of its own that does what it is told and answers when it is done: the
answer is what a screen would show. Sometimes both are told at once, sometimes one or both are killed
(SIGKILL) while they work, or while they open the store. The model knows every course that events may have
taken (which writer came first, whether the last word of a killed one was heeded) and drops those that the
store contradicts: marks, the list, the journal and how it undoes are compared after every action. When no
course is left, an action that was shown as done was lost, or undo did not lead back.

    python -m tests.store.triage_hunt --seed 1 --actions 10000
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from reader.model import Triage, Verdict
from reader.store import Action, Annotate, Decide, Read, Star, Store, Tag
from reader.store.marks import log_path, read_marks
from reader.store.packing import unpack_plain
from reader.store.triage import VERDICTS
from tests.store.samples import article, document, fill
from tests.store.triage_model import ACTIONS, Answer, Command, Entry, World, after, done
from tests.store.triage_writer import KILLED, Writer

ARTICLES = 8
KILL, BOTH = 0.035, 0.25
"""How often a writer is killed while it works, and how often both work at once."""

Reply = Answer | str
"""What a command altered, `KILLED` where its writer died before it had answered."""


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
    killed_opening: int = 0
    unanswered: int = 0
    """Commands whose writer was killed before it had answered."""
    heeded: int = 0
    """Of those told to one writer alone, the ones that were on the disk nevertheless; whole, never in part."""
    courses: int = 1
    """The most courses that were possible at the same time."""
    seconds: float = 0.0


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
        self.writers = [Writer(path).ready(), Writer(path).ready()]
        self.worlds = [World((Triage(),) * ARTICLES)]
        self.eye = Store.open(path, read_only=True)
        rows = self.eye.rows(self.keys)
        self.shas = {rows[key].id: n for n, key in enumerate(self.keys)}
        rows_of = self.eye.db.execute("SELECT id, sha FROM content")
        self.contents = {number: self.shas[sha] for number, sha in rows_of}
        self.usual = 0.01
        """How long a command takes of late, in seconds: kills fall within it, however busy the machine is."""

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
        """Tell one writer something, or both at once, and perhaps kill one or both while they work."""
        chance, result = self.chance, self.result
        chosen = [0, 1] if chance.random() < BOTH else [chance.randrange(2)]
        told = {who: self.command() for who in chosen}
        victims = chance.sample(chosen, chance.randint(1, len(chosen)))
        if chance.random() > KILL:
            victims = []
        moment = chance.uniform(0, 0.8)
        began = time.monotonic()
        for who, command in told.items():
            self.writers[who].tell(command, self.keys)
        if victims:
            time.sleep(moment * self.usual)
        for who in victims:
            self.writers[who].kill()
        replies = {who: self._read(self.writers[who].reply()) for who in chosen}
        if not victims:
            self.usual = 0.9 * self.usual + 0.1 * (time.monotonic() - began)
        result.actions += len(chosen)
        result.at_once += len(chosen) == 2
        before = self.worlds[0].marks
        worlds: list[World] = []
        for course in self._courses(told, replies, victims):
            if course not in worlds:  # not a set: hashing a journal takes longer than the store
                worlds.append(course)
        self.worlds = worlds
        assert worlds, f"seed {result.seed}, action {result.actions}: {told} {replies}"
        result.courses = max(result.courses, len(worlds))
        self._note(told, replies, before)
        for who in victims:
            self._replace(who)

    def _replace(self, who: int) -> None:
        """Another writer in the place of a killed one; some are killed while they open the store."""
        self.result.killed += 1
        self.writers[who].close()
        while self.chance.random() < 0.2:
            opening = Writer(self.path)
            time.sleep(self.chance.uniform(0, 2 * self.usual))
            opening.kill()
            opening.close()
            self.result.killed_opening += 1
        self.writers[who] = Writer(self.path).ready()

    def _courses(
        self, told: dict[int, Command], replies: dict[int, Reply], victims: list[int]
    ) -> Iterator[World]:
        """What may have happened and is not contradicted by the store."""
        marks = self._marks()
        lines = self.eye.db.execute("SELECT session, status FROM journal ORDER BY id").fetchall()
        newest = self._newest()
        for world in self.worlds:
            for course in self._imagined(world, told, replies, victims):
                if (
                    course.marks == marks
                    and [(entry.session, entry.turn) for entry in course.journal] == lines
                    and (newest is None or _given_back(course.journal[-1]) == newest)
                ):
                    yield course

    def _imagined(
        self,
        world: World,
        told: dict[int, Command],
        replies: dict[int, Reply],
        victims: list[int],
    ) -> Iterator[World]:
        """All courses that lead to these replies. A killed writer may be gone before the other one
        looks whose actions it may undo, or after that.
        """
        everyone = {writer.session for writer in self.writers}
        left = everyone - {self.writers[who].session for who in victims}
        for heard in _heard(told, replies):
            for order in itertools.permutations(heard):
                for dead in range(len(order) + 1) if victims else (len(order),):
                    course, fits = world, True
                    for at, who in enumerate(order):
                        living = left if at >= dead else everyone
                        session = self.writers[who].session
                        course, answer = done(course, told[who], session, living)
                        fits = fits and replies[who] in (KILLED, answer)
                    if fits:
                        yield course

    def _read(self, reply: list[int] | str | None) -> Reply:
        if reply is None or isinstance(reply, str):
            return reply
        return tuple(sorted(self.number[key] for key in reply))

    def _marks(self) -> tuple[Triage, ...]:
        """The marks as a reader sees them, in the list and behind it."""
        rows = self.eye.rows(self.keys)
        found = tuple(self.eye.triage(key) for key in self.keys)
        for key, marks in zip(self.keys, found, strict=True):
            row = rows[key]
            shown = (row.read, row.starred, row.verdict, row.tags, row.annotated)
            assert shown == (marks.read, marks.starred, marks.verdict, marks.tags, bool(marks.note))
        return found

    def _newest(self) -> dict[int, int | str] | None:
        """By the newest entry of the journal on disk: the articles, and the values that undo gives back."""
        query = "SELECT packed FROM journal ORDER BY id DESC LIMIT 1"
        row = self.eye.db.execute(query).fetchone()
        if row is None:
            return None
        return {
            self.contents[int.from_bytes(numbers[at : at + 8], "little")]: before
            for before, numbers in unpack_plain(row[0])["items"]
            for at in range(0, len(numbers), 8)
        }

    def _note(
        self, told: dict[int, Command], replies: dict[int, Reply], before: tuple[Triage, ...]
    ) -> None:
        result, now = self.result, self.worlds[0].marks
        for who, command in told.items():
            if replies[who] == KILLED:
                result.unanswered += 1
                result.heeded += len(told) == 1 and now != before
            elif command.what != "act":
                result.undone += command.what == "undo" and replies[who] is not None
                result.redone += command.what == "redo" and replies[who] is not None
        result.led_back = self.worlds[0].led_back

    def settle(self) -> None:
        """At the end: the tallies agree with the marks, the record beside them too, and the file is whole."""
        marks, counts = self.worlds[0].marks, self.eye.counts()
        assert counts.unread == sum(not each.read for each in marks)
        assert counts.starred == sum(each.starred for each in marks)
        assert counts.kept == sum(each.verdict is Verdict.KEEP for each in marks)
        assert counts.dropped == sum(each.verdict is Verdict.DROP for each in marks)
        assert self.eye.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        with Store.open(self.path) as store:  # its first action mends what a killed one left behind
            store.act(Star(on=not marks[0].starred), self.keys[:1])
        recorded = dict.fromkeys(self.shas, Triage())
        for mark in read_marks(log_path(self.path)):
            recorded[mark.sha] = after(
                recorded[mark.sha], _action(mark.field, mark.name, mark.value)
            )
        assert tuple(recorded.values()) == self._marks(), "the record says something else"


def _given_back(entry: Entry) -> dict[int, int | str]:
    """By an entry of the model: the articles, and the values that undo gives back, as a store has them."""
    return {
        n: VERDICTS.index(before) if before is None or isinstance(before, Verdict) else before
        for n, before in entry.before
    }


def _action(name: str, tag: str, to: int | str) -> Action:
    """The action that a line of the record beside the database stands for."""
    match name:
        case "read":
            return Read(bool(to))
        case "starred":
            return Star(bool(to))
        case "verdict":
            return Decide(VERDICTS[int(to)])
        case "tag":
            return Tag(tag, bool(to))
        case _:
            return Annotate(str(to))


def _heard(told: Iterable[int], replies: dict[int, Reply]) -> Iterator[tuple[int, ...]]:
    """Whose commands may have been heeded: all that answered, and of the silent ones any."""
    silent = [who for who in told if replies[who] == KILLED]
    spoken = [who for who in told if replies[who] != KILLED]
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
            hunt.close()
    hunt.result.seconds = round(time.monotonic() - began, 1)
    return hunt.result


def main() -> int:
    """Hunt and print what was done as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=0, help="end earlier; 0: do not")
    arguments = parser.parse_args()
    result = run(arguments.seed, arguments.actions, stop=arguments.seconds)
    sys.stdout.write(json.dumps(asdict(result)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
