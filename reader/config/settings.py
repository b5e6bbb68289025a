"""Every setting there is, with its type, its default and, in the string below it, what it does.

`wirereader config init` writes these very strings; there is no second list to fall behind.
"""

from __future__ import annotations

from msgspec import Struct, field


class ReaderSettings(Struct, frozen=True):
    """The list and the reading pane."""

    theme: str = "ansi"
    """Colours: ansi (your terminal's own 16), night, day, contrast, or a theme of your own."""

    columns: tuple[str, ...] = ("date", "source", "language", "tags", "versions", "leftovers")
    """Columns of the list. Before the title, in the order given: date, source, language, path (none by
    itself); after it: tags, versions, leftovers. A narrow screen leaves some out."""

    sort: str = "date"
    """How the list is sorted at first: date, source, language, title, leftovers, story, added or path."""

    query: str = ""
    """What the list shows at first, as a query; the empty one shows everything."""

    group: str = ""
    """What the list is grouped by, with a heading each: date, source, language, leftovers; or story, the versions
    of which are folded under the newest; empty for no groups."""

    sidebar: bool = False
    """Show the saved searches with their counts beside the list, on a wide screen; b switches."""

    titles: bool = False
    """Show titles in other languages as a machine translates them, in the background; L switches."""

    advance: bool = True
    """Go on to the next article after keep or drop."""

    follow: float = 0.12
    """Seconds that the cursor rests before the reading pane follows it."""

    read_after: float = 2.0
    """Seconds that an article shows beside the list before it counts as read; 0: only when opened."""

    wide: int = 110
    """Width of the terminal, in cells, from which list and article stand side by side."""

    mouse: bool = False
    """Take the mouse; your terminal's own selection then needs Shift."""

    thin: bool = True
    """Send only what changed on the screen; turn off if your terminal shows rubbish."""


class AnalysisSettings(Struct, frozen=True):
    """What runs beside the reader."""

    workers: int = 0
    """Processes that analyse; 0 for one a core."""

    names: bool = True
    """Recognise people, organisations and places; off makes analysis ten times as fast."""

    watch: bool = False
    """Take in new and changed files while the reader is open, as --watch does."""


class TranslationSettings(Struct, frozen=True):
    """Machine translation, all of it on this machine."""

    to: str = "en"
    """Language that is translated into, by its code (ISO 639-1): en, de, fr …"""

    engines: tuple[str, ...] = ("firefox", "argos")
    """Engines that may be used beside the phrasebook, preferred first: firefox, argos."""

    models: tuple[str, ...] = ()
    """Folders with models; empty for the usual ones."""

    threads: int = 1
    """Threads of one engine."""

    beam: int = 4
    """Width of the search; 1 is fastest, 4 reads best."""

    alternatives: int = 3
    """Other renderings that are kept beside the best one."""

    idle_seconds: float = 300.0
    """Seconds after which an engine that is not used leaves the memory."""

    scheme: str = "press"
    """How names that no text has spelled are put into Latin letters: press (as newspapers do), bgn (BGN/PCGN),
    icao (passports) or gost (GOST 7.0.34)."""


class StoreSettings(Struct, frozen=True):
    """Where things are kept."""

    folder: str = ""
    """Folder of the stores and the translation memory; empty for wirereader in the XDG data folder."""


class Settings(Struct, frozen=True):
    """All settings; a section of the file each."""

    reader: ReaderSettings = ReaderSettings()
    analysis: AnalysisSettings = AnalysisSettings()
    translation: TranslationSettings = TranslationSettings()
    store: StoreSettings = StoreSettings()
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Other keys for commands: command = "key", or a list of keys. `wirereader keys` names all commands."""

    macros: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Several commands on one key: "key" = ["command", "command"]. What a command asks is answered behind a
    blank: "tag urgent", "search is:unread", "sort language", "pipe wc -w"."""

    searches: dict[str, str] = field(default_factory=dict)
    """Saved searches by name: unread = "is:unread -is:dropped"."""

    colours: dict[str, str] = field(default_factory=dict)
    """Colours of your own on top of every theme, #rrggbb or the terminal's own as ansi_bright_red: foreground,
    background, quiet, mark, leftover, translation, person, organisation, place, kept, dropped, star, alarm, rule."""

    themes: dict[str, dict[str, str]] = field(default_factory=dict)
    """Themes of your own, each with the theme it is based on: [themes.dusk] with base = "night" and colours
    by the names above."""
