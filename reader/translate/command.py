"""``wirereader models``: what is installed, what is worth having, and how it gets here.

Data goes to `out`, narration and questions to `err`. Only ``install`` with a
pair or an address uses the network, after saying what it would fetch.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from msgspec.structs import asdict

from reader.translate.errors import TranslationError
from reader.translate.install import install_file, recorded, remove, verify
from reader.translate.models import Model, folders, installed
from reader.translate.remote import Offer, install_remote, recommend

ACTIONS = ("list", "install", "remove", "verify")


def models_command(
    action: str,
    args: Sequence[str] | argparse.Namespace,
    out: TextIO,
    err: TextIO,
    *,
    languages: Sequence[str] = (),
    to_language: str = "en",
    ask: Callable[[str], str] | None = None,
    where: Sequence[Path] | None = None,
) -> int:
    """Run ``models ACTION ARGS``; the exit status: 0 done, 1 failed, 2 wrong usage.

    `args` are the words after the action, or a namespace with `names` (a list)
    and the options by their names. `languages` are those found in the corpus, likeliest first, for what
    ``list`` recommends; `ask` puts a yes-or-no question (default: the terminal,
    and no where there is none). `where` are the folders with models that the settings name
    (default: the usual ones); the option ``--dir`` outranks them, and the first takes what is installed.
    """
    try:
        options = _parser(action).parse_args(_words(args))
    except SystemExit as stop:
        return int(stop.code or 0)
    options.where = [options.dir] if options.dir is not None else list(where or ()) or None
    try:
        if action == "list":
            return _list(options, out, languages, to_language)
        if action == "install":
            return _install(options, out, err, ask or _ask)
        if action == "remove":
            for model in remove(options.pair, where=_where(options), engine=options.engine):
                print(
                    f"removed {model.label} ({model.engine}) from {model.folder.parent}", file=out
                )
            return 0
        return _verify(options, out)
    except TranslationError as error:
        print(f"wirereader: {error}", file=err)
        return 1


def _words(args: Sequence[str] | argparse.Namespace) -> list[str]:
    if not isinstance(args, argparse.Namespace):
        return list(args)
    names = getattr(args, "names", None) or ()
    words = [names] if isinstance(names, str) else [str(name) for name in names]
    for option in ("dir", "sha256", "index", "engine"):
        value = getattr(args, option, None)
        if value is not None:
            words += [f"--{option}", str(value)]
    words += [f"--{flag}" for flag in ("json", "yes") if getattr(args, flag, False)]
    return words


def _parser(action: str) -> argparse.ArgumentParser:
    if action not in ACTIONS:
        parser = argparse.ArgumentParser(prog="wirereader models")
        parser.add_argument("action", choices=ACTIONS)
        parser.parse_args([action])
    parser = argparse.ArgumentParser(prog=f"wirereader models {action}")
    parser.add_argument("--dir", type=Path, help="the folder of models (default: the usual ones)")
    if action != "list":
        parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    if action == "list":
        parser.add_argument("--json", action="store_true", help="one JSON object a line and model")
    elif action == "install":
        parser.add_argument(
            "what", help="a pair such as ru-en, an .argosmodel file, a folder, an address"
        )
        parser.add_argument("--sha256", help="the checksum that the archive must have")
        parser.add_argument("--index", help="the address of an index of packages")
        parser.add_argument("--yes", "-y", action="store_true", help="do not ask")
    elif action == "remove":
        parser.add_argument("pair", help="such as ru-en")
        parser.add_argument("--engine", choices=("argos", "firefox"))
    else:
        parser.add_argument("pair", nargs="?", help="such as ru-en (default: all)")
    return parser


def _where(options: argparse.Namespace) -> list[Path] | None:
    found: list[Path] | None = options.where
    return found


def _into(options: argparse.Namespace) -> Path | None:
    return options.where[0] if options.where else None


def _list(
    options: argparse.Namespace, out: TextIO, languages: Sequence[str], to_language: str
) -> int:
    models = installed(_where(options))
    if options.json:
        for model in models:
            # A model's own words, in a form that no terminal obeys.
            print(json.dumps({**asdict(model), "folder": str(model.folder)}), file=out)
        return 0
    if not models:
        looked = ", ".join(str(folder) for folder in _where(options) or folders())
        print(f"no translation model is installed (looked in {looked})", file=out)
    for model in models:
        print(_row(model), file=out)
    missing = recommend(languages, to_language, where=_where(options))
    if missing:
        print("worth having for this corpus:", file=out)
        for each in missing:
            print(
                f"  wirereader models install {each.pair}   about {_bytes(each.size)}; {each.reason}",
                file=out,
            )
    return 0


def _row(model: Model) -> str:
    line = f"{model.label:<16} {model.engine:<8} {_bytes(model.size):>8}"
    line += f"  licence {model.license or 'not stated'}; from {model.origin or 'unknown'}"
    line += f"; sha256 {model.sha256[:16] if model.sha256 else 'not recorded'}; {model.folder}"
    return line + (f"\n  BROKEN: {model.problem}" if model.problem else "")


def _install(
    options: argparse.Namespace, out: TextIO, err: TextIO, ask: Callable[[str], str]
) -> int:
    def confirm(offer: Offer) -> bool:
        size = f"{offer.size:,} bytes" if offer.size is not None else "size not stated"
        held = "checksum pinned" if offer.sha256 else "no checksum known, it will be recorded"
        print(f"{offer.address}: {size}; {held}", file=err)
        return bool(options.yes) or ask("Fetch it? [y/N] ").strip().lower() in (
            "y",
            "yes",
            "д",
            "да",
        )

    shown = -1

    def progress(have: int, size: int | None) -> None:
        nonlocal shown
        done = have * 100 // size if size else have // 10_000_000
        if done != shown and err.isatty():
            print(f"\r{_bytes(have)}" + (f" of {_bytes(size)}" if size else ""), end="", file=err)
            shown = done

    path = Path(options.what)
    if path.exists() or (options.what.endswith(".argosmodel") and "://" not in options.what):
        model = install_file(path, into=_into(options), sha256=options.sha256)
    else:
        model = install_remote(
            options.what,
            into=_into(options),
            index=options.index,
            sha256=options.sha256,
            confirm=confirm,
            say=lambda line: print(line, file=err),
            progress=progress,
        )
        if shown >= 0:
            print(file=err)
    print(
        f"installed {model.label} ({model.engine}, {_bytes(model.size)}) in {model.folder}",
        file=out,
    )
    return 0


def _verify(options: argparse.Namespace, out: TextIO) -> int:
    wanted = (options.pair or "").replace("_", "-")
    models = [m for m in installed(_where(options)) if not wanted or m.pair == wanted]
    if not models:
        raise TranslationError(f"no model {options.pair or ''} is installed".replace("  ", " "))
    status = 0
    for model in models:
        problems = verify(model)
        if problems:
            status = 1
            print(f"{model.label} ({model.engine}): " + "; ".join(problems), file=out)
        else:
            held = "files as installed" if recorded(model) else "no checksums on record"
            print(f"{model.label} ({model.engine}): works, {held}", file=out)
    return status


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        return ""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline()


def _bytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size:,} B"
