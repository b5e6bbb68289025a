"""The command as scripts and people use it: data on standard output, words on standard error, statuses."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reader import __version__
from tests.cli.conftest import COMMAND, Wirereader

KEYS = [
    "path", "id", "format", "encoding", "title", "source", "published", "language", "text", "lines",
    "leftovers", "entities", "notes", "cleaned",
]  # fmt: skip


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_scan_prints_the_contract(wirereader: Wirereader, corpus: Path) -> None:
    done = wirereader("scan", "wire", "--json")
    assert done.returncode == 0
    found = objects(done.stdout)
    assert [each["path"] for each in found] == ["wire/a.txt", "wire/b.md", "wire/c.txt"]
    for each in found:
        assert list(each)[: len(KEYS)] == KEYS
        text = each["text"]
        assert [text[x["start"] : x["end"]] for x in each["lines"]] == text.split("\n")
        assert [x["number"] for x in each["lines"]] == list(range(1, len(each["lines"]) + 1))
        for span in each["leftovers"] + each["entities"]:
            assert text[span["start"] : span["end"]] == span["text"]
    left = found[0]["leftovers"]
    assert [(x["text"], x["language"], x["translation"], x["engine"]) for x in left] == [
        ("Озвучить текст", "ru", "Read the text aloud", "phrasebook")
    ]
    assert [each["language"] for each in found] == ["en", "en", "ru"]


def test_scan_is_the_same_every_time(wirereader: Wirereader, corpus: Path) -> None:
    first = wirereader("scan", "wire", "--json")
    assert wirereader("scan", "wire", "--json").stdout == first.stdout
    assert (
        wirereader("scan", "wire", "--json", "--store", "other.db", "--workers", "2").stdout
        == first.stdout
    )
    assert wirereader("scan", str(corpus / "b.md"), "wire", "--json").stdout.count("\n") == 3


def test_scan_prints_a_table_for_people(wirereader: Wirereader, corpus: Path) -> None:
    done = wirereader("scan", "wire")
    assert done.returncode == 0
    assert "Wheat exports rise" in done.stdout
    assert "3 articles" in done.stderr


def test_one_bad_input_is_named_and_the_rest_done(wirereader: Wirereader, corpus: Path) -> None:
    (corpus / "empty.txt").write_bytes(b"")
    done = wirereader("scan", "wire", "missing", "--json")
    assert done.returncode == 1
    assert len(objects(done.stdout)) == 3
    assert "wire/empty.txt" in done.stderr
    assert "missing" in done.stderr


def test_locale_c_prints_utf_8_all_the_same(wirereader: Wirereader, corpus: Path) -> None:
    done = wirereader("scan", "wire", "--json", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "Переговоры" in done.stdout
    assert (
        wirereader("scan", "wire", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0").returncode
        == 0
    )


def test_nothing_that_a_terminal_obeys_is_printed(wirereader: Wirereader, corpus: Path) -> None:
    bad = "\x1b]0;gotcha\x07\x9b31m\u202e"
    (corpus / "d.txt").write_text(
        f"Evil {bad} title\n\nA text that goes on {bad} for some words more.\n"
    )
    (corpus / "\x1b[31mred.txt").write_bytes(b"")
    for arguments in (["scan", "wire"], ["scan", "wire", "--json"], ["list", "--in", "wire"]):
        done = wirereader(*arguments)
        for text in (done.stdout, done.stderr):
            assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text), arguments
    (evil,) = [
        x
        for x in objects(wirereader("scan", "wire", "--json").stdout)
        if x["path"].endswith("d.txt")
    ]
    assert bad in evil["text"]


def test_a_reader_that_has_had_enough_is_no_error(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    wirereader("scan", "wire")
    command = (
        f'"{sys.executable}" -c "{COMMAND}" scan wire --json --store {tmp_path}/s.db | head -c 10'
    )
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"WIREREADER_ANALYSIS_NAMES": "off"},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_results_are_kept_and_a_folder_that_cannot_be_written_is_told(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    wirereader("scan", "wire")
    (store,) = (tmp_path / "data" / "wirereader" / "stores").glob("wire-*.db")
    assert store.stat().st_mode & 0o077 == 0
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    done = wirereader("scan", "wire", "--json", XDG_DATA_HOME=str(blocked))
    assert done.returncode == 0
    assert len(objects(done.stdout)) == 3
    assert "not kept" in done.stderr


def test_list_and_count_answer_queries(wirereader: Wirereader, corpus: Path) -> None:
    assert wirereader("list", "--in", "wire").returncode == 2
    wirereader("scan", "wire")
    found = objects(wirereader("list", "has:leftover", "--in", "wire", "--json").stdout)
    assert [(x["path"], x["leftovers"], x["leftover_languages"]) for x in found] == [
        ("wire/a.txt", 1, ["ru"])
    ]
    assert wirereader("count", "переговорами", "--in", "wire").stdout == "1\n"
    counts = json.loads(wirereader("count", "--in", "wire", "--json").stdout)
    assert (counts["total"], counts["unread"], counts["leftovers"]) == (3, 3, 1)
    done = wirereader("count", "is:unred", "--in", "wire")
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:3] == ["  is:unred", "     ^"]
    assert "is:unread" in done.stderr


def test_export_jsonl_and_csv(wirereader: Wirereader, corpus: Path, tmp_path: Path) -> None:
    (corpus / "d.txt").write_text(
        '=HYPERLINK("http://evil.example")\n\nA text that goes on for some words more here.\n'
    )
    done = wirereader("export", "wire", "--format", "csv", "-o", "out.csv")
    assert done.returncode == 0
    assert done.stdout == ""
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["path"] for row in rows] == ["wire/a.txt", "wire/b.md", "wire/c.txt", "wire/d.txt"]
    assert not any(
        (cell or "").startswith(("=", "+", "-", "@")) for row in rows for cell in row.values()
    )
    done = wirereader("export", "wire", "--format", "jsonl", "--query", "has:leftover")
    (only,) = objects(done.stdout)
    assert only["path"] == "wire/a.txt"
    assert only["triage"] == {
        "read": False,
        "starred": False,
        "verdict": None,
        "tags": [],
        "note": "",
    }


def test_export_ninjs_and_markdown(wirereader: Wirereader, corpus: Path) -> None:
    items = json.loads(wirereader("export", "wire", "--format", "ninjs").stdout)
    assert [item["language"] for item in items] == ["en", "en", "ru"]
    assert all(
        item["uri"].startswith("urn:sha256:") and item["bodies"][0]["value"] for item in items
    )
    text = wirereader("export", "wire", "--format", "markdown").stdout
    assert "# Storm closes harbour" in text
    assert "Озвучить текст (ru, chrome) — Read the text aloud (phrasebook)" in text


def test_an_export_that_cannot_be_written_leaves_nothing(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    done = wirereader("export", "wire", "--format", "csv", "-o", "nowhere/out.csv")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_config(wirereader: Wirereader, tmp_path: Path) -> None:
    path = tmp_path / "config" / "wirereader" / "config.toml"
    assert wirereader("config", "path").stdout == f"{path}\n"
    assert wirereader("config", "init").returncode == 0
    assert path.stat().st_mode & 0o077 == 0
    assert wirereader("config", "init").returncode == 2
    assert wirereader("config", "validate").returncode == 0
    path.write_text("[reader]\ntheem = 'day'\n")
    done = wirereader("config", "validate")
    assert done.returncode == 2
    assert "theme" in done.stderr
    assert wirereader("scan", ".").returncode == 2
    for wrong, said in (
        ("[keys]\nno-such-command = 'x'\n", "no command"),
        ("[keys]\nstra = 's'\n", "did you mean “star”?"),
        ("[keys]\nstar = 's'\ndrop = 's'\n", "[keys] key s means “drop” and “star”"),
        ("[macros]\nf6 = ['stra']\n", "[macros] there is no command “stra”; did you mean “star”?"),
        ("[macros]\nf66 = ['star']\n", "[macros] there is no key “f66”"),
        ("[macros]\nf6 = ['star now']\n", "[macros] star asks nothing"),
        ("[themes.dusk]\nbakground = '#101418'\n", "bakground"),
        ("[reader]\ngroup = 'storys'\n", "did you mean story?"),
        ("[reader]\nquery = 'is:unred'\n", "did you mean is:unread?"),
        ("[searches]\nmorning = 'grain (is:kept'\n", "morning"),
        ("[searches]\nmorning = 'date:soon'\n", "“soon” is no date"),
        ("[translation]\nscheme = 'bgm'\n", "did you mean bgn?"),
        ("[translation]\nengines = ['argoss']\n", "did you mean argos?"),
        ("[translation]\nto = 'english'\n", "en for English"),
    ):
        path.write_text(wrong)
        done = wirereader("config", "validate")
        assert done.returncode == 2
        assert done.stderr.startswith(f"wirereader: {path}: ")
        assert said in done.stderr


def test_keys_that_were_taken_from_other_commands_are_told(
    wirereader: Wirereader, tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[keys]\nstar = ['s', 'u']\n[macros]\nd = ['tag urgent', 'next-unread']\n")
    done = wirereader("config", "validate", "--config", str(file))
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        f"{file}: d is for a macro, no longer for drop, which keeps Del",
        f"{file}: u is for star, no longer for undo, which has no key any more",
        f"{file}: all right",
    ]


def test_a_folder_of_stores_may_lie_below_the_home(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[store]\nfolder = '~/desk'\n")
    done = wirereader("scan", "wire", "--config", str(file), HOME=str(tmp_path / "home"))
    assert done.returncode == 0
    assert len(list((tmp_path / "home" / "desk" / "stores").glob("wire-*.db"))) == 1


def test_keys_names_every_command(wirereader: Wirereader) -> None:
    done = wirereader("keys")
    assert done.returncode == 0
    assert "star" in done.stdout
    found = objects(wirereader("keys", "--json").stdout)
    assert len({(each["name"]) for each in found}) == len(found) > 30
    assert all(each["help"] for each in found)


def test_forget_removes_what_is_known_and_nothing_else(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    wirereader("scan", "wire")
    stores = tmp_path / "data" / "wirereader" / "stores"
    assert wirereader("forget", "wire").returncode == 1
    assert list(stores.glob("wire-*"))
    assert wirereader("forget", "wire", "--yes").returncode == 0
    assert not list(stores.glob("wire-*"))
    assert len(list(corpus.iterdir())) == 3
    assert wirereader("forget", "wire", "--yes").returncode == 0
    assert wirereader("forget", "--yes").returncode == 2


def test_doctor_finds_and_repairs_a_damaged_store(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    wirereader("scan", "wire")
    assert wirereader("doctor", "wire").returncode == 0
    (store,) = (tmp_path / "data" / "wirereader" / "stores").glob("wire-*.db")
    data = store.read_bytes()
    store.write_bytes(data[: len(data) // 2])
    done = wirereader("doctor", "wire")
    assert done.returncode == 1
    assert "--repair" in done.stdout
    assert wirereader("doctor", "wire", "--repair").returncode == 0
    assert wirereader("doctor", "wire").returncode == 0
    assert len(objects(wirereader("scan", "wire", "--json").stdout)) == 3


def test_translate_by_the_phrasebook(wirereader: Wirereader, corpus: Path) -> None:
    done = wirereader("translate", "wire/a.txt", "--json")
    (found,) = objects(done.stdout)
    assert done.returncode == 0
    assert (found["path"], found["to"]) == ("wire/a.txt", "en")
    (segment,) = found["segments"]
    assert (segment["source"], segment["target"]) == ("Озвучить текст", "Read the text aloud")
    assert segment["engine"] == "phrasebook"
    assert "Read the text aloud" in wirereader("translate", "wire/a.txt").stdout


def test_translate_says_what_to_run_without_a_model(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    empty = str(tmp_path / "models")
    done = wirereader(
        "translate",
        "-",
        stdin="Вечером начался сильный дождь.\n",
        WIREREADER_TRANSLATION_MODELS=empty,
    )
    assert done.returncode == 1
    assert "wirereader models install" in done.stderr


def test_usage(wirereader: Wirereader, tmp_path: Path) -> None:
    assert wirereader("--version").stdout == f"wirereader {__version__}\n"
    assert wirereader().returncode == 2
    told = wirereader("--help").stdout
    assert "COMMAND" in told
    assert all(option in told for option in ("--watch", "--store", "--query", "--no-names"))
    assert wirereader("scan").returncode == 2
    assert wirereader("scan", "x", "--wrong").returncode == 2
    assert wirereader("export", "x", "--format", "pdf").returncode == 2
    done = wirereader("nowhere")
    assert done.returncode == 1
    assert "nowhere" in done.stderr


@pytest.mark.parametrize("arguments", [["./scan"], ["--", "scan"]])
def test_a_folder_called_like_a_command_can_be_opened(
    wirereader: Wirereader, tmp_path: Path, arguments: list[str]
) -> None:
    # Without the folder the reader has nothing to open and says so: it was taken for a path.
    done = wirereader(*arguments)
    assert done.returncode == 1
    assert "scan: does not exist" in done.stderr


def stores(tmp_path: Path) -> list[str]:
    return sorted(p.name for p in (tmp_path / "data" / "wirereader" / "stores").glob("*.db"))


def test_a_wrong_path_opens_nothing_and_leaves_nothing(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    for arguments in (
        ["scan", "wrie"],
        ["export", "wire/x", "--format", "csv"],
        ["wire", "elsewhere"],
    ):
        done = wirereader(*arguments)
        assert done.returncode == 1, arguments
        assert "does not exist" in done.stderr
    done = wirereader("list", "--in", "wrie")
    assert (done.returncode, done.stderr) == (2, "wirereader: wrie: does not exist\n")
    assert stores(tmp_path) == []
    assert "wrie: does not exist" in wirereader("doctor", "wrie").stdout
    wirereader("scan", "wire")
    kept = stores(tmp_path)
    corpus.rename(tmp_path / "away")
    assert wirereader("scan", "wire").returncode == 1
    assert stores(tmp_path) == kept


def test_a_mistyped_command_and_options_before_one_are_told(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    done = wirereader("scna", "wire")
    assert done.returncode == 2
    assert "did you mean scan?" in done.stderr
    done = wirereader("--store", "s.db", "translate", "-", stdin="Макрон\n")
    assert done.returncode == 2
    assert "options go after the command: wirereader translate" in done.stderr
    assert stores(tmp_path) == []


def test_a_query_that_means_nothing_is_refused_before_anything_is_looked_for(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    for arguments in (
        ["wire", "date:soon"],
        ["list", "date:soon", "--in", "nowhere"],
        ["count", "date:soon", "--in", "wire"],
        ["export", "wire", "--format", "csv", "--query", "date:soon"],
    ):
        done = wirereader(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr.endswith("\n  date:soon\n       ^\n"), done.stderr
    done = wirereader("wire", "is:unread -grain")
    assert done.returncode == 2
    assert "--query 'is:unread -grain'" in done.stderr
    assert stores(tmp_path) == []


def test_a_query_may_begin_with_a_dash(wirereader: Wirereader, corpus: Path) -> None:
    wirereader("scan", "wire")
    assert wirereader("count", "-wheat", "--in", "wire").stdout == "2\n"
    assert wirereader("count", "--in", "wire", "-harbour").stdout == "2\n"
    assert wirereader("count", "--in", "wire", "--", "-harbour").stdout == "2\n"
    (row,) = wirereader("list", "-переговоры -wheat", "--in", "wire").stdout.splitlines()
    assert "Storm closes harbour" in row
    done = wirereader("export", "wire", "--format", "jsonl", "--query", "-wheat")
    assert [x["path"] for x in objects(done.stdout)] == ["wire/b.md", "wire/c.txt"]


def test_wrong_orders_and_numbers_are_told_in_words(wirereader: Wirereader, corpus: Path) -> None:
    wirereader("scan", "wire")
    done = wirereader("list", "--in", "wire", "--sort", "bogus")
    assert done.returncode == 2
    assert "bogus" in done.stderr
    assert "leftovers" in done.stderr
    assert "^" not in done.stderr
    for wrong in ("x", "-1", "1.5"):
        done = wirereader("list", "--in", "wire", f"--limit={wrong}")
        assert done.returncode == 2
        assert "a whole number" in done.stderr
        assert "_whole" not in done.stderr
    assert "Errno" not in wirereader("evaluate", "nosuch").stderr


def test_an_article_that_is_damaged_in_the_store_counts_as_failed(
    wirereader: Wirereader, corpus: Path, tmp_path: Path
) -> None:
    wirereader("scan", "wire")
    (store,) = (tmp_path / "data" / "wirereader" / "stores").glob("wire-*.db")
    with contextlib.closing(sqlite3.connect(store)) as db, db:
        for table, path in (("original", "wire/b.md"), ("analysis", "wire/c.txt")):
            db.execute(
                f"UPDATE {table} SET packed = x'00' WHERE content ="
                " (SELECT content FROM article WHERE path = ?)",
                (path,),
            )
    done = wirereader("scan", "wire", "--json")
    assert [x["path"] for x in objects(done.stdout)] == ["wire/a.txt"]
    assert "b.md" in done.stderr
    assert "c.txt" in done.stderr
    assert done.returncode == 1
    for arguments in (["scan", "wire", "--json"], ["export", "wire", "--format", "jsonl"]):
        done = wirereader(*arguments)  # read anew, though the files are as they were
        assert [x["path"] for x in objects(done.stdout)] == [
            "wire/a.txt",
            "wire/b.md",
            "wire/c.txt",
        ]
        assert done.returncode == 0
    with contextlib.closing(sqlite3.connect(store)) as db, db:
        db.execute("UPDATE original SET packed = x'00'")
    (corpus / "b.md").unlink()
    wirereader("scan", "wire", "--json")
    done = wirereader("list", "path:b.md", "--in", "wire")
    assert (done.returncode, done.stdout) == (0, "")
