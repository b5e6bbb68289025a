"""Argos packages, cut into pieces as argostranslate does and run by CTranslate2 directly.

Whatever argospm can install works here. argostranslate itself is not used: it requires an AGPL
sentence splitter that fetches its model on first use, and searches in batches of
32 tokens at three times the cost.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from reader.translate.engines import pieces
from reader.translate.request import Hypothesis, Options

BATCH_TOKENS: Final = 1024
LENGTH_PENALTY: Final = 0.2
MOST_PIECES: Final = 512
_UNDERSCORED: Final = re.compile(r"[^\W_]+(?:_+[^\W_]+)+")


class ArgosEngine:
    """One loaded package. Raises RuntimeError, OSError or ValueError for a folder it cannot load."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        import ctranslate2

        ctranslate2.set_log_level(logging.ERROR)
        self._pieces, self._prefix = pieces.read(folder)
        self._translator = ctranslate2.Translator(
            str(folder / "model"), device="cpu", inter_threads=1, intra_threads=threads
        )
        self._pieces.encode("a")  # a broken one is found at the start

    def translate(self, sentences: Sequence[str], options: Options) -> list[tuple[Hypothesis, ...]]:
        """Hypotheses for each sentence, best first; one search over the whole batch."""
        tokens = [self._pieces.encode(sentence) for sentence in sentences]
        results = self._search(tokens, options)
        answers = [
            self._hypotheses(sentence, result, options)
            for sentence, result in zip(sentences, results, strict=True)
        ]
        looping = [
            at
            for at, answer in enumerate(answers)
            if answer and _loops(sentences[at], answer[0].text)
        ]
        if looping:
            again = self._search([tokens[at] for at in looping], options, no_repeat_ngram_size=3)
            for at, result in zip(looping, again, strict=True):
                answers[at] = self._hypotheses(sentences[at], result, options)
        return answers

    def _search(self, tokens: list[list[str]], options: Options, **more: Any) -> list[Any]:
        beam = max(1, options.beam)
        # patience 2: with a length penalty and patience 1 the search ends as soon as `beam`
        # hypotheses have ended, and short bad ones crowd out the best.
        searching = (
            {"patience": 2.0, "length_penalty": LENGTH_PENALTY}
            if beam > 1
            else {"length_penalty": 1.0}
        )
        results: list[Any] = self._translator.translate_batch(
            tokens,
            target_prefix=[[self._prefix]] * len(tokens) if self._prefix else None,
            beam_size=beam,
            num_hypotheses=min(max(1, options.best), beam),
            replace_unknowns=True,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            max_input_length=MOST_PIECES,
            max_decoding_length=MOST_PIECES,
            return_scores=True,
            **searching,
            **more,
        )
        return results

    def _hypotheses(self, sentence: str, result: Any, options: Options) -> tuple[Hypothesis, ...]:
        power = 1 - LENGTH_PENALTY if options.beam > 1 else 0.0
        found: dict[str, Hypothesis] = {}
        for some, score in zip(result.hypotheses, result.scores, strict=True):
            kept = [piece for piece in some if piece != self._prefix or not self._prefix]
            text = _underscored(sentence, self._pieces.decode(kept).strip())
            # the end of the sentence is a token that was scored too, hence one more
            mean = math.exp(min(0.0, score / (len(kept) + 1) ** power))
            if text:
                found.setdefault(text, Hypothesis(text, round(mean, 4)))
        return tuple(found.values())


def _underscored(source: str, target: str) -> str:
    """`target` with the words of `source` that hold underscores in one piece; Moses cuts them."""
    for word in dict.fromkeys(_UNDERSCORED.findall(source)):
        spaced = r"\s*_\s*".join(re.escape(part) for part in word.split("_"))
        target = word.join(re.split(spaced, target))
    return target


def _loops(source: str, target: str) -> bool:
    """Whether `target` has run away: far longer than its source, or a phrase three times over."""
    words = target.split()
    for size in (1, 2, 3, 4):
        for at in range(len(words) - 3 * size + 1):
            first = words[at : at + size]
            if (
                first == words[at + size : at + 2 * size]
                and first == words[at + 2 * size : at + 3 * size]
            ):
                return True
    return len(target) > 3 * len(source) + 40
