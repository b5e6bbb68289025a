"""Build a small Russian-English Argos package with a ``bpe.model``, its weights set by hand.

    python -m bench.build_bpe_package FILE.argosmodel

Packages converted from OPUS-MT cut words by byte pairs after Moses's tokeniser and end the source
with a token of its own; most others use SentencePiece. As in `bench.build_firefox_model` nothing is
trained: cross-attention finds the token at the same place of the source and turns it into its
translation, so that what must come out is known. A word that the vocabulary lacks is copied.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.build_firefox_model import hadamard

TOKENS: Final = (
    ("Пожар", "Fire"), ("потуш@@", "put"), ("ен", "out"), ("Перего@@", "Nego@@"),
    ("воры", "tiations"), ("завершились", "ended"), ("Президент", "President"),
    ("прибыл", "arrived"), ("в", "in"), ("Москву", "Moscow"), ("понедельник", "Monday"),
    ("и", "and"), ("Новости", "News"), ("дня", "today"),
)  # fmt: skip
"""What the package knows: a token of Russian and the token that stands for it."""
ITSELF: Final = (".", ",", "!", "?", "&quot;", *"0123456789")
SPECIAL: Final = ("<unk>", "<s>", "</s>")
WIDTH: Final = 192
PLACES: Final = 64
"""The columns that say where a token stands; the others say which it is."""
LONGEST: Final = 1024
"""Tokens in the longest sentence: a beam search goes on to its limit of 512."""


def vocabulary() -> list[str]:
    """Every token of both sides, in the order of the numbers."""
    both = [token for pair in TOKENS for token in pair]
    return list(dict.fromkeys((*SPECIAL, *both, *ITSELF)))


def merges() -> str:
    """The byte pairs that build the tokens, as subword-nmt writes them."""
    words = [
        list(token[:-2]) if token.endswith("@@") else [*token[:-1], token[-1] + "</w>"]
        for pair in TOKENS
        for token in pair[:1]
    ]
    lines = ["#version: 0.2"]
    while True:
        pairs = Counter(both for word in words for both in itertools.pairwise(word))
        if not pairs:
            return "\n".join([*lines, ""])
        first, second = max(pairs, key=lambda both: (pairs[both], both))
        lines.append(f"{first} {second}")
        for word in words:
            at = 0
            while at + 1 < len(word):
                if (word[at], word[at + 1]) == (first, second):
                    word[at : at + 2] = [first + second]
                at += 1


def save(folder: Path) -> None:
    """Write the network as a CTranslate2 model, quantised as packages are."""
    import ctranslate2

    known = vocabulary()
    number = {token: at for at, token in enumerate(known)}
    becomes = dict(TOKENS)
    naming = WIDTH - PLACES
    rows = hadamard(naming)[1 : len(known) + 1]
    table = np.zeros((len(known), WIDTH), dtype=np.float32)
    table[:, PLACES:] = rows
    into = np.zeros((WIDTH, WIDTH), dtype=np.float32)
    for token, at in number.items():
        into[PLACES:, PLACES:] += (
            np.outer(rows[number[becomes.get(token, token)]], rows[at]) / naming
        )
    places = np.zeros((LONGEST, WIDTH), dtype=np.float32)
    # random signs: no two places agree in more than a few columns beyond half
    places[:, :PLACES] = np.random.default_rng(7).choice((-1, 1), (LONGEST, PLACES))
    finding = np.zeros((WIDTH, WIDTH), dtype=np.float32)
    finding[:PLACES, :PLACES] = np.eye(PLACES) * 4

    spec = ctranslate2.specs.TransformerSpec.from_config((1, 1), 1, pre_norm=False)

    def linear(part: Any, weight: Any) -> None:
        part.weight = weight.astype(np.float32)
        part.bias = np.zeros(len(weight), dtype=np.float32)

    def norm(part: Any) -> None:
        part.gamma = np.ones(WIDTH, dtype=np.float32)
        part.beta = np.zeros(WIDTH, dtype=np.float32)

    nothing = np.zeros((WIDTH, WIDTH), dtype=np.float32)
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = False
        embeddings = side.embeddings[0] if side is spec.encoder else side.embeddings
        embeddings.weight = table
        side.position_encodings.encodings = places
        (layer,) = side.layer
        linear(layer.self_attention.linear[0], np.zeros((3 * WIDTH, WIDTH)))
        linear(layer.self_attention.linear[1], nothing)
        norm(layer.self_attention.layer_norm)
        linear(layer.ffn.linear_0, np.zeros((16, WIDTH)))
        linear(layer.ffn.linear_1, np.zeros((WIDTH, 16)))
        norm(layer.ffn.layer_norm)
    cross = spec.decoder.layer[0].attention
    linear(cross.linear[0], finding)
    linear(cross.linear[1], np.concatenate([finding, into]))
    linear(cross.linear[2], np.eye(WIDTH) * 8)
    norm(cross.layer_norm)
    spec.decoder.projection.weight = table
    spec.decoder.projection.bias = np.zeros(len(known), dtype=np.float32)
    spec.register_source_vocabulary(known)
    spec.register_target_vocabulary(known)
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "</s>"
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True)
    spec.save(str(folder))


def build(out: Path) -> Path:
    """Write the package; its path."""
    metadata = {
        "package_version": "0.2",
        "argos_version": "1.9",
        "from_code": "ru",
        "from_name": "Russian",
        "to_code": "en",
        "to_name": "English",
    }
    with (
        tempfile.TemporaryDirectory(prefix="bpe-package-") as name,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        model = Path(name) / "model"
        save(model)
        top = "translate-ru_en-0_2"
        archive.writestr(f"{top}/metadata.json", json.dumps(metadata))
        archive.writestr(f"{top}/bpe.model", merges())
        for file in sorted(model.iterdir()):
            archive.write(file, f"{top}/model/{file.name}")
    return out


def main() -> int:
    """Write the package; 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    out = build(parser.parse_args().out)
    print(f"{out}: {out.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
