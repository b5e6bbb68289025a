"""Settings from the file and the environment, refused where they mean nothing, with the place named."""

from __future__ import annotations

import difflib
import os
import re
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import structs

from reader.config.settings import Settings

PREFIX = "WIREREADER_"
"""Environment variables: WIREREADER_ and section and key, as in WIREREADER_READER_THEME."""

RESERVED = frozenset(
    {
        "WIREREADER_CONFIG",
        "WIREREADER_DATA",
        "WIREREADER_MEMORY",
        "WIREREADER_MODELS_DIR",
        "WIREREADER_STORE",
    }
)
"""Variables that name files and folders, not settings."""

_TABLES = ("keys", "macros", "searches", "colours", "themes")
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("reader", "sort"): (
        "date",
        "source",
        "language",
        "title",
        "leftovers",
        "story",
        "added",
        "path",
    ),
    ("reader", "group"): ("", "date", "source", "language", "leftovers", "story"),
    ("reader", "columns"): (
        "date",
        "source",
        "language",
        "path",
        "tags",
        "versions",
        "leftovers",
    ),
    ("translation", "engines"): ("firefox", "argos"),
    ("translation", "scheme"): ("press", "bgn", "icao", "gost"),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LEAST: dict[tuple[str, str], float] = {
    ("reader", "follow"): 0,
    ("reader", "read_after"): 0,
    ("reader", "wide"): 40,
    ("analysis", "workers"): 0,
    ("translation", "threads"): 1,
    ("translation", "beam"): 1,
    ("translation", "alternatives"): 0,
    ("translation", "idle_seconds"): 0,
}


class ConfigError(Exception):
    """A setting that cannot be taken; the message names the file, the key and the way out."""


def config_path() -> Path:
    """``$WIREREADER_CONFIG``, else ``wirereader/config.toml`` in the XDG configuration folder."""
    named = os.environ.get("WIREREADER_CONFIG")
    if named:
        return Path(named)
    xdg = os.environ.get("XDG_CONFIG_HOME")
    if xdg and Path(xdg).is_absolute():
        return Path(xdg) / "wirereader" / "config.toml"
    import platformdirs  # deferred: 5 ms, for systems without XDG variables

    return Path(platformdirs.user_config_dir("wirereader", appauthor=False)) / "config.toml"


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of the file at `path` (the usual one if None), overridden by the environment.

    A usual file that does not exist gives the defaults. Raises `ConfigError`.
    """
    file = path or config_path()
    settings = Settings()
    if path is not None or file.exists():
        settings = from_text(_read(file), str(file))
    return _overridden(settings, os.environ if environment is None else environment)


def from_text(text: str, file: str) -> Settings:
    """The settings that a TOML text gives. Raises `ConfigError` naming `file`."""
    import tomllib  # deferred: most have no file

    try:
        return _settings(tomllib.loads(text), file)
    except ConfigError:
        raise
    except ValueError as error:  # no TOML, or a number of more digits than Python reads or writes
        raise ConfigError(f"{file}: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{file}: lists or tables are nested too deeply") from error


def _settings(found: dict[str, Any], file: str) -> Settings:
    sections: dict[str, Any] = {}
    known = [f.name for f in structs.fields(Settings)]
    for name, value in found.items():
        if name not in known:
            raise ConfigError(f"{file}: there is no section [{name}]{_nearest(name, known)}")
        if not isinstance(value, dict):
            raise ConfigError(f"{file}: {name} is a section and is written [{name}]")
        sections[name] = (
            _table(name, value, file) if name in _TABLES else _section(name, value, file)
        )
    return Settings(**sections)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(
            f"{file}: there is no such file; `wirereader config init` writes one"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from error


def _section(name: str, values: Mapping[str, object], file: str) -> object:
    kind = type(getattr(Settings(), name))
    types_of = typing.get_type_hints(kind)
    given: dict[str, object] = {}
    for key, value in values.items():
        if key not in types_of:
            raise ConfigError(f"{file}: [{name}] has no key {key}{_nearest(key, list(types_of))}")
        given[key] = _value(value, types_of[key], (name, key), file)
    return kind(**given)


def _table(name: str, values: Mapping[str, object], file: str) -> dict[str, object]:
    if name == "themes":
        for theme, colours in values.items():
            if not isinstance(colours, dict):
                raise ConfigError(
                    f"{file}: themes.{theme} is a section and is written [themes.{theme}]"
                )
        return {
            theme: {
                key: _value(value, str, (f"themes.{theme}", key), file)
                for key, value in given.items()
            }
            for theme, given in values.items()
            if isinstance(given, dict)
        }
    kind: Any = tuple[str, ...] if name in ("keys", "macros") else str
    return {key: _value(value, kind, (name, key), file) for key, value in values.items()}


def _value(value: object, kind: Any, place: tuple[str, str], file: str) -> object:
    where = f"{file}: [{place[0]}] {place[1]}"
    if isinstance(kind, types.GenericAlias) or typing.get_origin(kind) is tuple:
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise ConfigError(f"{where} takes a list of strings, not {value!r}")
        for each in found:
            _chosen(each, place, where)
        return tuple(found)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind:
        names = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}
        raise ConfigError(f"{where} takes {names[kind]}, not {value!r}")
    _chosen(value, place, where)
    if place in _LEAST and isinstance(value, (int, float)) and not value >= _LEAST[place]:
        raise ConfigError(f"{where} takes {_LEAST[place]} or more, not {value!r}")
    return value


def _chosen(value: object, place: tuple[str, str], where: str) -> None:
    """Raises `ConfigError` for a value that is none of those to choose from."""
    if place in CHOICES and value not in CHOICES[place]:
        known = [each for each in CHOICES[place] if each]
        near = _nearest(str(value), known)
        raise ConfigError(f"{where} takes {', '.join(known)}, not {value!r}{near}")
    if place == ("translation", "to") and not _LANGUAGE.fullmatch(str(value)):
        raise ConfigError(f"{where} takes the code of a language, as en for English, not {value!r}")


def _overridden(settings: Settings, environment: Mapping[str, str]) -> Settings:
    names = {
        f"{PREFIX}{section.name}_{key.name}".upper(): (section.name, key.name)
        for section in structs.fields(Settings)
        if section.name not in _TABLES
        for key in structs.fields(getattr(settings, section.name))
    }
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or variable in RESERVED:
            continue
        if variable not in names:
            near = _nearest(variable, [*names, *RESERVED])
            raise ConfigError(f"environment: there is no setting {variable}{near}")
        section, key = names[variable]
        old = getattr(settings, section)
        kind = typing.get_type_hints(type(old))[key]
        value = _value(_typed(text, kind), kind, (section, key), f"environment ({variable})")
        settings = structs.replace(settings, **{section: structs.replace(old, **{key: value})})
    return settings


def _typed(text: str, kind: Any) -> object:
    """What the text of a variable means for a setting of this kind; the text itself if nothing."""
    if kind is bool:
        words = {"1": True, "true": True, "yes": True, "on": True}
        words |= {"0": False, "false": False, "no": False, "off": False, "": False}
        return words.get(text.casefold(), text)
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            return text
    if kind is str:
        return text
    return [part.strip() for part in text.split(",") if part.strip()]


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"
