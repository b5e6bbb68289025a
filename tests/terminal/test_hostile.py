"""Hostile copy in the real program: the terminal receives no sequence that the program did not mean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.reliability.attacks import CASES, corpus_at, leaf, unmeant, walk
from tests.terminal.terminal import Terminal, wirereader

pytestmark = [pytest.mark.terminal, pytest.mark.slow]


@pytest.mark.timeout(1500)  # half a minute on an idle machine; a busy one must not fail it
@pytest.mark.parametrize(
    ("size", "thin", "through"), [((80, 24), "true", walk), ((120, 30), "false", leaf)]
)
def test_no_byte_of_an_article_acts_on_the_terminal(
    tmp_path: Path, size: tuple[int, int], thin: str, through: Callable[[Terminal], None]
) -> None:
    corpus = corpus_at(tmp_path / "corpus")
    with wirereader(corpus, home=tmp_path, size=size, WIREREADER_READER_THIN=thin) as terminal:
        through(terminal)
        terminal.type("\x11")
        assert terminal.leave() == 0
        raw = bytes(terminal.raw)
    assert not unmeant(raw)


def test_what_was_there_is_seen(tmp_path: Path) -> None:
    corpus = corpus_at(tmp_path / "corpus")
    with wirereader(corpus, home=tmp_path, size=(120, 40)) as terminal:
        text = terminal.wait(lambda screen: "CASE-32" in screen and "␛" in screen)
        assert "␛" in text


@pytest.mark.parametrize(
    "name",
    [
        "csi-colour",
        "csi-window",
        "csi-print",
        "csi-mode",
        "osc-title",
        "osc-link",
        "dcs",
        "apc-kitty",
        "c1-utf8",
        "c0",
        "reset",
        "reverse-index",
        "region",
    ],
)
def test_an_attack_that_got_through_would_be_noticed(name: str) -> None:
    assert unmeant(CASES[name])


def test_a_block_that_moves_is_meant_and_half_of_its_sequence_is_not() -> None:
    meant = b"\x1b[m\x1b[2;23r\x1b[2H\x1bM\x1bM\x1b[r"
    assert not unmeant(b"news" + meant + b"more")
    for cut in (b"\x1b[r", b"\x1b[2H", b"\x1b[2;23r"):
        assert unmeant(meant.replace(cut, b""))
