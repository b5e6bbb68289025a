"""The network says the same of a line whatever is judged beside it, and its sums are exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.clean.lines import network
from reader.clean.lines.features import Text, table
from reader.clean.lines.layout import layout
from reader.clean.lines.network import EXACT, HALO, INPUTS, MOST, Network
from reader.clean.lines.weights import weights

LINES = (
    "Ministers agree on the harbour budget",
    "Photo: REUTERS/Jon Vale",
    "The ministers met for nine hours before they agreed on how the harbour is to be paid for.",
    "Читайте также",
    "Share",
    "“We had hoped for more,” the mayor said, “but the work can begin in spring.”",
)


@pytest.fixture(scope="module")
def fitted() -> Network:
    return weights().network


def test_no_sum_can_leave_what_a_float_holds_exactly(fitted: Network) -> None:
    for member in fitted.members:
        for layer, most in (
            (member.entry, INPUTS),
            *((step, MOST * (1 + len(member.steps))) for step in member.steps),
            (member.answer, MOST * (1 + len(member.steps))),
        ):
            assert (layer.weights == np.rint(layer.weights)).all()
            assert (np.abs(layer.weights).sum(axis=0) * most < EXACT).all()


@given(st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=40), min_size=1, max_size=6))
def test_no_document_bears_on_another(documents: list[list[str]]) -> None:
    fitted = weights()
    together = table([Text(lines) for lines in documents], fitted.words)
    scores = fitted.network.scores(together.values, together.layout)
    for (low, high), lines in zip(together.layout.bounds, documents, strict=True):
        alone = table([Text(lines)], fitted.words)
        assert (fitted.network.scores(alone.values, alone.layout) == scores[low:high]).all()


def test_a_long_document_is_read_in_pieces_as_if_it_were_whole(fitted: Network) -> None:
    chance = np.random.default_rng(1)
    features = chance.normal(size=(len(fitted.mean), 5 * HALO)).astype(np.float32)
    values = features * fitted.scale[:, None] + fitted.mean[:, None]
    where = layout([5 * HALO - 9, 9])
    whole = fitted.scores(values, where)
    assert (fitted.scores(values, where, piece=HALO // 2) == whole).all()


def test_a_line_answers_to_its_surroundings_and_to_nothing_beyond(fitted: Network) -> None:
    values = np.repeat(fitted.mean[:, None], 4 * HALO, axis=1)
    where = layout([4 * HALO])
    before = fitted.scores(values, where)
    values[:, 2 * HALO] += 2 * fitted.scale
    moved = (fitted.scores(values, where) != before).any(axis=1).nonzero()[0]
    assert moved.min() >= HALO
    assert moved.max() <= 3 * HALO
    assert len(moved) > len(network.NEAR)


def test_stored_and_restored_it_is_the_same(fitted: Network) -> None:
    again = network.restored(network.stored(fitted))
    chance = np.random.default_rng(2)
    values = chance.normal(size=(len(fitted.mean), 30)).astype(np.float32)
    where = layout([30])
    assert (again.scores(values, where) == fitted.scores(values, where)).all()
