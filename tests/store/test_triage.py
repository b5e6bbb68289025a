"""Triage against a model: every action, undone and redone, by two writers, on disk when it is shown."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from reader.model import LineKind, Overrule, Triage, Verdict
from reader.store import Action, Annotate, Decide, Read, Star, Store, Tag
from tests.store import triage_hunt
from tests.store.samples import article, document, fill
from tests.store.triage_model import after

ARTICLES = 5

actions: st.SearchStrategy[Action] = st.one_of(
    st.builds(Read, st.booleans()),
    st.builds(Star, st.booleans()),
    st.builds(Decide, st.sampled_from([None, Verdict.KEEP, Verdict.DROP])),
    st.builds(Tag, st.sampled_from(["grain", "later"]), st.booleans()),
    st.builds(Annotate, st.sampled_from(["", "call Anna", "позвонить"])),
)


def field_of(action: Action) -> str:
    return f"tag {action.name}" if isinstance(action, Tag) else type(action).__name__


@dataclass
class Step:
    """What one journalled action altered: the article, and how to put its field back and forth."""

    action: Action
    before: dict[int, Triage]
    undone: bool = False


@dataclass
class Corrected:
    """A correction of a line that was made or taken back: of which line, and what was in force."""

    slot: Slot
    before: Made | None
    after: Made | None


Slot = tuple[str, str | None]
"""A line, and the article that its correction is for; None: everywhere."""
LINES = ("report 0", "nobody wrote this")
Made = tuple[LineKind, int]
"""A correction that is in force: its kind, and which of all it is."""


def put(marks: Triage, action: Action, source: Triage) -> Triage:
    """`marks` with the field of `action` as it is in `source`."""
    match action:
        case Read():
            return replace(marks, read=source.read)
        case Star():
            return replace(marks, starred=source.starred)
        case Decide():
            return replace(marks, verdict=source.verdict)
        case Tag(name, _):
            return after(marks, Tag(name, name in source.tags))
        case Annotate():
            return replace(marks, note=source.note)


@dataclass
class Writer:
    store: Store
    done: list[Step | Corrected] = field(default_factory=list)
    undone: list[Step | Corrected] = field(default_factory=list)


class Triaging(RuleBasedStateMachine):
    """Two writers on one store, and what each article must look like."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "wire.db"
        with Store.open(self.path) as store:
            self.keys = fill(
                store, [article(document(f"Report {n}", f"{n}")) for n in range(ARTICLES)]
            )
        self.writers = [Writer(Store.open(self.path)), Writer(Store.open(self.path))]
        self.model = {key: Triage() for key in self.keys}
        self.corrections: dict[Slot, Made] = {}
        self.made = 0

    def teardown(self) -> None:
        for writer in self.writers:
            writer.store.close()
        shutil.rmtree(self.folder)

    @rule(
        who=st.integers(0, 1),
        action=actions,
        which=st.sets(st.integers(0, ARTICLES - 1), min_size=1),
    )
    def act(self, who: int, action: Action, which: set[int]) -> None:
        writer = self.writers[who]
        chosen = [self.keys[n] for n in sorted(which)]
        altered = {
            key: self.model[key]
            for key in chosen
            if after(self.model[key], action) != self.model[key]
        }
        change = writer.store.act(action, chosen)
        assert sorted(change.keys) == sorted(altered)
        assert change.count == len(altered)
        for key in altered:
            self.model[key] = after(self.model[key], action)
        if altered:
            writer.done.append(Step(action, altered))
            writer.undone.clear()

    @rule(
        who=st.integers(0, 1),
        line=st.sampled_from(LINES),
        kind=st.sampled_from([LineKind.CHROME, LineKind.BODY]),
        everywhere=st.booleans(),
    )
    def correct(self, who: int, line: str, kind: LineKind, everywhere: bool) -> None:
        writer = self.writers[who]
        slot = line, None if everywhere else document("Report 0", "0").id
        change = writer.store.overrule(Overrule(line, kind, article=slot[1]))
        reach = ARTICLES if everywhere else 1  # figures of a line count as one, so all have it
        assert change.count == (reach if line == LINES[0] else 0)
        self.made += 1
        made = kind, self.made
        writer.done.append(Corrected(slot, self.corrections.get(slot), made))
        writer.undone.clear()
        self.corrections[slot] = made

    @rule(who=st.integers(0, 1), which=st.integers(0, 9))
    def retract(self, who: int, which: int) -> None:
        writer = self.writers[who]
        stored = writer.store.overrules()
        if not stored:
            return
        chosen = stored[which % len(stored)]
        slot = chosen.rule.line, chosen.rule.article
        writer.store.retract(chosen.id)
        writer.done.append(Corrected(slot, self.corrections.pop(slot), None))
        writer.undone.clear()

    @rule(who=st.integers(0, 1))
    def undo(self, who: int) -> None:
        writer = self.writers[who]
        change = writer.store.undo()
        if not writer.done:
            assert change is None
            return
        step = writer.done.pop()
        writer.undone.append(step)
        self._move(step, change, back=True)

    @rule(who=st.integers(0, 1))
    def redo(self, who: int) -> None:
        writer = self.writers[who]
        change = writer.store.redo()
        if not writer.undone:
            assert change is None
            return
        step = writer.undone.pop()
        writer.done.append(step)
        self._move(step, change, back=False)

    def _move(self, step: Step | Corrected, change: object, *, back: bool) -> None:
        """What somebody else has written since is left as they made it."""
        assert change is not None
        if isinstance(step, Corrected):
            expected, target = (step.after, step.before) if back else (step.before, step.after)
            if self.corrections.get(step.slot) == expected:
                self.corrections.pop(step.slot, None)
                if target is not None:
                    self.corrections[step.slot] = target
            return
        for key, before in step.before.items():
            done = put(self.model[key], step.action, after(before, step.action))
            undone = put(self.model[key], step.action, before)
            is_now, shall_be = (done, undone) if back else (undone, done)
            if self.model[key] == is_now:
                self.model[key] = shall_be

    @rule(who=st.integers(0, 1))
    def killed_and_opened_again(self, who: int) -> None:
        """The connection is cut without a word; what it did can still be taken back by its heir."""
        writer = self.writers[who]
        session = writer.store.session
        writer.store.db.close()
        writer.store = Store.open(self.path)
        # The process of this test lives on, so the old session is struck off as its death would.
        writer.store.db.execute(
            "UPDATE session SET id = ? WHERE id = ?", (writer.store.session, session)
        )
        writer.store.db.execute(
            "UPDATE journal SET session = ? WHERE session = ?", (writer.store.session, session)
        )

    @invariant()
    def counts_are_those_of_the_marks(self) -> None:
        counts = self.writers[0].store.counts()
        marks = self.model.values()
        assert counts.unread == sum(not each.read for each in marks)
        assert counts.starred == sum(each.starred for each in marks)
        assert counts.kept == sum(each.verdict is Verdict.KEEP for each in marks)
        assert counts.dropped == sum(each.verdict is Verdict.DROP for each in marks)

    @invariant()
    def both_see_the_same(self) -> None:
        for writer in self.writers:
            rules = [each.rule for each in writer.store.overrules()]
            assert {(rule.line, rule.article): rule.kind for rule in rules} == {
                slot: kind for slot, (kind, _) in self.corrections.items()
            }
            assert len(rules) == len(self.corrections)
            rows = writer.store.rows(self.keys)
            for key, marks in self.model.items():
                assert writer.store.triage(key) == marks
                row = rows[key]
                assert (row.read, row.starred, row.verdict, row.tags, row.annotated) == (
                    marks.read, marks.starred, marks.verdict, marks.tags, bool(marks.note),
                )  # fmt: skip


TestTriaging = Triaging.TestCase
TestTriaging.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_triage_for_long() -> None:
    """Some ten thousand actions."""
    run_state_machine_as_test(
        Triaging,
        settings=settings(
            max_examples=150,
            stateful_step_count=100,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_writers_killed_at_any_moment_lose_nothing() -> None:
    result = triage_hunt.run(seed=6, actions=60)
    assert result.actions >= 60


@pytest.mark.soak
@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("seed", [20261122])
def test_ten_thousand_actions_with_kills_and_two_writers(seed: int) -> None:
    result = triage_hunt.run(seed, 10_000)
    assert result.killed >= 200
    assert result.led_back > 100


def test_undo_reaches_back_into_earlier_sessions_and_redo_too(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    with Store.open(path) as store:
        (key,) = fill(store, [article(document("Report"))])
        store.act(Star(), [key])
        store.act(Decide(Verdict.DROP), [key])
    with Store.open(path) as store:
        change = store.undo()
        assert change is not None
        assert change.label == "drop"
    with Store.open(path) as store:
        assert store.triage(key) == Triage(starred=True)
        assert store.redo() is not None
        assert store.triage(key) == Triage(starred=True, verdict=Verdict.DROP)
        assert store.redo() is None


def test_the_other_at_work_is_never_undone(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    with Store.open(path) as mine, Store.open(path) as theirs:
        (key,) = fill(mine, [article(document("Report"))])
        mine.act(Star(), [key])
        theirs.act(Decide(Verdict.DROP), [key])
        assert mine.undo() is not None
        assert mine.triage(key) == Triage(verdict=Verdict.DROP)
        assert mine.undo() is None


def test_what_the_other_wrote_is_seen_once_and_not_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    with Store.open(path) as mine, Store.open(path) as theirs:
        keys = fill(mine, [article(document("One")), article(document("Two"))])
        theirs.changes()
        mine.act(Star(), keys)
        seen = theirs.changes()
        assert seen is not None
        assert sorted(seen.keys) == sorted(keys)
        assert theirs.changes() is None
        assert mine.changes() is None


def test_marks_without_a_journal_cannot_be_undone(store: Store) -> None:
    (key,) = fill(store, [article(document("Report"))])
    store.act(Read(), [key], journal=False)
    assert store.undo() is None
    assert store.triage(key).read


def test_equal_contents_share_their_marks(store: Store) -> None:
    first, second = fill(
        store, [article(document("Report", "a")), article(document("Report", "b"))]
    )
    change = store.act(Star(), [first])
    assert sorted(change.keys) == [first, second]
    assert change.count == 1
    assert store.rows([second])[second].starred


def test_a_whole_view_is_marked_in_one_action(store: Store) -> None:
    keys = fill(store, [article(document(f"Report {n}", f"{n}")) for n in range(300)])
    assert store.act(Decide(Verdict.DROP), keys).count == 300
    assert store.counts().dropped == 300
    change = store.undo()
    assert change is not None
    assert change.count == 300
    assert store.counts().dropped == 0


def test_a_tag_needs_a_word(store: Store) -> None:
    with pytest.raises(ValueError, match="letter"):
        store.act(Tag("  "), [1])


WRITER = """
import sys
from pathlib import Path
from reader.store import Star, Store
with Store.open(Path(sys.argv[1])) as store:
    keys = [int(key) for key in sys.argv[2:]]
    turn = 0
    while True:
        on = turn // len(keys) % 2 == 0
        key = keys[turn % len(keys)]
        store.act(Star(on), [key])
        print(key, int(on), flush=True)
        turn += 1
"""


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("lines", [1, 7, 23, 61])
def test_kill_9_loses_nothing_that_was_shown(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "wire.db"
    with Store.open(path) as store:
        keys = fill(store, [article(document(f"Report {n}", f"{n}")) for n in range(10)])
    log = tmp_path / "shown"
    with log.open("wb") as shown:
        arguments = [sys.executable, "-c", WRITER, str(path), *map(str, keys)]
        process = subprocess.Popen(arguments, stdout=shown)
        _until(lambda: log.read_bytes().count(b"\n") >= lines)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    whole = log.read_text().rpartition("\n")[0]  # the last line may be cut short
    told = [line.split() for line in whole.splitlines()]
    expected = {int(key): on == "1" for key, on in told}
    with Store.open(path) as store:
        starred = {key: store.triage(key).starred for key in keys}
        differing = [key for key, on in expected.items() if starred[key] != on]
        # One action more may be on disk than was shown; none that was shown may be missing.
        assert len(differing) <= 1
        undone = 0
        while store.undo() is not None:
            undone += 1
        assert undone in (len(told), len(told) + 1)
        assert not any(store.triage(key).starred for key in keys)


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    with Store.open(path) as store:
        keys = fill(store, [article(document(f"Report {n}", f"{n}")) for n in range(40)])
    code = (
        "import sys; from pathlib import Path; from reader.store import *\n"
        "with Store.open(Path(sys.argv[1])) as s:\n"
        "    for key in sys.argv[3:]: s.act(Tag(sys.argv[2]), [int(key)])"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(path), tag, *map(str, keys)])
        for tag in ("one", "two")
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    with Store.open(path) as store:
        assert all(store.triage(key).tags == ("one", "two") for key in keys)
