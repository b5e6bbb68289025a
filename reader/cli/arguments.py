"""What the command line may say. Apart from the rest, as opening the reader on paths alone needs none of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from reader import __version__
from reader.cli.output import harmless

_EPILOG = """\
Standard output carries data, standard error the narration.
Exit status: 0 all done; 1 some inputs could not be read; 2 wrong usage or configuration.
A folder called like a command is opened as ./scan, or after --.
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong without what a terminal obeys: a shell puts names of files where options may stand."""

    def error(self, message: str) -> NoReturn:
        super().error(harmless(message))


def _common() -> _Parser:
    parent = _Parser(add_help=False)
    parent.add_argument("--config", type=Path, metavar="FILE", help="another configuration file")
    parent.add_argument(
        "--store", type=Path, metavar="FILE", help="another store than the corpus's own"
    )
    return parent


def _analysing() -> _Parser:
    parent = _Parser(add_help=False, parents=[_common()])
    parent.add_argument(
        "--workers", type=_whole, metavar="N", help="processes that analyse (0: one a core)"
    )
    parent.add_argument(
        "--no-names", action="store_true", help="leave people and places out: much faster"
    )
    return parent


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"takes a whole number, 0 or more, not {text!r}")
    return int(text)


def _opened() -> _Parser:
    """The options of opening the reader."""
    parent = _Parser(add_help=False, parents=[_analysing()])
    parent.add_argument("--watch", action="store_true", help="take in new and changed files")
    parent.add_argument("--query", default=None, help="what the list shows at first")
    parent.add_argument("--theme", default=None, help="colours: ansi, night, day or contrast")
    return parent


def opening() -> _Parser:
    """What paths to open are parsed by."""
    parser = _Parser(
        "wirereader",
        usage="wirereader [options] PATH...\n       wirereader COMMAND --help",
        description="Read a folder of articles in the terminal.",
        parents=[_opened()],
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files or folders")
    return parser


def parser_of(*, alone: bool = False) -> _Parser:
    """What a command is parsed by; `alone`, where there is none, it tells the options of opening too."""
    parser = _Parser(
        "wirereader",
        usage="wirereader [options] PATH...\n       wirereader COMMAND ...",
        description="A terminal reader for multilingual wire copy: triage, clean, recognise, translate, offline.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_opened()] if alone else [],
    )
    parser.add_argument("--version", action="version", version=f"wirereader {__version__}")
    commands = parser.add_subparsers(
        prog="wirereader", dest="command", metavar="COMMAND", required=True
    )
    _reading(commands)
    _keeping(commands)
    return parser


def _reading(commands: argparse._SubParsersAction[_Parser]) -> None:
    from reader.config.load import CHOICES  # deferred: opening the reader needs no commands

    orders = CHOICES["reader", "sort"]
    analysing = _analysing()
    scan = commands.add_parser(
        "scan", parents=[analysing], help="analyse articles and print what was found"
    )
    scan.add_argument("paths", nargs="+", metavar="PATH")
    scan.add_argument("--json", action="store_true", help="one JSON object an article")
    translate = commands.add_parser("translate", parents=[_common()], help="translate an article")
    translate.add_argument(
        "paths", nargs="+", metavar="PATH|-", help="a file, a folder, or - for standard input"
    )
    translate.add_argument("--to", default=None, metavar="LANG", help="language wanted (en)")
    translate.add_argument(
        "--from", dest="from_", default=None, metavar="LANG", help="language of the text"
    )
    translate.add_argument(
        "--json", action="store_true", help="segments with their spans and engines"
    )
    translate.add_argument(
        "--no-names",
        action="store_true",
        help="do not look for names first: starts a second sooner, spells names by rule",
    )
    export = commands.add_parser(
        "export", parents=[analysing], help="write articles for other programs"
    )
    export.add_argument("paths", nargs="+", metavar="PATH")
    export.add_argument("--format", required=True, choices=("jsonl", "markdown", "csv", "ninjs"))
    export.add_argument(
        "-o", "--output", default="-", metavar="FILE", help="file to write (- for standard output)"
    )
    export.add_argument("--query", default="", help="only articles that match")
    for name, about in (("list", "list articles that match a query"), ("count", "count them")):
        listing = commands.add_parser(name, parents=[_common()], help=about)
        listing.add_argument(
            "query", nargs="?", default="", help="as in the reader; all if left out"
        )
        listing.add_argument(
            "--in", dest="paths", action="append", metavar="PATH", help="the corpus (.)"
        )
        listing.add_argument("--json", action="store_true")
        if name == "list":
            listing.add_argument(
                "--sort",
                default="date",
                choices=orders,
                metavar="ORDER",
                help=", ".join(orders),
            )
            listing.add_argument("--reverse", action="store_true")
            listing.add_argument("--limit", type=_whole, default=None, metavar="N")


def _keeping(commands: argparse._SubParsersAction[_Parser]) -> None:
    _models(commands)
    _memory(commands)
    evaluate = commands.add_parser(
        "evaluate", help="precision, recall and F1 against labelled files"
    )
    evaluate.add_argument("paths", nargs="+", metavar="GOLD")
    evaluate.add_argument("--json", action="store_true")
    config = commands.add_parser("config", help="settings: show, path, validate or init")
    config.add_argument("action", choices=("show", "path", "validate", "init"))
    config.add_argument("--config", type=Path, metavar="FILE")
    config.add_argument(
        "--force", action="store_true", help="init: write over the file that is there"
    )
    keys = commands.add_parser("keys", help="every command with its keys")
    keys.add_argument("--config", type=Path, metavar="FILE")
    keys.add_argument("--json", action="store_true")
    forget = commands.add_parser(
        "forget", parents=[_common()], help="remove all that is known of a corpus"
    )
    forget.add_argument("paths", nargs="*", metavar="PATH")
    forget.add_argument("--yes", action="store_true", help="do not ask")
    doctor = commands.add_parser(
        "doctor", parents=[_common()], help="check terminal, store and models"
    )
    doctor.add_argument("paths", nargs="*", metavar="PATH")
    doctor.add_argument("--repair", action="store_true", help="salvage a damaged store")


def _memory(commands: argparse._SubParsersAction[_Parser]) -> None:
    memory = commands.add_parser(
        "memory",
        help="corrections, glossaries and translation memories",
        description="What people made of words and sentences; it outranks every engine. "
        "Corrections come first, then glossaries, then imported memories.",
    )
    actions = memory.add_subparsers(dest="action", metavar="ACTION", required=True)
    common = _common()
    actions.add_parser("show", parents=[common], help="what is kept, and where")
    into = actions.add_parser(
        "import", parents=[common], help="take in translation memories (TMX, as OmegaT saves them)"
    )
    into.add_argument("files", nargs="+", type=Path, metavar="FILE.tmx")
    glossary = actions.add_parser(
        "glossary", parents=[common], help="take in glossaries (CSV, tab-separated text or TBX)"
    )
    glossary.add_argument("files", nargs="+", type=Path, metavar="FILE.csv|FILE.tbx")
    out = actions.add_parser(
        "export",
        parents=[common],
        help="write all that people made, as TMX or as an OmegaT glossary",
    )
    out.add_argument("file", type=Path, metavar="FILE.tmx|FILE.tsv")
    for parser in (glossary, out):
        parser.add_argument("--from", dest="from_", metavar="LANG", help="language of the sources")
        parser.add_argument("--to", metavar="LANG", help="language of the renderings")
    forget = actions.add_parser(
        "forget", parents=[common], help="forget what engines said, or what was taken in"
    )
    forget.add_argument(
        "what",
        nargs="?",
        default="cache",
        choices=("cache", "corrections", "glossaries", "memories", "all"),
        help="what to forget (cache: the output of engines, which they can make again)",
    )
    forget.add_argument("--yes", "-y", action="store_true", help="do not ask")


def _models(commands: argparse._SubParsersAction[_Parser]) -> None:
    models = commands.add_parser("models", help="translation models on this machine")
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, about: str) -> _Parser:
        parser = actions.add_parser(name, parents=[_common()], help=about, description=about)
        parser.add_argument("--dir", metavar="FOLDER", help="the folder of models")
        return parser

    listing = action("list", "what is installed, and what would be worth having")
    listing.add_argument(
        "names", nargs="*", metavar="PATH", help="the corpus to recommend for (all that are known)"
    )
    listing.add_argument("--json", action="store_true", help="one JSON object a model")
    install = action("install", "install a model: the only command that may use the network")
    install.add_argument(
        "names",
        nargs=1,
        metavar="PAIR|FILE|ADDRESS",
        help="such as ru-en, or an .argosmodel file or folder brought on a stick",
    )
    install.add_argument("--sha256", metavar="HEX", help="the checksum that an archive must have")
    install.add_argument("--index", metavar="ADDRESS", help="the index to look a pair up in")
    install.add_argument("--yes", "-y", action="store_true", help="fetch without asking")
    remove = action("remove", "remove a model")
    remove.add_argument("names", nargs=1, metavar="PAIR")
    remove.add_argument("--engine", choices=("argos", "firefox"), help="only this engine's")
    verify = action("verify", "try models, and compare their files with what was installed")
    verify.add_argument("names", nargs="?", metavar="PAIR")
