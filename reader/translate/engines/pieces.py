"""How Argos packages cut sentences into pieces and put pieces together again.

A package holds either a SentencePiece model or, as those converted from OPUS-MT, byte pairs (Sennrich, Haddow and
Birch 2016) over words that Moses' tokenizer cut. This is what argostranslate does with them; it is not used, as it
requires a sentence splitter under the AGPL and an ONNX runtime of 70 MB, neither of which is needed here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

_SPACE = "▁"
"""Stands for a blank in SentencePiece's pieces (U+2581)."""

_JOINT = "@@ "
"""Stands between the pieces of one word."""


class Pieces(Protocol):
    """The two ways between a sentence and its pieces."""

    def encode(self, sentence: str) -> list[str]:
        """The pieces of a sentence."""

    def decode(self, pieces: list[str]) -> str:
        """The sentence of some pieces."""


class SentencePieces:
    """Pieces of a SentencePiece model. Raises OSError or RuntimeError for a file that is none."""

    def __init__(self, file: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._processor: Any = SentencePieceProcessor(model_file=str(file))

    def encode(self, sentence: str) -> list[str]:
        """The pieces of a sentence."""
        return list(self._processor.encode(sentence, out_type=str))

    def decode(self, pieces: list[str]) -> str:
        """The sentence of some pieces."""
        return str(self._processor.decode_pieces(pieces)).replace(_SPACE, " ")


class BytePairs:
    """Byte pairs over Moses' words. Raises OSError or ValueError for a file that holds none."""

    def __init__(self, file: Path, source: str, target: str) -> None:
        from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer
        from subword_nmt.apply_bpe import BPE

        self._normal: Any = MosesPunctNormalizer(source)
        self._words: Any = MosesTokenizer(source)
        self._joined: Any = MosesDetokenizer(target)
        try:
            with file.open(encoding="utf-8") as codes:
                self._pairs: Any = BPE(codes)
        except SystemExit as error:  # its way of saying that a line is no pair
            raise ValueError(f"{file.name}: holds no byte pairs") from error

    def encode(self, sentence: str) -> list[str]:
        """The pieces of a sentence."""
        words = self._words.tokenize(self._normal.normalize(sentence))
        return list(self._pairs.segment_tokens(" ".join(words).strip("\r\n ").split(" ")))

    def decode(self, pieces: list[str]) -> str:
        """The sentence of some pieces."""
        return str(self._joined.detokenize(" ".join(pieces).replace(_JOINT, "").split(" ")))


def read(folder: Path) -> tuple[Pieces, str]:
    """The pieces of an unpacked package, and the piece that each translation begins with, if any.

    Raises OSError or ValueError where its metadata or both models are missing or cannot be read.
    """
    metadata = json.loads((folder / "metadata.json").read_text("utf-8"))
    if not isinstance(metadata, dict):
        raise ValueError("metadata.json holds no object")
    prefix = str(metadata.get("target_prefix") or "")
    if (folder / "sentencepiece.model").exists():
        return SentencePieces(folder / "sentencepiece.model"), prefix
    if (folder / "bpe.model").exists():
        codes = str(metadata.get("from_code") or ""), str(metadata.get("to_code") or "")
        return BytePairs(folder / "bpe.model", *codes), prefix
    raise ValueError("no sentencepiece.model and no bpe.model in the package")
