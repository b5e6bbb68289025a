"""`wirereader models`: what the translation room says of its models."""

from __future__ import annotations

import argparse
import sys

from reader.cli.settings import settings_of


def models(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    from reader.translate import models_command

    settings_of(arguments)  # a broken configuration is told before anything is installed
    return models_command(arguments.action, arguments, sys.stdout, sys.stderr)
