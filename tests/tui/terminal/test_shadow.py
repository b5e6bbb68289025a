"""Whatever frames come, the terminal shows what Textual's own output would have shown."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from reader.tui.terminal.frames import rows
from reader.tui.terminal.pens import Pens
from reader.tui.terminal.shadow import Shadow
from tests.tui.terminal.support import Terminal

WIDTH, HEIGHT = 30, 12
COLOURS = [None, "red", "bright_blue", "#102030", "color(200)", "default"]

styles = st.builds(
    Style,
    color=st.sampled_from(COLOURS),
    bgcolor=st.sampled_from(COLOURS),
    bold=st.booleans(),
    italic=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
    strike=st.booleans(),
)
texts = st.text(st.sampled_from("abcй   漢é·│▌"), min_size=1, max_size=12)
segments = st.tuples(texts, st.one_of(st.none(), styles)).map(lambda pair: Segment(*pair))
lines = st.lists(segments, max_size=6)


@st.composite
def frame_lists(draw: st.DrawFn) -> list[list[list[Segment]]]:
    """Frames as a program makes them: some rows alike, some moved, some new."""
    pool = [_filled(line) for line in draw(st.lists(lines, min_size=4, max_size=30))]
    frames = []
    for _ in range(draw(st.integers(2, 5))):
        at = draw(st.integers(0, len(pool) - 1))
        rows_ = [pool[(at + y) % len(pool)] for y in range(HEIGHT)]
        for y in draw(st.lists(st.integers(0, HEIGHT - 1), max_size=3)):
            rows_[y] = draw(st.sampled_from(pool))
        frames.append(rows_)
    return frames


def _filled(line: Sequence[Segment]) -> list[Segment]:
    """The line at the width of the screen, wide characters never cut."""
    kept: list[Segment] = []
    used = 0
    for segment in line:
        size = cell_len(segment.text)
        if used + size > WIDTH:
            break
        kept.append(segment)
        used += size
    return [*kept, Segment(" " * (WIDTH - used))]


def _update(frame: Sequence[Sequence[Segment]]) -> LayoutUpdate:
    return LayoutUpdate([[Strip(row)] for row in frame], Region(0, 0, WIDTH, HEIGHT))


@settings(max_examples=150, deadline=None)
@given(frame_lists(), st.booleans())
def test_the_screen_is_the_same_as_textuals_own(
    frames: list[list[list[Segment]]], erase_colours: bool
) -> None:
    console = Console(color_system="truecolor", force_terminal=True)
    shadow = Shadow(WIDTH, HEIGHT, Pens(ColorSystem.TRUECOLOR), erase_colours=erase_colours)
    ours, theirs = Terminal(WIDTH, HEIGHT), Terminal(WIDTH, HEIGHT)
    for frame in frames:
        update = _update(frame)
        ours.feed(shadow.write(rows(update, shadow)))
        theirs.feed("\x1b[H" + update.render_segments(console))
        assert ours.text() == theirs.text()
        assert ours.cells() == theirs.cells()


@settings(max_examples=60, deadline=None)
@given(frame_lists())
def test_a_frame_sent_again_costs_nothing(frames: list[list[list[Segment]]]) -> None:
    shadow = Shadow(WIDTH, HEIGHT, Pens(ColorSystem.STANDARD))
    for frame in frames:
        shadow.write(rows(_update(frame), shadow))
        assert shadow.write(rows(_update(frame), shadow)) == ""


@settings(max_examples=60, deadline=None)
@given(frame_lists())
def test_a_forgotten_screen_is_sent_whole(frames: list[list[list[Segment]]]) -> None:
    shadow = Shadow(WIDTH, HEIGHT, Pens(ColorSystem.STANDARD))
    for frame in frames:
        shadow.write(rows(_update(frame), shadow))
    shadow.forget()
    fresh, whole = Terminal(WIDTH, HEIGHT), Terminal(WIDTH, HEIGHT)
    fresh.feed(shadow.write(rows(_update(frames[-1]), shadow)))
    other = Shadow(WIDTH, HEIGHT, Pens(ColorSystem.STANDARD))
    whole.feed(other.write(rows(_update(frames[-1]), other)))
    assert fresh.cells() == whole.cells()


def _page(first: int) -> list[list[Segment]]:
    return [_filled([Segment(f"line number {first + y}")]) for y in range(HEIGHT)]


def _shadow() -> Shadow:
    return Shadow(WIDTH, HEIGHT, Pens(ColorSystem.STANDARD))


def test_a_scroll_by_one_sends_one_line() -> None:
    shadow = _shadow()
    shadow.write(rows(_update(_page(1)), shadow))
    for first in (2, 1):
        sent = shadow.write(rows(_update(_page(first)), shadow))
        assert len(sent) <= 50, sent


def test_rows_that_stand_still_inside_a_scrolled_region_stay() -> None:
    shadow, terminal = _shadow(), Terminal(WIDTH, HEIGHT)
    first = _page(1)
    first[6] = _filled([Segment("a heading that stays")])
    second = _page(2)
    second[6] = first[6]
    for frame in (first, second):
        terminal.feed(shadow.write(rows(_update(frame), shadow)))
    assert terminal.text().split("\n")[6] == "a heading that stays"
    assert terminal.text().split("\n")[0] == "line number 2"


def test_a_moved_mark_costs_a_dozen_bytes() -> None:
    shadow = _shadow()
    page = _page(1)
    shadow.write(rows(_update(page), shadow))
    marked = [list(row) for row in page]
    marked[4] = _filled([Segment("▌ine number 5")])
    sent = shadow.write(rows(_update(marked), shadow))
    assert len(sent.encode()) <= 8


def test_rows_already_on_the_terminal_are_not_sent() -> None:
    shadow = _shadow()
    frame = _page(1)
    for y, row in enumerate(frame):
        shadow.adopt(y, shadow.cells(row))
    assert shadow.write(rows(_update(frame), shadow)) == ""


def test_no_colour_is_sent_where_there_is_none() -> None:
    shadow = Shadow(WIDTH, HEIGHT, Pens(None))
    line = _filled([Segment("red", Style(color="red", bold=True))])
    sent = shadow.write({0: shadow.cells(line)})
    assert "31" not in sent
    assert "\x1b[0;1m" in sent
