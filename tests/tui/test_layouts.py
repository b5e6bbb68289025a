"""Each key means the same on a Russian and a Ukrainian keyboard."""

from __future__ import annotations

import string

import pytest

from reader.tui.commands.base import Context
from reader.tui.commands.layouts import aliases
from reader.tui.commands.registry import (
    KeyConflict,
    command,
    commands,
    display,
    key_table,
    keymap,
)


def test_every_latin_letter_has_its_counterparts() -> None:
    for letter in string.ascii_letters:
        others = aliases(letter)
        assert others
        assert all(other.isupper() == letter.isupper() for other in others)
    assert aliases("n") == ("т",)
    assert aliases("s") == ("ы", "і")
    assert aliases("]") == ("ъ", "ї")
    assert aliases("K") == ("Л",)


@pytest.mark.parametrize("context", list(Context))
def test_every_letter_key_works_on_the_other_layouts(context: Context) -> None:
    table = keymap().context(context)
    for key, name in list(table.items()):
        for other in aliases(key):
            assert table[other] == name, (key, other)


def test_no_alias_takes_a_key_of_the_latin_layout() -> None:
    table = keymap().context(Context.LIST)
    assert table["/"] == table["."] == "search"
    assert table["?"] == table[","] == "help"


def test_names_are_unique_and_every_command_says_what_it_does() -> None:
    names = [cls.name for cls in commands()]
    assert len(names) == len(set(names))
    for cls in commands():
        assert cls.name == cls.name.lower()
        assert cls.title
        assert len(cls.help()) > 15, cls.name
        assert cls.help().endswith("."), cls.name


def test_a_rebound_key_is_taken_from_whoever_had_it() -> None:
    keys = keymap({"drop": ["x"]})
    table = keys.context(Context.LIST)
    assert table["x"] == table["ч"] == "drop"
    assert "d" not in table
    stolen = keymap({"star": ["d"]}).context(Context.LIST)
    assert stolen["d"] == "star"
    assert stolen["delete"] == "drop"


def test_two_commands_on_one_key_are_refused() -> None:
    with pytest.raises(KeyConflict, match="“drop” and “star”"):
        keymap({"drop": ["z"], "star": ["z"]})


def test_an_unknown_command_is_refused_with_the_nearest() -> None:
    with pytest.raises(KeyConflict, match="did you mean “drop”"):
        keymap({"dorp": ["z"]})
    with pytest.raises(KeyConflict, match="no command “nothing-like-it”"):
        keymap(macros={"z": ["nothing-like-it"]})


def test_the_key_table_holds_every_command() -> None:
    table = key_table()
    assert [row[2] for row in table] == [cls.name for cls in commands()]
    assert any(row[1].split()[0] == "d" and row[2] == "drop" for row in table)


def test_keys_are_named_as_people_read_them() -> None:
    assert display("enter") == "⏎"
    assert display("ctrl+r") == "^R"
    assert display("f1") == "F1"
    assert display("]") == "]"
    assert command("drop") is not None
    assert command("no-such") is None


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("F6", "f6"), ("Esc", "escape"), ("Enter", "enter"), ("PgDn", "pagedown"), ("^P", "ctrl+p"),
        ("Ctrl-p", "ctrl+p"), ("shift+Tab", "shift+tab"), ("Ctrl+Shift+Up", "ctrl+shift+up"),
        ("S", "S"), ("s", "s"), ("ы", "ы"), ("-", "-"), ("+", "+"), ("ctrl+\\", "ctrl+backslash"),
    ],
)  # fmt: skip
def test_keys_may_be_written_as_people_write_them(written: str, key: str) -> None:
    keys = keymap({"theme": [written]}, {})
    assert keys.keys["theme"] == (key,)


def test_a_macro_on_a_key_of_a_command_takes_it() -> None:
    keys = keymap(macros={"F5": ["star", "keep"]})
    assert keys.macros == {"f5": ("star", "keep")}
    assert "f5" not in keys.context(Context.LIST)


@pytest.mark.parametrize("written", ["entr", "f25", "hyp+x", "", "ctrl+", "\x1b"])
def test_a_key_that_is_not_there_is_refused(written: str) -> None:
    with pytest.raises(KeyConflict, match="there is no key"):
        keymap({"theme": [written]})


def test_the_refusal_of_a_key_names_its_neighbour() -> None:
    with pytest.raises(KeyConflict, match="did you mean “enter”"):
        keymap({"theme": ["entr"]})


def test_every_key_that_comes_bound_is_written_as_it_is_known() -> None:
    from reader.tui.commands.keynames import canonical

    for cls in commands():
        assert [canonical(key) for key in cls.keys] == list(cls.keys)
