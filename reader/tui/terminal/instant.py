"""The first page of the list stands on the screen before Textual is even loaded.

Importing Textual takes a quarter of a second, drawing its first screen as long
again; asking SQLite for the newest rows and writing them takes milliseconds.
What is painted here is what the list will draw, so that Textual has little to
send when it takes over. Which store, columns and theme the command line means
is remembered from the start before: reading the configuration would take
longer than the painting. Nothing here imports Textual, and nothing may fail:
where something is amiss, there is no first page.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from types import SimpleNamespace

TYPE_CHECKING = False  # typing's own costs 5 ms, which the first page does not have
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from reader.tui.terminal.shadow import Shadow

KNOWN_STARTS = 30
"""Command lines remembered."""

HEADER, FOOT = 1, 2
"""Rows above and below the list."""

LOOKS = {
    "cursor": ("mark", "bold"),
    "name": ("mark", "bold"),
    "unread": ("mark", ""),
    "star": ("star", ""),
    "kept": ("kept", ""),
    "dropped": ("dropped", ""),
    "quiet": ("quiet", ""),
    "unread-title": ("", "bold"),
    "dropped-title": ("quiet", "strike"),
    "leftover": ("leftover", ""),
    "alarm": ("alarm", ""),
    "tag": ("translation", ""),
    "rule": ("rule", ""),
}
"""Colour (a name of `themes.VARIABLES`) and attribute of each part of the list."""

_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_ATTRIBUTES = {"bold": "1", "strike": "9"}
_PLAIN = ("", "")

Piece = tuple[str, str]


class FirstPage:
    """What was painted: pieces of each row, as (part, text), on a screen of `width` by `height`."""

    def __init__(
        self,
        rows: list[list[Piece]],
        size: tuple[int, int],
        theme: str,
        keyboard: list[Any] | None = None,
    ) -> None:
        self.rows = rows
        self.width, self.height = size
        self.theme = theme
        self._keyboard = keyboard
        self._shown = True
        self._stderr = sys.stderr
        self._held = sys.stderr = io.StringIO()  # what is said now would stand on the page

    def taken_over(self) -> bool:
        """Hand keyboard and screen over; whether the screen still holds the page (true once)."""
        shown, self._shown = self._shown, False
        self._restore()
        return shown

    def close(self) -> None:
        """Leave the terminal as it was found, if nobody took it over; say what was held back."""
        if self._shown:
            self._shown = False
            os.write(1, b"\x1b[m\x1b[?7h\x1b[?1049l\x1b[?25h")
        self._restore()
        if sys.stderr is self._held:
            sys.stderr = self._stderr
            sys.stderr.write(self._held.getvalue())
            sys.stderr.flush()

    def tell(self, shadow: Shadow, theme: str) -> None:
        """Tell a shadow what stands on the terminal, if it is of the same size and colours."""
        from rich.segment import Segment

        if (shadow.width, shadow.height) != (self.width, self.height) or theme != self.theme:
            return
        blank = shadow.blank_row()
        for y, pieces in enumerate(self.rows):
            row = shadow.cells(Segment(text, _style(part, theme)) for part, text in pieces)
            shadow.adopt(y, [*row, *blank[len(row) :]])

    def _restore(self) -> None:
        if self._keyboard is not None:
            import termios

            termios.tcsetattr(0, termios.TCSANOW, self._keyboard)
            self._keyboard = None


def forget(store: Path, environ: Mapping[str, str]) -> bool:
    """Keep no start of this store any more; whether there was one."""
    known = _read(environ)
    kept = {
        key: entry
        for key, entry in known.items()
        if not isinstance(entry, dict) or entry.get("store") != str(store)
    }
    if kept == known:
        return False
    with open(_file(environ), "w", encoding="utf-8") as handle:  # noqa: PTH123
        json.dump(kept, handle)
    return True


def paint(arguments: Sequence[str], environ: Mapping[str, str]) -> FirstPage | None:
    """Paint the first page for a command line that was used before; None if it cannot be had."""
    try:
        if not (os.isatty(0) and os.isatty(1)) or environ.get("TERM", "dumb") == "dumb":
            return None
        known = _read(environ).get(_key(arguments, environ))
        if not isinstance(known, dict) or known.get("config") != _stamp(known.get("config")):
            return None
        size = os.get_terminal_size(1)
        rows, theme = page(known, (size.columns, size.lines))
        return _show(rows, (size.columns, size.lines), theme, environ) if rows else None
    except Exception:  # noqa: BLE001 - a start without it is only slower
        return None


def remember(
    arguments: Sequence[str],
    environ: Mapping[str, str],
    *,
    store: Path,
    config: Path | None,
    theme: str,
    columns: Sequence[str],
    wide: int,
) -> None:
    """Keep what this command line means, for the next start."""
    known = _read(environ)
    key = _key(arguments, environ)
    entry = {
        "store": str(store),
        "config": _stamp([str(config) if config else "", 0]),
        "theme": theme,
        "columns": list(columns),
        "wide": wide,
    }
    if known.get(key) == entry:
        return
    known.pop(key, None)
    known[key] = entry
    kept = dict(list(known.items())[-KNOWN_STARTS:])
    file = _file(environ)
    try:
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120 - as fast as can be
        made = os.open(f"{file}.{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(made, "w", encoding="utf-8") as handle:  # noqa: PTH123
            json.dump(kept, handle)
        os.replace(f"{file}.{os.getpid()}", file)  # noqa: PTH105
    except OSError:
        return


def page(known: Mapping[str, Any], size: tuple[int, int]) -> tuple[list[list[Piece]], str]:
    """The rows of the screen as far as the store alone tells them, and the theme's name.

    No rows where the store is missing or empty, or where it was left showing something else.
    """
    from reader.store.glance import COLUMNS, first_page
    from reader.tui.widgets.columns import CURSOR, cells, plan
    from reader.tui.widgets.measures import list_width

    width, height = size
    room = height - HEADER - FOOT
    wide = width >= int(known["wide"])
    found, state = first_page(_path(str(known["store"])), 500)
    saved = state.get("view")
    view: dict[str, Any] = saved if isinstance(saved, dict) else {}
    theme = str(state.get("theme") or known["theme"])
    if not found or room < 1 or view.get("group") or (view.get("reading") and not wide):
        return [], theme
    key = view.get("key")
    keys = [row[0] for row in found]
    cursor = keys.index(key) if key in keys else 0
    top = min(cursor, max(0, len(found) - room))
    across = list_width(width) if wide else width
    shape = plan(across, tuple(known["columns"]))
    year = str(found[0][COLUMNS.index("published")] or "")[:4]
    rows: list[list[Piece]] = [[("name", " wirereader")]]
    for index in range(top, top + room):
        pieces: list[Piece] = []
        if index < len(found):
            pieces = [
                ("cursor", CURSOR if index == cursor else " "),
                ("quiet", " "),
                *cells(_row(dict(zip(COLUMNS, found[index], strict=True))), shape, year),
            ]
        if wide:
            pieces += [("quiet", " " * across)] if not pieces else []
            pieces.append(("rule", "│"))
        rows.append(pieces)
    return rows, theme


def _row(values: dict[str, Any]) -> Any:
    """A row of the store as the columns read it."""
    values["leftover_languages"] = str(values["leftover_languages"] or "").split()
    values["tags"] = str(values["tags"] or "").split()
    values["notes"] = str(values.get("notes") or "").split()
    values["versions"] = values.get("versions") or 0
    values["verdict"] = (None, "keep", "drop")[int(values["verdict"] or 0)]
    return SimpleNamespace(**values)


def _show(
    rows: list[list[Piece]], size: tuple[int, int], theme: str, environ: Mapping[str, str]
) -> FirstPage:
    import termios

    from reader.tui.terminal.kinds import has_colour

    coloured = has_colour(environ)
    before = termios.tcgetattr(0)
    quiet = [*before]
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(0, termios.TCSANOW, quiet)
    out = ["\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J"]
    pen = _PLAIN
    for pieces in rows:
        for part, text in pieces:
            wanted = _pen(part, theme, coloured=coloured) if text.strip() else pen
            out.append(_change(pen, wanted))
            pen = wanted
            out.append(text)
        out.append("\r\n")
    text = "".join(out).removesuffix("\r\n") + "\x1b[m"
    os.write(1, text.encode("utf-8", "replace"))
    return FirstPage(rows, size, theme, before)


def _colour(part: str, theme: str) -> str:
    """The palette's colour for a part, if it is one of the terminal's own sixteen."""
    from reader.tui import themes

    variable, _ = LOOKS.get(part, ("", ""))
    colour = themes.colour(theme, variable) if variable else ""
    return colour.removeprefix("ansi_") if colour.startswith("ansi_") else ""


def _pen(part: str, theme: str, *, coloured: bool) -> tuple[str, str]:
    """Attribute and colour of a part as SGR codes, empty where it has none."""
    colour = _colour(part, theme) if coloured else ""
    attribute = _ATTRIBUTES.get(LOOKS.get(part, ("", ""))[1], "")
    bright = colour.startswith("bright_")
    name = colour.removeprefix("bright_")
    return attribute, str((90 if bright else 30) + _ANSI.index(name)) if name in _ANSI else ""


def _change(old: tuple[str, str], new: tuple[str, str]) -> str:
    """The shortest sequence that turns one look into another; pens.py needs Rich for the same."""
    if new == old:
        return ""
    if new == _PLAIN:
        return "\x1b[m"
    if old[0] not in ("", new[0]):
        return f"\x1b[0;{';'.join(filter(None, new))}m"
    codes = [code or "39" for was, code in zip(old, new, strict=True) if code != was]
    return f"\x1b[{';'.join(codes)}m"


def _style(part: str, theme: str) -> Any:
    from rich.style import Style

    attribute = LOOKS.get(part, ("", ""))[1]
    colour = _colour(part, theme)
    return Style(color=colour or None, bold=attribute == "bold", strike=attribute == "strike")


def _file(environ: Mapping[str, str]) -> str:
    cache = environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return f"{cache}/wirereader/start.json"


def _read(environ: Mapping[str, str]) -> dict[str, Any]:
    try:
        with open(_file(environ), encoding="utf-8") as handle:  # noqa: PTH123
            found = json.load(handle)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _key(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """What a start depends on: the folder, the arguments, and our environment."""
    ours = sorted(
        f"{name}={value}"
        for name, value in environ.items()
        if name.startswith(("WIREREADER_", "XDG_"))
    )
    return json.dumps([os.getcwd(), *arguments, *ours])  # noqa: PTH109


def _stamp(config: object) -> list[object]:
    """A configuration file and when it was changed, in nanoseconds; 0 where there is none."""
    name = str(config[0]) if isinstance(config, list) and config else ""
    try:
        return [name, os.stat(name).st_mtime_ns if name else 0]  # noqa: PTH116
    except OSError:
        return [name, 0]


def _path(name: str) -> Path:
    from pathlib import Path

    return Path(name)
