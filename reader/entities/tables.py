"""The room's own data files, read once and never changed."""

from __future__ import annotations

import gzip
import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One TOML file of the data folder; callers treat it as read-only."""
    return tomllib.loads(
        files("reader.entities").joinpath("data", f"{name}.toml").read_text("utf-8")
    )


@cache
def packed(name: str) -> dict[str, Any]:
    """One compressed JSON file of the data folder; callers treat it as read-only."""
    raw = files("reader.entities").joinpath("data", f"{name}.json.gz").read_bytes()
    loaded: dict[str, Any] = json.loads(gzip.decompress(raw))
    return loaded
