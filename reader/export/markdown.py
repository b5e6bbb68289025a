"""Cleaned articles as Markdown: a heading, a line of facts, the paragraphs, what was left and translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reader.export.exported import Exported
from reader.model import LineKind

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_BLOCK = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$|[-=])")


def write(articles: Iterable[Exported]) -> Iterator[str]:
    """The articles one after the other, a rule between them (CommonMark)."""
    for number, each in enumerate(articles):
        yield ("\n---\n\n" if number else "") + _article(each)


def _article(each: Exported) -> str:
    article, facts = each.article, each.article.facts
    parts = [f"# {escape(_single(facts.title))}", ""]
    about = (facts.source, facts.published, facts.author, article.language, facts.url)
    parts += ["*" + " · ".join(escape(_single(one)) for one in about if one) + "*", ""]
    subheadings = {
        article.document.text[line.start : line.end].strip()
        for line in article.lines
        if line.kind is LineKind.SUBHEADING
    }
    for paragraph in article.cleaned.text.split("\n"):
        text = _single(paragraph)
        if text and text != _single(facts.title):
            parts += [("## " if text in subheadings else "") + escape(text), ""]
    if article.leftovers:
        parts += ["## Left in another language", ""]
        for left in article.leftovers:
            said = f" — {escape(left.translation)} ({left.engine})" if left.translation else ""
            parts.append(f"- {escape(_single(left.text))} ({left.language}, {left.kind}){said}")
        parts.append("")
    if each.triage.note:
        parts += ["> " + escape(_single(each.triage.note)), ""]
    return "\n".join(parts)


def escape(text: str) -> str:
    """Text with what Markdown or a terminal might obey made plain."""
    plain = "".join(
        c if c == "\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160) else "\ufffd" for c in text
    )
    return _BLOCK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", plain))


def _single(text: str) -> str:
    return " ".join(text.split())
