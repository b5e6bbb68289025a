"""The quick reading of slovnet's recogniser finds what slovnet itself finds, and steps back where it may not."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reader.entities import rows
from reader.entities.engines import SlovnetEngine
from reader.entities.quick_slovnet import QuickSlovnet
from reader.entities.rows import Found
from reader.evaluation import names as gold

GOLD = Path(__file__).parent.parent / "gold" / "entities"
ODD = (
    "",
    " \n",
    "Москва",
    "МОСКВА КИЕВ ЛОНДОН",
    "Путин Путин Путин Путин",
    "Ан" * 400,
    "Reuters пишет: New York, 5 мая",
    "т. е. и т. д., ул. Ленина, д. 5",
    "Со\u0301ня и Ё\u00adлка <pad> <unk>",
)


@pytest.fixture(scope="module")
def model() -> Any:
    return SlovnetEngine("ru")._model


def asked(model: Any, texts: list[str]) -> list[list[Found]]:
    """What slovnet finds."""
    return [[(s.start, s.stop, s.type) for s in marked.spans] for marked in model.map(texts)]


def labelled() -> list[str]:
    """Every line of the labelled articles in Cyrillic."""
    return [
        one.document.text[line.start : line.end]
        for language in ("ru", "uk")
        for path in sorted(GOLD.glob(f"{language}.*names"))
        for one in gold.read(path)
        for line in one.lines
    ]


def test_labelled_copy_is_read_as_slovnet_reads_it(model: Any) -> None:
    texts = labelled()
    pairs = list(zip(asked(model, texts), QuickSlovnet(model).names(texts), strict=True))
    both = sum(len(set(first) & set(second)) for first, second in pairs)
    either = sum(len(set(first) | set(second)) for first, second in pairs)
    # Sums in another order may tip a name that hung in the balance.
    assert both > 500
    assert either - both <= either / 1_000


def test_odd_texts_are_read_as_slovnet_reads_them(model: Any) -> None:
    filled = [text for text in ODD if text.strip()]
    assert QuickSlovnet(model).names(filled) == asked(model, filled)
    assert QuickSlovnet(model).names(ODD[:2]) == [[], []]


def test_a_text_is_read_alike_alone_and_among_others(model: Any) -> None:
    texts = labelled()[:60]
    reading = QuickSlovnet(model)
    assert reading.names(texts) == [reading.names([text])[0] for text in texts]


def test_forgetting_words_changes_nothing(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = labelled()[:60]
    told = QuickSlovnet(model).names(texts)
    monkeypatch.setattr(rows, "KEPT", 600)
    assert QuickSlovnet(model).names(texts) == told


def test_another_build_is_left_to_slovnet(model: Any) -> None:
    class Otherwise(type(model)):  # type: ignore[misc]  # of an untyped library
        def map(self, items: Any) -> Any:
            return [SimpleNamespace(spans=[]) for _ in items]

    assert QuickSlovnet.of(object()) is None
    assert QuickSlovnet.of(Otherwise(model.infer, model.batch_size)) is None
    assert isinstance(QuickSlovnet.of(model), QuickSlovnet)


def test_the_russian_engine_reads_quickly() -> None:
    assert isinstance(SlovnetEngine("ru")._quick, QuickSlovnet)
