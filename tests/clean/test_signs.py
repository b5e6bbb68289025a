"""A pattern is left out only where it cannot match: whatever it matches has one of its signs."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.clean import telltale
from reader.clean.dates import _next, dates, vocabulary
from reader.clean.garbled import _CYRILLIC_AS_LATIN, _SUSPECT
from reader.clean.invisible import _HIDDEN
from reader.clean.lines.vocabulary import _any_of, _entries, _load
from reader.clean.sources import _data, _Signed, _spoken_to
from reader.model import fold_line

SIGNED = [
    pytest.param(one, id=f"{group}-{at}")
    for group in ("outright", "notice", "dateline")
    for at, one in enumerate(getattr(_data(), group))
]


@pytest.mark.parametrize("one", SIGNED)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_names_an_outlet_has_its_sign(one: _Signed, data: st.DataObject) -> None:
    assert one.may_match(data.draw(st.from_regex(one.regex)).casefold())


@settings(max_examples=150, deadline=None)
@given(st.from_regex(vocabulary().weekday, fullmatch=True))
def test_a_day_is_seen_beside_a_date(day: str) -> None:
    (found,) = dates(f"{day}, 10.02.2026", 0, len(day) + 12)
    assert found.weekday


def test_all_that_is_called_a_digit_is_folded_to_nought() -> None:
    every = list(map(chr, range(sys.maxunicode + 1)))
    digits = [character for character in every if character.isdigit()]
    assert fold_line("".join(digits)) == "0" * len(digits)
    assert "0" not in fold_line("".join(one for one in every if not one.isdigit()))


@pytest.mark.parametrize("one", SIGNED)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_begins_a_line_is_found_where_a_search_finds_it(
    one: _Signed, data: st.DataObject
) -> None:
    around = st.text("\n A(—", max_size=12)
    text = data.draw(around) + data.draw(st.from_regex(one.regex)) + data.draw(around)
    found, searched = one.search(text), one.regex.search(text)
    assert (found and found.span()) == (searched and searched.span())


_SPOKEN = (
    "told",
    "tells ",
    " ",
    "The ",
    "Fjord",
    "Times",
    "untold ",
    "X-",
    "сообщили ",
    "ТАСС",
    "_",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(_SPOKEN), max_size=12).map("".join))
def test_speakers_speak_where_a_word_begins(text: str) -> None:
    whole = re.compile(rf"\b{_data().told.pattern}")
    assert list(_spoken_to(text)) == [found[1] for found in whole.finditer(text)]


_DATED = (
    "May",
    " ",
    ".",
    ",",
    "10",
    "2026",
    "февраля",
    "_",
    "a",
    "1",
    "/",
    "-",
    "年5月3日",
    "²",
    "\u00a0",
    "st",
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_DATED), max_size=12).map("".join), st.data())
def test_a_date_is_found_where_a_search_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    known = vocabulary()
    found, searched = _next(known, text, start, end), known.any_date.search(text, start, end)
    assert (found and found.span()) == (searched and searched.span())


@pytest.mark.parametrize(
    ("bit", "pattern"),
    [
        (telltale.MAY_HIDE, _HIDDEN),
        (telltale.MAY_LEAD, _SUSPECT[0]),
        (telltale.MAY_BE_CYRILLIC, _CYRILLIC_AS_LATIN),
    ],
)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damage_shows_by_its_signs(bit: int, pattern: re.Pattern[str], data: st.DataObject) -> None:
    assert telltale.signs(data.draw(st.from_regex(pattern))) & bit


@pytest.mark.parametrize("name", ["month", "agency"])
def test_every_name_is_in_the_pattern_of_all(name: str) -> None:
    entries = _entries(_load("vocabulary.toml")[name])
    pattern = re.compile(_any_of(entries))
    assert [entry for entry in entries if pattern.fullmatch(entry) is None] == []
    assert pattern.fullmatch(f"{entries[0]}x") is None
