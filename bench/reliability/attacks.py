"""Hostile copy, and what a terminal may be sent: every case is walked through in the real program.

Each attack stands in a headline and in a body. The reader opens it in every view; then every byte that
reached the terminal is read as a terminal reads it.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.terminal.terminal import Terminal

SENTENCE = "The harbour master said that the quay would open again on Friday morning. "

CASES: dict[str, bytes] = {
    "csi-colour": b"\x1b[5;31mred\x1b[0m",
    "csi-clear": b"\x1b[2J\x1b[3J\x1b[H",
    "csi-window": b"\x1b[8;1;1t\x1b[21t",
    "csi-print": b"\x1b[5i",
    "csi-mode": b"\x1b[?1337h\x1b[?47h\x1b[?9h",
    "csi-report": b"\x1b[0c\x1b[>c\x1b[=c\x1b[5n",
    "osc-title": b"\x1b]0;owned\x07",
    "osc-link": b"\x1b]8;;file:///etc/passwd\x1b\\press\x1b]8;;\x1b\\",
    "osc-clipboard": b"\x1b]52;c;cm0gLXJm\x07",
    "osc-notify": b"\x1b]9;hello\x07\x1b]777;notify;a;b\x07",
    "osc-open": b"\x1b]52;c;",
    "dcs": b"\x1bP$qm\x1b\\\x1bP+q544e\x1b\\",
    "dcs-tmux": b"\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\",
    "apc-kitty": b"\x1b_Ga=T,f=24;AAAA\x1b\\",
    "pm-sos": b"\x1b^private\x1b\\\x1bXstring\x1b\\",
    "c1-utf8": "\u009b31m \u009d0;owned\u009c \u0090q\u009c".encode(),
    "c1-raw": b"\x9b31m \x9d0;owned\x9c",
    "c0": bytes(range(1, 9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\x7f",
    "nul": b"nu\x00l\x00\x00",
    "shift-out": b"\x0e lqqk \x0f \x1b(0 lqqk \x1b(B",
    "reset": b"\x1bc \x1b[!p \x1b#8",
    "reverse-index": b"\x1bM\x1bM up \x1bD\x1bE down",
    "region": b"\x1b[2;5r scrolls \x1b[3S",
    "carriage": b"visible\rhidden",
    "markup": b"[@click=app.quit]press[/] [bold red]x[/] [/] [0] [type=x, v={'a[0]'}] [link=file:///x]y[/link]",
    "bidi": "\u202eexe.txt\u202c \u2067right\u2069 \u200f".encode(),
    "zero-width": "pass\u200bword\u200d \ufeff\u2060".encode(),
    "tags": "".join(chr(0xE0000 + ord(c)) for c in "hidden").encode(),
    "combining": ("Z" + "\u0301" * 200).encode(),
    "selectors": ("x" + "\ufe0f" * 50 + "".join(map(chr, range(0xE0100, 0xE0120)))).encode(),
    "surrogates": b"\xed\xa0\x80\xed\xbf\xbf",
    "wide": ("\U0001f468\u200d\U0001f469\u200d\U0001f467" + "\u3000" + "字" * 60).encode(),
}

SEQUENCE = re.compile(
    r"\x1b\[(?P<private>[<>=?]?)(?P<parameters>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
)
MEANT = {
    "": set("mHKJABCDGdXTnPLM@"),
    "?": set("hlmpu"),
    ">": set("um"),
    "<": set("u"),
    "=": set(),
}
SCROLL = re.compile(r"\x1b\[m\x1b\[\d+;\d+r\x1b\[\d+H(?:(?:\r?\n)+|(?:\x1bM)+)\x1b\[r")
"""A block that moved: region, place, line feeds or reverse indexes (ESC M), region taken back.
Only as this whole; an ESC M or a region by itself is nothing that the program sends.
"""
POINTER = "\x1b]22;default\x07"
"""Textual resets the shape of the mouse pointer as it starts."""

MODES = {"7", "25", "1004", "1049", "2004", "2026", "2048"}
ATTRIBUTES = {"5", "6", "8"}
"""Blinking and hidden text: nothing in the program asks for them."""


def corpus_at(folder: Path) -> Path:
    """The articles, and one file whose name attacks."""
    folder.mkdir()
    for number, (name, attack) in enumerate(CASES.items(), 1):
        head = b"CASE-%02d " % number + attack + b" of " + name.encode()
        # With more controls than this to a word of text it would be refused as binary data.
        body = (
            b"BODY-%02d " % number
            + attack
            + b" tail. "
            + SENTENCE.encode() * (30 if name == "c0" else 3)
        )
        (folder / f"{number:02d}-{name}.txt").write_bytes(head + b"\n\n" + body + b"\n")
    (folder / "name\x1b]0;owned\x07\nline.txt").write_text(f"Plain news\n\n{SENTENCE * 4}\n")
    return folder


def unmeant(raw: bytes) -> list[str]:
    """What of a terminal's input no part of the program means to send."""
    text = SCROLL.sub("", raw.decode("utf-8", "strict").replace(POINTER, ""))
    found: list[str] = []

    def judge(match: re.Match[str]) -> str:
        private, parameters, final = match["private"], match["parameters"], match["final"]
        numbers = set(re.split("[;:]", parameters))
        if (
            final not in MEANT[private]
            or (private == "?" and final in "hl" and not numbers <= MODES)
            or (
                not private
                and final == "m"
                and not parameters.startswith(("38", "48"))
                and numbers & ATTRIBUTES
                and not re.search("[34]8;[25]", parameters)
            )
        ):
            found.append(repr(match[0]))
        return ""

    rest = SEQUENCE.sub(judge, text)
    found += [
        repr(rest[max(0, m.start() - 8) : m.end() + 8])
        for m in re.finditer("[\x00-\x07\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", rest)
    ]
    return found


ASKED = "take it for another kind|put the cursor on"
NAMED = "highlight people|no names were found"


def walk(terminal: Terminal) -> None:
    """Every article in every view, with the reasons of its lines and its names.

    Each step waits for what it leads to: a key typed too soon after Escape would be taken for a
    sequence, and the walk would go elsewhere on a slow machine.
    """
    last = len(CASES) + 1
    terminal.wait(lambda text: f" {last} articles" in text and "analysing" not in text)
    terminal.type("g")
    for number in range(1, last + 1):
        terminal.wait(f" {number}/{last}")
        terminal.type("\r")
        terminal.wait("Esc list")
        for key, view in (("2", "both"), ("3", "original"), ("4", "translation"), ("1", "cleaned")):
            terminal.type(key)
            terminal.wait(f" view: {view}")
        terminal.type("Gkw")
        asked = terminal.wait(lambda text: re.search(ASKED, text) is not None)
        if "put the cursor" not in asked:
            terminal.type("\x1b")
            terminal.wait(lambda text: re.search(ASKED, text) is None)
        terminal.type("]}ge")
        named = terminal.wait(lambda text: re.search(NAMED, text) is not None)
        if "no names" not in named:
            terminal.type("\x1b")
            terminal.wait(lambda text: re.search(NAMED, text) is None)
        terminal.type("q")
        terminal.wait("q quit")
        terminal.type("j")


def leaf(terminal: Terminal) -> None:
    """Every article beside the list, as it was written and cleaned."""
    last = len(CASES) + 1
    terminal.wait(lambda text: f" {last} articles" in text and "analysing" not in text)
    terminal.type("g\r3")
    terminal.wait(" view: original")
    for number in range(2, last + 1):
        terminal.type("J")
        terminal.wait(f" {number}/{last}")
    terminal.type("1")
    terminal.wait(" view: cleaned")
    for number in range(last - 1, 0, -1):
        terminal.type("<")
        terminal.wait(f" {number}/{last}")
