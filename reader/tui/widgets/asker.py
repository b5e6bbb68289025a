"""One line at the foot asks for everything: a query, a tag, a command to pick, a yes or no.

It takes the footer's place and shows its choices above itself, so that nothing else
on the screen is repainted; a dialog in the middle would cost a screen.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from msgspec import Struct, field
from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.events import Click, Key
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import AwaitMount, Widget
from textual.widgets import Input, Static

from reader.tui.commands.layouts import aliases
from reader.tui.safe import shown
from reader.tui.widgets.columns import fit

HEIGHT = 10
"""Choices shown at once."""

TOLD = 20
"""Characters that are repeated of what was typed for a choice that is not there."""


class Choice(Struct, frozen=True):
    """Something to pick: `value` is the answer, `text` names it, `detail` stands at the right.

    `key` picks it at once, when the question says that keys do.
    """

    value: str
    text: str
    detail: str = ""
    key: str = ""


class Question(Struct, frozen=True):
    """What is asked.

    `choices` gives the choices for what has been typed; None asks for free text. With
    `free` the choices are proposals: Tab takes one over, Enter answers with the text.
    With `keyed` one key answers. `changed` is called with each change of the text, `takes` with a
    free text that Enter was pressed on: where it says no, and why, the question stays. `what`
    calls a choice by its name, for whoever types one that is not there.
    """

    label: str
    value: str = ""
    hint: str = ""
    choices: Callable[[str], Sequence[Choice]] | None = None
    free: bool = False
    keyed: bool = False
    what: str = "choice"
    changed: Callable[[str], None] | None = None
    takes: Callable[[str], bool] | None = None
    history: Sequence[str] = field(default_factory=tuple)


def matching(choices: Iterable[Choice]) -> Callable[[str], Sequence[Choice]]:
    """A function that picks the choices whose text holds all that was typed, the best first."""
    fixed = tuple(choices)

    def pick(typed: str) -> Sequence[Choice]:
        words = typed.casefold().split()
        if not words:
            return fixed
        found = []
        for place, choice in enumerate(fixed):
            text = f"{choice.text} {choice.detail} {choice.value}".casefold()
            if all(word in text for word in words):
                starts = choice.text.casefold().startswith(words[0])
                found.append((not starts, text.find(words[0]), place, choice))
        return [choice for *_, choice in sorted(found, key=lambda item: item[:3])]

    return pick


class Choices(Widget):
    """The choices of a question, the picked one marked."""

    DEFAULT_CSS = """
    Choices { height: auto; width: 1fr; }
    Choices > .choices--picked { text-style: bold; }
    Choices > .choices--mark { color: $mark; text-style: bold; }
    Choices > .choices--quiet { color: $quiet; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "choices--picked",
        "choices--mark",
        "choices--quiet",
    }

    def __init__(self) -> None:
        super().__init__()
        self.choices: Sequence[Choice] = ()
        self.picked = 0
        self.top = 0

    def set(self, choices: Sequence[Choice]) -> None:
        """Show these choices with the first one picked."""
        self.choices, self.picked, self.top = choices, 0, 0
        self.styles.height = min(len(choices), HEIGHT)
        self.refresh()

    def move(self, count: int) -> None:
        """Pick another choice, `count` further down."""
        if not self.choices:
            return
        self.picked = (self.picked + count) % len(self.choices)
        self.top = min(max(self.top, self.picked - HEIGHT + 1), self.picked)
        self.refresh()

    @property
    def choice(self) -> Choice | None:
        """The one picked, None where there is nothing to pick."""
        return self.choices[self.picked] if self.picked < len(self.choices) else None

    def on_click(self, event: Click) -> None:
        """Take the choice that the mouse points at."""
        if self.top + event.y < len(self.choices):
            self.picked = self.top + event.y
            next(node for node in self.ancestors if isinstance(node, Asker)).press("click")

    def render_line(self, y: int) -> Strip:
        """One choice as the terminal shows it."""
        width, index = self.size.width, self.top + y
        if index >= len(self.choices):
            return Strip.blank(width, self.rich_style)
        choice = self.choices[index]
        picked = index == self.picked
        detail = shown(choice.detail)
        if cell_len(detail) > width // 2:
            detail = fit(detail, width // 2)
        room = width - cell_len(detail) - 4
        look = self.get_component_rich_style("choices--picked") if picked else self.rich_style
        mark = self.get_component_rich_style("choices--mark")
        quiet = self.get_component_rich_style("choices--quiet")
        return Strip(
            [
                Segment("▌ " if picked else "  ", mark),
                Segment(fit(shown(choice.text), room), look),
                Segment(f" {detail} ", quiet),
            ]
        ).adjust_cell_length(width, self.rich_style)


class Line(Input):
    """The line that is typed into; keys that move in the choices go to the `Asker`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c,ctrl+g", "asker('cancel')", show=False),
        Binding("enter", "asker('enter')", show=False),
        Binding("up,ctrl+p", "asker('up')", show=False),
        Binding("down,ctrl+n", "asker('down')", show=False),
        Binding("pageup", "asker('pageup')", show=False),
        Binding("pagedown", "asker('pagedown')", show=False),
        Binding("tab", "asker('complete')", show=False),
        Binding("ctrl+z", "app.suspend_process", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--wrong"}
    DEFAULT_CSS = "Line > .line--wrong { color: $alarm; text-style: bold underline; }"
    wrong: tuple[int, int] | None = None
    """The piece of the text that is wrong, as half-open offsets in code points."""

    @property
    def _value(self) -> Text:
        """The text as Textual draws it, with what is wrong underlined."""
        text = super()._value
        if self.wrong is not None:
            text.stylize(self.get_component_rich_style("line--wrong", partial=True), *self.wrong)
        return text

    async def _on_key(self, event: Key) -> None:
        """Do what a key is bound to here and now. Textual lets it rise to the application first, and text
        that was typed behind it, in one packet of a slow line, would overtake it.
        """
        if self.asker.holds(event):
            event.stop()
            event.prevent_default()
            return
        bound = self._bindings.key_to_bindings.get(event.key)
        if bound and not event.is_printable:
            event.stop()
            event.prevent_default()
            await self.run_action(bound[0].action)
            return
        await super()._on_key(event)

    async def action_asker(self, what: str) -> None:
        """Hand a key on to the asker."""
        self.asker.press(what)

    @property
    def asker(self) -> Asker:
        """Whose line this is."""
        return next(node for node in self.ancestors if isinstance(node, Asker))


class Asker(Vertical):
    """Asks one question at a time and gives the answer to whoever waits for it."""

    DEFAULT_CSS = """
    Asker { height: auto; max-height: 11; width: 1fr; display: none; }
    Asker.-asking { display: block; }
    Asker Horizontal { height: 1; }
    Asker Static { width: auto; height: 1; color: $mark; text-style: bold; }
    Asker Input, Asker Input:focus {
        width: 1fr; height: 1; border: none; padding: 0;
        background: $background; background-tint: $background 0%;
    }
    Asker Static.hint { color: $quiet; text-style: none; }
    Asker Static.hint.-alarm { color: $alarm; }
    """

    def __init__(self) -> None:
        super().__init__(id="asker")
        self._question: Question | None = None
        self._answer: asyncio.Future[str | None] | None = None
        self._past = 0
        self._chosen = ""
        self._coming = False
        self._ahead: list[Key] = []
        self._held: list[Key] | None = None
        """Keys that wait for others which were typed before them, None when none are under way."""
        self.given = ""
        """What a macro answers to the next question."""
        self.left = False
        """Whether a question was left without an answer: a macro then ends."""
        self._mounting: AwaitMount | None = None
        self._prepared = False

    def will_ask(self) -> None:
        """A question is on its way: keys that are typed meanwhile are its answer, not commands."""
        self._coming = True

    def has_asked(self) -> None:
        """No question is on its way any more."""
        self._coming = False
        self.given = ""
        if self._held is None:
            self._ahead.clear()

    def expects(self, event: Key) -> bool:
        """Whether a key that came to a pane belongs here, as it was typed behind the one that asks.

        All keys of one packet go to whatever has the focus when the first of them arrives.
        """
        if self._coming or (self.asking and self._held is not None):
            self._ahead.append(_copy(event))
        elif self.asking:
            self.query_one(Line).post_message(_copy(event))
        return self.asking or self._coming

    def holds(self, event: Key) -> bool:
        """Whether a key that came to the line has to wait, as some that were typed before it may yet come."""
        if self._held is not None:
            self._held.append(_copy(event))
        return self._held is not None

    def _follow(self, node: DOMNode | None) -> None:
        """Take the way of a key that is passed up from pane to pane, behind all that are on it."""
        if isinstance(node, Screen) or not isinstance(node, Widget):
            self.query_one(Line).call_later(self._release)
        elif not node.call_later(self._follow, node.parent):  # it is being taken away
            self._follow(None)

    async def _release(self) -> None:
        """Type what came by way of the pane, then what came to the line meanwhile."""
        keys, self._ahead, self._held = [*self._ahead, *(self._held or ())], [], None
        line = self.query_one(Line)
        for event in keys:
            await line._on_key(event)

    async def prepare(self) -> None:
        """Mount what a question is asked with: choices above, the line with its label below.

        Not when the asker is mounted itself: that would be a fifth of what the first screen takes.
        """
        if self._prepared:
            return
        if self._mounting is None:
            label = Static(id="asker-label", markup=False)
            line = Line(compact=True, select_on_focus=False)
            hint = Static(id="asker-hint", classes="hint", markup=False)
            self._mounting = self.mount(Choices(), Horizontal(label, line, hint))
        await self._mounting
        self._prepared = True

    @property
    def asking(self) -> bool:
        """Whether a question waits for its answer."""
        return self._question is not None

    def answered(self, question: Question, say: Callable[[str], None]) -> str | None:
        """The answer that was given beforehand; None where it answers nothing, which is said."""
        given, self.given = self.given, ""
        self.left = True
        if question.free or question.choices is None:
            if question.changed is not None:
                question.changed(given)
            self.left = question.takes is not None and not question.takes(given)
            return None if self.left else given
        found = question.choices("" if question.keyed else given)
        low = given.casefold()
        same = [c for c in found if low in (c.value.casefold(), c.text.casefold(), c.key)]
        for choice in same or ([] if question.keyed else found):
            self.left = False
            return choice.value
        say(f"no such {question.what}: {given}")
        return None

    async def ask(self, question: Question) -> str | None:
        """The answer, None when the person gave none (Escape)."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(None)
        await self.prepare()
        line = self.query_one(Line)
        line.cursor_blink = False
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._question, self._answer, self._past = question, answer, 0
        self.query_one("#asker-label", Static).update(Content(f" {shown(question.label)} "))
        self.hint(question.hint or self._how())
        line.wrong = None
        with line.prevent(Input.Changed):
            line.value = question.value
        line.cursor_position = len(question.value)
        self._choose(question.value)
        focused = self.screen.focused
        self.add_class("-asking")
        # At once, not with `focus()`, which waits for a turn: keys typed ahead belong here.
        self.screen.set_focus(line)
        self._held = []
        self._follow(focused if focused is not line else None)
        self.has_asked()
        # Cancelled only when the program ends, and then nothing is left to tidy.
        answered = await answer
        self.left = answered is None
        if self._answer is answer:
            self._question = self._answer = None
            self.remove_class("-asking")
            self.query_one(Choices).set(())
            if focused is not None and focused is not line:
                self.screen.set_focus(focused, scroll_visible=False)
        return answered

    def hint(self, text: str, *, alarm: bool = False) -> None:
        """Say something at the right of the line, such as how many were found."""
        hint = self.query_one("#asker-hint", Static)
        hint.set_class(alarm, "-alarm")
        hint.update(Content(f" {shown(text)} " if text else ""))

    def point(self, place: int) -> None:
        """Underline the word at a place of what was typed, an offset in code points, until more is typed."""
        line = self.query_one(Line)
        text = line.value
        start = min(place, max(0, len(text.rstrip()) - 1))
        word = re.compile(r"[^\s()]*").match(text, start)
        line.wrong = (start, max(word.end() if word else 0, start + 1))
        line.refresh()

    @property
    def _picks(self) -> bool:
        """Whether one of the choices has to be picked."""
        question = self._question
        return (
            question is not None
            and question.choices is not None
            and not question.free
            and not question.keyed
        )

    def _how(self) -> str:
        """How to go on, where one has to pick."""
        return "↑↓ choose · Esc leaves" if self._picks else ""

    def _choose(self, typed: str) -> None:
        question, self._chosen = self._question, typed
        if question is not None:
            self.query_one(Choices).set(question.choices(typed) if question.choices else ())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        question = self._question
        if question is None or event.value != self.query_one(Line).value:
            return  # more has been typed since
        self.query_one(Line).wrong = None
        if question.keyed and event.value:
            typed = event.value.strip().casefold()
            for choice in question.choices("") if question.choices else ():
                if typed and typed in (choice.key, *aliases(choice.key)):
                    self._finish(choice.value)
                    return
            self._mistyped(event.value.strip())
        if question.keyed or event.value != self._chosen:
            self._choose("" if question.keyed else event.value)
        if self._picks:
            there = self.query_one(Choices).choice is not None
            self.hint((question.hint or self._how()) if there else self._lacking(event.value))
        if question.changed:
            question.changed(event.value)

    def _mistyped(self, typed: str) -> None:
        """A key that answers nothing must not stand in the way of the next one."""
        question = self._question
        found = question.choices("") if question is not None and question.choices else ()
        known = " ".join(choice.key for choice in found if choice.key)
        line = self.query_one(Line)
        with line.prevent(Input.Changed):
            line.value = ""
        if typed:
            self.hint(f"{typed} is none of {known} · Esc leaves", alarm=True)

    def _lacking(self, typed: str) -> str:
        what = self._question.what if self._question is not None else ""
        name = typed.strip()
        name = name if len(name) <= TOLD else f"{name[:TOLD]}…"
        return f"no such {what}: {name} · ↓ shows all · Esc leaves"

    def press(self, what: str) -> None:
        """A key that is not text: cancel, enter, up, down, pageup, pagedown or complete; or a click."""
        question, choices = self._question, self.query_one(Choices)
        if question is None:
            return
        typed = self.query_one(Line).value
        if (
            self._picks
            and what in ("enter", "down", "pagedown", "complete")
            and typed != self._chosen
        ):
            self._choose(typed)  # word of what was typed last is still on its way
        steps = {"up": -1, "down": 1, "pageup": -HEIGHT, "pagedown": HEIGHT}
        if what == "cancel":
            self._finish(None)
        elif what == "click" and choices.choice is not None:
            if question.free:
                self._fill(choices.choice.value)
            else:
                self._finish(choices.choice.value)
        elif what == "enter":
            if question.free or question.choices is None:
                if question.takes is None or question.takes(typed):
                    self._finish(typed)
            elif choices.choice is not None:
                self._finish(choices.choice.value)
            elif self._picks:
                self.hint(self._lacking(self.query_one(Line).value), alarm=True)
        elif choices.choice is None and self._picks:
            self._choose("")
            self._chosen = typed
            self.hint(question.hint or self._how())
        elif what == "complete":
            if question.free and choices.choice is not None:
                self._fill(choices.choice.value)
            else:
                choices.move(1)
        elif choices.choices and not question.history:
            choices.move(steps[what])
        elif question.history and what in ("up", "down"):
            self._past = max(0, min(len(question.history), self._past - steps[what]))
            past = question.history[-self._past] if self._past else question.value
            self._fill(past)

    def _fill(self, text: str) -> None:
        line = self.query_one(Line)
        line.value = text
        line.cursor_position = len(text)

    def _finish(self, value: str | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(value)


def _copy(event: Key) -> Key:
    """The same key, not yet on its way anywhere."""
    return Key(event.key, event.character)
