"""The `wirereader` command. Each subcommand loads what it needs and nothing more."""

from __future__ import annotations


def main() -> int:
    """Run the command of ``sys.argv``; the exit status: 0 done, 1 some inputs failed, 2 wrong usage."""
    from reader.cli.main import run

    return run()
