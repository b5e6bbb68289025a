"""The configuration file that `config init` writes: every setting, explained, set to its default."""

from __future__ import annotations

import ast
import inspect
import json
from functools import cache
from itertools import pairwise

from msgspec import Struct, structs

from reader.config import settings as module
from reader.config.settings import Settings

_EXAMPLES = {
    "keys": '# star = ["s", "f5"]',
    "macros": '# "f6" = ["star", "next-unread"]',
    "searches": '# morning = "is:unread date:1d"',
    "colours": '# mark = "#d08770"',
    "themes": '# dusk = { base = "night", mark = "#d08770", background = "#101418" }',
}


def template() -> str:
    """The whole file as TOML; loading it gives the defaults."""
    lines = [
        "# Settings of wirereader. Every one is here with its default; change what you like, delete the rest.",
        "# An environment variable overrides each: WIREREADER_, section and key, as in WIREREADER_READER_THEME.",
    ]
    for section in structs.fields(Settings):
        value = getattr(Settings(), section.name)
        about = _strings("Settings").get(section.name) or (type(value).__doc__ or "")
        lines += ["", f"[{section.name}]", *_comment(about)]
        if not isinstance(value, Struct):
            lines.append(_EXAMPLES[section.name])
            continue
        for key in structs.fields(value):
            about = _strings(type(value).__name__)[key.name]
            lines += ["", *_comment(about), f"{key.name} = {toml(getattr(value, key.name))}"]
    return "\n".join(lines) + "\n"


def show(settings: Settings) -> str:
    """The settings in force as TOML."""
    lines: list[str] = []
    for section in structs.fields(settings):
        value = getattr(settings, section.name)
        pairs = value if isinstance(value, dict) else _fields(value)
        lines += [f"[{section.name}]"]
        lines += [f"{_key(name)} = {toml(each)}" for name, each in pairs.items()]
        lines.append("")
    return "\n".join(lines)


def toml(value: object) -> str:
    """A string, number, truth value or list as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, tuple):
        return "[" + ", ".join(toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if plain else toml(name)


def _fields(value: object) -> dict[str, object]:
    assert isinstance(value, Struct)
    return {each.name: getattr(value, each.name) for each in structs.fields(value)}


def _comment(text: str) -> list[str]:
    return [f"# {line.strip()}" for line in text.strip().splitlines()]


@cache
def _strings(name: str) -> dict[str, str]:
    """The string below each field of a class of settings."""
    tree = ast.parse(inspect.getsource(module))
    body = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == name).body
    found: dict[str, str] = {}
    for field, text in pairwise(body):
        documented = isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
        if documented and isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            assert isinstance(text, ast.Expr)
            assert isinstance(text.value, ast.Constant)
            found[field.target.id] = str(text.value.value)
    return found
