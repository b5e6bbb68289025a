"""Firefox Translations models from local files, through the optional `fxtranslate`.

Its translator belongs to the thread that made it, holds the interpreter's lock
for a whole sentence and may panic past `except Exception`: it runs in a process
of its own or not at all. Greedy search only: one hypothesis, no score.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reader.translate.firefox_files import PARTS
from reader.translate.request import Hypothesis, Options


class FirefoxEngine:
    """One loaded model. Raises OSError or ValueError for files it cannot load."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:  # noqa: ARG002 - one thread always
        import fxtranslate

        files = {
            path.name.split(".")[0]: path.read_bytes()
            for path in sorted(folder.iterdir())
            if path.name.split(".")[0] in PARTS
        }
        both = files.get("vocab", b"")
        self._translator = fxtranslate.Translator(
            model=files["model"],
            src_vocab=files.get("srcvocab", both),
            trg_vocab=files.get("trgvocab", both),
            shortlist=files.get("lex"),
        )

    def translate(
        self,
        sentences: Sequence[str],
        options: Options,  # noqa: ARG002 - the search cannot be set
    ) -> list[tuple[Hypothesis, ...]]:
        """One hypothesis for each sentence."""
        answers = (self._translator.translate(sentence).strip() for sentence in sentences)
        return [(Hypothesis(text),) if text else () for text in answers]
