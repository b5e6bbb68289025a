"""`wirereader PATH...`: the reader itself, the only part of the command that knows the interface."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.cli.corpus import Upgrades, store_file
from reader.cli.output import emit, emit_json, say
from reader.cli.settings import settings_of
from reader.cli.translate import desk
from reader.config import ConfigError, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reader.cli.main import Arguments
    from reader.pipeline import Analysis
    from reader.pipeline.messages import Event
    from reader.tui.commands.registry import Keymap
    from reader.tui.options import Options


def reader(arguments: Arguments) -> int:
    """Open the reader on the paths; the exit status.

    Raises `StoreError` and `ConfigError` before anything is drawn.
    """
    paths = [Path(path) for path in arguments.paths]
    settings = settings_of(arguments)
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        say(f"{path}: does not exist")
    if missing and _is_query(str(missing[0]), arguments):
        return 2
    if missing:
        # Each set of paths has a store of its own: the rest alone would be another corpus without its marks.
        say("wirereader: nothing was opened; leave out what is missing, or correct it")
        return 1
    if lacking := _lacking():
        say(f"wirereader: {lacking}; `wirereader scan` and `wirereader list` print instead")
        return 2
    file = store_file(paths, settings, arguments.store)
    from reader.tui.start import load

    load()
    from reader.tui.app import run

    work = Beside(file, paths, settings)
    options = _asked(_options(settings, arguments.config), arguments)
    if options.asked <= {"theme"}:
        _remember(file, options, arguments.config)
    return run(
        paths,
        file,
        options,
        work=work,
        desk=lambda: desk(settings),
        first_page=arguments.first_page,
        told=Upgrades(arguments.first_page),
    )


class Beside:
    """The analysis, of which nothing is loaded before it is begun, behind the first screen."""

    def __init__(self, store: Path, paths: Sequence[Path], settings: Settings) -> None:
        self._store, self._paths, self._settings = store, paths, settings.analysis
        self._work: Analysis | None = None

    def start(self) -> None:
        """Begin to discover and analyse, in other processes."""
        from reader.pipeline import Analysis
        from reader.pipeline import Settings as PipelineSettings

        wanted = self._settings
        self._work = Analysis(
            self._store,
            self._paths,
            PipelineSettings(workers=wanted.workers, names=wanted.names, watch=wanted.watch),
        )
        self._work.start()

    def events(self) -> Sequence[Event]:
        """What happened since the last call; never waits."""
        return self._work.events() if self._work is not None else ()

    def request(self, keys: Sequence[int]) -> None:
        """Take these articles first, if it has begun."""
        if self._work is not None:
            self._work.request(keys)

    def close(self) -> None:
        """Stop all workers."""
        if self._work is not None:
            self._work.close()


def _is_query(path: str, arguments: Arguments) -> bool:
    """Whether what was named as a path is meant as a query, which is then said.

    Raises `QueryError` where it is one that cannot be understood, with that as the query of the `arguments`.
    """
    from reader.store.query.check import check
    from reader.store.query.parse import ALIASES, FIELDS

    field, colon, _ = path.lstrip("-!(").partition(":")
    if not colon or field.partition("/")[0].casefold() not in (*FIELDS, *ALIASES):
        return False
    arguments.query = path
    check(path)
    say(f"wirereader: that is a query; write --query {shlex.quote(path)}")
    return True


def _lacking() -> str:
    """What the reader needs of a terminal and does not have; empty if all is there."""
    for stream, name in ((0, "input"), (1, "output")):
        if not os.isatty(stream):
            return f"the reader needs a terminal, and standard {name} is none"
    if os.environ.get("TERM") == "dumb":
        return "TERM=dumb is a terminal that cannot place text (if it can, name it: TERM=xterm)"
    return ""


def _remember(store: Path, options: Options, config: Path | None) -> None:
    """Keep what this command line means, so that the next start paints before it looks."""
    from reader.config import config_path
    from reader.tui.commands.base import Context
    from reader.tui.commands.registry import keymap
    from reader.tui.terminal.instant import remember
    from reader.tui.terminal.sheet import sequences

    keys = keymap(options.keys, options.macros)
    table = keys.context(Context.LIST)
    remember(
        sys.argv[1:],
        os.environ,
        store=store.absolute(),
        config=config or config_path(),
        theme="" if options.colours or options.theme in options.themes else options.theme,
        asked="theme" in options.asked,
        columns=options.columns,
        wide=options.wide,
        moves=sequences({key: table[key] for key in table if key not in keys.macros}),
    )


def keys(arguments: Arguments) -> int:
    """Print every command with its keys."""
    from reader.tui.commands.registry import key_table

    rows = key_table(keymap_of(settings_of(arguments), arguments.config))
    if arguments.json:
        for group, held, name, panes, about in rows:
            emit_json({"group": group, "keys": held, "name": name, "panes": panes, "help": about})
        return 0
    widest = max((len(row[2]) for row in rows), default=0)
    longest = max((len(row[1]) for row in rows), default=0)
    last = ""
    for group, held, name, panes, about in rows:
        if group != last:
            emit(f"{'' if not last else chr(10)}{group}\n")
            last = group
        where = "" if panes == "both" else f" ({panes})"
        emit(f"  {held:<{longest}}  {name:<{widest}}  {about.splitlines()[0]}{where}\n")
    return 0


def keymap_of(settings: Settings, file: Path | None = None) -> Keymap:
    """The keys in force. Raises `ConfigError` where those of the file (the usual one) contradict each other."""
    from reader.config import config_path
    from reader.tui.commands.registry import KeyConflict, keymap

    try:
        return keymap(settings.keys, settings.macros)
    except KeyConflict as error:
        raise ConfigError(f"{file or config_path()}: {error}") from error


def taken_of(keys: Keymap) -> list[str]:
    """What a person's keys took from other commands, a line each."""
    from reader.tui.commands.registry import taken

    return taken(keys)


def looks_of(settings: Settings, file: Path | None = None) -> None:
    """Raises `ConfigError` where a theme or a colour of the file (the usual one) is not known."""
    from reader.config import config_path
    from reader.tui import themes

    try:
        themes.check(settings.colours)
        themes.check_name(settings.reader.theme, themes.own(settings.themes))
    except themes.UnknownColour as error:
        raise ConfigError(f"{file or config_path()}: {error}") from error


def queries_of(settings: Settings, file: Path | None = None) -> None:
    """Raises `ConfigError` where a query of the file (the usual one) cannot be understood."""
    from reader.config import config_path
    from reader.store import QueryError
    from reader.store.query.check import check

    queries = {"[reader] query": settings.reader.query}
    queries |= {f"[searches] {name}": query for name, query in settings.searches.items()}
    for where, query in queries.items():
        try:
            check(query)
        except QueryError as error:
            near = f"; did you mean {error.suggestion}?" if error.suggestion else ""
            raise ConfigError(
                f"{file or config_path()}: {where}, “{query}”: {error.message}{near}"
            ) from error


def _asked(options: Options, arguments: Arguments) -> Options:
    """What the command line, or else the environment, asks for this once; it wins over what was left.

    Raises `ConfigError` and `QueryError` where there is no such theme, or the query is none.
    """
    from reader.store.query.check import check
    from reader.tui import themes

    asked = {name for name in _LEFT if f"WIREREADER_READER_{name.upper()}" in os.environ}
    if arguments.theme is not None:
        try:
            themes.check_name(arguments.theme, options.themes)
        except themes.UnknownColour as error:
            raise ConfigError(f"--theme: {error}") from error
        options = replace(options, theme=arguments.theme)
        asked.add("theme")
    if arguments.query is not None:
        check(arguments.query)
        options = replace(options, query=arguments.query)
        asked.add("query")
    return replace(options, asked=frozenset(asked))


_LEFT = ("theme", "query", "sort", "group", "sidebar")
"""Settings of the reader that it keeps as they were left."""


def _options(settings: Settings, file: Path | None) -> Options:
    from reader.tui.options import Options

    keymap_of(settings, file)
    looks_of(settings, file)
    queries_of(settings, file)
    wanted = settings.reader
    return Options(
        theme=wanted.theme,
        colours=settings.colours,
        themes=settings.themes,
        mouse=wanted.mouse,
        thin=wanted.thin,
        columns=wanted.columns,
        sort=wanted.sort,
        query=wanted.query,
        group=wanted.group,
        sidebar=wanted.sidebar,
        titles=wanted.titles,
        advance=wanted.advance,
        follow=wanted.follow,
        read_after=wanted.read_after,
        wide=wanted.wide,
        to=settings.translation.to,
        searches=settings.searches,
        keys=settings.keys,
        macros=settings.macros,
    )
