"""The lines a person would see on a page, and what the markup says of each.

Follows the text rules of CSS and of `innerText` (HTML Standard, 3.2.7): blocks
break lines, inline elements join, white space collapses, hidden content is
out. Nothing is judged here: menus, captions and buttons are lines like others. Prose
in a hidden block counts as seen, for scripts unfold it (an accordion, a page
that is sent in pieces); the hint of such a line says ``[hidden]``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from reader.ingest.html.parsing import Page
from reader.ingest.words import words
from reader.model import LineHint

INLINE = words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr "
    "output q rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
"""Elements that do not break a line. All others do, the unknown ones too."""

UNSEEN = words(
    "applet area audio base canvas colgroup datalist embed frame frameset iframe link math "
    "meta noembed noframes noscript object param script source style svg template title track "
    "video"
)
"""Elements whose content is not text on the page."""

_INVISIBLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_SPACE = re.compile("[ \t\n\r\f]+")
_BUTTONS = frozenset(("button", "submit", "reset"))
_TELLING = ("role", "itemprop", "rel", "aria-label", "data-testid", "data-component")
"""Attributes that say what an element is for."""

_NEIGHBOURS = frozenset(("a", "label", "span", "time"))
_DEEPEST = 48
"""Elements of a path that are kept, the outermost and the innermost."""

_NEVER_UNFOLDED = frozenset(("dialog", "input", "option", "td", "th"))
_PROSE = 100
"""Characters from which a line is taken for prose and not for a label."""

_WORDIEST = 200
"""Characters of classes or of an id that are kept."""


class SeenLine(Struct):
    """One line of the page and its hint, `extracted` not yet decided."""

    text: str
    hint: LineHint


def render(page: Page) -> list[SeenLine]:
    """All lines of a page in document order; none is empty."""
    renderer = _Renderer()
    for event in page.events():
        if event.kind == "text":
            renderer.text(event.value)
        elif event.kind == "start":
            renderer.start(event.value, event.attributes)
        else:
            renderer.end(event.value)
    renderer.flush()
    return renderer.lines


class _Renderer(Struct):
    lines: list[SeenLine] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    """Labels of the open elements."""
    hidden: int = 0
    """Depth at which content became invisible, 0 while it is visible."""
    folded: int = 0
    """Depth at which a block is hidden that scripts may unfold, 0 outside of such."""
    fold: int = 0
    """Where its lines begin."""
    links: int = 0
    preformatted: int = 0
    options: int = 0
    """Where the lines of the latest `select` begin."""
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    """Characters of the current line that stand inside links."""
    length: int = 0
    common: int = 0
    """How many of the open elements hold the whole of the current line, up to its last letter."""
    floor: int = 0
    """The fewest elements open since that letter: what follows is in no more of them."""
    path: tuple[str, ...] = ()
    """The labels of the `common` elements, kept when the first of them ends."""
    seam: str = ""
    """The label of an inline element that ended just now."""
    cell: bool = False
    """A cell of a row ended within the current line."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self.hidden:
            self.stack.append("")
            return
        self.stack.append(_label(tag, attributes))
        if tag in UNSEEN:
            self.hidden = len(self.stack)
            return
        if not self.folded and _is_hidden(tag, attributes):
            if tag in INLINE or tag in _NEVER_UNFOLDED:
                self.hidden = len(self.stack)
                return
            self.stack[-1] += "[hidden]"
            self.flush()
            self.folded, self.fold = len(self.stack), len(self.lines)
        if tag not in INLINE:
            if tag in ("td", "th"):
                self.cell = bool(self.pieces)
            else:
                self.flush()
                if tag == "select":
                    self.options = len(self.lines)
        elif self.seam and self._apart(tag):
            self._append(" ")
        self.seam = ""
        self.links += tag == "a"
        self.preformatted += tag in ("pre", "textarea", "listing")
        if tag == "input" and attributes.get("type", "").lower() in _BUTTONS:
            self.text(attributes.get("value", ""))

    def end(self, tag: str) -> None:
        if not self.stack:
            return
        if self.hidden:
            if self.hidden == len(self.stack):
                self.hidden = 0
            self._pop()
            return
        if tag not in INLINE and tag not in ("td", "th"):
            self.flush()
        self.links -= tag == "a"
        self.preformatted -= tag in ("pre", "textarea", "listing")
        if tag == "select":
            self._choose()
        if self.folded == len(self.stack):
            self.folded = 0
            if not any(map(_is_prose, self.lines[self.fold :])):
                del self.lines[self.fold :]
        self.seam = self.stack[-1] if tag in _NEIGHBOURS else ""
        self._pop()

    def _pop(self) -> None:
        depth = len(self.stack)
        if depth == self.common and self.floor == depth:
            self.path = _short(self.stack, depth)
        self.stack.pop()
        self.floor = min(self.floor, depth - 1)

    def text(self, text: str) -> None:
        if self.hidden or not text:
            return
        if self.preformatted:
            first, *rest = text.replace("\r", "").split("\n")
            self._append(first)
            for line in rest:
                self.flush()
                self._append(line)
        else:
            self._append(_SPACE.sub(" ", text))

    def _append(self, text: str) -> None:
        if not self.pieces:
            text = text if self.preformatted else text.lstrip(" ")
        elif text[:1] == " " and self.pieces[-1][-1] == " " and not self.preformatted:
            text = text[1:]
        if not text:
            return
        self.seam = ""
        if self.cell and self.pieces:
            text = " | " + text
        self.cell = False
        if not self.pieces:
            self.common = self.floor = len(self.stack)
        self.pieces.append(text)
        ink = len(text) - text.count(" ")
        if ink:
            self.common = min(self.common, self.floor)
            self.floor = len(self.stack)
        self.length += ink
        if self.links:
            self.linked += ink

    def _apart(self, tag: str) -> bool:
        """Whether style sheets set two neighbours apart that no white space divides.

        Links always; spans only if they are of different classes and not in a
        paragraph, where editors leave spans in the middle of a word.
        """
        if tag not in _NEIGHBOURS:
            return False
        before, here = self.seam, self.stack[-1]
        if tag == "span" and before.startswith("span"):
            parent = self.stack[-2] if len(self.stack) > 1 else ""
            return before != here and "." in before and "." in here and _tag(parent) != "p"
        return tag != "span" or not before.startswith("a")

    def _choose(self) -> None:
        """Of a closed list only the chosen option shows; without one, the first."""
        lines = self.lines[self.options :]
        labels = [line.hint.path[-1] if line.hint.path else "" for line in lines]
        options = [at for at, label in enumerate(labels) if label.startswith("option")]
        selected = (at for at in options if labels[at].endswith("[selected]"))
        chosen = next(selected, options[0] if options else None)
        dropped = {*options} - {chosen}
        self.lines[self.options :] = [x for at, x in enumerate(lines) if at not in dropped]

    def flush(self) -> None:
        self.seam, self.cell = "", False
        if not self.pieces:
            return
        text = "".join(self.pieces).rstrip(" \t")
        if text.strip():
            share = self.linked / self.length if self.length else 0.0
            whole = self.floor >= self.common
            path = _short(self.stack, self.common) if whole else self.path
            self.lines.append(SeenLine(text, LineHint(path, round(min(share, 1.0), 3))))
        self.pieces.clear()
        self.linked = self.length = 0


def _short(stack: list[str], depth: int) -> tuple[str, ...]:
    """The outermost `depth` of the labels, the middle left out where there are too many."""
    if depth <= _DEEPEST:
        return tuple(stack[:depth])
    half = _DEEPEST // 2
    return (*stack[:half], *stack[depth - half : depth])


def _tag(label: str) -> str:
    return re.split(r"[.#\[]", label, maxsplit=1)[0]


def _label(tag: str, attributes: Mapping[str, str]) -> str:
    """An element as a CSS selector would name it: ``div.share.bar#top[role=navigation]``."""
    if not attributes:
        return tag
    label = tag
    if classes := attributes.get("class"):
        label += "." + ".".join(classes[:_WORDIEST].split())
    if identity := attributes.get("id"):
        label += "#" + "".join(identity[:_WORDIEST].split())
    for name in _TELLING:
        if value := attributes.get(name):
            label += f"[{name}={' '.join(value[:80].split())}]"
    if tag == "option" and "selected" in attributes:
        label += "[selected]"
    if not label.isprintable():  # class names are a stranger's text too
        label = "".join(c if c.isprintable() else "\ufffd" for c in label)
    return label


def _is_prose(line: SeenLine) -> bool:
    return len(line.text) >= _PROSE and line.hint.link_share < 0.5


def _is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    if not attributes:
        return tag == "dialog"
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    if tag == "input" and attributes.get("type", "").lower() not in _BUTTONS:
        return True
    return _INVISIBLE.search(attributes.get("style", "")) is not None
