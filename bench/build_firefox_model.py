"""Build a small Russian-English model in the format of Firefox Translations, its weights set by hand.

    python -m bench.build_firefox_model FOLDER [--size tiny]

No training: the model is a dictionary read in order. The decoder's cross-attention finds the
position of the source by its sinusoids, a sum of outer products turns the piece found there into
its translation, and everything else is zero. That is enough to send every kind of tensor, the
quantised arithmetic, the shortlist and the vocabulary through a real engine and to know what must
come out. With ``--size tiny`` the weights are random in the shape of Mozilla's tiny models (17 MB):
for speed and memory, not for words.

Files as Mozilla publishes them: a Marian binary with intgemm8 weights (transposed, scale appended),
a SentencePiece unigram vocabulary, a lexical shortlist, and ``metadata.json`` with the model's
sha256. numpy alone is needed, and the same call gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import struct
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

WORDS: Final = (
    ("▁Пожар", "▁The▁fire"), ("▁потушен", "▁has▁been▁put▁out"), ("▁Переговоры", "▁The▁talks"),
    ("▁о▁мосте", "▁on▁the▁bridge"), ("▁начались", "▁have▁begun"), ("▁завершились", "▁have▁ended"),
    ("▁Президент", "▁The▁president"), ("▁прибыл", "▁arrived"), ("▁в▁Москву", "▁in▁Moscow"),
    ("▁в▁понедельник", "▁on▁Monday"), ("▁Инженеры", "▁Engineers"), ("▁осмотрели", "▁inspected"),
    ("▁опоры", "▁the▁piers"), ("▁Министр", "▁The▁minister"), ("▁сообщил", "▁told"),
    ("▁журналистам", "▁journalists"), ("▁новых", "▁new"), ("▁переговорах", "▁talks"),
    ("▁Стороны", "▁The▁parties"), ("▁обсудили", "▁discussed"), ("▁сроки", "▁the▁terms"),
    ("▁ремонта", "▁of▁the▁repair"), ("▁цены", "▁the▁prices"), ("▁и", "▁and"), ("▁о", "▁about"),
    ("▁Макрон", "▁Makron"), ("▁Суд", "▁The▁court"), ("▁отложил", "▁postponed"),
    ("▁заседание", "▁the▁hearing"), ("▁Погода", "▁The▁weather"), ("▁хорошая", "▁is▁fine"),
    ("▁Новости▁дня", "▁News▁of▁the▁day"),
)  # fmt: skip
"""The whole dictionary: a piece of Russian and what stands for it."""
ITSELF: Final = (".", ",", "!", "?", ":", "▁", *"0123456789")
EOS, UNKNOWN = 0, 1

INT8: Final = 0x4101
FLOAT: Final = 0x404
BYTES: Final = 0x101


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's size: width, inner width, heads, layers, rows of the vocabulary."""

    width: int = 256
    inside: int = 16
    heads: int = 1
    encoder: int = 1
    decoder: int = 1
    rows: int = 0


TINY: Final = Shape(256, 1536, 8, 6, 2, 32000)
"""Mozilla's "tiny" architecture."""


def pieces() -> list[str]:
    """The vocabulary in the order of its numbers."""
    both = [word for pair in WORDS for word in pair]
    found = list(dict.fromkeys(("</s>", "<unk>", *both, *ITSELF)))
    return found + [f"<filler{n}>" for n in range(-len(found) % 8)]


def translations(known: Sequence[str]) -> list[int]:
    """For each piece the number of the piece that it becomes; itself where the dictionary is silent."""
    number = {piece: at for at, piece in enumerate(known)}
    becomes = dict(WORDS)
    return [number[becomes.get(piece, piece)] for piece in known]


def vocabulary(known: Sequence[str]) -> bytes:
    """A SentencePiece unigram model (its protobuf written out) in which longer pieces win."""

    def field(number: int, kind: int, data: bytes) -> bytes:
        return _varint(number << 3 | kind) + data

    def message(number: int, data: bytes) -> bytes:
        return field(number, 2, _varint(len(data)) + data)

    out = b""
    for at, piece in enumerate(known):
        kind = {EOS: 3, UNKNOWN: 2}.get(at, 5 if piece.startswith("<") else 1)
        score = struct.pack("<f", -1.0 - 1.0 / len(piece))
        entry = message(1, piece.encode()) + field(2, 5, score) + field(3, 0, _varint(kind))
        out += message(1, entry)
    trainer = field(3, 0, _varint(1)) + field(41, 0, _varint(UNKNOWN))
    trainer += field(42, 0, _varint((1 << 64) - 1)) + field(43, 0, _varint(EOS))
    normaliser = message(1, b"identity") + field(3, 0, _varint(1)) + field(4, 0, _varint(1))
    return out + message(2, trainer) + message(3, normaliser + field(5, 0, _varint(1)))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def shortlist(becomes: Sequence[int]) -> bytes:
    """The lexical shortlist: each piece may become its translation, and the end is always allowed."""
    offsets = np.arange(len(becomes) + 1, dtype="<u8")
    header = np.array([0xF11A48D5013417F5, 0, 2, 1, len(offsets), len(becomes)], dtype="<u8")
    return header.tobytes() + offsets.tobytes() + np.array(becomes, dtype="<u4").tobytes()


def hadamard(size: int) -> Array:
    """Rows of ±1, orthogonal to each other; `size` a power of two."""
    table = np.ones((1, 1))
    while len(table) < size:
        table = np.block([[table, table], [table, -table]])
    return table


def dictionary(shape: Shape, becomes: Sequence[int]) -> dict[str, Array]:
    """The weights that are not zero: embeddings and the one attention that finds and translates."""
    width = shape.width
    half = width // 2
    column = np.arange(width) % half
    finding, naming = column < half * 5 // 16, np.flatnonzero(column >= half // 2)
    rows = hadamard(len(naming))
    # these two are what the sinusoids of slow columns look like: no piece may
    flat = [np.ones(len(naming)), np.where(naming < half, 1.0, -1.0)]
    rows = np.array([row for row in rows if all(abs(row @ each) < 1 for each in flat)])
    if len(rows) < len(becomes):
        raise ValueError(f"{len(becomes)} pieces do not fit into a width of {width}")
    table = np.zeros((len(becomes), width))
    table[:, naming] = rows[: len(becomes)] * 2 / np.sqrt(width)
    into = np.zeros((width, width))
    for source, target in enumerate(becomes):
        into[np.ix_(naming, naming)] += np.outer(rows[source], rows[target]) / len(naming)
    sharp = np.diag(np.where(finding, 16.0, 0.0))
    # layer normalisation takes the mean away, which is no position's own: given back as a bias
    waves = np.sin(
        np.arange(30)[:, None] * np.exp(-np.log(1e4) * column / (half - 1))
        + np.where(np.arange(width) < half, 0, np.pi / 2)
    )
    spread = np.sqrt(waves.var() + 4 * len(naming) / width)
    back = np.where(finding, 16.0 * waves.mean() / spread, 0.0)[None, :]
    return {
        "decoder_l1_context_bq": back,
        "decoder_l1_context_bk": back,
        "Wemb": table,
        "decoder_l1_context_Wq": sharp,
        "decoder_l1_context_Wk": sharp,
        "decoder_l1_context_Wv": into,
        "decoder_l1_context_Wo": np.eye(width) * 8,
    }


def tensors(shape: Shape, given: dict[str, Array] | None, seed: int = 7) -> dict[str, Array]:
    """Every tensor that Marian writes for this architecture; random ones where none is `given`."""
    random = np.random.default_rng(seed)
    width, inside = shape.width, shape.inside
    out: dict[str, Array] = {}

    def weight(name: str, rows: int, columns: int) -> None:
        if given is None:
            out[name] = random.random((rows, columns), dtype=np.float32) - 0.5
        else:
            out[name] = given.get(name, np.zeros((rows, columns)))

    def norm(name: str) -> None:
        out[f"{name}_ln_scale"] = np.ones((1, width))
        out[f"{name}_ln_bias"] = np.zeros((1, width))

    def attention(name: str) -> None:
        for part in "qkvo":
            weight(f"{name}_W{part}", width, width)
            bias = np.zeros((1, width))
            out[f"{name}_b{part}"] = (given or {}).get(f"{name}_b{part}", bias)
        norm(f"{name}_Wo")

    def feed(name: str) -> None:
        weight(f"{name}_W1", width, inside)
        weight(f"{name}_W2", inside, width)
        out[f"{name}_b1"], out[f"{name}_b2"] = np.zeros((1, inside)), np.zeros((1, width))
        norm(f"{name}_ffn")

    weight("Wemb", shape.rows, width)
    for layer in range(1, shape.encoder + 1):
        attention(f"encoder_l{layer}_self")
        feed(f"encoder_l{layer}_ffn")
    for layer in range(1, shape.decoder + 1):
        weight(f"decoder_l{layer}_rnn_W", width, width)
        weight(f"decoder_l{layer}_rnn_Wf", width, width)
        out[f"decoder_l{layer}_rnn_bf"] = np.zeros((1, width))
        norm(f"decoder_l{layer}_rnn_ffn")
        attention(f"decoder_l{layer}_context")
        feed(f"decoder_l{layer}_ffn")
    out["decoder_ff_logit_out_b"] = np.zeros((1, shape.rows))
    return out


def marian(shape: Shape, found: dict[str, Array]) -> bytes:
    """A Marian binary, version 1: headers, names, shapes, then the data from a multiple of 256 bytes."""
    items: list[tuple[str, int, tuple[int, ...], bytes]] = []
    for name, values in found.items():
        if values.shape[0] == 1:
            items.append((name, FLOAT, values.shape, values.astype("<f4").tobytes()))
            continue
        scale = 127.0 / max(float(np.abs(values).max()), 1e-6)
        held = np.clip(np.rint(values * scale), -127, 127).astype(np.int8)
        data = (held if name == "Wemb" else held.T).tobytes() + struct.pack("<f", scale)
        items.append((name, INT8, values.shape, data + bytes(-len(data) % 256)))
        seen = 127.0 / 4 if name != "decoder_l1_context_Wo" else 127.0 / 8
        user = "none" if name == "Wemb" else name
        items.append((f"{user}_QuantMultA", FLOAT, (1, 1), struct.pack("<f", seen)))
    described = {
        "dec-cell": "ssru", "dec-depth": shape.decoder, "dim-emb": shape.width,
        "enc-depth": shape.encoder, "tied-embeddings-all": "true", "transformer-heads": shape.heads,
        "transformer-dim-ffn": shape.inside, "transformer-decoder-autoreg": "rnn",
        "type": "transformer", "version": "hand-made",
    }  # fmt: skip
    yaml = "".join(f"{key}: {value}\n" for key, value in described.items()).encode() + b"\0"
    items.append(("special:model.yml", BYTES, (len(yaml),), yaml))
    names = [name.encode() + b"\0" for name, *_ in items]
    out = struct.pack("<QQ", 1, len(items))
    for (_, kind, size, data), label in zip(items, names, strict=True):
        out += struct.pack("<QQQQ", len(label), kind, len(size), len(data))
    out += b"".join(names)
    out += b"".join(struct.pack(f"<{len(size)}i", *size) for _, _, size, _ in items)
    gap = -(len(out) + 8) % 256
    return out + struct.pack("<Q", gap) + bytes(gap) + b"".join(data for *_, data in items)


def files(shape: Shape | None = None) -> dict[str, bytes]:
    """The model's files by their names; without a `shape` the dictionary, with one random weights."""
    known = pieces()
    becomes = translations(known)
    if shape is None:
        held = Shape(rows=len(known))
        model = marian(held, tensors(held, dictionary(held, becomes)))
    else:
        known += [f"<filler{n}>" for n in range(len(known), shape.rows)]
        model = marian(shape, tensors(shape, None))
    metadata = {
        "architecture": "tiny",
        "hash": hashlib.sha256(model).hexdigest(),
        "sourceLanguage": "ru",
        "targetLanguage": "en",
    }
    out = {
        "model.ruen.intgemm.alphas.bin": model,
        "vocab.ruen.spm": vocabulary(known),
        "metadata.json": json.dumps(metadata, indent=2).encode(),
    }
    if shape is None:
        out["lex.50.50.ruen.s2t.bin"] = shortlist(becomes)
    return out


def write(folder: Path, held: dict[str, bytes], *, packed: Iterable[str] = ()) -> Path:
    """Write the files, those with a name that starts as one of `packed` as gzip; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in held.items():
        if name.startswith(tuple(packed)):
            (folder / f"{name}.gz").write_bytes(gzip.compress(data, mtime=0))
        else:
            (folder / name).write_bytes(data)
    return folder


def main() -> int:
    """Write the model's files; 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=("words", "tiny"), default="words")
    options = parser.parse_args()
    held = files(TINY if options.size == "tiny" else None)
    write(options.folder, held)
    print(f"{options.folder}: {sum(map(len, held.values())):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
