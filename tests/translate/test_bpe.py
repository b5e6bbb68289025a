"""Packages that cut words by byte pairs, as those converted from OPUS-MT do, work like the others."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.build_bpe_package import build
from reader.translate import Desk, DeskSettings, Request, TranslationError, install_file, verify
from reader.translate.engines.pieces import read

TINY = Path(__file__).parents[1] / "fixtures" / "translate-ru_en-tiny.argosmodel"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("bpe") / "translate-ru_en.argosmodel")


@pytest.fixture(scope="module")
def desk(package: Path) -> Iterator[Desk]:
    model = install_file(package, into=package.parent / "packages")
    assert (model.label, model.problem) == ("ru→en 0.2", None)
    assert verify(model) == ()
    with Desk(DeskSettings(models=(package.parent / "packages",))) as desk:
        yield desk


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Пожар потушен.", "Fire put out."),
        (
            "Переговоры завершились, и Президент прибыл в Москву.",
            "Negotiations ended, and President arrived in Moscow.",
        ),
        ('Президент прибыл в "Москву" 12!', 'President arrived in "Moscow" 12!'),
        ("Ёлкин прибыл в file_name_v2.txt.", "Ёлкин arrived in file_name_v2.txt."),
    ],
)
def test_sentences_go_through(desk: Desk, source: str, target: str) -> None:
    (found,) = desk.translate([Request(0, len(source), source)], "ru")
    assert (found.target, found.engine, found.model) == (target, "argos", "ru→en 0.2")
    assert found.score is not None
    assert found.score > 0.9


def test_a_damaged_bpe_model_is_refused(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    for damage in (b"", b"\xff\xfe\x00", b"#version: 0.2\njust-one\n"):
        torn = tmp_path / "torn.argosmodel"
        with zipfile.ZipFile(torn, "w") as archive:
            for name, data in held.items():
                archive.writestr(name, damage if name.endswith("bpe.model") else data)
        with pytest.raises(TranslationError) as error:
            install_file(torn, into=tmp_path / "packages")
        assert "torn.argosmodel" in str(error.value)
    assert [path for path in (tmp_path / "packages").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["bpe", "sentencepiece"])
def test_pieces_are_those_of_argostranslate(package: Path, tmp_path: Path, kind: str) -> None:
    from argostranslate.package import Package

    file = package if kind == "bpe" else TINY
    folder = install_file(file, into=tmp_path).folder
    ours, prefix = read(folder)
    theirs = Package(folder)
    assert prefix == theirs.target_prefix
    for sentence in (
        "Пожар потушен.",
        "Президент прибыл в «Москву» 12!",
        "Ёлкин — 3,5 % (file_name_v2.txt) …",
        "a",
        "",
        "日本 😀 \u00ad",
    ):
        pieces = ours.encode(sentence)
        assert pieces == theirs.tokenizer.encode(sentence)
        if "_" not in sentence:  # which argostranslate makes blanks of
            assert ours.decode(pieces) == theirs.tokenizer.decode(pieces)
