"""Any bytes in: the program's own errors or none out, every offset valid, every original recoverable.

A short run of each target here, the same inputs each time; the long hunt is `make soak`, and
``python -m bench.fuzz`` goes on for as long as one likes.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.inputs import cases, strategy
from tests.fuzz.targets import TARGETS

SLOW = frozenset(
    name
    for name in TARGETS
    if name.startswith("pipeline")
    or name in ("names", "store", "export", "screen", "translation", "file names", "query")
)


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_inputs_of_every_kind(name: str) -> None:
    @settings(
        max_examples=8 if name in SLOW else 20,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        TARGETS[name](data.draw(strategy(name)))

    tried()


@pytest.mark.soak
@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.timeout(3600)
def test_thousands_of_inputs_of_every_kind(name: str) -> None:
    for number, data in enumerate(cases(name, 1, 500 if name in SLOW else 5000)):
        try:
            TARGETS[name](data)
        except BaseException as error:
            raise AssertionError(f"{name}: input {number} of seed 1: {data[:2000]!r}") from error
