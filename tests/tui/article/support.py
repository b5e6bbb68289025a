"""Articles made by hand, and a small app to show one in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from msgspec.structs import replace
from textual.app import App, ComposeResult
from textual.widgets import Static

from reader.model import (
    Article,
    Document,
    Entity,
    EntityLabel,
    Facts,
    Leftover,
    LeftoverKind,
    Line,
    LineKind,
    Note,
    NoteKind,
    Segment,
    Translation,
    View,
)
from reader.tui.article.pane import ArticlePane
from reader.tui.themes import theme

K = LineKind
JOIN = "¶"
"""At the end of a line: the cleaned view joins it with the next."""


def article(lines: Sequence[tuple[LineKind, str]], language: str = "en") -> Article:
    """An article of these lines; a line ending in JOIN is joined with the next one."""
    text = "\n".join(line.removesuffix(JOIN) for _, line in lines)
    made: list[Line] = []
    segments: list[Segment] = []
    at = 0
    for number, (kind, raw) in enumerate(lines, 1):
        line = raw.removesuffix(JOIN)
        end = at + len(line)
        made.append(Line(number, at, end, kind, f"rule-{kind}", 0.9, ("stands alone",)))
        if kind.kept:
            segments.append(Segment(at, end, line))
            if end < len(text):
                joint = " " if raw.endswith(JOIN) else "\n"
                segments.append(Segment(end, end + 1, joint, "join" if joint == " " else ""))
        at = end + 1
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    document = Document("wire.txt", digest, "text", "utf-8", text)
    facts = Facts("Talks resume in Geneva", "Example Wire", "2026-02-10T09:12:00")
    return Article(document, facts, language, tuple(made), cleaned=View(tuple(segments)))


def with_leftovers(
    made: Article, *found: tuple[str, LeftoverKind, str | None, str | None]
) -> Article:
    """The article with leftovers: (text, kind, translation, word meant)."""
    text = made.document.text
    leftovers = tuple(
        Leftover(
            text.index(words),
            text.index(words) + len(words),
            words,
            "ru" if meant is None else "und",
            "Cyrl",
            kind,
            "caption-above-credit",
            "pooled",
            ("ru",),
            meant,
            translation,
            "phrasebook" if translation else None,
        )
        for words, kind, translation, meant in found
    )
    return replace(made, leftovers=leftovers)


def with_entities(made: Article, *found: tuple[str, EntityLabel, str]) -> Article:
    """The article with the first mention of each name: (text, label, name)."""
    text = made.document.text
    entities = tuple(
        Entity(text.index(words), text.index(words) + len(words), words, label, name, "test-1")
        for words, label, name in found
    )
    return replace(made, entities=entities)


def wire() -> Article:
    """An English article as an outlet's machine translated it, with what it left behind."""
    made = article(
        [
            (K.CHROME, "Skip to content"),
            (K.CHROME, "Озвучить текст"),
            (K.EMPTY, ""),
            (
                K.BODY,
                "Envoys of both sides met in Geneva on Monday, Anna Petrova said, and they agreed "
                "to keep the line between the two capitals open through the winter months.",
            ),
            (K.EMPTY, ""),
            (K.BODY, "No date was given by¶"),
            (K.BODY, "either side for the round that follows."),
            (K.EMPTY, ""),
            (K.CAPTION, "Петрова"),
            (K.PHOTO_CREDIT, "Photo: WIREPIX/Jane Roe"),
            (K.EMPTY, ""),
            (K.BODY, "It was a year of cоrona, she added, and then a перемирие."),
            (K.PROMO, "Subscribe to our newsletter"),
            (K.BODY, "The Ministry of Trade closed the talks."),
        ]
    )
    made = with_leftovers(
        made,
        ("Озвучить текст", LeftoverKind.CHROME, "Read the text aloud", None),
        ("Петрова", LeftoverKind.CAPTION, "Petrova", None),
        ("cоrona", LeftoverKind.HOMOGLYPH, None, "corona"),
        ("перемирие", LeftoverKind.BODY, None, None),
    )
    made = with_entities(
        made,
        ("Geneva", EntityLabel.LOC, "Geneva"),
        ("Anna Petrova", EntityLabel.PER, "Anna Petrova"),
        ("Ministry of Trade", EntityLabel.ORG, "Ministry of Trade"),
    )
    return replace(made, notes=(Note(NoteKind.MACHINE_TRANSLATED, "translated", 0, 0),))


def russian() -> tuple[Article, tuple[Translation, ...]]:
    """A Russian article of two paragraphs, and the translations of its three sentences."""
    first, second, third = "Встреча прошла в Женеве.", "Стороны довольны.", "Дата не названа."
    made = article([(K.BODY, f"{first} {second}"), (K.EMPTY, ""), (K.BODY, third)], "ru")
    text = made.document.text
    pairs = (
        (first, "The meeting was in Geneva."),
        (second, "The sides are content."),
        (third, "No date was named."),
    )
    translations = tuple(
        Translation(
            text.index(source),
            text.index(source) + len(source),
            source,
            target,
            "argos",
            "ru_en-1",
            "ru",
            "en",
            0.8,
            alternatives=(target, target.upper()),
        )
        for source, target in pairs
    )
    return made, translations


class Demo(App[None]):
    """One pane above one status line, in the default theme."""

    CSS = "Static { height: 1; }"

    def __init__(
        self, shown: Article, translations: Iterable[Translation] = (), *, monochrome: bool = False
    ) -> None:
        super().__init__()
        self.register_theme(theme("night"))
        self.theme = "night"
        self.shown = shown
        self.translations = tuple(translations)
        self.monochrome = monochrome
        self.heard: list[str] = []

    def get_css_variables(self) -> dict[str, str]:
        return {**(theme("night").variables), **super().get_css_variables()}

    def compose(self) -> ComposeResult:
        yield ArticlePane(monochrome=self.monochrome)
        yield Static(markup=False)

    def on_mount(self) -> None:
        self.pane.open(self.shown, self.translations)
        self.pane.focus()

    def on_article_pane_moved(self, message: ArticlePane.Moved) -> None:
        self.heard.append(message.pane.status)
        self.query_one(Static).update(message.pane.status)

    @property
    def pane(self) -> ArticlePane:
        return self.query_one(ArticlePane)

    def screen_text(self) -> str:
        """The rows of the pane as plain text."""
        pane = self.pane
        return "\n".join(pane.render_line(y).text for y in range(pane.size.height))
