"""The query language: words and phrases, fields, and, or, not, brackets.

`is:unread from:izvestia (переговоры or "peace talks") -kind:promo date:7d..`

Terms that stand side by side must all match. An error names the place and, where there is
one, the nearest thing that would be understood.
"""

from __future__ import annotations

import difflib
import re

from msgspec import Struct

from reader.model import LeftoverKind, LineKind, NoteKind
from reader.store.errors import QueryError

FIELDS: dict[str, str] = {
    "from": "outlet, or a part of its name; none for no outlet",
    "lang": "language of the article: en, ru, uk, …",
    "date": "2026, 2026-02, 2026-02-10, a..b, today, yesterday, 7d, 2w, 3m, 1y; none",
    "tag": "a tag that you put on",
    "is": "unread, read, starred, kept, dropped, undecided, waiting, analysed, failed",
    "has": "leftover, tag, note, date, source, translation, versions, or a kind of remark",
    "kind": "kind of a leftover: chrome, caption, …",
    "line": "kind of a line: promo, photo_credit, …",
    "left": "language of a leftover",
    "entity": "a person, organisation or place named in it",
    "near": 'words that stand close together: near:"kremlin elysee", near/5:"…"',
    "title": "words of the title",
    "path": "a part of the file's path",
    "id": "the beginning of the content's sha256",
    "story": "all versions of a story: the beginning of the sha256 of one of them",
    "note": "words of your note",
}
"""Each field with what it takes, for help and completion."""

ALIASES = {
    "source": "from", "language": "lang", "name": "entity", "who": "entity", "file": "path",
    "subject": "title", "published": "date", "t": "tag",
}  # fmt: skip

STATES = (
    "unread", "read", "starred", "kept", "dropped", "undecided", "waiting", "analysed", "failed",
)  # fmt: skip
POSSESSIONS = ("leftover", "tag", "note", "date", "source", "translation", "versions")

VALUES: dict[str, tuple[str, ...]] = {
    "is": STATES,
    "has": (*POSSESSIONS, *(str(kind) for kind in NoteKind)),
    "kind": tuple(str(kind) for kind in LeftoverKind),
    "line": tuple(str(kind) for kind in LineKind),
}
"""Fields whose values are a closed list."""


class Term(Struct, frozen=True):
    """A word, a phrase (`quoted`) or the beginning of a word (`prefix`)."""

    text: str
    position: int
    quoted: bool = False
    prefix: bool = False


class Field(Struct, frozen=True):
    """A field with its value; `distance` belongs to near: alone."""

    name: str
    value: str
    position: int
    quoted: bool = False
    distance: int = 10


class Not(Struct, frozen=True):
    """All that its node does not match."""

    node: Node


class And(Struct, frozen=True):
    """What all nodes match."""

    nodes: tuple[Node, ...]


class Or(Struct, frozen=True):
    """What at least one node matches."""

    nodes: tuple[Node, ...]


Node = Term | Field | Not | And | Or

_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\)) |
        (?P<minus>[-!](?=[^\s)])) |
        (?P<field>[^\W\d_]+)(?:/(?P<distance>[^\s():"/]*))?:
            (?:"(?P<fieldquoted>[^"]*)(?P<fieldend>"?)|(?P<value>[^\s()"]*)) |
        "(?P<quoted>[^"]*)(?P<end>"?) |
        (?P<word>[^\s()"]+)
    )""",
    re.VERBOSE,
)


class _Token(Struct):
    type: str
    position: int
    node: Node | None = None


def nearest(value: str, known: tuple[str, ...] | list[str]) -> str | None:
    """The known word that is most like `value`, None if none is."""
    found = difflib.get_close_matches(value.casefold(), known, n=1, cutoff=0.5)
    return (
        found[0] if found else next((k for k in known if k.startswith(value[:2]) and value), None)
    )


def parse(query: str, *, typing: bool = False) -> Node | None:
    """The tree of a query, None for an empty one, which matches everything.

    With `typing` the query is unfinished: a quotation mark or bracket may be open still, and the
    last word may be the beginning of one. Raises `QueryError`.
    """
    # an argument may hold bytes that are no UTF-8, as lone surrogates: nothing can match those
    query = _SURROGATE.sub("\ufffd", query)
    tokens = _tokens(query, typing=typing)
    if not tokens:
        return None
    return _Parser(tokens, query, typing=typing).whole()


def _tokens(query: str, *, typing: bool) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while query[at:].strip():
        match = _TOKEN.match(query, at)
        if match is None:  # a lone quotation mark after a value, as in from:a"b
            raise QueryError("a quotation mark stands here by mistake", at)
        start = at + len(match.group()) - len(match.group().lstrip())
        last = not query[match.end() :].strip()
        tokens.append(_token(match, start, typing=typing, last=last and match.end() == len(query)))
        at = match.end()
    return tokens


def _token(match: re.Match[str], start: int, *, typing: bool, last: bool) -> _Token:
    if match["open"]:
        return _Token("(", start)
    if match["close"]:
        return _Token(")", start)
    if match["minus"]:
        return _Token("not", start)
    if match["field"] is not None:
        return _field(match, start, typing=typing)
    if match["quoted"] is not None:
        if not match["end"] and not typing:
            raise QueryError(
                "this quotation mark is never closed", start, match.group().strip() + '"'
            )
        return _Token("node", start, Term(match["quoted"], start, quoted=True))
    word = match["word"]
    if word.casefold() in ("and", "or", "not"):
        return _Token(word.casefold(), start)
    prefix = word.endswith("*") or (typing and last and len(word) > 1)
    return _Token("node", start, Term(word.rstrip("*"), start, prefix=prefix))


def _field(match: re.Match[str], start: int, *, typing: bool) -> _Token:
    written = match["field"].casefold()
    name = ALIASES.get(written, written)
    if match["fieldquoted"] is not None and not match["fieldend"] and not typing:
        raise QueryError(
            "this quotation mark is never closed",
            match.start("fieldquoted") - 1,
            match.group().strip() + '"',
        )
    quoted = match["fieldquoted"] is not None
    value = match["fieldquoted"] if quoted else match["value"]
    at = match.start("fieldquoted" if quoted else "value")
    if name not in FIELDS:
        near = nearest(written, [*FIELDS, *ALIASES])
        hint = f"{near}:" if near else None
        raise QueryError(f"there is no field “{match['field']}:”", start, hint)
    if not value.strip():
        if typing:
            return _Token("skip", start)
        raise QueryError(f"{name}: needs a value: {FIELDS[name]}", at)
    if name in VALUES and value.casefold() not in VALUES[name]:
        if typing and any(known.startswith(value.casefold()) for known in VALUES[name]):
            return _Token("skip", start)
        near = nearest(value, VALUES[name])
        raise QueryError(
            f"{name}: does not know “{value}”; it takes {', '.join(VALUES[name])}",
            at,
            f"{name}:{near}" if near else None,
        )
    distance = _distance(match, name)
    return _Token("node", start, Field(name, value, at, quoted, distance))


def _distance(match: re.Match[str], name: str) -> int:
    """How far the words of near: may be apart. Raises `QueryError`."""
    written = match["distance"]
    if written is None:
        return 10
    value = match["value"] or f'"{match["fieldquoted"]}"'
    if name != "near":
        raise QueryError(
            f"only near: takes a number of words, as near/5:, not {name}:",
            match.start("distance") - 1,
            f"{name}:{value}",
        )
    if not re.fullmatch(r"[0-9]{1,3}", written):
        raise QueryError(
            f"near/ takes a number of words, as near/5:, not “{written}”",
            match.start("distance"),
            f"near/5:{value}",
        )
    return int(written)


class _Parser:
    """Recursive descent over the tokens; `or` binds weakest, then `and`, then `not`."""

    def __init__(self, tokens: list[_Token], query: str, *, typing: bool) -> None:
        self.tokens = tokens
        self.query = query
        self.typing = typing
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.at].type if self.at < len(self.tokens) else "end"

    def whole(self) -> Node | None:
        node = self.either()
        if self.peek() == ")":
            raise QueryError("this bracket was never opened", self.tokens[self.at].position)
        return node

    def either(self) -> Node | None:
        nodes = [self.all()]
        while self.peek() == "or":
            position = self.tokens[self.at].position
            self.at += 1
            if nodes[-1] is None and not self.typing:
                raise QueryError("“or” needs something before it", position)
            nodes.append(self.all())
            if nodes[-1] is None and not self.typing:
                raise QueryError("“or” needs something after it", position)
        found = tuple(node for node in nodes if node is not None)
        return Or(found) if len(found) > 1 else (found[0] if found else None)

    def all(self) -> Node | None:
        nodes: list[Node] = []
        while self.peek() not in ("end", ")", "or"):
            if self.peek() == "and":
                position = self.tokens[self.at].position
                self.at += 1
                if not self.typing and (not nodes or self.peek() in ("end", ")", "or", "and")):
                    raise QueryError("“and” needs something on both sides", position)
                continue
            node = self.single()
            if node is not None:
                nodes.append(node)
        return And(tuple(nodes)) if len(nodes) > 1 else (nodes[0] if nodes else None)

    def single(self) -> Node | None:
        token = self.tokens[self.at]
        self.at += 1
        if token.type == "skip":
            return None
        if token.type == "not":
            if self.peek() in ("end", ")", "or", "and"):
                if self.typing:
                    return None
                raise QueryError("“not” needs something after it", token.position)
            node = self.single()
            return None if node is None else Not(node)
        if token.type == "(":
            return self.bracket(token.position)
        return token.node

    def bracket(self, position: int) -> Node | None:
        self.depth += 1
        if self.depth > 50:
            raise QueryError("brackets are nested too deeply", position)
        node = self.either()
        if self.peek() == ")":
            self.at += 1
        elif not self.typing:
            raise QueryError("this bracket is never closed", position, self.query + ")")
        if node is None and not self.typing:
            raise QueryError("there is nothing between these brackets", position)
        self.depth -= 1
        return node
