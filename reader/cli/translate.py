"""`wirereader translate`: an article, or what was left in it, in another language; offline."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reader.cli.output import emit, emit_json, say
from reader.cli.settings import kept_in, settings_of
from reader.config import Settings

if TYPE_CHECKING:
    import argparse

    from reader.entities import Recogniser
    from reader.model import Article, Document, Translation
    from reader.translate import Desk, Request


NAMED = 100_000
"""Code points of a text in which names are looked for: some ten seconds of a model's time."""


def memory_file(settings: Settings) -> Path:
    """Where the translation memory lies, shared by the command and the reader."""
    if os.environ.get("WIREREADER_MEMORY"):
        return Path(os.environ["WIREREADER_MEMORY"])
    return kept_in(settings) / "memory.db"


def model_folders(settings: Settings) -> tuple[Path, ...] | None:
    """Folders with models that the settings name, None for the usual ones."""
    return tuple(Path(model).expanduser() for model in settings.translation.models) or None


def desk(settings: Settings) -> Desk:
    """A translation desk as the settings say."""
    from reader.translate import Desk, DeskSettings

    wanted = settings.translation
    return Desk(
        DeskSettings(
            models=model_folders(settings),
            memory=memory_file(settings),
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
    recogniser = _recogniser() if settings.analysis.names else None
    with desk(settings) as working:
        for document in _documents(arguments.paths):
            if document is None:
                failed += 1
                continue
            article = _analysed(document, to, arguments.from_, recogniser)
            failed += not _one(working, article, to, arguments.from_, as_json=arguments.json)
    return 1 if failed else 0


def _recogniser() -> Recogniser:
    from reader.entities import Recogniser

    return Recogniser()


def _analysed(
    document: Document, to: str, named: str | None, recogniser: Recogniser | None
) -> Article:
    """The article, with its names where they can help: they cost a second, so only where there is
    something to translate, a model that knows names, and no dump of a whole archive.
    """
    from reader.pipeline import Stages, analyse
    from reader.pipeline.stages import MODELLED

    article = analyse(document, stages=Stages(names=False, phrases=False))
    language = named or article.language
    if (
        recogniser is None
        or language not in MODELLED
        or len(document.text) > NAMED
        or not _requests(article, language, to)
    ):
        return article
    return analyse(document, recogniser=recogniser, stages=Stages(phrases=False))


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
                yield from read(found, follow=found == Path(name))
            except IngestError as error:
                say(str(error))
                yield None


def _one(working: Desk, article: Article, to: str, named: str | None, *, as_json: bool) -> bool:
    from reader.translate import Names, TranslationError

    document = article.document
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
        emit(_woven(document.text, segments).rstrip("\n") + "\n")
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
