"""What the screen says of an article that it shows, or cannot show in full yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader.model import UNDETERMINED, Article, Document, Facts, Line, LineKind, Segment, View

if TYPE_CHECKING:
    from reader.store import Row, Store
    from reader.tui.widgets.lines import Piece


def unanalysed(document: Document) -> Article:
    """The document as an article of body lines, to be read until its analysis is there."""
    lines: list[Line] = []
    at = 0
    for number, text in enumerate(document.text.split("\n"), 1):
        kind = LineKind.BODY if text.strip() else LineKind.EMPTY
        lines.append(Line(number, at, at + len(text), kind, "not analysed yet", 0.0))
        at += len(text) + 1
    title = document.title or next(
        (text.strip() for text in document.text.split("\n") if text.strip()), ""
    )
    return Article(
        document,
        Facts(title, document.source, document.published, document.author, document.url),
        document.language or UNDETERMINED,
        tuple(lines),
        cleaned=View((Segment(0, len(document.text), document.text),)),
    )


def short(path: str, roots: Sequence[Path]) -> str:
    """A path from the corpus on: what stands before its folder is the same for all articles."""
    for root in roots:
        before = f"{root.parent}/"
        if path.startswith(f"{root}/") and before != "./":
            return path.removeprefix(before)
    return path


def describe(
    row: Row | None, store: Store, roots: Sequence[Path] = (), *, searching: bool = False
) -> list[Piece]:
    """What the status line says of a row of the list, or of there being none."""
    if row is None:
        if searching:
            return [("text", "nothing found · Esc shows all articles")]
        return [("text", "no articles yet · text, Markdown and HTML files are read")]
    if row.failed:
        return [("alarm", f"{short(row.path, roots)}: {row.failed}")]
    pieces: list[Piece] = [("text", short(row.path, roots))]
    facts = []
    if row.verdict is not None:
        facts.append("kept" if row.verdict == "keep" else "dropped")
    if row.starred:
        facts.append("starred")
    facts += [f"#{tag}" for tag in row.tags]
    if row.leftovers:
        plural = "leftover" if row.leftovers == 1 else "leftovers"
        facts.append(f"{row.leftovers} {plural} in {', '.join(row.leftover_languages)}")
    facts += [note.replace("_", " ") for note in row.notes]
    if row.versions > 1:
        facts.append(f"{row.versions} versions")
    if not row.analysed:
        facts.append("not analysed yet")
    if facts:
        pieces.append(("quiet", " · " + " · ".join(facts)))
    if row.annotated:
        pieces.append(("text", f" · “{' '.join(store.triage(row.key).note.split())}”"))
    return pieces
