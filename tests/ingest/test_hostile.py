"""Files made to break the reader: each gives a document or a clear refusal, and loses no text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from reader.ingest import IngestError, read
from reader.model import Document

ESCAPES = (
    "\x1b[2J\x1b]0;owned\x07\x1b]52;c;cm0gLXJmIC8=\x07\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\"
    "\x1bPq#0\x1b\\\x1b_apc\x1b\\\x9b31m\x9d0;c1\x9c\x90dcs\x9c"
)
INVISIBLE = "\u202e\u2066\u200b\u200d\ufeff\u00ad\U000e0041\U000e007f\ufe0f" + "e" + "\u0301" * 500


def _read(name: str, text: str) -> Document:
    (document,) = read(Path(name), data=text.encode())
    assert len(document.hints) in (0, len(document.text.split("\n")))
    return document


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a"])
@pytest.mark.parametrize("payload", [ESCAPES, INVISIBLE], ids=["escapes", "invisible"])
def test_text_keeps_every_code_point_of_a_payload(name: str, payload: str) -> None:
    copy = f"An article of ordinary words, {payload} and more of them. " * 9
    assert _read(name, copy).text == copy


def test_a_page_keeps_a_payload_that_is_text_and_shows_it_nowhere_else() -> None:
    page = (
        f"<html><head><title>{ESCAPES}</title><meta name=author content='A {ESCAPES.replace('://', '')}'></head>"
        f"<body><p class='x{ESCAPES}'>words {ESCAPES}{INVISIBLE} words</p></body></html>"
    )
    document = _read("a.html", page)
    assert INVISIBLE in document.text
    assert "\x1b]52;c;" in document.text
    declared = (document.title, document.author, *document.hints[0].path)
    assert all(text and text.isprintable() for text in declared)


WORD = "word "
PAGES = {
    "a tag at every level": "".join(f"<div>{n} " for n in range(6000)),
    "blocks never closed": "<p><a href=x>word</a> " * 6_000,
    "cells": "<table>" + "<tr><td>word" * 3_000,
    "tables in tables": "<table><tr><td>word" * 5_000,
    "options": "<select>" + "<option>word" * 6_000,
    "inline tags": "<b>word" * 6_000,
    "one attribute": f"<p class='{WORD * 50_000}' id='{WORD * 50_000}'>word",
    "angle brackets": "<" * 200_000 + " word",
    "ampersands": "&" * 200_000 + " word",
    "references": "&#x41;&nbsp;&bogus;" * 20_000 + " word",
    "comments": "<!--" * 20_000 + "--> word",
    "scripts": "<script>" * 20_000 + "</script> word",
    "a word of a megabyte": "w" * 1_000_000 + " word",
    "breaks": "word<br>" * 6_000,
    "forms": "<form><input type=submit value=word>" * 4_000,
    "times": "<time datetime=2026-01-01>word</time>" * 4_000,
    "frames": "<frameset><frame><noframes>word" * 2_000 + "</noframes>",
    "formatting around blocks": "<a><b><i><font>" * 60 + "<div>word</div>" * 500,
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_of_nothing_but_one_construct_is_read(page: str) -> None:
    document = _read("a.html", f"<html><body><p>first</p>{page}")
    assert document.text.startswith("first")
    if not page.startswith(("<!--", "<frameset", "<script>")):
        assert "w" in document.text[5:] or "5999" in document.text


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_page_is_read(seed: int) -> None:
    source = (Path(__file__).parents[2] / "corpus" / "ship-danube-wire.html").read_bytes()
    dice = random.Random(seed)
    data = bytearray(source)
    for _ in range(dice.randrange(1, 60)):
        at = dice.randrange(len(data))
        match dice.randrange(3):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                del data[at : at + dice.randrange(200)]
            case _:
                data[at:at] = bytes(dice.choices(b"<>&\"'/!-=\x00\xff ", k=5))
    try:
        (document,) = read(Path("page.html"), data=bytes(data))
    except IngestError:
        return
    document.text.encode("utf-8")
    assert len(document.hints) == len(document.text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "a: &a [*a]\n" * 5_000 + "---\n",
        "---\n" + "- " * 30_000 + "\n---\n",
        "---\ntitle: " + "[" * 30_000 + "\n---\n",
        "+++\na = " + "[" * 20_000 + "\n+++\n",
        "+++\n" + "[a.b]\n" * 5_000 + "+++\n",
        "---\ntitle: !!python/object/apply:os.system ['id']\n---\n",
        "---\n" * 6_000,
    ],
)
def test_front_matter_is_never_executed_expanded_or_fatal(text: str) -> None:
    assert _read("a.md", text).text == text
