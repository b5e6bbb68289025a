"""Settings: documented, refused where they mean nothing, overridden by the environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs

from reader.config import ConfigError, Settings, from_text, load
from reader.config.document import show, template, toml


def test_the_template_holds_every_setting_with_its_default_and_what_it_does() -> None:
    text = template()
    assert from_text(text, "config.toml") == Settings()
    lines = text.splitlines()
    for section in structs.fields(Settings):
        assert f"[{section.name}]" in lines
        value = getattr(Settings(), section.name)
        if isinstance(value, Struct):
            for key in structs.fields(value):
                at = next(n for n, line in enumerate(lines) if line.startswith(f"{key.name} = "))
                assert lines[at - 1].startswith("# ")


def test_what_is_shown_can_be_loaded_again() -> None:
    settings = from_text(
        '[reader]\nwide = 90\n[searches]\n"утро" = "is:unread"\n[keys]\nstar = ["s", "f5"]\n', "x"
    )
    assert from_text(show(settings), "x") == settings


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_string_survives_toml(text: str) -> None:
    assert from_text(f"[searches]\nmine = {toml(text)}\n", "x").searches == {"mine": text}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[readr]\n", ["config.toml", "readr", "did you mean reader"]),
        ("[reader]\ntheem = 'day'\n", ["config.toml", "theem", "did you mean theme"]),
        ("[reader]\nwide = 'broad'\n", ["wide", "whole number", "broad"]),
        ("[reader]\nwide = 3\n", ["wide", "40 or more"]),
        ("[reader]\nmouse = 1\n", ["mouse", "true or false"]),
        ("[reader]\nsort = 'dat'\n", ["sort", "did you mean date"]),
        ("[reader]\ncolumns = [1]\n", ["columns", "list of strings"]),
        ("[analysis]\nworkers = -1\n", ["workers", "0 or more"]),
        ("reader = 1\n", ["reader", "[reader]"]),
        ("[reader\n", ["config.toml", "line 1"]),
    ],
)
def test_a_wrong_setting_is_refused_in_one_line_that_names_it(text: str, words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        from_text(text, "config.toml")
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[reader]\nwide = 90\ntheme = 'day'\n")
    settings = load(
        file,
        {
            "WIREREADER_READER_WIDE": "70",
            "WIREREADER_ANALYSIS_NAMES": "off",
            "WIREREADER_READER_COLUMNS": "date, tags",
            "WIREREADER_DATA": "/elsewhere",
            "HOME": "/home/anna",
        },
    )
    assert (settings.reader.wide, settings.reader.theme) == (70, "day")
    assert settings.analysis.names is False
    assert settings.reader.columns == ("date", "tags")


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        ("WIREREADER_READER_WYDE", "70", "WIREREADER_READER_WIDE"),
        ("WIREREADER_READER_WIDE", "broad", "whole number"),
        ("WIREREADER_READER_MOUSE", "perhaps", "true or false"),
    ],
)
def test_a_wrong_variable_is_refused(variable: str, value: str, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        load(None, {variable: value})


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="config init"):
        load(tmp_path / "none.toml", {})


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a={" * 5000])
def test_what_is_nested_without_end_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"c\.toml: "):
        from_text(text, "c.toml")


def test_the_closed_lists_are_those_that_translation_knows() -> None:
    from reader.config.load import CHOICES
    from reader.translate import SCHEMES, DeskSettings

    assert CHOICES["translation", "scheme"] == SCHEMES
    assert CHOICES["translation", "engines"] == DeskSettings().engines
    for scheme in SCHEMES:
        assert scheme in template()


def test_a_code_of_any_language_is_taken() -> None:
    for code in ("en", "de", "ast"):
        assert from_text(f"[translation]\nto = '{code}'\n", "x").translation.to == code
