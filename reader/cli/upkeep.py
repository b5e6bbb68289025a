"""`wirereader forget`: everything known of a corpus leaves this machine; the articles stay."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reader.cli.corpus import store_file
from reader.cli.output import harmless, say
from reader.cli.settings import settings_of
from reader.store import StoreError
from reader.store.care import companions


def forget(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    paths = [Path(path) for path in arguments.paths]
    if not paths and arguments.store is None:
        say("wirereader: name the corpus to forget, or its store with --store")
        return 2
    file = store_file(paths, settings_of(arguments), arguments.store)
    files = [each for each in companions(file) if each.exists()]
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
    say(f"removed {len(files)} files of {file}")
    return 0


def _agreed(file: Path) -> bool:
    if not sys.stdin.isatty():
        say("say --yes to remove without being asked")
        return False
    sys.stderr.write(f"Remove {harmless(str(file))} with all triage in it? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "д", "да")
