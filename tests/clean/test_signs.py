"""A pattern is left out only where it cannot match: whatever it matches has one of its signs."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.clean.dates import dates, vocabulary
from reader.clean.sources import _data, _Signed
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
