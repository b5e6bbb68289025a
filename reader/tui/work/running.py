"""Commands are run: alone, as the steps of a macro, or picked by name."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from reader.store import QueryError, StoreError
from reader.tui.commands.base import Command
from reader.tui.commands.registry import asks, command, commands
from reader.tui.widgets.asker import Choice, Question, matching

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Runner:
    """Runs the commands of the reader; what goes wrong is said in its status line."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader

    def run(self, names: tuple[str, ...]) -> None:
        """Run the steps of a macro, or a command alone, one after the other; none once the person has left."""
        if self.reader.app.leaving:
            return
        self.reader.lines.said, self.reader.chosen = False, True
        for place, step in enumerate(names, 1):
            name, _, answer = step.partition(" ")
            found = command(name)
            if found is not None:
                then = names[place:] if asks(name) else ()
                self.do(found(), answer, then)
                if then:
                    break  # that follows once the question is answered
        self.reader.rest_soon()

    def do(self, command: Command, answer: str = "", then: tuple[str, ...] = ()) -> None:
        """Run a command, or have it done after what waits; what cannot be done is said in the status line.

        An `answer` is given for what it asks first, and `then` other commands are run.
        """
        if self.reader.waiting.takes(command, answer, then):
            return
        rest = self.start(command)
        if rest is not None:
            self.reader.asker.will_ask()
            self.reader.run_worker(self.guarded(rest, answer, then))

    def start(self, command: Command) -> Coroutine[Any, Any, None] | None:
        """Do what a command does at once; the rest of one that asks something is yet to be done."""
        reason = command.unavailable(self.reader)
        if reason:
            self.reader.say(reason)
            return None
        try:
            return command.run(self.reader)
        except (StoreError, QueryError) as error:
            self.reader.say(str(error), alarm=True)
            return None

    async def guarded(
        self, work: Coroutine[Any, Any, None], answer: str = "", then: tuple[str, ...] = ()
    ) -> None:
        """Do the rest of a command; what goes wrong is said in the status line."""
        self.reader.asker.given, self.reader.asker.left = answer, False
        try:
            await work
        except (StoreError, QueryError) as error:
            self.reader.say(str(error), alarm=True)
        finally:
            self.reader.asker.has_asked()
        if then and not self.reader.asker.left:
            self.run(then)

    async def palette(self) -> None:
        """Let the person pick a command by name."""
        choices = []
        for cls in sorted(commands(), key=lambda cls: cls.title):
            if self.reader.context in cls.contexts:
                key = self.reader.keys.label(cls.name)
                choices.append(Choice(cls.name, cls.title, f"{cls.name}  {key:>5}"))
        name = await self.reader.ask(Question(":", choices=matching(choices), what="command"))
        if name:
            self.run((name,))

    async def pick_theme(self) -> None:
        """Let the person pick a theme."""
        names = self.reader.app.theme_names
        now = self.reader.app.theme
        choices = [Choice(name, name, "now" if name == now else "") for name in names]
        name = await self.reader.ask(Question("theme", choices=matching(choices), what="theme"))
        if name:
            self.reader.app.theme = name
            self.reader.store.set_state("theme", name)
