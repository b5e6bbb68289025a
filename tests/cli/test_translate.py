"""Translation without the screen: names as the article spells them, models of this corpus, the memory's files."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Wirereader

CAPTION = """Harbour talks resume in Lowen

The harbour master Viktor Lisovetz met the shipping companies on Monday evening.

Фото: REUTERS/Лисовец

"Nobody was hurt," Viktor Lisovetz told journalists after the meeting had ended, and he thanked the crews.
"""
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="OmegaT" srclang="RU"/><body>
<tu><tuv xml:lang="RU"><seg>Озвучить текст</seg></tuv><tuv xml:lang="EN-GB"><seg>Hear it read</seg></tuv></tu>
</body></tmx>
"""


def test_names_keep_the_spelling_of_the_article(wirereader: Wirereader) -> None:
    done = wirereader("translate", "-", stdin=CAPTION, WIREREADER_ANALYSIS_NAMES="on")
    assert done.returncode == 0, done.stderr
    assert "Photo: Reuters/Lisovetz" in done.stdout
    plain = wirereader("translate", "-", "--no-names", stdin=CAPTION)
    assert "Lisovetz" not in plain.stdout.split("\n")[4]


def test_models_that_this_corpus_could_use(wirereader: Wirereader, corpus: Path) -> None:
    nothing = wirereader("models", "list", "wire")
    assert nothing.returncode == 0
    assert "wirereader scan wire" in nothing.stderr
    wirereader("scan", "wire")
    for named in (("wire",), ()):
        done = wirereader("models", "list", *named)
        assert done.returncode == 0
        assert "wirereader models install ru-en" in done.stdout


def test_models_lie_where_the_settings_say(wirereader: Wirereader, tmp_path: Path) -> None:
    tiny = Path(__file__).parents[1] / "fixtures" / "translate-ru_en-tiny.argosmodel"
    (tmp_path / "own.toml").write_text(
        f'[translation]\nmodels = ["{tmp_path / "own"}"]\n', encoding="utf-8"
    )
    done = wirereader("models", "install", str(tiny), "--config", "own.toml")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "own").is_dir()
    assert "ru→en" in wirereader("models", "list", "--config", "own.toml").stdout
    assert "ru→en" in wirereader("doctor", "--config", "own.toml").stdout
    assert wirereader("models", "verify", "--config", "own.toml").returncode == 0
    assert wirereader("models", "remove", "--dir", "own", "ru-en").returncode == 0
    assert "no translation model" in wirereader("models", "list").stdout
    assert wirereader("models").returncode == wirereader("models", "install").returncode == 2


def test_a_memory_goes_in_wins_and_comes_out(wirereader: Wirereader, tmp_path: Path) -> None:
    (tmp_path / "desk.tmx").write_text(TMX, encoding="utf-8")
    (tmp_path / "terms.csv").write_text("source,target\nПричал,Quay\n", encoding="utf-8")
    done = wirereader("memory", "import", "desk.tmx")
    assert (done.returncode, done.stderr) == (0, "desk.tmx: 1 unit read (ru→en)\n")
    assert wirereader("memory", "glossary", "terms.csv").returncode == 0
    said = wirereader("translate", "-", "--from", "ru", stdin="Озвучить текст\n")
    assert said.stdout == "Hear it read\n"
    assert wirereader("memory", "export", "all.tmx").returncode == 0
    assert "<seg>Quay</seg>" in (tmp_path / "all.tmx").read_text(encoding="utf-8")
    assert wirereader("memory", "export", "all.tsv").returncode == 0
    assert "Причал\tQuay" in (tmp_path / "all.tsv").read_text(encoding="utf-8")
    assert wirereader("memory", "forget", "memories").returncode == 1  # asks, and nobody answers
    assert wirereader("memory", "forget", "memories", "--yes").returncode == 0
    said = wirereader("translate", "-", "--from", "ru", stdin="Озвучить текст\n")
    assert said.stdout == "Read the text aloud\n"


def test_files_that_are_no_memory_are_named(wirereader: Wirereader, tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text("Причал,Quay\n", encoding="utf-8")
    (tmp_path / "broken.tmx").write_text("<tmx", encoding="utf-8")
    done = wirereader("memory", "import", "broken.tmx", "terms.csv", "missing.tmx")
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "broken.tmx", "terms.csv", "missing.tmx",
    ]  # fmt: skip
    assert wirereader("memory", "export", "all.xml").returncode == 2
    assert wirereader("memory").returncode == 2
