"""Engines are stopped from any thread at any time, and nothing that happens to one ends the desk."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from reader.model import Translation
from reader.translate import Desk, DeskSettings, Memory, Model, Options, Request, TranslationError
from reader.translate.process import Cancelled, EngineFailure, EngineProcess


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)


def request(text: str) -> list[Request]:
    return [Request(0, len(text), text)]


def engines(folder: Path) -> list[psutil.Process]:
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if any(str(folder) in word for word in child.cmdline()):
                found.append(child)
    return found


def freeze(folder: Path) -> None:
    """Have the engine over `folder` answer nothing any more, as one does that thinks for long."""
    (process,) = engines(folder)
    os.kill(process.pid, signal.SIGSTOP)


class Asking(threading.Thread):
    """Asks in a thread of its own and keeps what came of it."""

    def __init__(self, process: EngineProcess) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.result: object = None

    def begun(self) -> bool:
        """Whether the engine is at it, or was: a short text may take less than a look."""
        return self.process.busy or not self.is_alive()

    def run(self) -> None:
        try:
            self.result = self.process.translate(["Пожар потушен."], Options())
        except (EngineFailure, Cancelled) as error:
            self.result = error


@pytest.fixture
def process(model: Model) -> Iterator[EngineProcess]:
    process = EngineProcess("argos", model.folder)
    yield process
    process.close()


def test_a_question_under_way_fails_when_another_thread_stops_its_engine(
    process: EngineProcess, model: Model
) -> None:
    process.translate(["Пожар потушен."], Options())
    freeze(model.folder)
    asking = Asking(process)
    asking.start()
    until(lambda: process.busy)
    process.stop()
    asking.join(30)
    assert isinstance(asking.result, EngineFailure)
    assert not engines(model.folder)
    (best,) = process.translate(["Пожар потушен."], Options())
    assert best[0].text == "The fire has been put out."


def test_closing_cancels_the_question_under_way_and_all_later_ones(
    process: EngineProcess, model: Model
) -> None:
    process.translate(["Пожар потушен."], Options())
    freeze(model.folder)
    asking = Asking(process)
    asking.start()
    until(lambda: process.busy)
    process.close()
    asking.join(30)
    assert isinstance(asking.result, Cancelled)
    with pytest.raises(Cancelled):
        process.translate(["Пожар потушен."], Options())
    assert not engines(model.folder)


def test_stopping_while_it_starts_leaves_no_process(process: EngineProcess, model: Model) -> None:
    for _ in range(5):
        asking = Asking(process)
        asking.start()
        until(asking.begun)
        process.stop()
        asking.join(30)
        assert isinstance(asking.result, (EngineFailure, list))
        process.stop()
        assert not engines(model.folder)


def test_stopping_never_takes_anothers_descriptor(process: EngineProcess, tmp_path: Path) -> None:
    """Descriptors freed by the stop are opened anew at once; the reading thread must not touch them."""
    process.translate(["Пожар потушен."], Options())
    for _ in range(5):
        asking = Asking(process)
        asking.start()
        until(asking.begun)
        process.stop()
        pipes = [os.pipe() for _ in range(20)]
        for _, write in pipes:
            os.write(write, b"secret\n")
        asking.join(30)
        for read, write in pipes:
            assert os.read(read, 100) == b"secret\n"
            os.close(read)
            os.close(write)


def test_a_desk_closed_in_mid_job_ends_it_without_a_word(packages: Path, model: Model) -> None:
    desk = Desk(DeskSettings(models=(packages,)))
    list(desk.translate(request("Пожар потушен."), "ru"))
    freeze(model.folder)
    said: list[object] = []
    job = desk.submit(
        request("Суд отложил заседание."), "ru", on_result=said.append, on_error=said.append
    )
    until(lambda: desk._room.asking())
    desk.close()
    assert job.wait(30)
    assert said == []
    assert job.fault is None
    assert not engines(model.folder)
    assert desk._thread is not None
    assert not desk._thread.is_alive()


def test_a_desk_closed_by_another_thread_ends_a_reading_in_this_one(
    packages: Path, model: Model
) -> None:
    desk = Desk(DeskSettings(models=(packages,)))
    list(desk.translate(request("Пожар потушен."), "ru"))
    freeze(model.folder)

    def close() -> None:
        until(lambda: desk._room.asking())
        desk.close()

    closing = threading.Thread(target=close)
    closing.start()
    assert list(desk.translate(request("Суд отложил заседание."), "ru")) == []
    closing.join(30)
    assert not engines(model.folder)


def test_a_fault_in_what_a_job_calls_ends_that_job_alone(packages: Path) -> None:
    def fail(_: Translation) -> None:
        raise ZeroDivisionError

    with Desk(DeskSettings(models=(packages,))) as desk:
        broken = desk.submit(request("Пожар потушен."), "ru", on_result=fail)
        assert broken.wait(60)
        assert isinstance(broken.fault, ZeroDivisionError)
        found: list[Translation] = []
        job = desk.submit(request("Пожар потушен."), "ru", on_result=found.append)
        assert job.wait(60)
        assert [each.target for each in found] == ["The fire has been put out."]


def test_a_job_may_close_the_desk_that_runs_it(packages: Path) -> None:
    desk = Desk(DeskSettings(models=(packages,)))
    job = desk.submit(request("Пожар потушен."), "ru", on_result=lambda _: desk.close())
    assert job.wait(60)
    assert job.fault is None


def test_a_memory_that_cannot_be_written_costs_no_translation(
    packages: Path, tmp_path: Path
) -> None:
    path = tmp_path / "m.sqlite"
    with Desk(DeskSettings(models=(packages,), memory=path)) as desk:
        memory = desk.memory
        assert memory is not None
        memory._connection.execute("PRAGMA query_only = ON")
        (made,) = desk.translate(request("Пожар потушен."), "ru")
        assert made.target == "The fire has been put out."
        with pytest.raises(TranslationError, match="WIREREADER_MEMORY"):
            desk.correct(made, "The fire is out.")


def test_a_memory_that_fails_is_said_and_the_desk_goes_on(packages: Path, tmp_path: Path) -> None:
    with Desk(DeskSettings(models=(packages,), memory=tmp_path / "m.sqlite")) as desk:
        memory = desk.memory
        assert memory is not None
        memory._connection.close()
        errors: list[TranslationError] = []
        job = desk.submit(
            request("Пожар потушен."), "ru", on_result=lambda _: None, on_error=errors.append
        )
        assert job.wait(60)
        assert job.fault is None
        assert ["m.sqlite" in str(error) for error in errors] == [True]


def test_a_damaged_row_of_the_memory_is_asked_again(packages: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    for _ in range(2):
        with Desk(DeskSettings(models=(packages,), memory=path)) as desk:
            (made,) = desk.translate(request("Пожар потушен."), "ru")
            assert (made.target, made.cached) == ("The fire has been put out.", False)
        with Memory.open(path) as memory, memory._connection as connection:
            connection.execute("UPDATE engine_output SET hypotheses = '[[1'")
