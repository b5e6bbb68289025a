"""Reading Textual's frames: the one place that knows how Textual hands them over.

Textual gives an update of the screen as whole lines (`LayoutUpdate`) or as
pieces of lines (`ChopsUpdate`); both are private. `unknown` says in one line
what is not as expected, so that nothing breaks silently after an upgrade.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import textual
from textual.errors import NoWidget
from textual.geometry import Region

from reader.tui.terminal.shadow import Cell, Shadow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual._compositor import CompositorUpdate
    from textual.app import App
    from textual.geometry import Offset
    from textual.screen import Screen
    from textual.widget import Widget

TESTED = ("8.2",)
"""Textual versions whose frames were compared with ours, as major.minor."""


def unknown(version: str | None = None) -> str:
    """What this version of Textual does that is not known here; empty when all is as tested."""
    version = version or _installed()
    if ".".join(version.split(".")[:2]) not in TESTED:
        return f"Textual {version} is not among the tested versions ({', '.join(TESTED)})"
    try:
        from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
        from textual.app import App
    except ImportError as error:
        return f"Textual {version}: {error}"
    expected = {
        LayoutUpdate: ["strips", "region"],
        ChopsUpdate: ["chops", "spans", "chop_ends"],
    }
    for kind, names in expected.items():
        if list(inspect.signature(kind).parameters) != names:
            return f"Textual {version}: {kind.__name__} takes other arguments"
    if list(inspect.signature(App._display).parameters) != ["self", "screen", "renderable"]:
        return f"Textual {version}: App._display takes other arguments"
    if not hasattr(Compositor, "render_update"):
        return f"Textual {version}: the compositor has no render_update"
    return ""


def _installed() -> str:
    """Textual's version by the name of its metadata's folder; reading what is in it takes 20 ms."""
    beside = Path(textual.__file__).parent.parent.glob("textual-*.dist-info")
    names = [folder.stem.removeprefix("textual-") for folder in beside]
    found = [name for name in names if name[:1].isdigit()]
    return found[0] if len(found) == 1 else textual.__version__


def is_frame(renderable: object) -> bool:
    """Whether this is an update of the screen that `rows` can read."""
    from textual._compositor import ChopsUpdate, LayoutUpdate

    return isinstance(renderable, (ChopsUpdate, LayoutUpdate))


def rows(update: CompositorUpdate, shadow: Shadow) -> dict[int, list[Cell]]:
    """The rows that the update wants, by their number from 0."""
    from textual._compositor import ChopsUpdate, LayoutUpdate

    new: dict[int, list[Cell]] = {}
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            new[y] = [cell for strip in strips for cell in shadow.cells(strip)]
            if update.region.x:
                new[y] = [*_known(shadow, y)[: update.region.x], *new[y]]
        return new
    assert isinstance(update, ChopsUpdate)
    for y, first, last in update.spans:
        if y >= shadow.height:
            continue
        line = new.get(y) or _known(shadow, y)
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > last or end <= first:
                continue
            cells = shadow.cells(strip)
            line[x : x + len(cells)] = cells
        new[y] = line
    return new


def cells(widget: Widget, places: Iterable[Offset], shadow: Shadow) -> dict[int, list[Cell]]:
    """The rows with single cells of a widget's content as it would draw them now; none where any of them is covered
    or out of sight.
    """
    new: dict[int, list[Cell]] = {}
    content = widget.content_region
    corner, inside = content.offset, content.offset - widget.region.offset
    visible = content.intersection(Region(0, 0, shadow.width, shadow.height))
    for place in places:
        x, y = corner + place
        row = new.get(y) or (shadow.rows[y] if visible.contains(x, y) else None)
        if row is None or _on_top(widget.screen, x, y) is not widget:
            return {}
        left, top = inside + place
        (strip,) = widget.render_lines(Region(left, top, 1, 1))
        (cell,) = shadow.cells(strip)
        new[y] = [*row[:x], cell, *row[x + 1 :]]
    return new


def _on_top(screen: Screen[Any], x: int, y: int) -> Widget | None:
    try:
        return screen.get_widget_at(x, y)[0]
    except NoWidget:
        return None


def _known(shadow: Shadow, y: int) -> list[Cell]:
    row = shadow.rows[y]
    return list(row) if row is not None else shadow.blank_row()


def whole(screen: Screen[Any], app: App[Any]) -> CompositorUpdate:
    """An update of the whole screen."""
    update = screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    return cast("CompositorUpdate", update)


def put_back(update: CompositorUpdate, screen: Screen[Any]) -> None:
    """Mark what the update covers as still to be drawn: it merges into the next frame."""
    from textual._compositor import ChopsUpdate

    dirty = screen._compositor._dirty_regions
    if isinstance(update, ChopsUpdate):
        dirty.update(Region(first, y, last - first, 1) for y, first, last in update.spans)
    else:
        dirty.add(screen.size.region)


def draw(screen: Screen[Any]) -> None:
    """Draw what is marked as still to be drawn."""
    screen._compositor_refresh()
