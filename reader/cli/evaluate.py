"""`wirereader evaluate`: precision, recall and F1 against labelled files."""

from __future__ import annotations

import argparse
from importlib import import_module


def evaluate(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    run = import_module("reader.evaluation").evaluate_command
    status: int = run(arguments)
    return status
