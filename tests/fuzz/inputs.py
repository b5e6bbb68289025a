"""Bytes for the targets: made by chance from seeds, words and damage; the same seed gives the same bytes."""

from __future__ import annotations

import codecs
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

from hypothesis import strategies as st

HOSTILE = (
    b"\x1b[31m", b"\x1b]52;c;eA==\x07", b"\x9b1;1H", "\u202e".encode(), "\u200b\ufeff\u2060".encode(),
    b"\xed\xa0\x80", b"\xff\xfe", b"\x00", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\x0b\x0c\x1c\x85",
    "\u2028\u2029\x85".encode(), ("e" + "\u0301" * 40).encode(), "\U000e0041\U000e0042".encode(),
    "👨‍👩‍👧".encode(), "ﷺ".encode(), "İıſß".encode(), "٣٤٥²½Ⅷ".encode(), b"A" * 3000, b"a b " * 500,
    "字".encode() * 400, "\u1160\u3164".encode(), "\ud7ff\ue000\uffff".encode(), b"\xc0\x80\xf5\xff",
)  # fmt: skip
COPY = (
    b"Harbour talks resume\n\n", "Переговоры о мосте начались\n\n".encode(), b"10 February 2026, 09:12\n",
    b"2026-02-30T25:61:61Z\n", "Обновлено: 31.02.2026 24:00\n".encode(), b"Photo: REUTERS/Jo Doe\n",
    "Макрон\n".encode(), "Фото: Иван Иванов / ТАСС\n".encode(), "Озвучить текст\n".encode(),
    "Переведено сервисом «Яндекс Переводчик»\n".encode(), b"By Ann Example, Oslo\n", b"Read also:\n",
    "Читайте также: Суд отложил заседание\n".encode(), b"Subscribe to our newsletter!\n",
    "Президент Владимир Путин и Emmanuel Macron говорили по телефону. ".encode(),
    "Cоrona вирyс, \u2014 сказал Ю. В. Ушаков. ".encode(), b"\"The talks went on,\" she said. ",
    "Київ, Зеленський, Харків. ".encode(), "ÐœÐ°ÐºÑ€Ð¾Ð½ Ð¸ â€œquotesâ€\x9d\n".encode(),
    "Президент".encode("cp1251"), "Переговоры".encode("koi8-r"), "Слова".encode("utf-16-le"),
    b"https://example.org/a?b=c#d\n", b"1. one\n- two\n* three\n", b"\n\n\n", b" \t ", b"- ",
    "Источник: https://ria.example/20260210/a.html ".encode(), b"UPDATED 11:59 p.m. EST Feb. 29, 2027\n",
)  # fmt: skip
MARKDOWN = (
    b"---\ntitle: a: b\ndate: 2026-13-45\n---\n", b"---\n", b"+++\ntitle = 1\n+++\n", b"# ", b"## ", b"```\n",
    b"[a](b)", b"![a](b \"c\")", b"<div>", b"> ", b"| a | b |\n|---|---|\n", b"[^1]: ", b"***", b"\\", b"&amp;",
    b"title: &a [*a]\n", b"{\"a\": 1}\n", b"a = 0x" + b"f" * 5000 + b"\n", b"b = 1" + b"0" * 5000 + b"\n",
)  # fmt: skip
HTML = (
    b"<!doctype html>", b"<html lang=ru>", b"<meta charset=koi8-r>", b"<meta charset=", b"<title>", b"<p>", b"</p>",
    b"<div class=\"a b\">" * 30, b"<script>", b"</script>", b"<style>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<![if !IE]>", b"<![foo", b"<!x",
    b"&#0;&#xD800;&#1114112;&nbsp;&lt;", b"<img alt='x' src=y>", b"<figcaption>", b"<table><tr><td>", b"<a href=x>",
    b"<meta property='og:title' content='t'>", b"<time datetime='2026-99-99'>", b"<article>", b"<br>", b"<svg><title>",
    b"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":[1],\"datePublished\":{}}</script>",
    b"<template>", b"<noscript>", b"<b>" * 300, b"<?xml version='1.0' encoding='x'?>", b"<p\x00a>", b"<body",
    b"<base href='//'>", b"<link rel=canonical href='http://[::1'>", b"<iframe srcdoc='<p>a'>", b"<select><option>",
)  # fmt: skip
QUERY = (
    b"is:", b"is:unread", b"from:", b"lang:ru", b"date:", b"2026-02..", b"..2026", b"date:7d..", b"(", b")", b"-", b"not ",
    b" or ", b" and ", b"\"", b"near:\"a b\"", b"near/0:", b"near/99999999999999999999:\"a b\"", b"*", b"gr*", b":", b"::",
    b"kind:caption", b"line:promo", b"has:", b"entity:Putin", "entity:Макрон".encode(), b"id:0", b"note:", b"tag:a",
    b"path:%_", b"title:'", b"date:99999-01-01", b"date:0000-00", b"date:999999999d", b"\\", b"NEAR(", b"{", b"^a", b"a b c",
    b"((((((((((", b"- - -", b"%", b"_", b"[", b"harbour", b"date:none", b"talks OR NOT", b"date:-1d",
)  # fmt: skip
TOML = (
    b"[reader]\n", b"[keys]\n", b"[translation]\n", b"[analysis]\n", b"[store]\n", b"sort = ", b"\"date\"\n", b"wide = ",
    b"1e999\n", b"nan\n", b"-inf\n", b"99999999999999999999999\n", b"true\n", b"[", b"]", b"[[", b"]]", b"= ", b"{", b"}",
    b"\"\"\"", b"'", b"\\u0000", b"# \n", b"quit = [\"q\", 1]\n", b"2026-02-30\n", b"07:32\n", b"a.b.c.d = 1\n",
    b"[" * 2000, b"a={" * 600, b"[reader.sort]\n", b"\"\" = 1\n", b"follow = -0.0\n", b"0x", b"1_0", b"\r",
    b"[searches]\nx = \"is:\"\n", b"engines = []\n", b"sort = 0x" + b"f" * 5000 + b"\n", b"wide = 1" + b"0" * 5000 + b"\n",
)  # fmt: skip
XML = (
    b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", b"<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">", b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"<tmx version=\"1.4\">", b"</tmx>", b"<header srclang=\"ru\"/>", b"<body>", b"</body>", b"<tu>", b"</tu>",
    b"<tuv xml:lang=\"ru\"><seg>", b"<tuv xml:lang=\"EN-us\"><seg>", b"<tuv lang=\"\">", b"</seg></tuv>", b"<bpt i=\"1\">", b"</bpt>",
    b"&b;", b"&amp;", b"&#0;", b"<martif>", b"<termEntry>", b"</termEntry>", b"<langSet xml:lang=\"ru\"><tig><term>",
    b"</term></tig></langSet>", b"<conceptEntry>", b"<langSec xml:lang=\"en\">", b"<term>", b"</term>", b"<note>n</note>",
    "Мост".encode(), b"bridge", b"source\ttarget\tnote\n", b"\"a;b\";\"c\"\"\n", b"a,b,c\n", b"# comment\n", b"\t", b",", b";",
    b"<a xmlns='urn:x'>", b"<!-- -- -->", b"<?pi ?>", b"<![CDATA[x]]>", b"\"", b"\x00",
)  # fmt: skip
ENTRIES = (
    b"translate-ru_en-1/metadata.json={\"from_code\":\"ru\"}\n", b"../evil=x\n", b"/abs=x\n", b"a\\..\\b=x\n", b"C:=x\n",
    b"top/a=\x01x\n", b"top/a/b=\x00\n", b"top/=\x02\n", b"top//b=x\n", b"./top/a=x\n", b"top/./a=x\n", b"TOP/A=x\n",
    "top/\u202e=x\n".encode(), b"top/" + b"n" * 300 + b"=x\n", b"top/" + b"d/" * 300 + b"=x\n", b"\x7f=x\n", b"=x\n", b"top/a\n",
    b"top/metadata.json=" + b"[" * 20_000 + b"\n", b"top/metadata.json={\"from_code\":1,\"to_code\":[]}\n", b"top/model=x\n",
    b"top/model/model.bin=x\n", b"top/sentencepiece.model=x\n", b"top/wirereader.json={\"files\":[],\"license\":{}}\n", b".top/a=x\n",
    b"top/model.x.bin=x\n", b"top/CON=x\n", b"top/..=x\n", b"top/a =x\n", b"top/README.md=MIT\n",
)  # fmt: skip
METADATA = (
    b"{\"sourceLanguage\":\"ru\",\"targetLanguage\":\"en\",\"hash\":\"" + b"0" * 64 + b"\"}\n", b"{}\n", b"[]\n",
    b"{\"sourceLanguage\":\"../..\",\"targetLanguage\":\"en\"}\n", b"{\"sourceLanguage\":1,\"hash\":[]}\n",
    b"{\"architecture\":{}}\n", b"[" * 20_000, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", b"\n",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00", b"not gzip", b"null\n", b"1e999\n",
)  # fmt: skip
NAMES = (
    b"\0", b"a.txt", b"b.md", b"c.html", b".hidden.txt", b"-rf.txt", b"\n", b"\x1b[2J.txt", b"\xff\xfe.txt", b"$(id).txt", b";ls.txt",
    "мост.txt".encode(), "\u202etxt.exe".encode(), b"%s%n.txt", b"'\".txt", b"=1+1.txt", b" .txt", b"a\\b.txt", b"*.txt", b"~", b"a",
    b"NUL.txt", b"\r.md", "é.txt".encode(), "é.txt".encode(), b"[bold].txt", b"a.txt~", b".DS_Store", b"_index.md",
)  # fmt: skip


@cache
def _zipped() -> tuple[bytes, ...]:
    out = []
    for names in (
        ("top/metadata.json", "top/model/model.bin", "top/bpe.model"),
        ("../a",),
        ("a", "b/c"),
    ):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            for name in names:
                made.writestr(zipfile.ZipInfo(name), b'{"from_code": "ru", "to_code": "en"}' * 3)
        out.append(file.getvalue())
    return (*out, b"PK\x05\x06" + bytes(18), b"PK\x01\x02", b"PK\x03\x04", b"\xff\xff\xff\xff")


_LABELS = (
    *(label + b"\n" for label in (
        b"utf-8", b"koi8-r", b"windows-1251", b"utf-16", b"utf-7", b"rot13", b"zip", b"idna", b"", b"\x00", b"x" * 500,
        b"utf-32-be", b"gb18030", b"shift_jis", b"iso-2022-jp", b"hz", b"undefined", b"unicode_escape", b"cp037", b"mbcs",
    )),
    codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF8,
)  # fmt: skip

_WORDS: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "text": lambda: COPY + HOSTILE,
    "markdown": lambda: COPY + HOSTILE + MARKDOWN * 2,
    "html": lambda: HTML * 2 + COPY + HOSTILE,
    "no extension": lambda: HTML + MARKDOWN + COPY + HOSTILE,
    "encodings": lambda: _LABELS + COPY + HOSTILE,
    "pipeline of markdown": lambda: COPY * 2 + HOSTILE + MARKDOWN,
    "pipeline of html": lambda: HTML + COPY * 2 + HOSTILE,
    "screen": lambda: COPY * 2 + HOSTILE + HTML[:8],
    "query": lambda: QUERY * 3 + HOSTILE,
    "configuration": lambda: TOML * 2 + HOSTILE[:8],
    "memory": lambda: XML * 2 + HOSTILE,
    "memory round trip": lambda: (b"\0", b"\0") * 20 + COPY + HOSTILE,
    "model archive": _zipped,
    "model entries": lambda: ENTRIES,
    "firefox files": lambda: METADATA,
    "file names": lambda: NAMES + HOSTILE[:12],
}


def words(name: str) -> tuple[bytes, ...]:
    """What inputs of the target `name` are put together from."""
    return _WORDS.get(name, lambda: COPY * 2 + HOSTILE)()


def cases(name: str, seed: int, count: int) -> Iterator[bytes]:
    """`count` inputs for the target `name`; the same seed gives the same ones."""
    chance = random.Random(f"{seed} {name}")
    known = words(name)
    for _ in range(count):
        data = b"".join(chance.choice(known) for _ in range(chance.choice((1, 2, 3, 6, 12, 30))))
        yield damaged(data, chance) if chance.random() < 0.5 else data


def damaged(data: bytes, chance: random.Random) -> bytes:
    """`data` with a few bytes changed, dropped, doubled, moved or cut off."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not out:
            return bytes(out)
        at, size = chance.randrange(len(out)), chance.choice((1, 1, 2, 8, 64))
        match chance.randrange(6):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                del out[at : at + size]
            case 2:
                out[at:at] = out[at : at + size]
            case 3:
                out[at:at] = bytes(chance.randrange(256) for _ in range(min(size, 8)))
            case 4:
                piece = out[at : at + size]
                del out[at : at + size]
                to = chance.randrange(len(out) + 1)
                out[to:to] = piece
            case _:
                del out[at:]
    return bytes(out)


def strategy(name: str) -> st.SearchStrategy[bytes]:
    """The same for Hypothesis, which makes what it finds small."""
    piece = st.one_of(
        st.sampled_from(words(name)), st.binary(max_size=12), st.text(max_size=8).map(_bytes)
    )
    return st.lists(piece, max_size=14).map(b"".join)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
