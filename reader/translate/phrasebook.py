"""What news pages say around a story, translated with no model at all.

Whole fragments are looked up, then matched against patterns whose slots accept
only what they name (a known agency, a person, a date), then taken apart at the
separators of menus and credits, and last read as a caption. A fragment is
translated whole or not at all: a half-understood line is left to an engine.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from reader.model import LeftoverKind, LineKind, Translation
from reader.translate.captions import caption
from reader.translate.data import load
from reader.translate.folding import fold
from reader.translate.names import Names
from reader.translate.slots import Context, slot
from reader.translate.words import gloss

LONGEST: Final = 240
"""Fragments longer than this, in code points, are prose and no business of a phrasebook."""

LANGUAGES: Final = ("ru", "uk")

_CYRILLIC: Final = re.compile(r"[Ѐ-ӿ]")
_FRONT: Final = " \t\u00a0-–—•·*>»→←↑↓▶►▼▾▲|#+[(©✓✔📷🔊📸❗️⚡🔥"
_BACK: Final = " \t\u00a0:;,.!?…•·>»→←↑↓▶►▼▾▲|])*❯›"
_COUNT: Final = re.compile(
    r"^(?P<core>.*[^\W\d_].*?)(?P<count>\s*(?:\(\d[\d\s]*\)|\[\d+\]|\s\d[\d\s]*))$"
)
_SEPARATORS: Final = (
    re.compile(r"(\s*[|•·●▪►▶→⟩\t]\s*|\s+[»>]\s+)"),
    re.compile(r"(\s+/\s+|\s+[–—]\s+|;\s+)"),
    re.compile(r"(\.\s+)"),
    re.compile(r"(,\s+)"),
    re.compile(r"(/)"),
)
_STORY: Final = frozenset(("body", "headline", "subheading"))
_CAPTIONED: Final = frozenset((None, "caption", "photo_credit", "related_link"))
_SENTENCE: Final = re.compile(r"\w{3}[.!?…]$")
_CAPTION_KINDS: Final = frozenset(("caption", "photo_credit"))
_MODELS: Final = {
    "phrase": "phrases",
    "pattern": "patterns",
    "caption": "captions",
    "words": "words",
    "article": "names of the article",
    "lexicon": "lexicon of names",
}


class _Found(Struct, frozen=True):
    """A rendering and what it rests on."""

    text: str
    basis: str


class _Pattern(Struct, frozen=True):
    source: str
    slots: tuple[str, ...]
    target: str
    hint: str


class Phrasebook(Struct, frozen=True):
    """The bundled phrases and patterns. Pure and immutable; use `Phrasebook.load()`.

    `scheme` is the transliteration of names that nobody has spelled (see
    `reader.translate.SCHEMES`).
    """

    scheme: str = "press"

    @classmethod
    def load(cls, scheme: str = "press") -> Phrasebook:
        """The bundled phrasebook; its data are read when a language is first met."""
        return cls(scheme)

    def lookup(
        self,
        text: str,
        from_language: str,
        to_language: str = "en",
        *,
        kind: LineKind | LeftoverKind | None = None,
        names: Names | None = None,
    ) -> Translation | None:
        """The rendering of the whole fragment `text`, None where the phrasebook does not know it.

        Offsets count from the start of `text` and span it without surrounding
        white space. The engine is ``phrasebook``, or ``transliteration`` where
        some name was put into Latin letters that no text had spelled. For
        ``und`` Russian is tried before Ukrainian. Only English is a target.
        """
        source = text.strip()
        if to_language != "en" or not source or len(source) > LONGEST or "\n" in source:
            return None
        if not _CYRILLIC.search(source):
            return None
        languages = LANGUAGES if from_language == "und" else (from_language,)
        start = text.index(source)
        for language in languages:
            if language not in LANGUAGES:
                continue
            context = Context(language, names or Names(), self.scheme, kind.value if kind else None)
            found = _lookup(unicodedata.normalize("NFC", " ".join(source.split())), context)
            if found is None or _CYRILLIC.search(found.text):
                continue
            by_scheme = found.basis == "scheme"
            return Translation(
                start=start,
                end=start + len(source),
                source=source,
                target=found.text,
                engine="transliteration" if by_scheme else "phrasebook",
                model=self.scheme if by_scheme else _MODELS.get(found.basis, found.basis),
                from_language=language,
                to_language=to_language,
            )
        return None


def _lookup(text: str, context: Context, depth: int = 0) -> _Found | None:
    """The rendering of one fragment; decorations around it are kept as they are."""
    found = _core(text, context)
    if found is not None:
        return found
    bare = text.lstrip("«‹ ") if text[:2] in ("« ", "‹ ") else text
    core = bare.lstrip(_FRONT)
    front = text[: len(text) - len(core)]
    core = core.rstrip(_BACK)
    back = text[len(front) + len(core) :]
    if core and core != text:
        found = _core(core, context)
        if found is not None:
            return _Found(front + found.text + back, found.basis)
    for whole in (text, core):
        counted = _COUNT.match(whole)
        if counted is not None:
            found = _exact(counted["core"].rstrip(":"), context)
            if found is not None:
                colon = ":" if counted["core"].endswith(":") else ""
                return _Found(found.text + colon + counted["count"], found.basis)
    quoted = re.fullmatch(r"([«\"“„(])(.+)([»\"”“)])", core)
    if quoted is not None and depth < 2:
        inner = _lookup(quoted[2], context, depth + 1)
        if inner is not None:
            left = {"«": "“", "„": "“"}.get(quoted[1], quoted[1])
            right = {"»": "”"}.get(quoted[3], "”" if left == "“" else quoted[3])
            return _Found(front + left + inner.text + right + back, inner.basis)
    return _apart(core, context, depth)


def _core(text: str, context: Context) -> _Found | None:
    return (
        _exact(text, context)
        or _matched(text, context)
        or _menu(text, context)
        or _captioned(text, context)
        or _worded(text, context)
    )


def _exact(text: str, context: Context) -> _Found | None:
    """A whole entry, in the case of the source: LOUD, Ordinary or quiet."""
    table = _phrases(context.language)
    key = fold(text)
    entry = None
    for section in _sections(context.kind):
        entry = table[section].get(key)
        if entry is not None:
            break
    if entry is None:
        return None
    letters = [c for c in text if c.isalpha()]
    if len(letters) > 3 and all(c.isupper() for c in letters):
        return _Found(entry.upper(), "phrase")
    if text[:1].islower() and entry[:1].isupper() and not entry[:2].isupper():
        first = entry.split()[0].strip(",.:;!?")
        if first not in _capitals():
            return _Found(entry[0].lower() + entry[1:], "phrase")
    return _Found(entry, "phrase")


def _sections(kind: str | None) -> tuple[str, ...]:
    if kind in _CAPTION_KINDS:
        return ("caption", "phrases")
    return ("phrases", "caption") if kind is None else ("phrases", "caption_late")


@functools.cache
def _phrases(language: str) -> Mapping[str, Mapping[str, str]]:
    tables = load(f"phrases_{language}.toml")
    merged: dict[str, str] = {}
    for section in tables["phrases"].values():
        merged |= {fold(source): target for source, target in section.items()}
    caption_only = {fold(s): t for s, t in tables["only"]["caption"].items()}
    return {"phrases": merged, "caption": caption_only, "caption_late": caption_only}


@functools.cache
def _capitals() -> frozenset[str]:
    """Words that English writes with a capital wherever they stand."""
    return frozenset(load("slots.toml")["capitals"]["words"])


def _matched(text: str, context: Context) -> _Found | None:
    """A pattern all of whose slots accept what stands in them."""
    folded = fold(text)
    for pattern in _patterns(context.language):
        if pattern.hint not in folded:
            continue
        match = _regex(pattern.source).fullmatch(text)
        if match is None:
            continue
        values: dict[str, str] = {}
        basis = "pattern"
        for name in pattern.slots:
            found = slot(name.rstrip("0123456789"), match[name], context)
            if found is None:
                break
            values[name] = found.text
            if found.basis == "scheme":
                basis = "scheme"
        else:
            target = pattern.target.format_map(values)
            loud = text.isupper() and len(text) > 4
            return _Found(target.upper() if loud else target, basis)
    return None


def _menu(text: str, context: Context) -> _Found | None:
    """The entries of a menu that stand in one row: each begins with a capital and is known by itself."""
    if context.kind in _STORY or context.kind in _CAPTION_KINDS:
        return None
    entries: list[list[str]] = []
    for word in text.split():
        if word[:1].isupper() or not entries:
            entries.append([])
        entries[-1].append(word)
    if len(entries) < 2 or text.isupper():
        return None
    found = [_exact(" ".join(entry), context) for entry in entries]
    if not all(found):
        return None
    return _Found(" · ".join(one.text for one in found if one), "phrase")


@functools.cache
def _patterns(language: str) -> tuple[_Pattern, ...]:
    rows: list[Mapping[str, Any]] = load(f"patterns_{language}.toml")["pattern"]
    return tuple(_compiled(row["from"], row["to"]) for row in rows)


def _compiled(source: str, target: str) -> _Pattern:
    parts = re.split(r"\{(\w+)\}", source)
    hint = max((fold(part) for part in parts[::2]), key=len).strip(' :,.—–-«»()"')
    return _Pattern(source, tuple(parts[1::2]), target, hint)


@functools.cache
def _regex(source: str) -> re.Pattern[str]:
    """A pattern as a regex, compiled when its fixed part is first met."""
    regex = ""
    for at, part in enumerate(re.split(r"\{(\w+)\}", source)):
        regex += rf"(?P<{part}>.+?)" if at % 2 else _literal(part)
    return re.compile(regex, re.IGNORECASE)


def _literal(text: str) -> str:
    """A regex for the fixed part of a pattern: forgiving in spaces, dashes, quotes and ё."""
    out = ""
    for character in text:
        if character in "её":
            out += "[её]"
        elif character == " ":
            out += r"\s+"
        elif character == ":":
            out += r"\s*:\s*"
        elif character in "-–—":
            out += "[-–—]"
        elif character in '«»"':
            out += '[«»"“”„]'
        elif character in "'’":
            out += "['’ʼ`]"
        else:
            out += re.escape(character)
    return out.replace(r"\s*:\s*\s+", r"\s*:\s*")


def _captioned(text: str, context: Context) -> _Found | None:
    if context.kind in _STORY or (context.kind is None and _SENTENCE.search(text)):
        # a line of the story: only a name alone is sure
        found = slot("person", text, context) if text[:1].isupper() else None
        return _Found(found.text, found.basis) if found is not None else None
    if context.kind not in _CAPTIONED:
        return None
    found = caption(text, context)
    return _Found(found.text, found.basis) if found is not None else None


def _worded(text: str, context: Context) -> _Found | None:
    """A short line all of whose words are known; never a line of the story."""
    if context.kind in _STORY or (context.kind is None and _SENTENCE.search(text)):
        return None
    line = gloss(tuple(text.split()), context.language)
    if line is None:
        return None
    if text.isupper() and len(text) > 3:
        return _Found(line.upper(), "words")
    return _Found(line if text[:1].isupper() else line[:1].lower() + line[1:], "words")


def _apart(text: str, context: Context, depth: int) -> _Found | None:
    """Every part between separators, or nothing."""
    if depth > 2:
        return None
    for separator in _SEPARATORS:
        parts = separator.split(text)
        if len(parts) < 3:
            continue
        out: list[str] = []
        basis = "phrase"
        for at, part in enumerate(parts):
            if at % 2 or not part.strip() or not _CYRILLIC.search(part):
                out.append(part)
                continue
            value = slot("piece", part, context)
            if value is not None:
                found: _Found | None = _Found(value.text, value.basis)
            else:
                found = _lookup(part, context, depth + 1)
            if found is None:
                break
            if found.basis == "scheme":
                basis = "scheme"
            out.append(found.text)
        else:
            return _Found("".join(out), basis)
    return None
