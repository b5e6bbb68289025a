"""Offline translation: a reading aid that never phones home and never hides that it is a machine's.

Importing this room loads no model, no engine and no network code: engines live
in processes of their own, which the `Desk` starts when the first sentence needs
them. The phrasebook alone is pure and light enough for every line of a corpus.

    phrasebook = Phrasebook.load()
    phrasebook.lookup("Озвучить текст", "ru")            # -> Translation or None

    with Desk(DeskSettings()) as desk:
        for translation in desk.translate([Request(0, 14, "…")], "ru", "en"):
            ...                                          # a sentence each, in the order asked
        job = desk.submit(requests, "ru", "en", on_result=show)   # from a thread; job.cancel()

Everything that fails raises `TranslationError`, one line that says what to run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from reader.translate.command import models_command
    from reader.translate.desk import Desk, Job
    from reader.translate.engine_room import DeskSettings, EngineStatus
    from reader.translate.errors import TranslationError
    from reader.translate.exchange import (
        read_glossary,
        read_memory,
        write_glossary,
        write_memory,
    )
    from reader.translate.install import install_file, remove, verify
    from reader.translate.memory import Memory, Pair
    from reader.translate.models import Model, installed
    from reader.translate.names import Names
    from reader.translate.phrasebook import Phrasebook
    from reader.translate.remote import Recommendation, install_remote, recommend
    from reader.translate.request import Hypothesis, Options, Request
    from reader.translate.transliteration import SCHEMES, transliterate

VERSION = "2"
"""Version of the phrasebook and its rules: part of what makes an analysis stale."""

__all__ = [
    "SCHEMES",
    "VERSION",
    "Desk",
    "DeskSettings",
    "EngineStatus",
    "Hypothesis",
    "Job",
    "Memory",
    "Model",
    "Names",
    "Options",
    "Pair",
    "Phrasebook",
    "Recommendation",
    "Request",
    "TranslationError",
    "install_file",
    "install_remote",
    "installed",
    "models_command",
    "read_glossary",
    "read_memory",
    "recommend",
    "remove",
    "transliterate",
    "verify",
    "write_glossary",
    "write_memory",
]

# Loaded when first named: the phrasebook alone is wanted by every analysis worker, and the desk,
# the memory's SQLite and the installer's archives by none.
_HOMES: Final = {
    "Desk": "reader.translate.desk",
    "DeskSettings": "reader.translate.engine_room",
    "EngineStatus": "reader.translate.engine_room",
    "Hypothesis": "reader.translate.request",
    "Job": "reader.translate.desk",
    "Memory": "reader.translate.memory",
    "Model": "reader.translate.models",
    "Names": "reader.translate.names",
    "Options": "reader.translate.request",
    "Pair": "reader.translate.memory",
    "Phrasebook": "reader.translate.phrasebook",
    "Recommendation": "reader.translate.remote",
    "Request": "reader.translate.request",
    "SCHEMES": "reader.translate.transliteration",
    "TranslationError": "reader.translate.errors",
    "install_file": "reader.translate.install",
    "install_remote": "reader.translate.remote",
    "installed": "reader.translate.models",
    "models_command": "reader.translate.command",
    "read_glossary": "reader.translate.exchange",
    "read_memory": "reader.translate.exchange",
    "recommend": "reader.translate.remote",
    "remove": "reader.translate.install",
    "transliterate": "reader.translate.transliteration",
    "verify": "reader.translate.install",
    "write_glossary": "reader.translate.exchange",
    "write_memory": "reader.translate.exchange",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted((*globals(), *_HOMES))
