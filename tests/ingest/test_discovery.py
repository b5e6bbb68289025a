"""Discovery: stable order, nothing passed over in silence, no way out of the folder."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from reader.ingest import Skipped, discover


def _names(root: Path, *paths: Path) -> list[str]:
    return [
        p.relative_to(root).as_posix() for p in discover(paths or (root,)) if isinstance(p, Path)
    ]


def _skipped(*paths: Path) -> dict[str, Skipped]:
    return {s.path.name: s for s in discover(paths) if isinstance(s, Skipped)}


def _write(path: Path, data: bytes = b"Some words of an article.\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_files_of_a_folder_come_sorted_by_name_with_subfolders_in_their_place(
    tmp_path: Path,
) -> None:
    for name in ("b.txt", "a.md", "c/2.html", "c/1.txt", "d.htm", "Б.txt", "c.text"):
        _write(tmp_path / name)
    assert _names(tmp_path) == ["a.md", "b.txt", "c/1.txt", "c/2.html", "c.text", "d.htm", "Б.txt"]
    assert _names(tmp_path) == _names(tmp_path)


def test_arguments_keep_their_order_and_a_file_reached_twice_comes_once(tmp_path: Path) -> None:
    late, early = _write(tmp_path / "z.txt"), _write(tmp_path / "a.txt")
    assert _names(tmp_path, late, tmp_path, early) == ["z.txt", "a.txt"]


def test_what_is_no_article_is_named_with_the_reason(tmp_path: Path) -> None:
    _write(tmp_path / "story.txt")
    _write(tmp_path / ".hidden.txt")
    _write(tmp_path / ".git" / "config")
    _write(tmp_path / "README.md")
    _write(tmp_path / "photo.jpg")
    _write(tmp_path / "rows.csv")
    _write(tmp_path / "blob", b"\x7fELF\x02\x01\x01" + bytes(50))
    skipped = _skipped(tmp_path)
    assert _names(tmp_path) == ["story.txt"]
    assert {name: s.reason.split(" (")[0] for name, s in skipped.items()} == {
        ".hidden.txt": "hidden",
        ".git": "hidden",
        "README.md": "a README tells about the folder and is no article",
        "photo.jpg": "no text",
        "rows.csv": "unsupported kind of file",
        "blob": "no text",
    }
    assert not any(s.failed for s in skipped.values())


def test_a_file_without_extension_is_taken_if_it_is_text(tmp_path: Path) -> None:
    _write(tmp_path / "note")
    _write(tmp_path / "wide", "Привет, мир".encode("utf-16-le"))
    _write(tmp_path / "noise", bytes(range(256)) * 4)
    assert _names(tmp_path) == ["note", "wide"]


def test_a_file_that_is_named_itself_is_taken_though_hidden_or_of_unknown_extension(
    tmp_path: Path,
) -> None:
    files = [_write(tmp_path / name) for name in (".draft.txt", "README.md", "copy.2026")]
    assert _names(tmp_path, *files) == [".draft.txt", "README.md", "copy.2026"]


def test_a_path_that_does_not_exist_is_a_failure_and_the_rest_goes_on(tmp_path: Path) -> None:
    story = _write(tmp_path / "story.txt")
    gone = tmp_path / "gone"
    assert list(discover((gone, story))) == [Skipped(gone, "does not exist", failed=True), story]


def test_links_lead_neither_out_of_the_folder_nor_in_circles(tmp_path: Path) -> None:
    secret = _write(tmp_path / "outside" / "secret.txt")
    corpus = tmp_path / "corpus"
    story = _write(corpus / "story.txt")
    (corpus / "leak.txt").symlink_to(secret)
    (corpus / "leak").symlink_to(secret.parent)
    (corpus / "relative.txt").symlink_to("../outside/secret.txt")
    (corpus / "again.txt").symlink_to(story)
    (corpus / "loop").symlink_to(corpus)
    (corpus / "self.txt").symlink_to("self.txt")
    (corpus / "dangling.txt").symlink_to("nowhere.txt")
    assert _names(corpus) == ["story.txt"]
    reasons = {name: s.reason for name, s in _skipped(corpus).items()}
    assert reasons["leak.txt"] == reasons["leak"] == "link that leaves the folder"
    assert reasons["relative.txt"] == "link that leaves the folder"
    assert "listed already" in reasons["again.txt"]
    assert "listed already" in reasons["loop"]
    assert reasons["self.txt"] == reasons["dangling.txt"] == "link that leads nowhere"


def test_what_is_seen_to_change_is_judged_as_in_a_walk(tmp_path: Path) -> None:
    story = _write(tmp_path / "story.txt")
    link = tmp_path / "link.txt"
    link.symlink_to(_write(tmp_path / "outside" / "secret.txt"))
    paths = (
        story, link, _write(tmp_path / ".story.txt.swp"), _write(tmp_path / "README.md"),
        _write(tmp_path / "code.py"), tmp_path / "gone.txt", tmp_path / "outside",
    )  # fmt: skip
    found = [path for path in discover(paths, named=False) if isinstance(path, Path)]
    assert found == [story, tmp_path / "outside" / "secret.txt"]
    assert link in list(discover([link]))  # a person who names a link means it


def test_pipes_sockets_and_devices_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "door.txt"))
        skipped = _skipped(tmp_path, Path("/dev/null"))
    assert skipped["pipe.txt"].reason == "pipe, no regular file"
    assert skipped["door.txt"].reason == "socket, no regular file"
    assert skipped["null"].reason == "device, no regular file"


def test_names_with_newlines_and_escapes_are_articles_like_others(tmp_path: Path) -> None:
    for name in ("two\nlines.txt", "\x1b[31mred.txt", "\u202etxt.gpj.txt", "-rf.txt"):
        _write(tmp_path / name)
    assert len(_names(tmp_path)) == 4


def test_a_name_that_is_no_text_is_reported(tmp_path: Path) -> None:
    try:
        _write(tmp_path / os.fsdecode(b"caf\xe9.txt"))
    except OSError:
        pytest.skip("the file system takes valid UTF-8 only")
    (skipped,) = discover((tmp_path,))
    assert isinstance(skipped, Skipped)
    assert skipped.failed
    assert "rename" in skipped.reason


def test_a_folder_without_permission_is_reported_and_the_rest_goes_on(guarded: Path) -> None:
    locked = guarded / "locked"
    _write(locked / "inside.txt")
    story = _write(guarded / "story.txt")
    locked.chmod(0)
    reported = Skipped(locked, "folder without permission to list it", failed=True)
    assert list(discover((guarded,))) == [reported, story]
    locked.chmod(0o755)


def test_a_path_behind_a_locked_folder_is_a_failure(guarded: Path) -> None:
    story = _write(guarded / "locked" / "story.txt")
    story.parent.chmod(0)
    assert list(discover((story,))) == [Skipped(story, "permission denied", failed=True)]
    story.parent.chmod(0o755)


def test_a_tree_of_any_depth_is_walked(tmp_path: Path) -> None:
    _write(tmp_path.joinpath(*["d"] * 400) / "story.txt")
    assert len(_names(tmp_path)) == 1
