"""What the interface is told from outside: the settings that concern it, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from reader.tui import themes


class Options(Struct, frozen=True):
    """Settings of the interface; times in seconds.

    `follow` is how long the cursor rests before the reading pane follows it; `read_after`
    how long an article shows beside the list before it counts as read (0: only when
    opened); `wide` the width in cells from which list and article stand side by side.
    `asked` names the settings that were asked for this once, which win over what was left.
    `themes` are a person's own: ``base`` and colours by name. `titles` has titles in other
    languages translated at first. `thin` sends only what changed on the screen (see
    `reader.tui.terminal`). `keys` maps names of commands to their keys, `macros` keys to
    names of commands.
    """

    theme: str = themes.DEFAULT
    asked: frozenset[str] = frozenset()
    colours: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mouse: bool = False
    thin: bool = True
    columns: tuple[str, ...] = ("date", "source", "language", "tags", "versions", "leftovers")
    sort: str = "date"
    query: str = ""
    group: str = ""
    sidebar: bool = False
    titles: bool = False
    advance: bool = True
    follow: float = 0.12
    read_after: float = 2.0
    wide: int = 110
    to: str = "en"
    searches: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    macros: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
