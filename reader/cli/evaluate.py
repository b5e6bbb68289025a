"""`wirereader evaluate`: precision, recall and F1 against labelled files."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from reader.cli.output import emit, say


def evaluate(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    from reader.evaluation import run

    out = io.StringIO()
    status = run([Path(path) for path in arguments.paths], as_json=arguments.json, out=out)
    if status:
        say(out.getvalue().strip())
    else:
        emit(out.getvalue())
        sys.stdout.flush()
    return status
