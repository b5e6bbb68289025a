"""`wirereader translate`: an article, or what was left in it, in another language; offline."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reader.cli.output import emit, emit_json, harmless, say
from reader.cli.settings import settings_of
from reader.config import Settings

if TYPE_CHECKING:
    from reader.model import Article, Document, Translation
    from reader.translate import Desk, Request


def desk(settings: Settings) -> Desk:
    """A translation desk as the settings say."""
    from reader.store.location import data_folder
    from reader.translate import Desk, DeskSettings

    wanted = settings.translation
    folder = Path(settings.store.folder) if settings.store.folder else data_folder()
    return Desk(
        DeskSettings(
            models=tuple(Path(model).expanduser() for model in wanted.models) or None,
            memory=folder / "memory.db",
            engines=wanted.engines,
            threads=wanted.threads,
            beam=wanted.beam,
            alternatives=wanted.alternatives,
            idle_seconds=wanted.idle_seconds,
            scheme=wanted.scheme,
        )
    )


def translate(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    settings = settings_of(arguments)
    to = arguments.to or settings.translation.to
    failed = 0
    with desk(settings) as working:
        for document in _documents(arguments.paths):
            if document is None:
                failed += 1
                continue
            failed += not _one(working, document, to, arguments.from_, as_json=arguments.json)
    return 1 if failed else 0


def _documents(paths: list[str]) -> Iterator[Document | None]:
    """The documents to translate, None for an input that could not be read, which is told."""
    from reader.ingest import IngestError, Skipped, discover, read

    for name in paths:
        if name == "-":
            try:
                yield from read(Path("-"), data=sys.stdin.buffer.read())
            except IngestError as error:
                say(f"standard input: {error.reason}; {error.advice}")
                yield None
            continue
        for found in discover([Path(name)]):
            if isinstance(found, Skipped):
                say(f"{'' if found.failed else 'skipped '}{found.path}: {found.reason}")
                if found.failed:
                    yield None
                continue
            try:
                yield from read(found)
            except IngestError as error:
                say(str(error))
                yield None


def _one(working: Desk, document: Document, to: str, named: str | None, *, as_json: bool) -> bool:
    from reader.pipeline import Stages, analyse
    from reader.translate import Names, TranslationError

    article = analyse(document, stages=Stages(names=False, phrases=False))
    from_language = named or article.language
    segments: list[Translation] = []
    complete = True
    for language, requests in _requests(article, from_language, to).items():
        try:
            segments.extend(
                working.translate(requests, language, to, names=Names.of(article.entities))
            )
        except TranslationError as error:
            say(f"{document.path}: {error}")
            complete = False
    segments.sort(key=lambda segment: (segment.start, segment.end))
    if as_json:
        emit_json(
            {
                "path": document.path,
                "from": from_language,
                "to": to,
                "segments": [
                    {
                        "start": s.start,
                        "end": s.end,
                        "source": s.source,
                        "target": s.target,
                        "engine": s.engine,
                        "model": s.model,
                        "cached": s.cached,
                        "score": s.score,
                    }
                    for s in segments
                ],
            }
        )
    else:
        text = _woven(document.text, segments)
        shown = harmless(text, lines=True) if sys.stdout.isatty() else text
        emit(shown.rstrip("\n") + "\n")
    return complete


def _requests(article: Article, from_language: str, to: str) -> dict[str, list[Request]]:
    """What to translate, by language: every line, or the leftovers where the rest is in `to` already."""
    from reader.translate import Request

    found: dict[str, list[Request]] = {}
    if from_language == to:
        for left in article.leftovers:
            if left.language != to and left.intended is None:
                request = Request(left.start, left.end, left.text, left.kind)
                found.setdefault(left.language, []).append(request)
        return found
    text = article.document.text
    requests = [
        Request(line.start, line.end, text[line.start : line.end], line.kind)
        for line in article.lines
        if text[line.start : line.end].strip()
    ]
    return {from_language: requests} if requests else {}


def _woven(text: str, segments: list[Translation]) -> str:
    """The text with each translated span in its new words."""
    pieces: list[str] = []
    at = 0
    for segment in segments:
        if segment.start < at:
            continue
        pieces += [text[at : segment.start], segment.target]
        at = segment.end
    return "".join([*pieces, text[at:]])
