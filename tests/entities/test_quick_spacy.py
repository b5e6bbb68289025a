"""The quick reading of spaCy's recogniser finds what spaCy itself finds, and steps back where it may not."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from reader.entities import rows
from reader.entities.engines import SPACY_PIPELINES, SpacyEngine
from reader.entities.quick_spacy import QuickNames
from reader.entities.rows import Found, UnlikeError
from reader.evaluation import names as gold

GOLD = Path(__file__).parent.parent / "gold" / "entities"
ODD = (
    "",
    " ",
    "\n\n",
    "Paris",
    "PARIS BERLIN LONDON",
    "  Angela   Merkel\t\tin \n Berlin ",
    "€ 5 € 5 € 5",
    "Obama" * 300,
    "Новости из Москвы и New York",
    "مرحبا بالعالم Reuters 日本 東京",
    "A. B. C. D. E. F. G. H.",
    "\u200bJohn\u00a0Smith\u00ad of the U\u0301N",
)


@pytest.fixture(scope="module")
def pipeline() -> Any:
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kept = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]
        return spacy.load(SPACY_PIPELINES["en"], exclude=kept)


def asked(pipeline: Any, texts: list[str]) -> list[list[Found]]:
    """What spaCy finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        docs = list(pipeline.pipe(texts))
    return [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs]


def labelled(language: str) -> list[str]:
    """Every line of the labelled articles."""
    return [
        one.document.text[line.start : line.end]
        for path in sorted(GOLD.glob(f"{language}.*names"))
        for one in gold.read(path)
        for line in one.lines
    ]


def test_labelled_english_is_read_as_spacy_reads_it(pipeline: Any) -> None:
    texts = labelled("en")
    spacys, quicks = asked(pipeline, texts), QuickNames(pipeline).names(texts)
    pairs = list(zip(spacys, quicks, strict=True))
    both = sum(len(set(first) & set(second)) for first, second in pairs)
    either = sum(len(set(first) | set(second)) for first, second in pairs)
    # Sums in another order may tip a name that hung in the balance.
    assert both > 500
    assert either - both <= either / 1_000


def test_odd_texts_are_read_as_spacy_reads_them(pipeline: Any) -> None:
    assert QuickNames(pipeline).names(ODD) == asked(pipeline, list(ODD))


def test_a_text_is_read_alike_alone_and_among_others(pipeline: Any) -> None:
    texts = labelled("en")[:60]
    reading = QuickNames(pipeline)
    assert reading.names(texts) == [reading.names([text])[0] for text in texts]


def test_forgetting_words_changes_nothing(pipeline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = labelled("en")[:60]
    told = QuickNames(pipeline).names(texts)
    monkeypatch.setattr(rows, "KEPT", 600)
    assert QuickNames(pipeline).names(texts) == told


def test_another_build_is_left_to_spacy(pipeline: Any) -> None:
    import spacy

    assert QuickNames.of(spacy.blank("en")) is None
    pipeline.add_pipe("sentencizer")
    try:
        assert QuickNames.of(pipeline) is None
        with pytest.raises(UnlikeError, match="more than a recogniser"):
            QuickNames(pipeline)
    finally:
        pipeline.remove_pipe("sentencizer")


def test_a_reading_that_disagrees_with_spacy_is_not_used(
    pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuickNames, "names", lambda _self, texts: [[] for _ in texts])
    assert QuickNames.of(pipeline) is None


def test_the_english_engine_reads_quickly() -> None:
    assert isinstance(SpacyEngine("en")._quick, QuickNames)
