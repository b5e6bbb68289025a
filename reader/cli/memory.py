"""`wirereader memory`: what people made of words and sentences goes in and out, in files of other tools."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader import __version__
from reader.cli.output import emit, harmless, say
from reader.cli.settings import settings_of
from reader.cli.translate import memory_file

if TYPE_CHECKING:
    from reader.translate import Memory, Pair

_KINDS = {
    "corrections": "correction",
    "glossaries": "glossary",
    "memories": "memory",
    "cache": "cache",
}
_WORDS = {
    "correction": "corrections by hand",
    "glossary": "entries of glossaries",
    "memory": "units of imported memories",
    "cache": "sentences that engines translated",
}
_TABLES = frozenset((".tsv", ".txt", ".utf8", ".csv"))


def memory(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    from reader.translate import Memory, TranslationError

    settings = settings_of(arguments)
    to: str = getattr(arguments, "to", None) or settings.translation.to
    try:
        with Memory.open(memory_file(settings)) as kept:
            if arguments.action == "show":
                return _show(kept)
            if arguments.action == "export":
                return _export(kept, arguments.file, arguments.from_, arguments.to)
            if arguments.action == "forget":
                return _forget(kept, arguments.what, yes=arguments.yes)
            if arguments.action == "import":
                return _take(kept, arguments.files, _units)
            source: str = arguments.from_ or ("ru" if to != "ru" else "en")
            return _take(kept, arguments.files, lambda file: _terms(file, source, to))
    except TranslationError as error:
        say(f"wirereader: {error}")
        return 1


def _show(kept: Memory) -> int:
    counts = kept.counts()
    emit(f"{harmless(str(kept.path))}\n")
    for kind, words in _WORDS.items():
        emit(f"{counts.get(kind, 0):>9,} {words}\n")
    return 0


def _units(file: Path) -> list[Pair]:
    from reader.translate import TranslationError, read_memory

    if file.suffix.casefold() in {*_TABLES, ".tbx"}:
        raise TranslationError(f"{file}: a glossary; run `wirereader memory glossary {file}`")
    return list(read_memory(file))


def _terms(file: Path, source: str, to: str) -> list[Pair]:
    from reader.translate import TranslationError, read_glossary

    if file.suffix.casefold() == ".tmx":
        raise TranslationError(f"{file}: a memory; run `wirereader memory import {file}`")
    found = list(read_glossary(file, source, to))
    if not found:
        raise TranslationError(
            f"{file}: no terms from {source} to {to}; name the languages with --from and --to"
        )
    return found


def _take(kept: Memory, files: Sequence[Path], read: Callable[[Path], list[Pair]]) -> int:
    """Take files in, each whole or not at all; what was read is told."""
    from reader.translate import TranslationError

    failed = 0
    for file in files:
        try:
            pairs = read(file)
        except TranslationError as error:
            say(str(error))
            failed += 1
            continue
        if not pairs:
            say(f"{file}: no unit in two languages")
            failed += 1
            continue
        kept.add(pairs)
        noun = "term" if pairs[0].kind == "glossary" else "unit"
        say(f"{file}: {len(pairs):,} {noun}{'s' * (len(pairs) != 1)} read ({_languages(pairs)})")
    return 1 if failed else 0


def _languages(pairs: Iterable[Pair]) -> str:
    found = Counter(f"{pair.from_language}→{pair.to_language}" for pair in pairs)
    if len(found) == 1:
        return next(iter(found))
    return ", ".join(f"{name} {count:,}" for name, count in found.most_common())


def _export(kept: Memory, file: Path, source: str | None, to: str | None) -> int:
    from reader.translate import write_glossary, write_memory

    pairs = [
        pair
        for pair in kept.pairs()
        if source in (None, pair.from_language) and to in (None, pair.to_language)
    ]
    kind = file.suffix.casefold()
    if kind != ".tmx" and kind not in _TABLES - {".csv"}:
        say(f"wirereader: {file}: name it .tmx for a translation memory or .tsv for a glossary")
        return 2
    if kind != ".tmx" and len({(pair.from_language, pair.to_language) for pair in pairs}) > 1:
        say(
            f"wirereader: {file}: a glossary holds one pair of languages; "
            f"choose of {_languages(pairs)} with --from and --to"
        )
        return 2
    tmx = kind == ".tmx"
    count = write_memory(pairs, file, version=__version__) if tmx else write_glossary(pairs, file)
    say(f"{file}: {count:,} renderings written" + (f" ({_languages(pairs)})" if pairs else ""))
    return 0


def _forget(kept: Memory, what: str, *, yes: bool) -> int:
    kinds = list(_KINDS.values()) if what == "all" else [_KINDS[what]]
    counts = kept.counts()
    lost = [f"{counts[kind]:,} {_WORDS[kind]}" for kind in kinds if counts.get(kind)]
    if not lost:
        say("nothing of that is kept")
        return 0
    if kinds != ["cache"] and not yes and not _agreed(", ".join(lost)):
        say("nothing was forgotten")
        return 1
    for kind in kinds:
        kept.clear(kind)
    say(f"forgot {', '.join(lost)}")
    return 0


def _agreed(lost: str) -> bool:
    if not sys.stdin.isatty():
        say("say --yes to forget without being asked")
        return False
    sys.stderr.write(f"Forget {lost}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "д", "да")
