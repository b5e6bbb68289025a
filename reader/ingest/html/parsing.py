"""A page as a stream of events, from lxml's tree or, where it gives up, tag by tag.

lxml without its `huge_tree` switch drops everything below 256 levels, which
guards memory but loses text. Such pages are read by the standard library's
tokeniser, which has no tree and so no depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, NamedTuple

from lxml import etree, html
from msgspec import Struct, field

from reader.ingest.words import words

VOID = words("area base br col embed hr img input link meta param source track wbr")
"""Elements that have no content and no end tag (HTML Standard, 13.1.2)."""


_CLOSED_BY_THEIR_LIKE = words("dd dt li option p td th tr")


class Event(NamedTuple):
    """``start`` with a tag and its attributes, ``end`` with a tag, or ``text``."""

    kind: str
    value: str
    attributes: Mapping[str, str] = {}


class Page(Struct, frozen=True):
    """A parsed page: `root` is lxml's tree, None where only the `flat` events exist."""

    source: str
    root: Any = None
    flat: tuple[Event, ...] = field(default=())

    def events(self) -> Iterator[Event]:
        """The whole page in document order."""
        return iter(self.flat) if self.root is None else _walk(self.root)


def parse(source: str) -> Page:
    """Parse a page of any quality. Opens nothing, expands no entity but characters."""
    parser = html.HTMLParser(
        encoding="utf-8",  # whatever the page says: it is decoded already
        no_network=True,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )
    clean = source.replace("\x00", "\ufffd")
    try:
        root = etree.fromstring(clean.encode("utf-8"), parser)
    except etree.XMLSyntaxError:  # nothing but a declaration or comments
        root = None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        return Page(source, None, tuple(_tokens(clean)))
    if root is None:
        return Page(source, None, tuple(_tokens(clean)))
    return Page(source, root)


def _walk(root: Any) -> Iterator[Event]:
    for kind, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        tag = tag.rpartition("}")[2].lower()
        if kind == "start":
            yield Event("start", tag, element.attrib)
            if element.text:
                yield Event("text", element.text)
        else:
            yield Event("end", tag)
            if element.tail:
                yield Event("text", element.tail)


class _Tokeniser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Event] = []
        self._unclosed = False

    def parse_comment(self, i: int, report: bool = True) -> int:
        """As the library, which looks for the end from every beginning anew: once there is none,
        there is none further on either.
        """
        end = -1 if self._unclosed else super().parse_comment(i, report)
        self._unclosed = end < 0
        return end

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """What begins with ``<![`` is a comment up to the next ``>`` (HTML Standard, 13.2.5.42);
        the library fails at names that it does not know.
        """
        return self.parse_bogus_comment(i, report)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Event("start", tag, {name: value or "" for name, value in attrs}))
        if tag in VOID:
            self.found.append(Event("end", tag))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.found.append(Event("end", tag))

    def handle_data(self, data: str) -> None:
        self.found.append(Event("text", data))


def _tokens(source: str) -> list[Event]:
    tokeniser = _Tokeniser()
    tokeniser.feed(source)
    tokeniser.close()
    return _balanced(tokeniser.found)


def _balanced(events: list[Event]) -> list[Event]:
    """Drop end tags that close nothing and close what is left open, as a tree would."""
    result: list[Event] = []
    opened: list[str] = []
    count: dict[str, int] = {}
    for event in events:
        if event.kind == "start":
            if opened and opened[-1] == event.value and event.value in _CLOSED_BY_THEIR_LIKE:
                count[opened.pop()] -= 1
                result.append(Event("end", event.value))
            opened.append(event.value)
            count[event.value] = count.get(event.value, 0) + 1
        elif event.kind == "end":
            if not count.get(event.value):
                continue
            while opened[-1] != event.value:
                last = opened.pop()
                count[last] -= 1
                result.append(Event("end", last))
            opened.pop()
            count[event.value] -= 1
        result.append(event)
    result.extend(Event("end", tag) for tag in reversed(opened))
    return result
