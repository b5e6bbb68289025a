"""A decision on many articles is written some at a time, and is one step to undo whatever ends it in between."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader.model import Triage, Verdict
from reader.store import Action, Annotate, Decide, Read, Star, Store, Tag, bulk
from reader.store.errors import StoppedError
from tests.store.bulk_writer import killed_after
from tests.store.samples import article, document, fill

ARTICLES = 12
ACTIONS: tuple[Action | tuple[Action, ...], ...] = (
    Read(), Star(), Decide(Verdict.DROP), Decide(None), Tag("grain"), Tag("grain", on=False),
    (Tag("port"), Tag("grain", on=False), Tag("later")), Annotate("call Anna"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions of two articles."""
    for name in ("FIRST", "LEAST", "MOST"):
        monkeypatch.setattr(bulk, name, 2)
    monkeypatch.setattr(bulk, "PAUSE", 0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Articles that are marked in many ways, and something that was undone."""
    with Store.open(tmp_path / "store.db") as store:
        keys = fill(store, [article(document(f"Report {n}", f"{n}")) for n in range(ARTICLES)])
        chance = random.Random(7)
        for action in (
            Read(),
            Star(),
            Decide(Verdict.KEEP),
            Tag("grain"),
            Tag("rail"),
            Annotate("no"),
        ):
            store.act(action, chance.sample(keys, 4))
        store.undo()
        yield store


def marks(store: Store) -> list[Triage]:
    return [store.triage(key) for key in sorted(store.keys())]


def journal(store: Store) -> list[tuple[object, ...]]:
    return store.db.execute("SELECT id, label, status, packed FROM journal ORDER BY id").fetchall()


def on(_done: int, _total: int) -> bool:
    return True


class Cut(BaseException):
    """The power is cut."""


def cut_after(count: int) -> Callable[[int, int], bool]:
    left = iter(range(count))

    def told(_done: int, _total: int) -> bool:
        if next(left, None) is None:
            raise Cut
        return True

    return told


@pytest.mark.parametrize("action", ACTIONS, ids=str)
def test_it_is_the_action_and_one_step_to_undo(store: Store, action: Action) -> None:
    keys, before = store.keys(), marks(store)
    whole = store.act(action, keys)
    wanted = marks(store)
    assert store.undo() is not None
    assert marks(store) == before
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    with store.beside() as other:
        change = other.act_in_steps(action, keys, tell)
        assert marks(store) == wanted
        assert (change.label, change.count) == (whole.label, whole.count)
        assert sorted(change.keys) == sorted(whole.keys)
        assert [done for done, _ in told] == sorted(done for done, _ in told)
        assert told[-1][0] == told[-1][1] == store.turning(back=True)
        assert store.redo() is None
        assert store.undo() is not None
        assert marks(store) == before
        again = other.turn_in_steps(on, back=False)
        assert again is not None
        assert marks(store) == wanted
        back = other.turn_in_steps(on, back=True)
        assert back is not None
        assert (back.label, back.count) == (whole.label, whole.count)
        assert marks(store) == before
    assert store.redo() is not None  # the session goes on
    assert marks(store) == wanted


@pytest.mark.parametrize("after", range(1, 6))
def test_stopped_it_has_never_been(store: Store, after: int) -> None:
    keys, before, had = store.keys(), marks(store), journal(store)

    def enough(done: int, total: int) -> bool:
        return done < 2 * after < total

    with store.beside() as other:
        for _ in range(2):
            with pytest.raises(StoppedError):
                other.act_in_steps(Decide(Verdict.DROP), keys, enough)
            assert (marks(store), journal(store)) == (before, had)
        other.act_in_steps(Decide(Verdict.DROP), keys, on)
        dropped, had = marks(store), journal(store)
        with pytest.raises(StoppedError):
            other.turn_in_steps(enough, back=True)
        assert (marks(store), journal(store)) == (dropped, had)
        other.turn_in_steps(on, back=True)
        had = journal(store)
        with pytest.raises(StoppedError):
            other.turn_in_steps(enough, back=False)
        assert (marks(store), journal(store)) == (before, had)


@pytest.mark.parametrize("after", range(6))
def test_cut_off_it_is_undone_to_what_was(store: Store, after: int) -> None:
    path, keys, before = store.path, store.keys(), marks(store)
    with pytest.raises(Cut):
        store.act_in_steps(Decide(Verdict.DROP), keys, cut_after(after))
    store.close()
    with Store.open(path) as later:
        assert marks(later) != before
        with pytest.raises(Cut):
            later.turn_in_steps(cut_after(0), back=True)
        later.undo()
        assert marks(later) == before
        with pytest.raises(Cut):
            later.turn_in_steps(cut_after(after), back=False)
    with Store.open(path) as later:
        assert marks(later) != before
        later.undo()
        assert marks(later) == before


@pytest.mark.parametrize("after", range(5))
@pytest.mark.parametrize("action", [Decide(Verdict.DROP), Tag("port")], ids=str)
def test_cut_off_it_is_told_and_can_be_finished(store: Store, action: Action, after: int) -> None:
    path, keys, before = store.path, store.keys(), marks(store)
    whole = store.act(action, keys)
    wanted, total = marks(store), whole.count
    store.undo()
    with pytest.raises(Cut):
        store.act_in_steps(action, keys, cut_after(after))
    with Store.open(path) as other:
        assert other.cut_off() is None  # as far as others know it is still at work
    store.close()
    with Store.open(path) as later:
        assert later.perhaps_cut
        told = later.cut_off()
        assert told is not None
        altered = sum(mark != was for mark, was in zip(marks(later), before, strict=True))
        assert (told.label, told.back, told.total) == (whole.label, False, total)
        assert told.done == altered == 2 * (after + 1)
        with pytest.raises(StoppedError):
            later.finish_in_steps(lambda _done, _total: False)
        assert sum(mark != was for mark, was in zip(marks(later), before, strict=True)) == altered
        with pytest.raises(Cut):
            later.finish_in_steps(cut_after(0))
    with Store.open(path) as later:
        again = later.cut_off()
        assert again is not None or total - altered <= 2
        later.finish_in_steps(on)
        assert marks(later) == wanted
        assert later.cut_off() is None
        assert later.finish_in_steps(on) is None
        assert later.undo() is not None
        assert marks(later) == before


def test_an_undoing_that_was_cut_off_is_told_and_finished(store: Store) -> None:
    path, keys, before = store.path, store.keys(), marks(store)
    store.act_in_steps(Decide(Verdict.DROP), keys, on)
    with pytest.raises(Cut):
        store.turn_in_steps(cut_after(1), back=True)
    store.close()
    with Store.open(path) as later:
        told = later.cut_off()
        assert told is not None
        assert (told.back, told.done) == (True, 4)
        later.finish_in_steps(on)
        assert marks(later) == before
        assert later.cut_off() is None
        redone = later.redo()
        assert redone is not None
        assert redone.label == "drop"


@pytest.mark.parametrize("take", ["undo", "another"])
def test_nothing_is_told_that_was_taken_back_or_lies_further_back(store: Store, take: str) -> None:
    path, keys = store.path, store.keys()
    with pytest.raises(Cut):
        store.act_in_steps(Decide(Verdict.DROP), keys, cut_after(1))
    store.close()
    with Store.open(path) as later:
        if take == "undo":
            later.undo()
        else:
            later.act(Annotate("call Anna"), keys[:1])
        assert later.cut_off() is None
        assert later.finish_in_steps(on) is None
    with Store.open(path) as later:
        later.act_in_steps(Decide(Verdict.KEEP), keys, on)
        if take == "undo":
            assert not later.perhaps_cut


def test_what_others_write_meanwhile_is_theirs(store: Store) -> None:
    keys = sorted(store.keys())
    before = marks(store)
    with Store.open(store.path) as other, store.beside() as own:

        def meddle(done: int, _total: int) -> bool:
            if done == 4:
                other.act(Decide(Verdict.KEEP), [keys[0], keys[-1]])
            return True

        own.act_in_steps(Decide(Verdict.DROP), keys, meddle)
        assert store.triage(keys[0]).verdict is store.triage(keys[-1]).verdict is Verdict.KEEP
        own.turn_in_steps(on, back=True)
        assert marks(store)[1:-1] == before[1:-1]
        assert store.triage(keys[0]).verdict is store.triage(keys[-1]).verdict is Verdict.KEEP


def test_killed_at_any_moment_it_is_undone_to_what_was(store: Store) -> None:
    path, keys, before, chance = store.path, list(store.keys()), marks(store), random.Random(3)
    store.close()
    for _ in range(8):
        killed_after(chance.randrange(1, 4 * ARTICLES), path, keys)
        with Store.open(path) as later:
            if marks(later) != before:
                told = later.cut_off()
                assert told is None or 0 < told.done < told.total
                later.undo()
            assert marks(later) == before
