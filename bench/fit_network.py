"""Fit the network of line kinds with thinc, and turn it into the whole numbers that the program runs.

What a line is worth in fitting is what it is worth to the forests: story by the weights of `fit_passes.line_weights`,
kinds by those of `fit_kinds.shares`. Features are cut off and rounded as the program does it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, TypedDict, cast

import numpy as np
from numpy.typing import NDArray
from thinc.api import (
    Adam,
    Dropout,
    Linear,
    Model,
    Relu,
    chain,
    fix_random_seed,
    residual,
    use_ops,
    with_array,
)
from thinc.types import Ragged

from bench.fit_kinds import KINDS, shares
from bench.fit_passes import Matrix, line_weights
from bench.line_samples import Sample
from reader.clean.lines import features, reading
from reader.clean.lines.features import Rows
from reader.clean.lines.layout import layout
from reader.clean.lines.network import (
    EXACT,
    FAR,
    INPUTS,
    MOST,
    NEAR,
    REACHES,
    UNIT,
    Layer,
    Member,
    Network,
    places,
    windows,
)
from reader.clean.lines.weights import logistic, softmax


class Growth(TypedDict):
    """How the network is fitted: its members for each course, their width, the rounds over all documents.

    Every second member is blind to how lines read.

    `pace` is the highest rate of learning, `decay` by what share of it weights shrink; `lines` make up a
    step; `lost` is the share of numbers left out of each layer's sight, `blurred` of features; `kinds` what
    naming a kind weighs beside telling story.
    """

    members: int
    width: int
    rounds: int
    pace: float
    decay: float
    lines: int
    lost: float
    blurred: float
    kinds: float


class Lesson:
    """One document as the network is taught it: features, targets and weights, a row a line."""

    def __init__(self, sample: Sample, seen: Rows) -> None:
        story = np.array([sample.story[number] for number in seen.index])
        self.features = seen.matrix
        self.story = (story == 1).astype(np.float32)
        self.weight = line_weights(sample, seen)
        self.kinds, self.share = shares(sample, seen)


def fit(taught: Sequence[Sequence[Lesson]], growth: Growth, *, seed: int) -> Network:
    """The network that courses teach, each its own members; the same lessons and seed give the same numbers."""
    courses = [[lesson for lesson in course if len(lesson.features)] for course in taught]
    every = np.vstack([lesson.features for course in courses for lesson in course])
    mean = every.mean(axis=0, dtype=np.float64).astype(np.float32)
    scale = (every.std(axis=0, dtype=np.float64) + 1e-3).astype(np.float32)
    del every
    seeds = count(seed)
    with use_ops("numpy"):
        members = [
            _member(course, mean, scale, growth, next(seeds), blind=number % 2 == 1)
            for course in courses
            for number in range(growth["members"])
        ]
    return Network(mean, scale, tuple(members))


def answers(network: Network, matrix: Matrix) -> Matrix:
    """What the network says of one document's lines, a row a line of its features."""
    return network.scores(np.ascontiguousarray(matrix.T), layout([len(matrix)]))


def _member(
    lessons: Sequence[Lesson],
    mean: Matrix,
    scale: Matrix,
    growth: Growth,
    seed: int,
    *,
    blind: bool,
) -> Member:
    """One member; a `blind` one never sees how lines read (`reading`), which keeps it from trusting that too far."""
    fix_random_seed(seed)
    unseen = [features.places()[name] for name in reading.NAMES] if blind else []
    chance = np.random.default_rng(seed)
    blank = Network(mean, scale, ())
    model = _model(len(mean), growth)
    optimizer = Adam(
        growth["pace"], beta2=0.99, L2=growth["decay"], L2_is_weight_decay=True, grad_clip=1.0
    )
    batches = [
        batch
        for _ in range(growth["rounds"])
        for batch in _batches(lessons, growth["lines"], chance)
    ]
    for number, batch in enumerate(batches):
        optimizer.learn_rate = growth["pace"] * warmth((number + 1) / len(batches))
        unit = np.float32(FAR / INPUTS)
        inputs = [blank.inputs(np.ascontiguousarray(one.features.T)) * unit for one in batch]
        for part in inputs:
            part[:, unseen] = 0
        lengths = np.array([len(part) for part in inputs], np.int32)
        told, taught = model.begin_update(_ragged(np.vstack(inputs), lengths))
        slope = _slope(np.asarray(told.dataXd, np.float32), batch, growth["kinds"])
        taught(_ragged(slope, lengths))
        model.finish_update(optimizer)
    member = _whole(model)
    member.entry.weights[unseen] = 0
    return member


def _batches(
    lessons: Sequence[Lesson], lines: int, chance: np.random.Generator
) -> Iterator[list[Lesson]]:
    """All lessons in an order of chance, as many together as have so many lines."""
    batch: list[Lesson] = []
    for at in chance.permutation(len(lessons)).tolist():
        batch.append(lessons[at])
        if sum(len(lesson.features) for lesson in batch) >= lines:
            yield batch
            batch = []
    if batch:
        yield batch


def warmth(done: float) -> float:
    """The rate of learning: rising for a quarter of the way, then falling as a cosine (Smith and Topin, 2018)."""
    return done / 0.25 if done < 0.25 else (1 + math.cos(math.pi * (done - 0.25) / 0.75)) / 2


def _slope(told: Matrix, batch: Sequence[Lesson], kinds: float) -> Matrix:
    """The gradient of the weighted cross-entropy of story and of kinds, over the weight of all lines."""
    weight = np.concatenate([lesson.weight for lesson in batch])
    story = np.concatenate([lesson.story for lesson in batch])
    named = np.concatenate([lesson.kinds for lesson in batch])
    share = np.concatenate([lesson.share for lesson in batch]) * kinds
    whole = weight.sum() + 1e-6
    slope = np.empty_like(told)
    slope[:, 0] = (logistic(told[:, 0]) - story) * weight / whole
    likely = softmax(told[:, 1:])
    likely[np.arange(len(named)), named] -= 1
    slope[:, 1:] = likely * (share / whole)[:, None]
    return slope


def _model(features: int, growth: Growth) -> Model[Ragged, Ragged]:
    """The network as thinc sees it; `_whole` knows its order."""
    width, lost = growth["width"], growth["lost"]
    blurred: Model[Any, Any] = Dropout(growth["blurred"])
    entry: Model[Any, Any] = with_array(chain(blurred, Relu(width, features)))
    hidden: Model[Ragged, Ragged] = with_array(Dropout(lost))
    steps: list[Model[Ragged, Ragged]] = []
    for reach in REACHES:
        told: Model[Any, Any] = with_array(Relu(width, width * len(NEAR)))
        steps.append(residual(chain(hidden, _neighbours(reach), told)))
    answer: Model[Any, Any] = chain(hidden, with_array(Linear(1 + len(KINDS), width)))
    model: Model[Ragged, Ragged] = chain(entry, *steps, answer)
    model.initialize()
    return model


def _neighbours(reach: int) -> Model[Ragged, Ragged]:
    """The lines that each line sees at one reach, side by side."""
    step = REACHES.index(reach)

    def look(
        _: Model[Ragged, Ragged],
        given: Ragged,
        is_train: bool,  # noqa: ARG001 - thinc gives it by this name
    ) -> tuple[Ragged, Callable[[Ragged], Ragged]]:
        data = np.asarray(given.dataXd, np.float32)
        seen = places(layout(given.lengths.tolist()), 0, len(data))[step]

        def back(slope: Ragged) -> Ragged:
            parts = np.asarray(slope.dataXd, np.float32).reshape(len(data), len(NEAR), -1)
            out = np.zeros_like(data)
            for at in range(len(NEAR)):  # who saw a line from one side is seen by it on the other
                out += windows(parts[:, at], seen[:, len(NEAR) - 1 - at])
            return _ragged(out, given.lengths)

        return _ragged(windows(data, seen), given.lengths), back

    return Model("neighbours", look)


def _ragged(data: Matrix, lengths: Any) -> Ragged:
    return Ragged(cast("Any", data), lengths)


def _whole(model: Model[Ragged, Ragged]) -> Member:
    """The layers of a model in whole numbers, by what a unit of their inputs and of their answers is."""
    layers = [node for node in model.walk(order="dfs_pre") if node.has_param("W")]
    held = MOST * (1 + len(REACHES))
    entry = _rounded(layers[0], FAR / INPUTS, UNIT, INPUTS)
    steps = tuple(_rounded(layer, UNIT, UNIT, held) for layer in layers[1:-1])
    return Member(entry, steps, _rounded(layers[-1], UNIT, 1.0, held))


def _rounded(layer: Model[Any, Any], given: float, told: float, most: int) -> Layer:
    weights, bias = np.asarray(layer.get_param("W")), np.asarray(layer.get_param("b"))
    return rounded(weights, bias, given, told, most)


def rounded(weights: Matrix, bias: Matrix, given: float, told: float, most: int) -> Layer:
    """A layer whose inputs are units of `given`, at most `most`, and whose answers are units of `told`.

    `weights` have a row an answer and a column an input.
    """
    exact: NDArray[np.float64] = np.asarray(weights, np.float64).T
    largest = np.abs(exact).max(axis=0) + 1e-12
    steps = np.full(len(largest), 127.0)
    while True:
        whole = np.rint(exact / largest * steps)
        sums = np.abs(whole).sum(axis=0) * most
        if (sums < EXACT).all():
            break
        steps = np.where(sums < EXACT, steps, steps - 1)
    return Layer(
        whole.astype(np.float32),
        (largest / steps * given / told).astype(np.float32),
        (np.asarray(bias, np.float64) / told).astype(np.float32),
    )
