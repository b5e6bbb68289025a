"""Programs that get an article have the terminal to themselves, and get nothing that acts on it."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

import pytest

from reader.model import Article, Document, Facts
from reader.store import FileState, Store
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

TITLE, CLIP, CLEAR = "\x1b]0;PWNED\x07", "\x1b]52;c;cm0gLXJmIH4=\x07", "\x9b2J"
PROMO = f"Support our newsroom{TITLE}\nSubscribe now{CLIP}\nDonate\ttoday{CLEAR}\u202e end\n"
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")
OPEN = """
import sys
from pathlib import Path
from reader.tui.app import run
sys.exit(run([Path("corpus")], Path(sys.argv[1])))
"""


def opened(folder: Path, *, analysed: bool, **environment: str) -> Terminal:
    """The reader on one article of promotion only, whose cleaned text is empty, or is not there yet."""
    name = hashlib.sha256(PROMO.encode()).hexdigest()
    document = Document("promo.txt", name, "text", "utf-8", PROMO, "Promo", "Ledger")
    with Store.open(folder / "store.db") as store:
        state = FileState("promo.txt", len(PROMO), 1, name)
        added = store.add_documents([(state, [document], ["Ledger"])]).added
        if analysed:
            article = Article(document, Facts("Promo"), "en", (), versions={"lines": "1"})
            store.save(store.contents_of(added)[0], article, "test")
    command = [sys.executable, "-c", OPEN, str(folder / "store.db")]
    return Terminal(command, environment={"WIREREADER_DATA": str(folder), **environment})


@pytest.mark.parametrize(
    ("analysed", "why"), [(True, "the cleaned text is empty"), (False, "not analysed yet")]
)
def test_an_article_without_cleaned_text_is_handed_on_harmless(
    tmp_path: Path, analysed: bool, why: str
) -> None:
    piped = tmp_path / "piped.txt"
    with opened(tmp_path, analysed=analysed, PAGER="cat") as terminal:
        terminal.wait("Promo")
        terminal.press("P")
        terminal.wait("[Enter goes back")
        terminal.press("\r")
        terminal.wait(f"{why}: that was the original")
        terminal.press("|")
        terminal.wait(f"{why}: gets the original")
        terminal.press(*f"tee {piped}", "\r")
        terminal.wait("[Enter goes back")
        terminal.press("\r")
        terminal.wait(f"{why}: that was the original")
        terminal.press("y")
        terminal.wait(f"{why} · copied the original text")
        terminal.press("q")
        assert terminal.leave() == 0
        raw = bytes(terminal.raw)
    assert raw.count(b"PWNED") >= 2, "the pager and tee were seen"
    assert not [attack for attack in (TITLE, CLIP, CLEAR, "\u202e") if attack.encode() in raw]
    text = piped.read_text("utf-8")
    assert not ACTS.search(text)
    assert "Support our newsroom␛]0;PWNED␇\nSubscribe now␛" in text
    assert "Donate\ttoday␦2J⇄ end\n" in text


@pytest.mark.parametrize(("key", "told"), [("\x03", "Interrupt"), ("\x1c", "Quit")])
def test_a_key_that_ends_a_command_leaves_the_reader(tmp_path: Path, key: str, told: str) -> None:
    with opened(tmp_path, analysed=True) as terminal:
        terminal.wait("Promo")
        terminal.press("|", *"echo be''gun; exec sleep 600", "\r")
        terminal.wait("begun")
        terminal.press(key)
        terminal.wait("[Enter goes back")
        terminal.press("\r")
        terminal.wait(told)
        terminal.press("q")
        assert terminal.leave() == 0


def test_a_pager_whose_quotes_do_not_match_is_said(tmp_path: Path) -> None:
    with opened(tmp_path, analysed=True, PAGER='less "-x') as terminal:
        terminal.wait("Promo")
        terminal.press("P")
        terminal.wait("$PAGER: No closing quotation")
        terminal.press("q")
        assert terminal.leave() == 0


def test_a_pager_that_is_not_there_is_said_and_reading_goes_on(tmp_path: Path) -> None:
    with opened(tmp_path, analysed=True, PAGER="no-such-pager") as terminal:
        terminal.wait("Promo")
        terminal.press("P")
        terminal.wait("there is no program no-such-pager")
        terminal.press("q")
        assert terminal.leave() == 0
