"""`wirereader models`: what the translation room says of its models, and what this corpus could use.

The languages come from stores that are there already: to say what is worth having no article is read.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO, cast

from reader.cli.corpus import store_file
from reader.cli.output import Told, say
from reader.cli.settings import settings_of
from reader.cli.translate import model_folders
from reader.config import Settings

STORES = 20
"""Stores that are asked for their languages when no corpus is named, the latest used first."""


def models(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    from reader.translate import models_command

    settings = settings_of(arguments)  # a broken configuration is told before anything is installed
    languages: list[str] = []
    if arguments.action == "list":
        named, arguments.names = [Path(name) for name in arguments.names], []
        if not getattr(arguments, "json", False):
            languages = _languages(_stores(named, settings, arguments.store))
    return models_command(
        arguments.action,
        arguments,
        cast("TextIO", Told(sys.stdout)),
        cast("TextIO", Told(sys.stderr)),
        languages=languages,
        to_language=settings.translation.to,
        where=model_folders(settings),
    )


def _stores(named: list[Path], settings: Settings, store: Path | None) -> list[Path]:
    """The stores of the corpora named, else of all corpora that were opened on this machine."""
    if named or store is not None:
        file = store_file(named, settings, store)
        if not file.exists():
            about = " ".join(str(path) for path in named) or str(file)
            say(f"{about}: nothing is known of it yet; run `wirereader scan {about}` first")
            return []
        return [file]
    folder = store_file([Path()], settings, None).parent
    try:
        found = [(file.stat().st_mtime, file) for file in folder.glob("*.db")]
    except OSError:
        return []
    return [file for _, file in sorted(found, reverse=True)[:STORES]]


def _languages(stores: Iterable[Path]) -> list[str]:
    """Languages of articles and of what was left in them, the commonest first."""
    from reader.store import Store, StoreError

    found: Counter[str] = Counter()
    for file in stores:
        try:
            with Store.open(file, read_only=True) as store:
                found.update(store.languages())
        except StoreError as error:
            say(str(error))
    return [language for language, _ in found.most_common()]
