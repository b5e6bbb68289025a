"""Every line of an article gets one kind; nothing is removed, so nothing can be lost."""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Document, Line, LineKind, Overrule, Repetition

VERSION = "lines-0"
"""Changes whenever the same document might be classified differently."""


def classify(
    document: Document,
    *,
    repetition: Repetition | None = None,
    overrules: Sequence[Overrule] = (),
) -> tuple[Line, ...]:
    """The kind of every line of ``document.text.split("\\n")``, in order."""
    lines: list[Line] = []
    at = 0
    for number, text in enumerate(document.text.split("\n"), 1):
        kind = LineKind.BODY if text.strip() else LineKind.EMPTY
        lines.append(Line(number, at, at + len(text), kind, "blank" if not text.strip() else "shape"))
        at += len(text) + 1
    return tuple(lines)
