"""The reading pane: one article in four modes, and the cursor's point of interest.

What the cursor is on (a row, and maybe a leftover, a name or a translated
sentence) is told in words by `status` and announced with `Moved`; commands act
on it. The pane itself stores and translates nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.events import MouseScrollDown, MouseScrollUp
from textual.message import Message

from reader.model import Article, Entity, EntityLabel, Leftover, Line, Translation
from reader.tui.article.evidence import Evidence
from reader.tui.article.layout import Layout, Place
from reader.tui.article.point import Point, describe
from reader.tui.article.setting import WIDE, Mode, Setting
from reader.tui.article.view import RowView

WHEEL = 3
"""Rows that a turn of the mouse's wheel moves by."""


class ArticlePane(RowView):
    """Shows one article. `to` is the reader's language; `monochrome` adds glyphs where
    colour cannot be relied on (None: where NO_COLOR is set).
    """

    class Moved(Message):
        """The cursor is on something else; `pane.status` says on what."""

        def __init__(self, pane: ArticlePane) -> None:
            super().__init__()
            self.pane = pane

        @property
        def control(self) -> ArticlePane:
            """The pane that it came from."""
            return self.pane

        def can_replace(self, message: Message) -> bool:
            """Only the last move of a burst counts."""
            return isinstance(message, ArticlePane.Moved)

    def __init__(
        self,
        *,
        to: str = "en",
        monochrome: bool | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.to = to
        self._monochrome = monochrome
        self._chosen: Mode | None = None
        self._labels = frozenset(EntityLabel)
        self._evidence: Evidence | None = None
        self._pending = 0
        self._told = ""

    # -- what is shown

    def open(
        self,
        article: Article,
        translations: Iterable[Translation] = (),
        *,
        versions: int = 0,
        offset: int = 0,
    ) -> None:
        """Show an article from its beginning, or from the row that holds code point `offset`."""
        same = self.article is not None and self.article.document.id == article.document.id
        if same and not offset:
            offset = self.position
        self._evidence = Evidence(article, translations, versions=versions, to=self.to)
        self._point = Point()
        self._told = ""
        self._arrange(offset)

    def close(self) -> None:
        """Show nothing."""
        self._evidence = self._layout = self._painter = None
        self._window = []
        self.refresh()

    @property
    def article(self) -> Article | None:
        """The article that is shown."""
        return None if self._evidence is None else self._evidence.article

    @property
    def evidence(self) -> Evidence | None:
        """What is known about the article, with the translations that came since it was opened."""
        return self._evidence

    @property
    def mode(self) -> Mode:
        """The mode in force: the one chosen, else what the width suggests."""
        if self._chosen is not None:
            return self._chosen
        return Mode.BOTH if self.size.width >= WIDE else Mode.CLEANED

    @property
    def labels(self) -> frozenset[EntityLabel]:
        """The entity types that are highlighted."""
        return self._labels

    @property
    def position(self) -> int:
        """The first code point of the original on the cursor's row: a place to come back to."""
        if self._layout is None:
            return self._pending if self._evidence is not None else 0
        return self._layout.offset(self._cursor)

    @property
    def line(self) -> Line | None:
        """The line of the original that the cursor is on, None in the heading."""
        if self._evidence is None or self._layout is None:
            return None
        place = self._layout.row(self._cursor).line
        return self._evidence.lines[place] if place >= 0 else None

    @property
    def leftover(self) -> Leftover | None:
        """The leftover that the cursor is on."""
        at = self._point.leftover
        return self._evidence.leftovers[at] if self._evidence is not None and at >= 0 else None

    @property
    def entity(self) -> Entity | None:
        """The mention that the cursor is on."""
        at = self._point.entity
        return self._evidence.entities[at] if self._evidence is not None and at >= 0 else None

    @property
    def sentence(self) -> Translation | None:
        """The translated sentence that the cursor is on."""
        if self._evidence is None or self._point.sentence < 0:
            return None
        return self._evidence.sentence_at(self._point.sentence)

    @property
    def translation(self) -> Translation | None:
        """The translation that the cursor is on: a sentence's or a leftover's, which may have
        an empty `target` while nobody has translated it.
        """
        leftover = self.leftover
        if leftover is None or self._evidence is None:
            return self.sentence
        known = self._evidence.translation_of(leftover.start, leftover.end)
        return known or Translation(
            leftover.start,
            leftover.end,
            leftover.text,
            leftover.translation or "",
            leftover.engine or "nobody",
            "",
            leftover.language,
            self.to,
        )

    @property
    def status(self) -> str:
        """What the cursor is on, in one line, harmless to show (never as markup)."""
        if self._evidence is None or self._layout is None:
            return ""
        return describe(self._evidence, self._point, self._layout.row(self._cursor).line)

    @property
    def progress(self) -> float:
        """How much of the article lies above the end of the screen, 0 to 1."""
        if self._layout is None or not self._window or not self._layout.units:
            return 1.0
        return (self._window[-1][0].unit + 1) / self._layout.units

    def on_screen(self) -> tuple[int, int]:
        """The span of the original that shows, in code points; (0, 0) when nothing does."""
        if self._evidence is None or self._layout is None:
            return 0, 0
        lines = [row.line for _, row in self._window if row.line >= 0]
        if not lines:
            return 0, 0
        return self._evidence.lines[min(lines)].start, self._evidence.lines[max(lines)].end

    # -- choosing

    def choose_mode(self, mode: Mode | None) -> None:
        """Show the article in this mode; None leaves it to the width."""
        offset = self.position
        self._chosen = mode
        self._arrange(offset)

    def next_mode(self) -> None:
        """Show the article in the next mode."""
        modes = list(Mode)
        self.choose_mode(modes[(modes.index(self.mode) + 1) % len(modes)])

    def toggle_label(self, label: EntityLabel) -> None:
        """Switch the highlighting of one entity type."""
        self._labels ^= {label}
        self._arrange(self.position)

    def learn(self, translations: Iterable[Translation]) -> None:
        """Take in translations of the article that is shown; what shows is redrawn once."""
        if self._evidence is None:
            return
        size = len(self._evidence.text)
        for translation in translations:
            if 0 <= translation.start < translation.end <= size:
                self._evidence.add(translation)
                if self._layout is not None:
                    self._layout.forget(translation.start, translation.end)
        if self._layout is None:
            return
        self._top = self._layout.clamp(self._top)
        self._cursor = self._layout.clamp(self._cursor)
        self._repaint()

    def revise(self, article: Article) -> None:
        """Show the same article with other findings; the cursor and translations stay."""
        if self._evidence is None or self._evidence.article.document.id != article.document.id:
            return
        known = self._evidence.known()
        position, in_text = self.position, self.line is not None
        self._evidence = Evidence(article, known, versions=self._evidence.versions, to=self.to)
        self._point = Point()
        self._arrange(position, in_text=in_text)

    # -- points of interest

    @property
    def drawn(self) -> bool:
        """Whether an article is laid out, as none is while the pane has no room."""
        return self._layout is not None

    def next_leftover(self, step: int) -> bool:
        """The next leftover, or the one before where `step` is -1; False where there is none."""
        if self._evidence is None or self._layout is None:
            return False
        starts = [leftover.start for leftover in self._evidence.leftovers]
        at = _next(starts, self._point.leftover, self.position, step)
        if at is None:
            return False
        place = self._layout.find(starts[at], leftover=at)
        self._go(place, Point(leftover=at))
        return True

    def next_entity(self, step: int) -> bool:
        """The next highlighted name, or the one before; False where there is none."""
        if self._evidence is None or self._layout is None:
            return False
        entities = self._evidence.entities
        starts = [entity.start for entity in entities]
        at = _next(starts, self._point.entity, self.position, step)
        while at is not None and entities[at].label not in self._labels:
            at = at + step if 0 <= at + step < len(entities) else None
        if at is None:
            return False
        self._go(self._layout.find(starts[at], entity=at), Point(entity=at))
        return True

    def next_sentence(self, step: int) -> bool:
        """The next translated sentence, lit with its source; False where there is none."""
        if self._evidence is None or self._layout is None:
            return False
        starts = [s.start for s in self._evidence.sentences_in(0, len(self._evidence.text))]
        known = starts.index(self._point.sentence) if self._point.sentence in starts else -1
        at = _next(starts, known, self.position, step)
        if at is None:
            return False
        self._go(self._layout.find(starts[at]), Point(sentence=starts[at]))
        return True

    def _point_on(self, place: Place) -> Point:
        """In the translation the sentence of the cursor's row is lit, with its source."""
        if self._layout is None or self.mode is not Mode.TRANSLATION:
            return Point()
        row = self._layout.row(place)
        lit = (run.sentence for run in (*row.left, *row.right) if run.sentence >= 0)
        return Point(sentence=next(lit, -1))

    # -- arranging

    def _arrange(self, offset: int, *, in_text: bool = False) -> None:
        """Lay the article out anew and show the row of `offset` where the cursor was.

        The offset 0 stands for the heading, but `in_text` for the text's first row.
        """
        width = self.size.width
        if self._evidence is None or width < 1:
            # hidden: laid out when it shows again, and never with the rows of another article
            self._layout = self._painter = None
            self._window = []
            self._pending = offset
            return
        colourless = self.app.no_color if self._monochrome is None else self._monochrome
        setting = Setting(max(width, 8), self.mode, self._labels, monochrome=colourless)
        shown = [place for place, _ in self._window]
        above = shown.index(self._cursor) if self._cursor in shown and self._layout else 0
        self._layout = Layout(self._evidence, setting)
        self._painter = None
        self._cursor = self._layout.find(offset) if offset > 0 or in_text else Place(-1)
        self._top = self._layout.move(self._cursor, -above)
        self._repaint()

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Go on by a turn of the wheel."""
        self.move(WHEEL)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Go back by a turn of the wheel."""
        self.move(-WHEEL)

    def on_resize(self) -> None:
        """Lay out for the new width; the cursor stays on its text."""
        if self._layout is None:
            self._arrange(self._pending)
        elif self._layout.setting.width != max(self.size.width, 8):
            self._arrange(self.position)
        else:
            self._go(self._cursor, self._point)
            self._repaint()

    def _tell(self) -> None:
        if (status := self.status) != self._told:
            self._told = status
            # A message never rises past its sender, which would be whoever moved the cursor.
            self.post_message(self.Moved(self).set_sender(self))


def _next(starts: Sequence[int], known: int, offset: int, step: int) -> int | None:
    """The place of the next (or previous) of `starts`, counted from place `known` or else from
    code point `offset`.
    """
    if known >= 0:
        at = known + step
    elif step > 0:
        at = next((i for i, start in enumerate(starts) if start >= offset), len(starts))
    else:
        at = next((i for i in reversed(range(len(starts))) if starts[i] < offset), -1)
    return at if 0 <= at < len(starts) else None
