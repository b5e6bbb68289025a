"""The room's data files, read once.

Phrases, names, places and letter tables are data, not code: each file says at
its head where it comes from.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def load(name: str) -> dict[str, Any]:
    """The TOML file `name` of ``reader/translate/data``; treat it as immutable."""
    path = resources.files("reader.translate") / "data" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))
