"""The model that the tests translate with is the one that its script describes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import sentencepiece

from bench.build_tiny_model import exact, pairs, tokenizer
from reader.translate import Model


def test_its_vocabulary_is_rebuilt_byte_for_byte(tiny: Path) -> None:
    with zipfile.ZipFile(tiny) as archive:
        held = archive.read("translate-ru_en-0_1/sentencepiece.model")
    assert tokenizer(pairs(), 900) == held


def test_it_knows_its_phrases(model: Model) -> None:
    pieces = sentencepiece.SentencePieceProcessor(
        model_file=str(model.folder / "sentencepiece.model")
    )
    some = pairs()[::5]
    assert exact(some, pieces, model.folder / "model") / len(some) > 0.97
