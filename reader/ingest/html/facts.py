"""Title, source, date, author, address and language as a page's markup declares them.

Read in the order of trust: schema.org's article in JSON-LD, Open Graph and the
`article:` properties (ogp.me), Dublin Core and the older meta names, microdata
and elements of HTML itself. The text of the page is no declaration.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from reader.ingest.declared import Declared, address, instant, language, phrase
from reader.ingest.html.parsing import Page
from reader.ingest.words import words

_LARGEST = 1_000_000
"""Characters of JSON-LD that are read of one element."""

_MOST_NODES = 5_000
_HEADINGS = 3
_LONGEST_HEADLINE = 250
_RULE = re.compile(r"\s+(?:[|•·»:–—-]|::)\s+|:\s+")
"""What stands between a page's title and the name of its site."""

_ARTICLES = words(
    "AdvertiserContentArticle AnalysisNewsArticle Article AskPublicNewsArticle "
    "BackgroundNewsArticle BlogPosting LiveBlogPosting NewsArticle OpinionNewsArticle Report "
    "ReportageNewsArticle ReviewNewsArticle ScholarlyArticle SocialMediaPosting TechArticle"
)
"""schema.org's types for a piece of writing."""

_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "title")
_SOURCE = ("og:site_name", "application-name", "publisher", "dc.publisher", "dcterms.publisher")
_PUBLISHED = (
    *("article:published_time", "og:published_time", "og:article:published_time"),
    *("datepublished", "article.published", "published-date", "publish-date", "publication_date"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date"),
    *(
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "date",
        "publishdate",
        "cxenseparse:recs:publishtime",
    ),
)
_AUTHOR = (
    *("author", "article:author", "og:article:author", "parsely-author", "sailthru.author"),
    *("dc.creator", "dcterms.creator", "byl", "twitter:creator"),
)
_LANGUAGE = ("content-language", "dc.language", "dcterms.language", "og:locale", "language")


def declared(page: Page) -> Declared:
    """What the markup of `page` declares, each field None where it is silent."""
    found = _Markup(page)
    article = found.article
    source = _name(article.get("publisher")) or found.meta_text(_SOURCE)
    title = _headline(article.get("headline")) or found.meta_text(_TITLE) or found.title
    return Declared(
        title=_bare(title, {source, found.meta_text(_SOURCE)}, found.headings),
        source=source,
        published=_first(
            instant,
            (article.get("datePublished"), *found.metas(_PUBLISHED), *found.moments),
        ),
        author=_name(article.get("author")) or _person(found.metas(_AUTHOR)) or found.author,
        url=_first(address, (found.canonical, *found.metas(("og:url",)), article.get("url"))),
        language=_first(
            language, (found.language, *found.metas(_LANGUAGE), article.get("inLanguage"))
        ),
    )


class _Markup:
    """One pass over a page that keeps what may be a declaration."""

    def __init__(self, page: Page) -> None:
        self.language: str | None = None
        self.canonical: str | None = None
        self.title: str | None = None
        self.author: str | None = None
        self.headings: list[str] = []
        self.moments: list[str] = []
        self.article: Mapping[str, Any] = {}
        self._metas: dict[str, list[str]] = {}
        times: list[str] = []
        scripts: list[str] = []
        collecting: list[str] | None = None
        open_tag = ""
        in_svg = 0
        for event in page.events():
            if event.kind == "text":
                if collecting is not None:
                    collecting.append(event.value)
                continue
            tag = event.value
            if event.kind == "end":
                in_svg -= tag == "svg"
                if collecting is not None and tag == open_tag:
                    text = "".join(collecting)
                    if tag == "script":
                        scripts.append(text)
                    elif tag == "title":
                        self.title = self.title or _text(text)
                    elif tag == "h1":
                        self.headings.extend(filter(None, [_text(text)]))
                    else:
                        self.author = self.author or _signature(text)
                    collecting = None
                continue
            attributes = event.attributes
            in_svg += tag == "svg"
            if tag == "html":
                self.language = attributes.get("lang") or attributes.get("xml:lang")
            elif tag == "meta":
                self._meta(attributes)
            elif tag == "link" and "canonical" in attributes.get("rel", "").lower().split():
                self.canonical = self.canonical or attributes.get("href")
            elif tag == "time":
                self._time(attributes, times)
            if collecting is None and (
                (tag == "script" and "ld+json" in attributes.get("type", "").lower())
                or (tag == "title" and not in_svg and self.title is None)
                or (tag == "h1" and len(self.headings) < _HEADINGS)
                or (self.author is None and _marks_author(tag, attributes))
            ):
                collecting, open_tag = [], tag
        if len(set(times)) == 1:  # several clocks and none marked: which is the article's?
            self.moments.append(times[0])
        self.article = _article(scripts)

    def _meta(self, attributes: Mapping[str, str]) -> None:
        content = attributes.get("content")
        if not content:
            return
        for name in ("property", "name", "itemprop", "http-equiv"):
            if key := attributes.get(name):
                self._metas.setdefault(key.strip().casefold(), []).append(content)

    def _time(self, attributes: Mapping[str, str], others: list[str]) -> None:
        moment = attributes.get("datetime")
        if not moment:
            return
        marks = f"{attributes.get('itemprop', '')} {attributes.get('class', '')}".casefold()
        if "pubdate" in attributes or "datepublished" in marks or "entry-date" in marks:
            self.moments.append(moment)
        elif "modified" not in marks and "updated" not in marks:
            others.append(moment)

    def metas(self, names: Iterable[str]) -> Iterator[str]:
        """The contents of the meta elements of these names, in the order of the names."""
        for name in names:
            yield from self._metas.get(name, ())

    def meta_text(self, names: Iterable[str]) -> str | None:
        """The first of them that is text."""
        return _first(_text, self.metas(names))


def _marks_author(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag == "a" and "author" in attributes.get("rel", "").lower().split():
        return True
    return attributes.get("itemprop") == "author" and tag not in ("meta", "link")


def _text(value: object) -> str | None:
    """A phrase whose character references, which many sites escape twice, are resolved."""
    return phrase(unescape(value)) if isinstance(value, str) else None


def _headline(value: object) -> str | None:
    """A declared headline, unless somebody put the whole story there."""
    text = _text(value)
    return text if text and len(text) <= _LONGEST_HEADLINE else None


def _signature(text: str) -> str | None:
    """The text of an element marked as the author, if it can be a name: some hold a whole box."""
    line = _text(text)
    return line if line and len(line.split()) <= 8 and not set(line) & set("{};") else None


def _first(check: Any, values: Iterable[object]) -> str | None:
    return next((found for value in values if (found := check(value))), None)


def _person(values: Iterable[str]) -> str | None:
    """The first author that is a name, not the address of a profile."""
    for value in values:
        name = _text(value)
        if name and "://" not in name and not name.startswith(("@", "www.")):
            if name.isdigit() or (" " not in name and name.count(".") > 1):
                continue  # a number or a variable that a template forgot to fill
            return name
    return None


def _name(value: object) -> str | None:
    """The name of a person or organisation of schema.org, or the names of several."""
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        text = _person([name]) if isinstance(name, str) else None
        if text and text not in names:
            names.append(text)
    return ", ".join(names[:10]) or None


def _article(scripts: Iterable[str]) -> Mapping[str, Any]:
    """The first article among the nodes of a page's JSON-LD; empty if there is none."""
    nodes: list[Any] = []
    for script in scripts:
        text = script.strip().removeprefix("<!--").removesuffix("-->")
        try:
            nodes.append(json.loads(text[:_LARGEST], strict=False))
        except (ValueError, RecursionError):
            continue
    for _ in range(_MOST_NODES):
        if not nodes:
            break
        node = nodes.pop(0)
        if isinstance(node, list):
            nodes[:0] = node
        elif isinstance(node, dict):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind in _ARTICLES for kind in kinds):
                return node
            nodes.extend(node[key] for key in ("@graph", "mainEntity") if key in node)
    return {}


def _bare(title: str | None, sites: set[str | None], headings: Iterable[str]) -> str | None:
    """A title without the name of the site that many pages add to it.

    Cut at a rule where what follows is the site's name, or where what stands
    before is the page's own heading.
    """
    if not title:
        return None
    known = {site.casefold() for site in sites if site}
    own = {heading.casefold() for heading in headings}
    for rule in _RULE.finditer(title):
        head, tail = title[: rule.start()], title[rule.end() :]
        if tail.casefold().strip(" %") in known or head.casefold() in own:
            return head
    return title
