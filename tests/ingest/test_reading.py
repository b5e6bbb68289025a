"""Reading: one file, one document, and a clear word about whatever goes wrong."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.ingest import LIMIT, IngestError, discover, read


def _write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_text_file_becomes_a_document_named_by_its_bytes(tmp_path: Path) -> None:
    data = "Заголовок\r\n\r\nТекст.\r\n".encode("windows-1251")
    path = _write(tmp_path / "a.txt", data)
    (document,) = read(path)
    assert document.path == str(path)
    assert document.id == hashlib.sha256(data).hexdigest()
    assert (document.format, document.encoding) == ("text", "windows-1251")
    assert document.text == "Заголовок\n\nТекст.\n"
    assert document.title is document.source is document.published is None
    assert document.hints == ()


def test_bytes_at_hand_are_taken_instead_of_the_file() -> None:
    (document,) = read(Path("nowhere/a.txt"), data="Слова".encode())
    assert document.text == "Слова"


def test_controls_that_a_stranger_put_in_stay_in_the_text() -> None:
    copy = "Good words \x1b[31mred\x1b]0;title\x07 and \x00 more words, many of them.\u202e" * 3
    assert read(Path("a.txt"), data=copy.encode())[0].text == copy


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty file"),
        ("blank.txt", b" \n\t\r\n", "nothing but white space"),
        (
            "photo.txt",
            b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(90),
            "no text but JPEG image",
        ),
        ("paper.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "no text but PDF"),
        ("noise.md", bytes(range(256)) * 8, "no text but binary data"),
        ("zeros.html", bytes(500), "no text but binary data"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    path = _write(tmp_path / name, data)
    with pytest.raises(IngestError) as caught:
        read(path)
    assert caught.value.path == path
    assert caught.value.reason == reason
    assert caught.value.advice
    assert "\n" not in str(caught.value)


def test_a_file_that_vanished_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt", "words")
    (found,) = discover([tmp_path])
    path.unlink()
    assert isinstance(found, Path)
    with pytest.raises(IngestError, match="no such file"):
        read(found)


def test_folders_pipes_and_devices_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path, reason in (
        (tmp_path, "is a folder"),
        (tmp_path / "pipe.txt", "no regular file"),
        (Path("/dev/zero"), "no regular file"),
        (Path("a\0.txt"), "holds a NUL"),
        (Path("\udcff.txt"), "not valid UTF-8"),
    ):
        with pytest.raises(IngestError, match=reason):
            read(path)


@pytest.mark.parametrize("name", ["a.txt", "extensionless"])
def test_a_file_without_permission_is_listed_and_refused(guarded: Path, name: str) -> None:
    path = _write(guarded / name, "words")
    path.chmod(0)
    assert list(discover([guarded])) == [path]
    with pytest.raises(IngestError, match="permission denied"):
        read(path)


def test_the_limit_is_generous_and_kept(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt", "слово " * 20)
    assert LIMIT >= 64 * 1024 * 1024
    with pytest.raises(IngestError, match="too large"):
        read(path, limit=100)
    with pytest.raises(IngestError, match="too large"):
        read(path, data=bytes(101), limit=100)


def test_an_article_of_ten_megabytes_is_read_whole(tmp_path: Path) -> None:
    lines = "Слова одной строки длинной статьи.\n" * 160_000
    path = _write(tmp_path / "long.txt", lines)
    assert path.stat().st_size > 10_000_000
    assert read(path)[0].text == lines


@pytest.mark.parametrize("head", ["<!DOCTYPE html>", "\ufeff\n<html lang=ru>", "<!-- x --><head>"])
def test_a_page_without_extension_is_known_by_its_first_bytes(head: str) -> None:
    page = head + "<body><p>Слова</p></body>"
    assert read(Path("page"), data=page.encode())[0].format == "html"


def test_text_that_begins_with_a_tag_is_no_page() -> None:
    assert read(Path("note"), data=b"<b>bold</b> words")[0].format == "text"


MARKDOWN = """---
title: "Talks \\"resume\\" in Geneva"
date: 2026-02-10 09:12:00 +0300
author:
  - Anna Petrova
  - 'Ivan O''Hara'
source: Severny Vestnik Daily   # the outlet
url: https://example.org/a?b=1
lang: en-GB
tags: [war, peace]
---

# Talks

Body.
"""


def test_front_matter_declares_the_facts_and_stays_in_the_text() -> None:
    (document,) = read(Path("a.md"), data=MARKDOWN.encode())
    assert document.text == MARKDOWN
    assert document.format == "markdown"
    assert document.title == 'Talks "resume" in Geneva'
    assert document.published == "2026-02-10T09:12:00"
    assert document.author == "Anna Petrova, Ivan O'Hara"
    assert document.source == "Severny Vestnik Daily"
    assert document.url == "https://example.org/a?b=1"
    assert document.language == "en"


def test_links_of_notes_in_front_matter_are_read_as_they_show(tmp_path: Path) -> None:
    head = '---\nauthor:\n  - "[[Anna Petrova]]"\n  - "[[people/ivan|Ivan Maly]]"\n---\nText\n'
    (tmp_path / "clip.md").write_text(head, encoding="utf-8")
    (document,) = read(tmp_path / "clip.md")
    assert document.author == "Anna Petrova, Ivan Maly"


def test_front_matter_in_toml_is_read_too() -> None:
    head = '+++\ntitle = "A"\ndate = 2026-02-10T09:12:00Z\nauthors = ["B", "C"]\n+++\nText\n'
    (document,) = read(Path("a.md"), data=head.encode())
    assert (document.title, document.published) == ("A", "2026-02-10T09:12:00")
    assert document.author == "B, C"


@pytest.mark.parametrize(
    "text",
    [
        "# Just a heading\n\nWords.\n",
        "---\n\nA rule, then words.\n",
        "---\ntitle: never closed\n",
        "---\n: : :\n- x\n\ttitle\n---\n",
        "+++\n= broken =\n+++\n",
        "---\ndate: 2026-13-45\nurl: javascript:alert(1)\nlang: 'no language'\n---\n",
    ],
)
def test_markdown_that_declares_nothing_has_no_facts(text: str) -> None:
    (document,) = read(Path("a.md"), data=text.encode())
    facts = (document.title, document.published, document.author, document.url, document.language)
    assert facts == (None,) * 5


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a"]))
def test_any_bytes_give_a_document_or_the_rooms_own_error(data: bytes, name: str) -> None:
    try:
        (document,) = read(Path(name), data=data)
    except IngestError:
        return
    document.text.encode("utf-8")
    assert document.id == hashlib.sha256(data).hexdigest()
    assert len(document.hints) in (0, len(document.text.split("\n")))


def _loaded(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_text_is_read_without_loading_a_parser_or_a_detector() -> None:
    code = (
        "from pathlib import Path; from reader.ingest import *;"
        "read(Path('a.txt'), data='Слова'.encode()); read(Path('a.md'), data=b'# Words')"
    )
    heavy = {"lxml", "trafilatura", "resiliparse", "chardet", "charset_normalizer", "textual"}
    assert not heavy & _loaded(code)
    assert {"lxml", "trafilatura", "resiliparse"} <= _loaded(
        code + "; read(Path('a.html'), data=b'<p>Words')"
    )


def test_a_link_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody else may read this\n")
    path = tmp_path / "story.txt"
    path.symlink_to(secret)
    with pytest.raises(IngestError, match="a link has taken the place") as caught:
        read(path, follow=False)
    assert "Nobody" not in str(caught.value)
    (document,) = read(path)
    assert document.text.startswith("Nobody")
