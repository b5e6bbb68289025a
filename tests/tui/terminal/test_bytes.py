"""What each key may cost, in bytes to the terminal, counted in a pseudo-terminal.

Bytes are exact: a change that makes a key dearer than its budget fails here. The
budgets are ceilings for the default theme; the screens that Textual would send
by itself are five to fifty times as large.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from bench.terminal import READER
from bench.tty.session import Session, Setting
from reader.model import LeftoverKind, LineKind
from reader.store import Store
from tests.tui.conftest import Told, fill
from tests.tui.terminal.resting import rest, until

pytestmark = pytest.mark.terminal

WORDS = [
    "delegations",
    "met",
    "the",
    "old",
    "customs",
    "house",
    "third",
    "time",
    "week",
    "nobody",
    "table",
    "would",
    "say",
    "when",
    "bridge",
    "opens",
    "again",
    "harbour",
    "council",
    "ferry",
    "engineers",
    "timetable",
    "spring",
    "winter",
    "stone",
    "water",
    "council",
]
CYRILLIC = [
    "министр",
    "банк",
    "рынок",
    "нефть",
    "суд",
    "парламент",
    "закон",
    "бюджет",
    "ставка",
    "переговоры",
    "зерно",
    "вывоз",
    "мост",
    "порт",
]
PROGRAM = (
    "import sys; from pathlib import Path\n"
    "from reader.tui.app import run\n"
    "from reader.tui.options import Options\n"
    "run([Path('corpus')], Path(sys.argv[1]), Options(read_after=0))\n"
)


FIRST_PAGE = READER.replace("Options(thin=thin)", "Options(thin=thin, read_after=0)")
"""The same with the first page painted before Textual is loaded, as the command does."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a hundred and twenty articles of twelve paragraphs."""
    outlets = ("Northern Ledger", "Harbour Courier", "Речной вестник")
    return written(tmp_path_factory.mktemp("bytes") / "store.db", WORDS, outlets)


@pytest.fixture(scope="module")
def cyrillic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in letters of two bytes: titles, outlets and texts."""
    outlets = ("Северные ведомости", "Портовый курьер", "Речной вестник")
    return written(tmp_path_factory.mktemp("cyrillic") / "store.db", CYRILLIC, outlets)


def written(path: Path, words: list[str], outlets: tuple[str, ...]) -> Path:
    """A store of such articles."""
    told = []
    for number in range(120):
        chance = random.Random(number)
        paragraphs = [
            (LineKind.BODY, " ".join(chance.choice(words) for _ in range(55)).capitalize() + ".")
            for _ in range(12)
        ]
        spaced = [line for paragraph in paragraphs for line in (paragraph, (LineKind.EMPTY, ""))]
        title = " ".join(chance.choice(words) for _ in range(8)).capitalize()
        told.append(
            Told(
                f"article-{number:03}.txt",
                title,
                chance.choice(outlets),
                f"2026-0{1 + number % 9}-{1 + number % 28:02}T{number % 24:02}:00:00",
                lines=((LineKind.CHROME, "Озвучить текст"), *spaced),
                left=(("Озвучить текст", LeftoverKind.CHROME, "Read the text aloud"),),
            )
        )
    with Store.open(path) as store:
        fill(store, tuple(told))
    return path


class Keys:
    """A running reader whose keys are weighed."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def press(self, key: str) -> tuple[int, int]:
        """Bytes of the first write after a key, and of all until the screen rests."""
        session = self.session
        mark = len(session.log)
        session.press(key)
        session.settle(400, silent=900)
        rest(session)
        sizes = [len(data) for _, data in session.log[mark:]]
        return (sizes[0] if sizes else 0), sum(sizes)


@contextmanager
def running(
    corpus: Path, tmp_path: Path, setting: Setting, program: str = PROGRAM
) -> Iterator[Keys]:
    store = tmp_path / "store.db"
    shutil.copy(corpus, store)
    session = Session([sys.executable, "-c", program, str(store), "thin"], setting)
    try:
        assert session.settle(700, marker="quit|list", timeout=60), session.view.text
        rest(session)
        yield Keys(session)
    finally:
        session.close(["q", "q"])


def test_the_list_alone(corpus: Path, tmp_path: Path) -> None:
    with running(corpus, tmp_path, Setting(columns=100)) as keys:
        assert keys.session.sent <= 6_500
        keys.press("j")
        first, whole = keys.press("j")
        assert first <= 30
        assert whole <= 100
        _, page = keys.press("pgdn")
        assert page <= 4_200


def test_the_list_with_the_reading_pane(corpus: Path, tmp_path: Path) -> None:
    with running(corpus, tmp_path, Setting()) as keys:
        assert keys.session.sent <= 6_500
        keys.press("j")
        first, followed = keys.press("j")
        assert first <= 30
        assert followed <= 4_000
        _, page = keys.press("pgdn")
        assert page <= 5_500


@pytest.mark.parametrize("program", [PROGRAM, FIRST_PAGE])
def test_a_start_in_letters_of_two_bytes(cyrillic: Path, tmp_path: Path, program: str) -> None:
    with running(cyrillic, tmp_path, Setting(), program) as keys:
        assert keys.session.sent <= 9_000
        keys.press("j")
        first, followed = keys.press("j")
        assert first <= 30
        assert followed <= 4_000
        _, page = keys.press("pgdn")
        assert page <= 6_500


def test_an_article_side_by_side(corpus: Path, tmp_path: Path) -> None:
    with running(corpus, tmp_path, Setting(columns=100)) as keys:
        keys.press("enter")
        keys.press("2")
        first, _ = keys.press("j")
        assert first <= 120
        keys.press("]")
        _, page = keys.press("space")
        assert 0 < page <= 5_500
        for _ in range(36):
            keys.session.press("j")
        keys.session.settle(400)
        rest(keys.session)
        scrolls = [keys.press("j")[1] for _ in range(4)]
        assert 0 < sum(scrolls) / 4 <= 600


def test_idle_costs_nothing(corpus: Path, tmp_path: Path) -> None:
    with running(corpus, tmp_path, Setting()) as keys:
        sent = keys.session.sent
        keys.session.idle(2)
        assert keys.session.sent == sent


def test_a_terminal_that_never_answers_is_served_as_well(corpus: Path, tmp_path: Path) -> None:
    with running(corpus, tmp_path, Setting(answers=False)) as keys:
        for _ in range(5):
            keys.press("pgdn")
        keys.session.settle(2_000)
        rest(keys.session)
        text = keys.session.view.text
        keys.press("g")
        assert until(keys.session, lambda shown: shown != text) != text


def test_a_resize_and_a_cleared_screen_are_drawn_whole(corpus: Path, tmp_path: Path) -> None:
    with running(corpus, tmp_path, Setting()) as keys:
        session = keys.session
        keys.press("j")
        session.resize(90, 30)
        assert "quit" in until(session, lambda text: "quit" in last(text)).split("\n")[29]
        session.resize(120, 40)
        before = until(session, lambda text: "quit" in last(text))
        session.view.feed(b"\x1b[2J")
        session.press("C-l")
        assert until(session, lambda text: text == before) == before


def last(text: str) -> str:
    """The line at the foot of a screen."""
    return text.rpartition("\n")[2]


def test_after_a_suspension_the_screen_is_drawn_whole(corpus: Path, tmp_path: Path) -> None:
    with running(corpus, tmp_path, Setting()) as keys:
        session = keys.session
        before = session.view.text
        session.press("C-z")
        end = time.monotonic() + 60
        while psutil.Process(session.process).status() != psutil.STATUS_STOPPED:
            assert time.monotonic() < end
            session.settle(100, silent=100)
        session.view.feed(b"\x1b[2J")
        os.kill(session.process, signal.SIGCONT)
        assert until(session, lambda text: text == before) == before
        session.press("j")
        assert until(session, lambda text: text != before) != before
