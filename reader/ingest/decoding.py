"""Bytes become text once, here, and the guess is always told.

The order of evidence: a byte order mark; strict UTF-8, which legacy text of
any length beyond a few letters fails; what the file declares, if the bytes
agree; at last a statistical detector limited to the encodings that wire copy
arrives in, because a detector that may answer "Mac Iceland" will.
"""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from reader.model import Note, NoteKind

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

USUAL: tuple[str, ...] = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "windows-1251",
    "koi8-r",
    "koi8-u",
    "iso8859-5",
    "cp866",
    "windows-1252",
)
"""Encodings that Russian, Ukrainian, Bulgarian and western European copy arrives in."""

WIDER: tuple[str, ...] = (
    *USUAL,
    *("windows-1250", "windows-1253", "windows-1254", "windows-1255", "windows-1256"),
    *("windows-1257", "iso8859-2", "mac-cyrillic", "gb18030", "big5hkscs"),
    *("shift_jis_2004", "euc-jp", "euc-kr"),
)
"""Tried when none of `USUAL` can decode the bytes."""

# The label stands for the encoding that browsers use for it: https://encoding.spec.whatwg.org
_LABELS: dict[str, str] = {
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "utf8": "utf-8",
    "x-cp1251": "windows-1251",
    "x-cp1252": "windows-1252",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}
_NAMES: dict[str, str] = {
    "cp1250": "windows-1250",
    "cp1251": "windows-1251",
    "cp1252": "windows-1252",
    "cp1253": "windows-1253",
    "cp1254": "windows-1254",
    "cp1255": "windows-1255",
    "cp1256": "windows-1256",
    "cp1257": "windows-1257",
    "iso8859-5": "iso-8859-5",
    "iso8859-2": "iso-8859-2",
}
_WINDOW = 64 * 1024
"""Bytes that the detector sees: more changes no answer and costs a second a megabyte."""

_CLOSELY = 4096
"""Characters that are looked at one by one."""

_DAMAGE = 0.05
"""Share of characters beyond ASCII that may be broken before UTF-8 is given up."""

_CYRILLIC = frozenset(("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic"))
_HIGH = bytes(range(0x80, 0x100))
_FEW = 24
"""Bytes beyond ASCII from which the detector may contradict a declaration."""

_SURE = 0.25
_UNSURE = 0.1
"""The detector's scores, which are low even where it is right: on 40 characters
half of the right answers score below 0.35, and none that is wrong above 0.15."""

_C1 = re.compile("[\x80-\x9f]")


class Decoded(Struct, frozen=True):
    """Text drawn from bytes: newlines are LF, the byte order mark is gone, nothing else altered.

    `encoding` is the name of the encoding in lower case; `notes` tell where the text
    rests on a guess or bytes could not be decoded, with spans of `text` in
    code points. `text` never holds a surrogate: bytes that mean nothing
    become U+FFFD, and the file remains the evidence.
    """

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode `data`, any bytes at all.

    `declared` is the encoding that the file names for itself, if any: followed
    when the bytes allow it. Never raises.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    wide = wide_encoding(data)
    if wide is not None:
        return _lenient(data, wide)
    try:
        return Decoded(_newlines(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError as error:
        damaged = _damaged_utf8(data, error)
    if damaged is not None:
        return damaged
    wanted = _known(declared)
    if wanted is not None and wanted != "utf-8":
        text = _strict(data, wanted)
        if text is not None and not _C1.search(text) and not _refuted(data, wanted):
            return Decoded(_newlines(text), _name(wanted))
    return _detected(data, wanted)


def _refuted(data: bytes, declared: str) -> bool:
    """Whether a declared Cyrillic encoding is plainly another: all of them decode any bytes."""
    if declared not in _CYRILLIC:
        return False
    head = data[:_WINDOW]
    beyond = len(head) - len(head.translate(None, _HIGH))
    encoding, confidence = _detect(data, USUAL)
    return encoding in _CYRILLIC - {declared} and confidence > _SURE and beyond >= _FEW


def _detected(data: bytes, declared: str | None) -> Decoded:
    for among in (USUAL, WIDER):
        encoding, confidence = _detect(data, among)
        text = _strict(data, encoding)
        if text is None:
            continue
        why = f"encoding guessed from few letters: {_name(encoding)}"
        if declared is not None:
            why = f"decoded as {_name(encoding)}, though the file declares {_name(declared)}"
        elif confidence >= _UNSURE:
            return Decoded(_newlines(text), _name(encoding))
        return Decoded(_newlines(text), _name(encoding), (Note(NoteKind.ENCODING, why, 0, 0),))
    return _lenient(data, declared or "windows-1252")


def _detect(data: bytes, among: tuple[str, ...]) -> tuple[str, float]:
    # Deferred: the detector costs 30 ms to import and most files are UTF-8.
    import chardet

    found = chardet.detect(
        data[:_WINDOW],
        include_encodings=among,
        compat_names=False,
        no_match_encoding="windows-1252",
    )
    return found["encoding"] or "windows-1252", found["confidence"] or 0.0


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 without its mark, which strict UTF-8 would accept as text full of controls.

    Latin, Cyrillic and punctuation put 00, 04 or 20 into one byte of every two;
    no eight-bit text has that in every other place and not in the rest.
    """
    even, odd = data[0:_WINDOW:2], data[1:_WINDOW:2]
    if len(odd) < 2:
        return None
    high = [(half.count(0x00) + half.count(0x04)) / len(half) for half in (even, odd)]
    if high[1] > 0.8 and high[0] < 0.2:
        encoding = "utf-16-le"
    elif high[0] > 0.8 and high[1] < 0.2:
        encoding = "utf-16-be"
    else:
        return None
    text = data[: 2 * _CLOSELY].decode(encoding, "replace")
    controls = sum(c < " " and c not in "\t\n\r\f\x1b" for c in text)
    return encoding if controls <= 0.05 * len(text) else None


def _damaged_utf8(data: bytes, error: UnicodeDecodeError) -> Decoded | None:
    """UTF-8 that was cut amid a character or lost a few bytes, or None if it is no UTF-8."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", "ignore")) - broken
    cut = error.end == len(data) and error.reason == "unexpected end of data"
    if not (cut and beyond) and broken > _DAMAGE * beyond:
        return None
    return _told(text, "utf-8", data, "utf-8")


def _lenient(data: bytes, encoding: str) -> Decoded:
    return _told(data.decode(encoding, "replace"), encoding, data, encoding)


def _told(text: str, encoding: str, data: bytes, codec: str) -> Decoded:
    text = _newlines(text)
    if "\ufffd" not in text or _strict(data, codec) is not None:
        return Decoded(text, _name(encoding))
    first = text.index("\ufffd")
    count = text.count("\ufffd")
    bytes_ = "a byte that is" if count == 1 else f"{count} places that are"
    note = Note(NoteKind.ENCODING, f"{bytes_} not {_name(encoding)}", first, first + 1)
    return Decoded(text, _name(encoding), (note,))


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _known(label: str | None) -> str | None:
    """The codec for a declared label, None if there is none or it is none for text."""
    if label is None:
        return None
    folded = label.strip().strip("\"'").casefold()
    folded = _LABELS.get(folded, folded)
    try:
        info = codecs.lookup(folded)
    except (LookupError, ValueError):
        return None
    # Python also registers transforms such as zip and escapes under encoding names.
    if not info._is_text_encoding or info.name in _UNSAFE:
        return None
    return info.name


_UNSAFE = frozenset(
    ("idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "utf-7", "mbcs")
)
"""Python codecs that no page means: they run through escapes or make surrogates."""


def _name(encoding: str) -> str:
    folded = encoding.casefold().replace("_", "-")
    return _NAMES.get(folded, folded)


def _newlines(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")
