"""Translation memories and glossaries go in and out in the forms that translators' tools write.

TMX 1.4 as OmegaT and other tools save it (levels 1 and 2: the native codes of
inline tags are dropped, the words kept); glossaries as CSV, as OmegaT's
tab-separated text, and as TBX of either generation. XML from elsewhere is read
without entities, definitions or network.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from reader.translate.errors import TranslationError
from reader.translate.memory import GLOSSARY, MEMORY, Pair

MOST_BYTES: Final = 500_000_000
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_NATIVE: Final = frozenset(("bpt", "ept", "ph", "it", "ut", "sub"))
_HEADINGS: Final = frozenset(("source", "src", "term", "source term", "исходный термин", "термин"))


def read_memory(path: Path, to_language: str | None = None) -> Iterator[Pair]:
    """The units of a TMX file as pairs, one for each target language of a unit.

    The source is the variant in the language that the unit or the header
    names, else the first. With `to_language` only pairs into that language.
    Raises `TranslationError` where the file is no TMX.
    """
    origin = path.name
    header = ""
    seen = False
    for element in _elements(path, ("header", "tu", "tmx")):
        if element.tag == "header":
            header = element.get("srclang", "")
        elif element.tag == "tmx":
            seen = True
        else:
            yield from _unit(element, header, to_language, origin)
    if not seen:
        raise TranslationError(f"{path}: not a TMX file")


def _unit(unit: Any, header: str, to_language: str | None, origin: str) -> Iterator[Pair]:
    variants: list[tuple[str, str]] = []
    for variant in unit.iter("tuv"):
        language = variant.get(_XML_LANG) or variant.get("lang") or ""
        segment = variant.find("seg")
        if segment is not None and language:
            variants.append((_code(language), _words(segment).strip()))
    if len(variants) < 2:
        return
    wanted = _code(unit.get("srclang") or header)
    source = next((v for v in variants if v[0] == wanted), variants[0])
    note = unit.findtext("note") or ""
    for language, text in variants:
        if (language, text) == source or language == source[0] or not text or not source[1]:
            continue
        if to_language is None or language == to_language:
            yield Pair(MEMORY, source[0], language, source[1], text, origin, note)


def _words(segment: Any) -> str:
    """The text of a segment without the native codes inside its inline tags."""
    parts = [segment.text or ""]
    for child in segment:
        if child.tag not in _NATIVE:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def write_memory(pairs: Iterable[Pair], path: Path, *, version: str = "") -> int:
    """Write pairs as TMX 1.4, a unit each; how many. The file is replaced in one step."""
    units = list(pairs)
    languages = {pair.from_language for pair in units}
    srclang = languages.pop() if len(languages) == 1 else "*all*"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<tmx version="1.4">',
        f'  <header creationtool="wirereader" creationtoolversion={_quoted(version or "0")} '
        'segtype="sentence" o-tmf="wirereader" adminlang="EN-US" datatype="plaintext" '
        f"srclang={_quoted(srclang)}/>",
        "  <body>",
    ]
    for pair in units:
        lines.append(f"    <tu srclang={_quoted(pair.from_language)}>")
        if pair.note:
            lines.append(f"      <note>{_safe(pair.note)}</note>")
        for language, text in (
            (pair.from_language, pair.source),
            (pair.to_language, pair.target),
        ):
            lines.append(f"      <tuv xml:lang={_quoted(language)}><seg>{_safe(text)}</seg></tuv>")
        lines.append("    </tu>")
    lines += ["  </body>", "</tmx>", ""]
    _replace(path, "\n".join(lines))
    return len(units)


def read_glossary(path: Path, from_language: str, to_language: str) -> Iterator[Pair]:
    """The entries of a glossary: ``.tbx`` by its languages, anything else as CSV or tab-separated.

    Columns are source, target and an optional remark; a heading line is
    skipped. Raises `TranslationError` where nothing can be made of the file.
    """
    if path.suffix.lower() in (".tbx", ".xml"):
        yield from _tbx(path, from_language, to_language)
        return
    text = _text(path)
    sample = text[:4096]
    delimiter = "\t" if "\t" in sample else ";" if sample.count(";") > sample.count(",") else ","
    for number, row in enumerate(_rows(path, text, delimiter)):
        if len(row) < 2 or row[0].lstrip().startswith("#"):
            continue
        if number == 0 and row[0].strip().casefold() in _HEADINGS:
            continue
        source, target = row[0].strip(), row[1].strip()
        note = row[2].strip() if len(row) > 2 else ""
        if source and target:
            yield Pair(GLOSSARY, from_language, to_language, source, target, path.name, note)


def _rows(path: Path, text: str, delimiter: str) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline=None)  # lines may end in CR alone, as old Mac files do
    try:
        if delimiter == "\t":
            yield from csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        else:
            yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        raise TranslationError(f"{path}: not a table: {error}") from error


def _tbx(path: Path, from_language: str, to_language: str) -> Iterator[Pair]:
    """Entries of TBX 2 (termEntry, langSet) and TBX 3 (conceptEntry, langSec), with namespaces or not."""
    for entry in _elements(path, ("termEntry", "conceptEntry")):
        terms: dict[str, list[str]] = {}
        for section in entry.iter():
            if _local(section.tag) not in ("langSet", "langSec"):
                continue
            language = _code(section.get(_XML_LANG) or section.get("lang") or "")
            terms.setdefault(language, []).extend(
                "".join(term.itertext()).strip()
                for term in section.iter()
                if _local(term.tag) == "term"
            )
        for source in terms.get(from_language, ()):
            for target in terms.get(to_language, ())[:1]:
                if source and target:
                    yield Pair(GLOSSARY, from_language, to_language, source, target, path.name)


def write_glossary(pairs: Iterable[Pair], path: Path) -> int:
    """Write pairs as tab-separated UTF-8, the form of OmegaT's glossaries; how many."""
    rows = [
        "\t".join(" ".join(field.split()) for field in (pair.source, pair.target, pair.note))
        for pair in pairs
    ]
    _replace(path, "\n".join([*rows, ""]))
    return len(rows)


def _elements(path: Path, tags: tuple[str, ...]) -> Iterator[Any]:
    """Finished elements of those local names, each freed after use, so that size does not matter."""
    from lxml import etree  # deferred: costs 20 ms

    try:
        if path.stat().st_size > MOST_BYTES:
            raise TranslationError(f"{path}: larger than {MOST_BYTES:,} bytes")
        with path.open("rb") as file:
            events = etree.iterparse(
                file,
                events=("end",),
                resolve_entities=False,
                load_dtd=False,
                no_network=True,
                huge_tree=False,
            )
            for _, element in events:
                if isinstance(element.tag, str) and _local(element.tag) in tags:
                    yield element
                    element.clear()
    except etree.XMLSyntaxError as error:
        raise TranslationError(f"{path}: not well-formed XML: {error.msg}") from error
    except OSError as error:
        raise TranslationError(f"{path}: {error.strerror}") from error


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _code(language: str) -> str:
    """The ISO 639-1 part of a language tag: ``RU-RU`` and ``ru_RU`` are ``ru``."""
    return language.replace("_", "-").split("-")[0].lower()


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TranslationError(f"{path}: {error.strerror}") from error
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            break
    raise TranslationError(f"{path}: not UTF-8; save the glossary as UTF-8")


def _quoted(text: str) -> str:
    return f'"{_safe(text)}"'


def _safe(text: str) -> str:
    """`text` as XML 1.0 may hold it: characters that it forbids become U+FFFD."""
    allowed = "".join(
        c
        if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
        else "\ufffd"
        for c in text
    )
    return html.escape(allowed)


def _replace(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise TranslationError(f"cannot write {path}: {error.strerror}") from error
