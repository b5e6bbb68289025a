"""spaCy's small name recognisers read by numpy, four times as fast as spaCy reads them and to the same end.

Two thirds of spaCy's time for a short text go into asking each of 74 moves at each word whether it is
allowed, and into tables that outgrow the processor's caches. But a move depends on what was
decided before only inside a name (`set_context_tokens` in spaCy's ``_state.pxd``): the
scores of all words outside one are computed at once, and only words that follow the beginning of a
name are looked at one by one. Words that were met before keep their embedding.

What is read here is the published weights as spaCy laid them out. `QuickNames.of` refuses any
pipeline of another build, and one for which its answer on a sample is not spaCy's own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from reader.entities.rows import Floats, Found, UnlikeError, Words, apart, beside, portions

SAMPLE = (
    "BERLIN, May 3 – Chancellor Anna Weber met U.S. President John Smith in New York on Friday.",
    "The European Central Bank raised 3 billion euros for Kyiv, Ivan Petrov of Gazprom said.\n",
    "Photo: Reuters",
)
"""Sentences on which this reading is held against spaCy's own."""


class QuickNames:
    """The names of texts as a spaCy pipeline with nothing but its recogniser finds them."""

    def __init__(self, pipeline: Any) -> None:
        """Raises `UnlikeError` or `AttributeError` for a pipeline that is built otherwise."""
        if pipeline.pipe_names != ["ner"]:
            raise UnlikeError("more than a recogniser")
        self._pipeline = pipeline
        ner = pipeline.get_pipe("ner")
        model = ner.model
        if ner.cfg["beam_width"] != 1 or model.attrs["unseen_classes"]:
            raise UnlikeError("another way of deciding")
        reading, lower, upper = model.layers
        encoding, _, linear = reading.layers
        embedding, encoder = encoding.layers
        self._extract, _, hashed, mixed, _ = embedding.layers
        self._hashed, self._mixed = hashed.layers[0], mixed.layers[0]
        self._words = Words[bytes](linear.get_dim("nI"), self._embed)
        self._pad = int(encoder.attrs["pad"])
        blocks = encoder.layers[0]
        self._steps = [_Step(block) for block in blocks.layers]
        self._deciding = _Deciding(linear, lower, upper, ner.moves)

    @classmethod
    def of(cls, pipeline: Any) -> QuickNames | None:
        """A quick reading of the pipeline, None where there is none that is sure to agree with it."""
        try:
            quick = cls(pipeline)
            found = quick.names(SAMPLE)
        except (UnlikeError, AttributeError, IndexError, KeyError, TypeError, ValueError):
            return None
        same = [
            [(each.start_char, each.end_char, each.label_) for each in doc.ents]
            for doc in pipeline.pipe(SAMPLE)
        ]
        return quick if found == same else None

    def names(self, texts: Sequence[str]) -> list[list[Found]]:
        """The names of each text, in order."""
        docs = [self._pipeline.make_doc(text) for text in texts]
        found: list[list[Found]] = [[] for _ in texts]
        for some in portions([len(doc) for doc in docs]):
            read = [docs[number] for number in some]
            starts = [0]
            for doc in read:
                starts.append(starts[-1] + len(doc))
            for first, end, label in self._deciding.names(self._vectors(read), starts, read):
                at = bisect_right(starts, first) - 1
                doc = read[at]
                last = doc[end - starts[at] - 1]
                span = doc[first - starts[at]].idx, last.idx + len(last), label
                found[some[at]].append(span)
        return found

    def _vectors(self, docs: Sequence[Any]) -> Floats:
        """A row for each word of the texts."""
        features = np.ascontiguousarray(np.concatenate(self._extract.predict(docs)))
        # The bytes of its features are a word's key, and give them back.
        keys = features.view(f"V{features.itemsize * features.shape[1]}").ravel().tolist()
        words = self._words.rows(keys)
        places = apart([len(doc) for doc in docs], self._pad)
        laid = np.zeros((len(words) + self._pad * (len(docs) + 1), words.shape[1]), np.float32)
        laid[places] = words
        for step in self._steps:
            laid = step(laid)
        kept: Floats = laid[places]
        return kept

    def _embed(self, keys: list[bytes]) -> Floats:
        features = np.frombuffer(b"".join(keys), np.uint64).reshape(len(keys), -1)
        made: Floats = self._mixed.predict(self._hashed.predict(features))
        return made


class _Step:
    """One layer: each word with its two neighbours, the largest of the pieces, made of one size, added."""

    def __init__(self, block: Any) -> None:
        parts = {part.name: part for part in block.walk()}
        window, maxout, norm = parts["expand_window"], parts["maxout"], parts["layernorm"]
        if not block.name.startswith("residual(") or window.attrs["window_size"] != 1:
            raise UnlikeError("another window")
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        self.size, self.pieces = weights.shape[:2]
        # All first pieces, then all second ones: the largest is then found by whole rows.
        self._weights = np.ascontiguousarray(
            weights.transpose(2, 1, 0).reshape(weights.shape[2], -1)
        )
        self._bias = np.ascontiguousarray(bias.T.reshape(-1))
        self._gain, self._shift = norm.get_param("G"), norm.get_param("b")

    def __call__(self, rows: Floats) -> Floats:
        size = self.size
        made = beside(rows) @ self._weights
        made += self._bias
        best: Floats = made[:, :size]
        for piece in range(1, self.pieces):
            best = np.maximum(best, made[:, piece * size : (piece + 1) * size])
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / size + 1e-8
        best *= (spread**-0.5)[:, None]
        best *= self._gain
        best += self._shift
        best += rows
        return best


class _Deciding:
    """The greedy decisions: at each word outside, single, or beginning a name; then inside or last."""

    def __init__(self, linear: Any, lower: Any, upper: Any, moves: Any) -> None:
        weights, padding = lower.get_param("W"), lower.get_param("pad")
        features, self.hidden, self.pieces = weights.shape[:3]
        if features != 3 or linear.name != "linear" or upper.name != "linear":
            raise UnlikeError("another state")
        self._linear = np.ascontiguousarray(linear.get_param("W").T), linear.get_param("b")
        self._lower = np.ascontiguousarray(
            weights.transpose(3, 0, 2, 1).reshape(weights.shape[3], -1)
        )
        self._width = self.hidden * self.pieces
        absent = padding.reshape(features, self.hidden, self.pieces).transpose(0, 2, 1)
        self._bias = np.ascontiguousarray(lower.get_param("b").T.reshape(-1))
        self._alone = self._bias + (absent[1] + absent[2]).reshape(-1)
        self._upper = np.ascontiguousarray(upper.get_param("W")), upper.get_param("b")
        names = [moves.get_class_name(number) for number in range(moves.n_moves)]
        self._moves = [tuple(name.partition("-")[::2]) for name in names]
        self._number = {move: number for number, move in enumerate(self._moves)}
        outside = [self._moves.index(("O", ""))]
        begins = [n for n, (move, label) in enumerate(self._moves) if move == "B" and label]
        units = [n for n, (move, label) in enumerate(self._moves) if move == "U" and label]
        self._closed = np.array(sorted(begins + units + outside))
        self._begins = np.isin(self._closed, begins)
        self._outside = int(np.flatnonzero(self._closed == outside[0])[0])

    def names(
        self, vectors: Floats, starts: Sequence[int], docs: Sequence[Any]
    ) -> Iterator[tuple[int, int, str]]:
        """Names as half-open spans of words over all texts together, with their labels."""
        weights, bias = self._linear
        states = ((vectors @ weights + bias) @ self._lower).reshape(len(vectors), 3, self._width)
        upper, shift = self._upper
        scores = (
            self._largest(states[:, 0] + self._alone) @ upper[self._closed].T + shift[self._closed]
        )
        lasts = np.array(starts[1:]) - 1
        scores[np.ix_(lasts, self._begins)] = -np.inf  # a name that begins needs a word after it
        best = scores.argmax(axis=1)
        ends = set(lasts.tolist())
        free = 0
        for first in np.flatnonzero(best != self._outside).tolist():
            if first < free:
                continue
            at = bisect_right(starts, first) - 1
            if docs[at][first - starts[at]].is_space:
                continue
            move, label = self._moves[self._closed[best[first]]]
            end = first + 1 if move == "U" else self._end(states, first, label, ends)
            yield first, end, label
            free = end

    def _end(self, states: Floats, first: int, label: str, ends: set[int]) -> int:
        """Where the name ends that begins at a word."""
        upper, shift = self._upper
        pair = [self._number["I", label], self._number["L", label]]
        at = first + 1
        while at not in ends:
            state = states[at, 0] + states[first, 1] + states[at - 1, 2] + self._bias
            inside, last = upper[pair] @ self._largest(state[None])[0] + shift[pair]
            if last > inside:
                break
            at += 1
        return at + 1

    def _largest(self, states: Floats) -> Floats:
        """The largest of each number's pieces."""
        best = states[:, : self.hidden]
        for piece in range(1, self.pieces):
            best = np.maximum(best, states[:, piece * self.hidden : (piece + 1) * self.hidden])
        return best
