"""Arguments, and which subcommand they mean.

Anything that is no subcommand is a path to open; a folder that is called like one is opened as
``./scan`` or after ``--``.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING

from reader.cli.output import say

if TYPE_CHECKING:
    import argparse

    from reader.tui.terminal.instant import FirstPage

    Arguments = argparse.Namespace | SimpleNamespace
    Command = Callable[[Arguments], int]

_RUN = {
    "scan": "scan:scan",
    "translate": "translate:translate",
    "models": "models:models",
    "memory": "memory:memory",
    "export": "export:export",
    "evaluate": "evaluate:evaluate",
    "config": "config:config",
    "keys": "open:keys",
    "list": "listing:listing",
    "count": "listing:count",
    "forget": "upkeep:forget",
    "doctor": "doctor:doctor",
}

NOTHING_ASKED = dict.fromkeys(("config", "store", "workers", "query", "theme")) | {
    "no_names": False,
    "watch": False,
}
"""What the parser makes of paths alone."""


def run(argv: Sequence[str] | None = None, *, first_page: FirstPage | None = None) -> int:
    """Run the command line; the exit status. `first_page` is what stands on the screen already."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Whatever the shell allows: nothing that is made here, by libraries too, can be altered by everybody.
    os.umask(os.umask(0o077) | 0o002)
    try:
        status = _run(arguments, first_page)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has had enough; what is still buffered goes nowhere, in silence.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt as error:
        say(str(error) or "stopped; what was done is kept")
        return 130
    return status


def _run(argv: list[str], first_page: FirstPage | None) -> int:
    if argv and argv[0] not in _RUN and not any(argument.startswith("-") for argument in argv):
        _meant(argv[0])
        arguments = SimpleNamespace(**NOTHING_ASKED, paths=argv, first_page=first_page)
        return _guarded(_command("open:reader"), arguments)
    return _parsed(argv, first_page)


def _parsed(argv: list[str], first_page: FirstPage | None) -> int:
    from reader.cli.arguments import opening, parser_of  # deferred: paths alone need no parser

    if not argv:
        parser_of(alone=True).print_help(sys.stderr)
        return 2
    argv = _queried(argv)
    command = argv[0]
    if command in _RUN or command in ("-h", "--help", "--version"):
        arguments = parser_of(alone=command not in _RUN).parse_args(argv)
        place = _RUN[arguments.command]
        # Names multiply small matrices: a second thread takes two thirds more of the processor, and no less time.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    else:
        arguments = opening().parse_args(argv)
        if "--" not in argv:
            _meant(arguments.paths[0])
        arguments.first_page = first_page
        place = "open:reader"
    return _guarded(_command(place), arguments)


def _command(place: str) -> Command:
    module, _, name = place.partition(":")
    command: Command = getattr(import_module(f"reader.cli.{module}"), name)
    return command


def _queried(argv: list[str]) -> list[str]:
    """The arguments, with queries set apart that begin with a dash, as ``-murmansk``: options do too."""
    if "--" in argv:
        return argv
    given: list[str] = []
    query: list[str] = []
    for argument in argv:
        dashed = len(argument) > 2 and argument[0] == "-" != argument[1]
        if dashed and given and given[-1] == "--query":
            given[-1] = f"--query={argument}"
        elif dashed and argv[0] in ("list", "count"):
            query.append(argument)
        else:
            given.append(argument)
    return [*given, "--", *query] if query else given


def _meant(first: str) -> None:
    """Refuse as wrong usage what is no path and was meant as a command."""
    if os.path.lexists(first) or os.sep in first:
        return
    from reader.cli.arguments import opening

    parser = opening()
    if first in _RUN:
        parser.error(f"options go after the command: wirereader {first} ...")
    import difflib  # deferred: only for what is wrong

    near = difflib.get_close_matches(first, _RUN, n=1, cutoff=0.7)
    if near:
        parser.error(f"there is no path and no command {first}; did you mean {near[0]}?")


def _guarded(command: Command, arguments: Arguments) -> int:
    from reader.config import ConfigError
    from reader.store import QueryError, StoreError

    try:
        return command(arguments)
    except (ConfigError, StoreError) as error:
        say(f"wirereader: {error}")
    except QueryError as error:
        query = getattr(arguments, "query", "")
        say(f"wirereader: {error.message}")
        say(f"  {query}")
        say(f"  {' ' * min(error.position, len(query))}^")
        if error.suggestion:
            say(f"  did you mean {error.suggestion}?")
    return 2
