"""`wirereader config`: the settings in force, where they lie, and a file to start from."""

from __future__ import annotations

import argparse

from reader.cli.output import emit, say
from reader.config import ConfigError, config_path, load
from reader.config.document import show, template


def config(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status. Raises `ConfigError`."""
    path = arguments.config or config_path()
    if arguments.action == "path":
        emit(f"{path}\n")
    elif arguments.action == "show":
        emit(show(load(arguments.config)))
    elif arguments.action == "validate":
        settings = load(arguments.config)
        from reader.cli.open import keymap_of, looks_of, queries_of, taken_of

        keys = keymap_of(settings, path)
        looks_of(settings, path)
        queries_of(settings, path)
        for line in taken_of(keys):
            say(f"{path}: {line}")
        say(f"{path}: {'all right' if path.exists() else 'there is none; the defaults hold'}")
    else:
        if path.exists() and not arguments.force:
            raise ConfigError(f"{path}: is there already; --force writes over it")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_text(template(), encoding="utf-8")
            path.chmod(0o600)
        except OSError as error:
            raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error
        say(f"wrote {path}")
    return 0
