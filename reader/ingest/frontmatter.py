"""The block of facts that static site generators put on top of a Markdown file.

YAML between ``---`` and TOML between ``+++``. Of YAML only plain keys with
scalars or short lists are read: a whole YAML parser would let an article
build objects and expand aliases.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Iterable, Mapping

from reader.ingest.declared import Declared, address, instant, language, phrase

_LONGEST = 64 * 1024
_FENCE = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)$")

_WIKILINK = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]")

_TITLE = ("title", "headline")
_SOURCE = ("source", "publisher", "site", "site_name", "outlet", "publication")
_PUBLISHED = ("date", "published", "pubdate", "publishdate", "published_at", "datepublished")
_AUTHOR = ("author", "authors", "byline", "creator")
_ADDRESSES = (
    "url",
    "link",
    "source_url",
    "original_url",
    "canonical",
    "canonical_url",
    "permalink",
)
_LANGUAGES = ("lang", "language", "locale")


def facts(text: str) -> Declared:
    """What the front matter of a Markdown file declares; an empty `Declared` without any."""
    match = _FENCE.match(text[:_LONGEST])
    if match is None:
        return Declared()
    fence, block = match.groups()
    values = _toml(block) if fence == "+++" else _yaml(block)
    source = _first(values, _SOURCE)
    url = next((found for key in _ADDRESSES if (found := address(values.get(key)))), None)
    if url is None and address(source):
        url, source = source, None
    return Declared(
        title=_first(values, _TITLE),
        source=source,
        published=next((at for key in _PUBLISHED if (at := instant(values.get(key)))), None),
        author=_first(values, _AUTHOR),
        url=url,
        language=next((code for key in _LANGUAGES if (code := language(values.get(key)))), None),
    )


def _first(values: Mapping[str, str], keys: Iterable[str]) -> str | None:
    """The first of the keys that has a value, links of note-taking programs ("[[Name]]") as what they show."""
    told = (_WIKILINK.sub(r"\1", values.get(key) or "") for key in keys)
    return next((found for value in told if (found := phrase(value))), None)


def _toml(block: str) -> dict[str, str]:
    values: dict[str, str] = {}
    # No TOML, or a number of more digits than Python reads or writes.
    with contextlib.suppress(ValueError, RecursionError):
        for key, value in tomllib.loads(block).items():
            if isinstance(value, list):
                values[key.casefold()] = ", ".join(str(item) for item in value[:20])
            elif not isinstance(value, dict):
                values[key.casefold()] = str(value)
    return values


def _yaml(block: str) -> dict[str, str]:
    values: dict[str, str] = {}
    key = ""
    for line in block.split("\n"):
        if (pair := _PAIR.match(line)) is not None:
            key = pair.group(1).casefold()
            values.setdefault(key, _scalar(pair.group(2) or ""))
        elif key and (item := _ITEM.match(line)) is not None:
            values[key] = ", ".join(filter(None, (values[key], _scalar(item.group(1)))))
        elif key and line[:1] in (" ", "\t") and values[key] and ":" not in line:
            values[key] += " " + line.strip()  # a folded scalar goes on
    return values


def _scalar(raw: str) -> str:
    raw = raw.strip()
    if raw in ("|", ">", "|-", ">-", "~", "null"):
        return ""
    if raw[:1] == "[" and raw[-1:] == "]":
        return ", ".join(filter(None, (_scalar(item) for item in raw[1:-1].split(","))))
    if len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "\"'":
        inner = raw[1:-1]
        return inner.replace("''", "'") if raw[0] == "'" else inner.replace('\\"', '"')
    return raw.split(" #", 1)[0].rstrip()
