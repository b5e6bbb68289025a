"""The settings for one run: the file, the environment, then the options of the command line."""

from __future__ import annotations

import argparse
from dataclasses import replace

from reader.config import Settings, load


def settings_of(arguments: argparse.Namespace) -> Settings:
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
