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

    from reader.tui.terminal.early import EarlyKeys
    from reader.tui.terminal.shadow import Shadow
    from reader.tui.terminal.sheet import Sheet

KNOWN_STARTS = 30
"""Command lines remembered."""

READ = 500
"""Articles that are read for it."""

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
    """What was painted: pieces of each row, as (part, text), on a screen of `width` by `height`.

    With a `sheet` the cursor can be moved on it.
    """

    def __init__(
        self,
        rows: list[list[Piece]],
        size: tuple[int, int],
        theme: str,
        keyboard: list[Any] | None = None,
        *,
        sheet: Sheet | None = None,
        coloured: bool = True,
    ) -> None:
        self.rows = rows
        self.width, self.height = size
        self.theme = theme
        self.ahead = b""
        """Keys that were read and are still to be done, once the page was taken over."""
        self._sheet, self._coloured = sheet, coloured
        self._top = 0 if sheet is None else sheet.top
        self._early: EarlyKeys | None = None
        self.keyboard = keyboard
        """How the terminal was set before, for whoever takes over to set it back."""
        self._shown = True
        self._stderr = sys.stderr
        self._held = sys.stderr = io.StringIO()  # what is said now would stand on the page

    @property
    def place(self) -> tuple[int, int] | None:
        """The article to which somebody moved the cursor, and on which row of the list it stands."""
        sheet = self._sheet
        return (sheet.key, sheet.line) if sheet is not None and sheet.moved else None

    def listen(self, moves: Mapping[str, str]) -> None:
        """Answer these keys, as a terminal sends them, until the page is taken over."""
        from reader.tui.terminal.early import EarlyKeys

        if self._sheet is not None and moves:
            self._early = EarlyKeys(moves, self._move, self._repaint)

    def taken_over(self) -> bool:
        """Hand keyboard and screen over; whether the screen still holds the page (true once)."""
        self._stop()
        shown, self._shown = self._shown, False
        return shown

    def close(self) -> None:
        """Leave the terminal as it was found, if nobody took it over; say what was held back."""
        self._stop()
        if self._shown:
            self._shown = False
            os.write(1, b"\x1b[m\x1b[?7h\x1b[?1049l\x1b[?25h")
        self._restore()
        if sys.stderr is self._held:
            sys.stderr = self._stderr
            sys.stderr.write(self._held.getvalue())
            sys.stderr.flush()

    def say(self, text: str) -> None:
        """Write our own words into the line below the list, which is empty until the page is taken over."""
        if self._shown:
            row, room = self.height - FOOT + 1, self.width - 2
            text = f" {text[:room]}" if text else ""
            os.write(1, f"\x1b[m\x1b[{row}H{text}\x1b[K".encode("utf-8", "replace"))

    @property
    def escaped(self) -> bool:
        """Whether somebody has pressed Escape, as far as keys are read by now."""
        return self._early is not None and self._early.escaped

    def tell(self, shadow: Shadow, theme: str) -> None:
        """Tell a shadow what stands on the terminal, if it is of the same size and colours."""
        from rich.segment import Segment

        if (shadow.width, shadow.height) != (self.width, self.height) or theme != self.theme:
            return
        blank = shadow.blank_row()
        for y, pieces in enumerate(self.rows):
            row = shadow.cells(Segment(text, _style(part, theme)) for part, text in pieces)
            shadow.adopt(y, [*row, *blank[len(row) :]])

    def _stop(self) -> None:
        if self._early is not None:
            self.ahead = self._early.stop()
            self._early = None

    def _move(self, command: str) -> bool:
        sheet = self._sheet
        same = tuple(os.get_terminal_size(1)) == (self.width, self.height)
        return sheet is not None and same and sheet.move(command)

    def _repaint(self) -> None:
        """Send what a move changed: the mark, and rows that came into view."""
        sheet = self._sheet
        assert sheet is not None
        old: list[list[Piece]] = self.rows[HEADER:]
        new = self.rows[HEADER:] = sheet.rows
        out = []
        count, self._top = sheet.top - self._top, sheet.top
        if 0 < abs(count) < sheet.room:
            first, last = HEADER + 1, HEADER + sheet.room
            at, step = (last, "\n") if count > 0 else (first, "\x1bM")
            out.append(f"\x1b[{first};{last}r\x1b[{at}H{step * abs(count)}\x1b[r")
            empty: list[list[Piece]] = [[]] * abs(count)
            old = [*old[count:], *empty] if count > 0 else [*empty, *old[:count]]
        for y, (was, now) in enumerate(zip(old, new, strict=True), HEADER + 1):
            if was != now:
                marked = was[1:] == now[1:]
                erased, pieces = ("", now[:1]) if marked else ("\x1b[K", now)
                text = _painted([pieces], self.theme, coloured=self._coloured)
                out.append(f"\x1b[{y}H{erased}{text}")
        os.write(1, "".join(out).encode("utf-8", "replace"))

    def _restore(self) -> None:
        if self.keyboard is not None:
            import termios

            termios.tcsetattr(0, termios.TCSANOW, self.keyboard)
            self.keyboard = None


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
        return show(known, environ)
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
    moves: Mapping[str, str] | None = None,
    asked: bool = False,
) -> None:
    """Keep what this command line means, for the next start.

    `moves` as `sheet.sequences` gives them; `asked` if the theme was asked for in it.
    """
    known = _read(environ)
    key = _key(arguments, environ)
    entry = {
        "store": str(store),
        "config": _stamp([str(config) if config else "", 0]),
        "theme": theme,
        "asked": asked,
        "columns": list(columns),
        "wide": wide,
        "moves": dict(moves or {}),
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
    sheet, theme, _ = _sheet_of(known, size)
    return ([] if sheet is None else [*_HEADING, *sheet.rows]), theme


_HEADING: list[list[Piece]] = [[("name", " wirereader")]]


def _sheet_of(
    known: Mapping[str, Any], size: tuple[int, int]
) -> tuple[Sheet | None, str, dict[str, Any]]:
    """The list's first page if there is one, the theme's name, and how the reader was left."""
    from reader.store.glance import COLUMNS, first_page
    from reader.tui.terminal.sheet import Sheet
    from reader.tui.widgets.columns import CURSOR, cells, plan
    from reader.tui.widgets.measures import list_width

    width, height = size
    room = height - HEADER - FOOT
    wide = width >= int(known["wide"])
    found, state = first_page(_path(str(known["store"])), READ)
    saved = state.get("view")
    view: dict[str, Any] = saved if isinstance(saved, dict) else {}
    picked = None if known.get("asked") else state.get("theme")
    theme = str(picked or known["theme"])
    if not found or room < 1 or view.get("group") or (view.get("reading") and not wide):
        return None, theme, view
    across = list_width(width) if wide else width
    shape = plan(across, tuple(known["columns"]))
    year = str(found[0][COLUMNS.index("published")] or "")[:4]
    rule = [("rule", "│")] if wide else []

    def draw(index: int) -> list[Piece]:
        row = _row(dict(zip(COLUMNS, found[index], strict=True)))
        return [("quiet", " "), *cells(row, shape, year), *rule]

    keys = [int(str(row[0])) for row in found]
    key = view.get("key")
    sheet = Sheet(
        keys,
        draw,
        cursor=keys.index(key) if key in keys else 0,
        room=room,
        cut=len(found) == READ,
        mark=CURSOR,
        blank=[("quiet", " " * across), *rule] if wide else [],
    )
    return sheet, theme, view


def _row(values: dict[str, Any]) -> Any:
    """A row of the store as the columns read it."""
    values["leftover_languages"] = str(values["leftover_languages"] or "").split()
    values["tags"] = str(values["tags"] or "").split()
    values["notes"] = str(values.get("notes") or "").split()
    values["versions"] = values.get("versions") or 0
    values["verdict"] = (None, "keep", "drop")[int(values["verdict"] or 0)]
    return SimpleNamespace(**values)


def show(known: Mapping[str, Any], environ: Mapping[str, str]) -> FirstPage | None:
    """Paint the first page of a start that is known, and answer keys on it; None if there is none."""
    import termios

    from reader.tui.terminal.kinds import has_colour

    width, height = os.get_terminal_size(1)
    size = width, height
    sheet, theme, view = _sheet_of(known, size)
    if sheet is None:
        return None
    rows = [*_HEADING, *sheet.rows]
    coloured = has_colour(environ)
    before = termios.tcgetattr(0)
    quiet = [*before]
    quiet[0] &= ~termios.ICRNL  # as Textual will: Enter must not become Ctrl+J
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(0, termios.TCSANOW, quiet)
    text = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J" + _painted(rows, theme, coloured=coloured)
    os.write(1, text.encode("utf-8", "replace"))
    made = FirstPage(rows, size, theme, before, sheet=sheet, coloured=coloured)
    if not view.get("reading"):  # there the keys go to the article
        made.listen(known.get("moves") or {})
    return made


def _painted(rows: list[list[Piece]], theme: str, *, coloured: bool) -> str:
    """Rows as a terminal draws them, each at the beginning of the next; then no colour."""
    out = []
    pen = _PLAIN
    for place, pieces in enumerate(rows):
        out.append("\r\n" if place else "")
        for part, text in pieces:
            wanted = _pen(part, theme, coloured=coloured) if text.strip() else pen
            out.append(_change(pen, wanted))
            pen = wanted
            out.append(text)
    return "".join(out) + "\x1b[m"


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
