"""The `wirereader` command. Each subcommand loads what it needs and nothing more."""

from __future__ import annotations


def main() -> int:
    """Run the command of ``sys.argv``; the exit status: 0 done, 1 some inputs failed, 2 wrong usage."""
    import gc
    import os
    import sys

    gc.disable()  # what is imported stays; the interface turns it on again when it stands
    from reader.tui.terminal.instant import paint

    page = paint(sys.argv[1:], os.environ)
    if page is None:
        gc.enable()
    try:
        from reader.cli.main import run

        return run(first_page=page)
    finally:
        if page is not None:
            page.close()
