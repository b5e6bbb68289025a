"""What others do shows by itself: a folder that fills while one reads, and a second reader on the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.model import Verdict
from reader.store import Store
from tests.terminal.terminal import Terminal, wirereader
from tests.terminal.test_session import BRIDGE, HARBOUR, settled

pytestmark = pytest.mark.terminal

TUNNEL = """Tunnel opens to heavy traffic
11 February 2026
The first lorries went through the tunnel on Wednesday morning, and the queue at the ferry was gone
before noon, the harbour office said in its report of the day.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    put(tmp_path, "harbour.txt", HARBOUR)
    put(tmp_path, "bridge.txt", BRIDGE)
    return tmp_path


def put(home: Path, name: str, text: str) -> None:
    """A file as a scraper writes it: whole at once."""
    there = home / "corpus" / name
    part = home / f"{name}.part"
    part.write_text(text, encoding="utf-8")
    part.replace(there)


def cursor(text: str) -> str:
    """The row that the cursor is on."""
    return next((line for line in text.splitlines() if line.startswith("▌")), "")


def on(terminal: Terminal, title: str, sign: str = "") -> str:
    """Wait until the cursor is on an article, and the row has a sign."""
    return terminal.wait(lambda text: title in cursor(text) and sign in cursor(text))


def test_new_and_changed_files_appear_and_the_cursor_stays(home: Path) -> None:
    with wirereader(home / "corpus", "--watch", home=home) as terminal:
        terminal.wait(settled)
        terminal.press("G")
        on(terminal, "Bridge stays")
        put(home, "tunnel.txt", TUNNEL)
        text = terminal.wait(lambda text: "3 articles" in text and "1 new" in text)
        assert "Bridge stays" in cursor(text)
        terminal.wait(lambda text: "11 Feb" in text and "analysing" not in text)
        put(home, "harbour.txt", HARBOUR.replace("Harbour talks resume", "Harbour talks collapse"))
        text = terminal.wait(lambda text: "Harbour talks collapse" in text and "2 new" in text)
        assert "Bridge stays" in cursor(text)
        assert "3 articles" in text
        terminal.press("A", "\r")
        terminal.wait("The first lorries")
        terminal.press("q")
        terminal.wait(lambda text: "1 new" in text and "Tunnel opens" in cursor(text))
        (home / "corpus" / "harbour.txt").unlink()
        text = terminal.wait("2 articles")
        assert "Tunnel opens" in cursor(text)
        assert " new" not in text.splitlines()[0]
        terminal.press("q")
        assert terminal.leave() == 0


def test_two_readers_see_each_others_triage_and_lose_nothing(home: Path) -> None:
    store = home / "shared.db"
    with (
        wirereader(home / "corpus", "--store", store, home=home / "one") as one,
        wirereader(home / "corpus", "--store", store, home=home / "two") as two,
    ):
        for reader in (one, two):
            reader.wait(settled)
            reader.press("g")
            on(reader, "Harbour talks")
        one.press("d")
        one.wait("dropped: ")
        on(two, "Harbour talks", "✗")
        two.press("s")  # the same article, another mark: neither takes the other's away
        on(two, "Harbour talks", "★")
        two.press("G", "K")
        two.wait("kept: ")
        one.wait(lambda text: all(sign in text for sign in "✗★✓"))
        two.press("u", "u")  # its own actions, never the other's
        two.wait(lambda text: "undone: star" in text and "✓" not in text and "★" not in text)
        one.wait(lambda text: "✗" in text and "★" not in text and "✓" not in text)
        two.press("U", "q")
        assert two.leave() == 0
        one.wait("★")
        one.press("q")
        assert one.leave() == 0
    with Store.open(store) as opened:
        marks = [opened.triage(key) for key in opened.keys("", "date")]
    assert [(each.verdict, each.starred) for each in marks] == [
        (Verdict.DROP, True), (None, False),
    ]  # fmt: skip
