"""The settings for one run: the file, the environment, then the options of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.config import Settings, load
from reader.store.location import data_folder

if TYPE_CHECKING:
    from reader.cli.main import Arguments


def settings_of(arguments: Arguments) -> Settings:
    """Settings with the options applied. Raises `ConfigError`."""
    settings = load(getattr(arguments, "config", None))
    analysis = settings.analysis
    if getattr(arguments, "workers", None) is not None:
        analysis = replace(analysis, workers=arguments.workers)
    if getattr(arguments, "no_names", False):
        analysis = replace(analysis, names=False)
    if getattr(arguments, "watch", False):
        analysis = replace(analysis, watch=True)
    return replace(settings, analysis=analysis)


def kept_in(settings: Settings) -> Path:
    """The folder of the stores and the translation memory; ``~`` stands for the person's own folder."""
    return Path(settings.store.folder).expanduser() if settings.store.folder else data_folder()
