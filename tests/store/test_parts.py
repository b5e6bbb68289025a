"""The store is put together of parts, and none of them hides by accident what another one has."""

from __future__ import annotations

from itertools import combinations

from reader.store import Store


def test_parts_have_no_name_in_common_but_what_one_takes_over_from_the_other() -> None:
    parts = [part for part in Store.__mro__ if part.__module__.startswith("reader.store.")]
    assert len(parts) > 10
    for one, other in combinations(parts, 2):
        bases = [base for base in one.__mro__ if base in other.__mro__]
        for name in vars(one).keys() & vars(other).keys():
            told = [vars(part)[name].__doc__ or "" for part in (one, other)]
            assert (
                name.startswith("__")
                or any(name in vars(base) for base in bases)
                or any(text.startswith("Overridden by ") for text in told)
            ), f"{one.__name__} and {other.__name__} both have {name}"
