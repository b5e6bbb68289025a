"""`wirereader forget`: everything known of a corpus leaves this machine; the articles stay."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from reader.cli.corpus import store_file
from reader.cli.output import harmless, say
from reader.cli.settings import settings_of
from reader.cli.translate import memory_file
from reader.store import StoreError
from reader.store.care import everything
from reader.tui.terminal.instant import forget as forget_start


def forget(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    paths = [Path(path) for path in arguments.paths]
    if not paths and arguments.store is None:
        say("wirereader: name the corpus to forget, or its store with --store")
        return 2
    settings = settings_of(arguments)
    file = store_file(paths, settings, arguments.store)
    files = everything(file)
    if not files:
        say(f"{file}: nothing is known")
        return 0
    if not arguments.yes and not _agreed(file):
        say("nothing was removed")
        return 1
    for each in files:
        try:
            each.unlink()
        except OSError as error:
            raise StoreError(f"{each}: cannot be removed: {error.strerror or error}") from error
    forget_start(file.absolute(), os.environ)
    said = _forget_translations(memory_file(settings))
    say(f"removed {len(files)} files of {file}{said}")
    return 0


def _forget_translations(memory: Path) -> str:
    """What engines made of sentences is kept for all corpora together, so all of it goes; what was said of it."""
    from reader.translate import Memory, TranslationError

    if not memory.exists():
        return ""
    try:
        with Memory.open(memory) as kept:
            gone = kept.clear("cache")
    except TranslationError as error:
        raise StoreError(str(error)) from error
    return f" and {gone:,} sentences that engines translated; your corrections stay" if gone else ""


def _agreed(file: Path) -> bool:
    if not sys.stdin.isatty():
        say("say --yes to remove without being asked")
        return False
    sys.stderr.write(f"Remove {harmless(str(file))} with all triage in it? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "д", "да")
