"""All commands, in the order in which help, palette and key list show them.

Rebinding, macros and conflicts are settled here, once, before the first key.
Nothing here loads Textual.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from inspect import iscoroutinefunction

from msgspec import Struct

from reader.tui.commands.base import ALL, BOTH, Command, Context, Group
from reader.tui.commands.keynames import canonical, words
from reader.tui.commands.layouts import aliases

_MODULES = (
    "reader.tui.commands.moving",
    "reader.tui.commands.triage",
    "reader.tui.article.commands",
    "reader.tui.commands.translating",
    "reader.tui.commands.finding",
    "reader.tui.commands.searches",
    "reader.tui.commands.names",
    "reader.tui.commands.outside",
    "reader.tui.commands.program",
    "reader.tui.commands.panel",
)

_SHOWN = {
    "enter": "⏎", "escape": "Esc", "space": "Space", "tab": "Tab", "shift+tab": "S-Tab",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn",
    "home": "Home", "end": "End", "backspace": "⌫", "delete": "Del",
}  # fmt: skip


class KeyConflict(ValueError):  # noqa: N818 - it names what was found
    """Two commands of one pane want the same key, or a name is no command's."""


@cache
def commands() -> tuple[type[Command], ...]:
    """Every command there is, those of the reading pane included."""
    found = [cls for module in _MODULES for cls in import_module(module).COMMANDS]
    order = {group: place for place, group in enumerate(Group)}
    return tuple(sorted(found, key=lambda cls: order[cls.group]))


def command(name: str) -> type[Command] | None:
    """The command of that name, None if there is none."""
    return next((cls for cls in commands() if cls.name == name), None)


class Keymap(Struct, frozen=True):
    """Which keys start which command: the commands' own, with a person's changes laid over.

    `keys` maps a command's name to its keys, without the aliases of other layouts;
    `macros` maps a key to the commands that it starts in order: their names, each with what answers its
    question behind a blank, if anything (``tag urgent``).
    """

    keys: Mapping[str, tuple[str, ...]]
    macros: Mapping[str, tuple[str, ...]]

    def context(self, context: Context) -> dict[str, str]:
        """Key to command name in one pane, aliases of the other layouts included."""
        table: dict[str, str] = {}
        for cls in commands():
            if context in cls.contexts:
                table.update(dict.fromkeys(self.keys[cls.name], cls.name))
        for cls in commands():
            if context in cls.contexts:
                for key in self.keys[cls.name]:
                    control = "ctrl+" if key.startswith("ctrl+") else ""
                    for alias in aliases(key.removeprefix("ctrl+")):
                        table.setdefault(control + alias, cls.name)
        return table

    def label(self, name: str) -> str:
        """The first key of a command as the footer shows it, empty when it has none."""
        keys = self.keys.get(name, ())
        return display(keys[0]) if keys else ""


def display(key: str) -> str:
    """A key as people read it: ``⏎`` for enter, ``^P`` for ctrl+p."""
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("ctrl+"):
        rest = key.removeprefix("ctrl+")
        return f"^{_SHOWN.get(rest, rest.upper())}"
    return key.capitalize() if len(key) > 1 else key


def keymap(
    rebound: Mapping[str, Sequence[str]] | None = None,
    macros: Mapping[str, Sequence[str]] | None = None,
) -> Keymap:
    """The keys in force. Raises KeyConflict, with a line for the person that begins with the section."""
    rebound = {name: [_key(key, "keys") for key in keys] for name, keys in (rebound or {}).items()}
    macros = {_key(key, "macros"): steps for key, steps in (macros or {}).items()}
    for name in rebound:
        _known(name, "keys")
    for step in (step for steps in macros.values() for step in steps):
        name, _, answer = step.partition(" ")
        _known(name, "macros")
        if answer and not asks(name):
            raise KeyConflict(f"[macros] {name} asks nothing that “{answer}” would answer")
    keys = {cls.name: tuple(rebound.get(cls.name, cls.keys)) for cls in commands()}
    for cls in commands():
        if cls.name not in rebound:
            # Only those are in the way that a key can reach in the same pane.
            taken = {
                key
                for other in commands()
                if other.name in rebound and other.contexts & cls.contexts
                for key in keys[other.name]
            }
            taken |= set(macros) if cls.contexts & BOTH else set()
            keys[cls.name] = tuple(key for key in keys[cls.name] if key not in taken)
    for context in Context:
        owners: dict[str, str] = {}
        for cls in commands():
            if context in cls.contexts:
                for key in keys[cls.name]:
                    if owners.setdefault(key, cls.name) != cls.name:
                        raise KeyConflict(
                            f"[keys] key {key} means “{owners[key]}” and “{cls.name}” in the {context}"
                        )
    return Keymap(keys, {key: tuple(steps) for key, steps in macros.items()})


def asks(name: str) -> bool:
    """Whether a command may ask the person something."""
    found = command(name)
    return found is not None and iscoroutinefunction(found.run)


def taken(keys: Keymap) -> list[str]:
    """What a person's keys and macros took from other commands, a line each: whoever looks for it is told."""
    lines = []
    for cls in commands():
        held = keys.keys[cls.name]
        lost = [key for key in cls.keys if key not in held and _owner(keys, cls, key)]
        for key in lost:
            now = " ".join(display(each) for each in held)
            rest = f"which keeps {now}" if now else "which has no key any more"
            lines.append(
                f"{display(key)} is for {_owner(keys, cls, key)}, no longer for {cls.name}, {rest}"
            )
    return lines


def _owner(keys: Keymap, cls: type[Command], key: str) -> str:
    """What a key starts instead of a command, in a pane where that works; empty if nothing."""
    if key in keys.macros and cls.contexts & BOTH:
        return "a macro"
    return next(
        (
            each.name
            for each in commands()
            if each.contexts & cls.contexts and key in keys.keys[each.name]
        ),
        "",
    )


def _known(name: str, section: str) -> None:
    names = {cls.name for cls in commands()}
    if name not in names:
        raise KeyConflict(f"[{section}] there is no command “{name}”{_nearest(name, names)}")


def _key(written: str, section: str) -> str:
    name = canonical(written)
    if name is None:
        near = _nearest(written.casefold(), words())
        raise KeyConflict(f"[{section}] there is no key “{written}”{near}")
    return name


def _nearest(name: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(names), n=1)
    return f"; did you mean “{close[0]}”?" if close else ""


def panes(cls: type[Command]) -> str:
    """The panes in which the keys of a command work: ``both`` for list and article, ``all`` with the searches."""
    if cls.contexts in (ALL, BOTH):
        return "all" if cls.contexts == ALL else "both"
    return ", ".join(context.value for context in Context if context in cls.contexts)


def key_table(keys: Keymap | None = None) -> list[tuple[str, str, str, str, str]]:
    """Group, keys, name, panes and help of every command, for `wirereader keys` and the help."""
    keys = keys or keymap()
    return [
        (
            cls.group.value,
            " ".join(display(key) for key in keys.keys[cls.name]),
            cls.name,
            panes(cls),
            cls.help(),
        )
        for cls in commands()
    ]
