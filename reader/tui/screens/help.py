"""The help is drawn from the commands, so it cannot describe keys that are not there."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from reader.tui.article.runs import GLYPHS
from reader.tui.commands.base import Context
from reader.tui.commands.registry import Keymap, commands, display
from reader.tui.safe import DIRECTION, INVISIBLE, SUBSTITUTE
from reader.tui.widgets.columns import CONFLICT, DROPPED, FAILED, KEPT, NOTED, STAR, UNREAD, WAITING
from reader.tui.widgets.headings import FOLDED, UNFOLDED, VERSION
from reader.tui.widgets.lines import TextLine
from reader.tui.widgets.plot import BLOCKS

KEYS = 16
"""Cells of the column of keys."""

SIGNS = (
    (UNREAD, "unread"),
    (STAR, "starred"),
    (KEPT, "kept"),
    (DROPPED, "dropped"),
    ("ru×8", "eight fragments were left in Russian"),
    (CONFLICT, "dates or sources in the text contradict each other"),
    ("≈3", "three versions of the same story"),
    (
        f"{FOLDED} {UNFOLDED} {VERSION}",
        "a group or story that is folded; a story with its versions below it",
    ),
    (NOTED, "you wrote a note"),
    (FAILED, "could not be analysed; the status line says why"),
    (WAITING, "not analysed yet"),
)

IN_ARTICLE = (
    (
        "⟦…⟧",
        "in your language, by the phrasebook or a machine; of a word in look-alike letters, as it was meant",
    ),
    (
        INVISIBLE,
        "in the original, a character that cannot be seen; in the cleaned text its name, as ⟨ZWSP⟩",
    ),
    (
        DIRECTION,
        "in the original, a character that turns the direction of writing; in the cleaned text as ⟨RLO⟩",
    ),
    (f"␛ {SUBSTITUTE}", "a control character"),
)

_PANES = {
    Context.LIST: "the list",
    Context.ARTICLE: "the article",
    Context.SEARCHES: "the searches",
    Context.NAMES: "the names",
}

Row = tuple[tuple[str, str], ...]


class HelpText(Widget, can_focus=True):
    """Rows that `make` gives for a width, scrolled with the same keys as everything else."""

    DEFAULT_CSS = """
    HelpText { height: 1fr; width: 1fr; padding: 0 1; }
    HelpText > .help--heading { color: $mark; text-style: bold; }
    HelpText > .help--key { text-style: bold; }
    HelpText > .help--quiet { color: $quiet; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"help--heading", "help--key", "help--quiet"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down,о", "line(1)"),
        Binding("k,up,л", "line(-1)"),
        Binding("space,pagedown,ctrl+f,ctrl+d", "page(1)"),
        Binding("b,pageup,ctrl+b,ctrl+u,и", "page(-1)"),
        Binding("g,home,п", "line(-100000)"),
        Binding("G,end,П", "line(100000)"),
    ]

    def __init__(self, make: Callable[[int], Iterable[Row]]) -> None:
        super().__init__()
        self.make = make
        self.rows: list[Row] = []
        self.top = 0

    def on_resize(self, _: events.Resize) -> None:
        """Break the lines anew."""
        self.rows = list(self.make(self.size.width))
        self.action_line(0)

    def action_line(self, count: int) -> None:
        """Scroll by lines."""
        top = max(0, min(self.top + count, len(self.rows) - self.size.height))
        if top != self.top or not count:
            self.top = top
            self.refresh()

    def action_page(self, count: int) -> None:
        """Scroll by pages."""
        self.action_line(count * max(1, self.size.height - 1))

    def render_line(self, y: int) -> Strip:
        """One line of the help."""
        base, at = self.rich_style, self.top + y
        if at >= len(self.rows):
            return Strip.blank(self.size.width, base)
        looks = {"text": base} | {
            part: self.get_component_rich_style(f"help--{part}")
            for part in ("heading", "key", "quiet")
        }
        segments = [Segment(text, looks[part]) for part, text in self.rows[at]]
        return Strip(segments).adjust_cell_length(self.size.width, base)


def help_rows(context: Context, keys: Keymap, width: int) -> Iterator[Row]:
    """The help of a pane, broken to `width` cells."""
    group = None
    body = max(20, min(width - KEYS, 100))
    for cls in commands():
        if context not in cls.contexts:
            continue
        if cls.group != group:
            if group is not None:
                yield ()
            group = cls.group
            yield (("heading", cls.group.value),)
        names = " ".join(display(key) for key in keys.keys[cls.name]) or f":{cls.name}"
        yield from _entry(names, cls.help(), body)
    if context is Context.NAMES:
        yield ()
        yield (("heading", "Signs"),)
        for label, glyph in GLYPHS.items():
            yield from _entry(
                glyph, {"PER": "a person", "ORG": "an organisation"}.get(label, "a place"), body
            )
        yield from _entry(
            BLOCKS, "how many articles of a stretch of days name it, against its own peak", body
        )
    for pane, told in ((Context.LIST, SIGNS), (Context.ARTICLE, IN_ARTICLE)):
        if context is pane:
            yield ()
            yield (("heading", f"Signs in {_PANES[pane]}"),)
            for sign, text in told:
                yield from _entry(sign, text, body)
    yield ()
    yield (("quiet", "Every key works on the Russian and Ukrainian layouts as well."),)


def _entry(left: str, text: str, body: int) -> Iterator[Row]:
    lines = textwrap.wrap(text, body)
    pad = max(1, KEYS - cell_len(left))
    if cell_len(left) >= KEYS:
        yield (("key", left),)
        left, pad = "", KEYS
    yield (("key", left + " " * pad), ("text", lines[0]))
    for line in lines[1:]:
        yield (("text", " " * KEYS + line),)


class HelpScreen(Screen[None]):
    """The help of one pane over the whole screen."""

    DEFAULT_CSS = "HelpScreen { layout: vertical; background: $background; color: $foreground; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,comma,f1,enter,й", "dismiss(None)")
    ]

    def __init__(self, context: Context, keys: Keymap) -> None:
        super().__init__()
        self.context, self.keys = context, keys

    def compose(self) -> ComposeResult:
        """A heading, the help, how to leave it."""
        heading = TextLine("help-header")
        pane = _PANES[self.context]
        heading.set([("name", " wirereader"), ("quiet", f"  keys of {pane}")])
        yield heading
        yield HelpText(partial(help_rows, self.context, self.keys))
        yield leaving()


def leaving() -> TextLine:
    """The last line of a screen of text: how to move in it, and to leave it."""
    footer = TextLine("help-footer")
    footer.set(
        [("key", " j/k"), ("quiet", " move  "), ("key", "Space"), ("quiet", " page  "),
         ("key", "q"), ("quiet", " back")]
    )  # fmt: skip
    return footer
