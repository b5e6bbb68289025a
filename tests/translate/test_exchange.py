"""Translation memories and glossaries in the forms that translators' tools write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.translate import (
    Pair,
    TranslationError,
    read_glossary,
    read_memory,
    write_glossary,
    write_memory,
)

OMEGAT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
    creationtoolversion="6.0" segtype="sentence" srclang="RU-RU"/>
  <body>
    <tu><note>from a desk</note>
      <tuv xml:lang="RU-RU"><seg>Порт закрыт.</seg></tuv>
      <tuv xml:lang="EN-GB" changeid="me"><seg>The port is closed.</seg></tuv>
    </tu>
    <tu>
      <tuv lang="EN-GB"><seg>The <bpt i="1">&lt;b&gt;</bpt>old<ept i="1">&lt;/b&gt;</ept> pier</seg></tuv>
      <tuv lang="RU-RU"><seg>Старый <hi>причал</hi></seg></tuv>
      <tuv lang="DE"><seg>Der alte Pier</seg></tuv>
    </tu>
    <tu><tuv xml:lang="RU"><seg>Один</seg></tuv></tu>
  </body>
</tmx>
"""


def test_a_memory_as_omegat_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.tmx"
    path.write_text(OMEGAT, encoding="utf-8")
    assert list(read_memory(path, "en")) == [
        Pair(
            "memory", "ru", "en", "Порт закрыт.", "The port is closed.", "desk.tmx", "from a desk"
        ),
        Pair("memory", "ru", "en", "Старый причал", "The old pier", "desk.tmx"),
    ]
    assert [pair.to_language for pair in read_memory(path)] == ["en", "en", "de"]


def test_entities_of_an_xml_file_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "evil.tmx"
    path.write_text(
        '<!DOCTYPE tmx [<!ENTITY secret SYSTEM "file:///etc/passwd">]><tmx version="1.4"><header '
        'srclang="ru"/><body><tu><tuv xml:lang="ru"><seg>А &secret;</seg></tuv>'
        '<tuv xml:lang="en"><seg>A &secret;</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    assert not any("root:" in pair.source + pair.target for pair in read_memory(path))


def test_what_is_no_memory_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.tmx"
    for text, reason in (("<html></html>", "not a TMX"), ("<tmx><body>", "not well-formed")):
        path.write_text(text)
        with pytest.raises(TranslationError, match=reason):
            list(read_memory(path))
    with pytest.raises(TranslationError, match="No such file"):
        list(read_memory(tmp_path / "missing.tmx"))


TEXT = (
    st.text(
        st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40
    )
    .map(str.strip)
    .filter(bool)
)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_a_memory_goes_out_and_comes_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("tmx") / "out.tmx"
    pairs = [Pair("memory", "ru", "en", a, b, "out.tmx") for a, b in texts]
    assert write_memory(pairs, path) == len(pairs)
    assert list(read_memory(path)) == pairs


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("omegat.txt", "# terms\nпорт\tharbour\tnot port\nпирс\tpier\n"),
        ("terms.csv", "source,target,note\nпорт,harbour,not port\nпирс,pier,\n"),
        ("excel.csv", "\ufeffпорт;harbour;not port\nпирс;pier\n"),
    ],
)
def test_glossaries_in_columns(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert list(read_glossary(path, "ru", "en")) == [
        Pair("glossary", "ru", "en", "порт", "harbour", name, "not port"),
        Pair("glossary", "ru", "en", "пирс", "pier", name),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<martif type="TBX"><text><body><termEntry><langSet xml:lang="ru"><tig><term>порт</term></tig>'
        '</langSet><langSet xml:lang="en-GB"><tig><term>harbour</term></tig></langSet></termEntry></body></text></martif>',
        '<tbx xmlns="urn:iso:std:iso:30042:ed-2"><text><body><conceptEntry><langSec xml:lang="ru"><termSec>'
        '<term>порт</term></termSec></langSec><langSec xml:lang="en"><termSec><term>harbour</term></termSec>'
        "</langSec></conceptEntry></body></text></tbx>",
    ],
    ids=["TBX 2", "TBX 3"],
)
def test_glossaries_as_tbx(tmp_path: Path, text: str) -> None:
    path = tmp_path / "terms.tbx"
    path.write_text(text, encoding="utf-8")
    (pair,) = read_glossary(path, "ru", "en")
    assert (pair.source, pair.target) == ("порт", "harbour")


def test_a_glossary_goes_out_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    pairs = [Pair("glossary", "ru", "en", "порт", "harbour", "out.txt", "a note")]
    write_glossary(pairs, path)
    assert list(read_glossary(path, "ru", "en")) == pairs


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("порт,harbour".encode("cp1251"))
    with pytest.raises(TranslationError, match="save the glossary as UTF-8"):
        list(read_glossary(path, "ru", "en"))


def test_lines_that_end_in_carriage_returns_are_lines(tmp_path: Path) -> None:
    path = tmp_path / "mac.csv"
    path.write_bytes("порт,harbour\rмост,bridge\r".encode())
    assert [pair.target for pair in read_glossary(path, "ru", "en")] == ["harbour", "bridge"]


def test_a_field_without_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "endless.csv"
    path.write_text('порт,"' + "x" * 200_000, encoding="utf-8")
    with pytest.raises(TranslationError, match=r"endless\.csv: not a table"):
        list(read_glossary(path, "ru", "en"))
