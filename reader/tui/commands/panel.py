"""The keys of the panel of names: what is listed, which names are one, where to go from one."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ClassVar

from reader.tui.commands.base import NAMES, Command, Group

if TYPE_CHECKING:
    from reader.tui.screens.names import NamesScreen
    from reader.tui.screens.reader import ReaderScreen


class PanelCommand(Command):
    """A command of the panel; it acts on the panel while that is open."""

    group = Group.NAMES
    contexts = NAMES

    def run(self, reader: ReaderScreen) -> Coroutine[Any, Any, None] | None:
        """Do it, if the panel is open."""
        from reader.tui.screens.names import NamesScreen

        panel = reader.app.screen
        if isinstance(panel, NamesScreen):
            return self.act(panel)
        reader.say(f"{self.name} works in the panel of names")
        return None

    def act(self, panel: NamesScreen) -> Coroutine[Any, Any, None] | None:
        """Do it on the panel."""
        raise NotImplementedError


class Filter(PanelCommand):
    """Show the articles of the list that have the name. Escape leads back to the list as it was."""

    name = "names-filter"
    title = "Filter the list by the name"
    keys = ("enter",)
    footer, rank = "filter", 1

    def act(self, panel: NamesScreen) -> None:
        """Do it."""
        panel.pick(everywhere=False)


class Everywhere(PanelCommand):
    """Show all articles of the corpus that have the name, in whatever spelling or script."""

    name = "names-everywhere"
    title = "All articles with the name"
    keys = ("a",)
    footer, rank = "in all", 2

    def act(self, panel: NamesScreen) -> None:
        """Do it."""
        panel.pick(everywhere=True)


class _Type(PanelCommand):
    label: ClassVar[str] = ""
    footer, rank = "type", 3

    def act(self, panel: NamesScreen) -> None:
        panel.choose(self.label)


class AllTypes(_Type):
    """List names of every type."""

    name = "names-all"
    title = "All names"
    keys = ("0",)


class People(_Type):
    """List people alone."""

    name = "names-people"
    title = "People"
    keys = ("1",)
    label = "PER"


class Organisations(_Type):
    """List organisations alone."""

    name = "names-organisations"
    title = "Organisations"
    keys = ("2",)
    label = "ORG"


class Places(_Type):
    """List places alone."""

    name = "names-places"
    title = "Places"
    keys = ("3",)
    label = "LOC"


class Find(PanelCommand):
    """List the names that hold what you type, in any of their spellings."""

    name = "names-find"
    title = "Find a name …"
    keys = ("/",)
    footer, rank = "find", 4

    def act(self, panel: NamesScreen) -> Coroutine[Any, Any, None]:
        """Do it."""
        return panel.find_name()


class Mark(PanelCommand):
    """Mark the name, or take its mark away, and go on to the next."""

    name = "names-mark"
    title = "Mark the name"
    keys = ("space",)
    footer, rank = "mark", 5

    def act(self, panel: NamesScreen) -> None:
        """Do it."""
        panel.list.toggle_mark()


class Merge(PanelCommand):
    """Take the marked names for one; with one mark, that one and the one under the cursor. They go by
    the name that most articles have, now and after every analysis to come.
    """

    name = "names-merge"
    title = "Names are one"
    keys = ("M",)
    footer, rank = "merge", 6

    def act(self, panel: NamesScreen) -> Coroutine[Any, Any, None]:
        """Do it."""
        return panel.decider.merge()


class Split(PanelCommand):
    """Pick a form of the name that is somebody else; it goes by itself from now on."""

    name = "names-split"
    title = "Split a form off …"
    keys = ("S",)
    footer, rank = "split", 7

    def act(self, panel: NamesScreen) -> Coroutine[Any, Any, None]:
        """Do it."""
        return panel.decider.split()


class Doubts(PanelCommand):
    """Go through the pairs of names that may be one: y takes them for one, n keeps them apart for good."""

    name = "names-doubts"
    title = "Doubtful pairs …"
    keys = ("D",)
    footer, rank = "doubts", 8

    def act(self, panel: NamesScreen) -> Coroutine[Any, Any, None]:
        """Do it."""
        return panel.decider.doubts()


class TakeBack(PanelCommand):
    """Take your latest decision on names back, of today or of an earlier day."""

    name = "names-undo"
    title = "Take a decision back"
    keys = ("u",)
    footer, rank = "undo", 9

    def act(self, panel: NamesScreen) -> Coroutine[Any, Any, None]:
        """Do it."""
        return panel.decider.undo()


class DecideAgain(PanelCommand):
    """Do your decision on names again that you took back last."""

    name = "names-redo"
    title = "Do a decision again"
    keys = ("U", "ctrl+r")

    def act(self, panel: NamesScreen) -> Coroutine[Any, Any, None]:
        """Do it."""
        return panel.decider.redo()


class _Move(PanelCommand):
    def act(self, panel: NamesScreen) -> None:
        names = panel.list
        names.move_to(names.cursor + self.steps(names.rows, len(names.names)))

    def steps(self, page: int, total: int) -> int:
        """How far the cursor goes, where so many rows fit and there are so many names."""
        raise NotImplementedError


class Down(_Move):
    """Go to the next name."""

    name = "names-down"
    title = "Next name"
    keys = ("j", "down")

    def steps(self, page: int, total: int) -> int:  # noqa: ARG002 - the same for all
        """One on."""
        return 1


class Up(_Move):
    """Go to the name before."""

    name = "names-up"
    title = "Previous name"
    keys = ("k", "up")

    def steps(self, page: int, total: int) -> int:  # noqa: ARG002 - the same for all
        """One back."""
        return -1


class PageDown(_Move):
    """Go on by a page of names."""

    name = "names-page-down"
    title = "Page of names on"
    keys = ("pagedown", "ctrl+f", "ctrl+d")

    def steps(self, page: int, total: int) -> int:  # noqa: ARG002 - the same for all
        """A page on, with a line kept."""
        return page - 1


class PageUp(_Move):
    """Go back by a page of names."""

    name = "names-page-up"
    title = "Page of names back"
    keys = ("pageup", "ctrl+b", "ctrl+u")

    def steps(self, page: int, total: int) -> int:  # noqa: ARG002 - the same for all
        """A page back, with a line kept."""
        return 1 - page


class Top(_Move):
    """Go to the name that is named most."""

    name = "names-top"
    title = "Most named"
    keys = ("g", "home")

    def steps(self, page: int, total: int) -> int:  # noqa: ARG002 - the same for all
        """As far back as there is."""
        return -total


class Bottom(_Move):
    """Go to the last of the names listed."""

    name = "names-bottom"
    title = "Last of the names"
    keys = ("G", "end")

    def steps(self, page: int, total: int) -> int:  # noqa: ARG002 - the same for all
        """As far on as there is."""
        return total


class Keys(PanelCommand):
    """Show these keys."""

    name = "names-help"
    title = "Keys of the names"
    keys = ("?", "f1")
    footer, rank = "help", 98

    def act(self, panel: NamesScreen) -> None:
        """Do it."""
        panel.show_help()


class Back(PanelCommand):
    """Go back to the list; where only names with some letters are listed, to all names first."""

    name = "names-back"
    title = "Back to the list"
    keys = ("q", "escape", "i", "h", "left")
    footer, rank = "back", 99

    def act(self, panel: NamesScreen) -> None:
        """Do it."""
        panel.leave()


COMMANDS = (
    Filter, Everywhere, AllTypes, People, Organisations, Places, Find, Mark, Merge, Split, Doubts, TakeBack,
    DecideAgain, Down, Up, PageDown, PageUp, Top, Bottom, Keys, Back,
)  # fmt: skip
