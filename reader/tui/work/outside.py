"""Other programs get an article's text on their standard input or in a copy, never as words of
a command line.

What an article says is not trusted: its address is passed as one argument after a
check of its scheme, its text through a pipe without anything that acts on a terminal
(`cat` is a pager too, and a clipboard is pasted into shells), its file as a copy.
"""

from __future__ import annotations

import base64
import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from textual.app import SuspendNotSupported

from reader.tui.safe import handed
from reader.tui.widgets.asker import Question

if TYPE_CHECKING:
    from reader.model import Article
    from reader.tui.screens.reader import ReaderScreen

CLIPBOARD = 74_000
"""Bytes that a clipboard sequence may hold: terminals drop longer ones without a word."""

STAYS = frozenset(("less", "most", "w3m", "lv", "ov", "moar", "vi", "vim", "nvim", "view", "nano"))
"""Pagers that keep the screen until one leaves them; after any other, as `cat`, Enter is waited for."""


class Outside:
    """Opens, copies, shows and pipes the article that is under the cursor."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self._last = ""

    def _article(self) -> Article | None:
        self.reader.follow_now()
        article = self.reader.article.article
        if article is None:
            self.reader.say("no article here")
        return article

    def open_link(self) -> None:
        """Open the address where there is a screen to open it on; else copy and show it."""
        article = self._article()
        if article is None:
            return
        url = article.facts.url or article.document.url
        if not url:
            self.reader.say("this article names no address")
            return
        if urlsplit(url).scheme not in ("http", "https"):
            self.reader.say(f"not opened, only web addresses are: {url}", alarm=True)
            return
        import webbrowser  # deferred, as all that few people ask for

        remote = "SSH_CONNECTION" in os.environ
        local = "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
        if local and not remote and webbrowser.open(url):
            self.reader.say(f"opened {url}", done=True)
        else:
            self._clip(url)
            self.reader.say(f"copied {url}", done=True)

    def copy(self, what: str) -> None:
        """Copy the cleaned or the original text."""
        article = self._article()
        if article is None:
            return
        text, lacking = _cleaned(article) if what == "cleaned" else (article.document.text, "")
        text, what = handed(text), "original" if lacking else what
        because = f"{lacking} · " if lacking else ""
        if self._clip(text):
            told = f"{because}copied the {what} text ({len(text):,} characters)"
            self.reader.say(told, done=True)
        else:
            try:
                path = self._spill(text)
            except OSError as error:
                self.reader.say(f"too long for the clipboard: {error}", alarm=True)
                return
            told = f"written to {path}: too long for the clipboard · {because}{what} text"
            self.reader.say(told)

    def _clip(self, text: str) -> bool:
        if len(base64.b64encode(text.encode("utf-8", "replace"))) > CLIPBOARD:
            return False
        self.reader.app.copy_to_clipboard(handed(text))
        return True

    def _spill(self, text: str) -> str:
        """Write the text beside the store, in place of the one before, where `forget` finds it; its path."""
        from reader.store.care import copied

        file = copied(self.reader.store.path.absolute())
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(number, "wb") as handle:
            handle.write(text.encode("utf-8", "replace"))
        home = str(Path.home())
        return f"~{str(file)[len(home) :]}" if str(file).startswith(f"{home}/") else str(file)

    def pager(self) -> None:
        """Show the cleaned text in the pager."""
        article = self._article()
        command = self._named("less", "PAGER")
        if article is not None and command:
            name = Path(command[0]).name
            if name == "less":
                command.append("-+F")  # else a short text is gone before it was seen
            self._give(command, article, wait=name not in STAYS)

    def editor(self) -> None:
        """Show a copy of the file in the editor."""
        article = self._article()
        command = self._named("vi", "VISUAL", "EDITOR")
        if article is None or not command:
            return
        source = Path(article.document.path)
        with tempfile.TemporaryDirectory(prefix="wirereader-") as folder:
            copy = Path(folder) / (source.name or "article.txt")
            try:
                copy.write_bytes(source.read_bytes())
            except OSError:
                copy.write_text(article.document.text, encoding="utf-8", errors="replace")
            self._with_terminal([*command, str(copy)], None)

    def _named(self, usual: str, *names: str) -> list[str]:
        """The words of a command that one of these variables names; none where its quotes do not match."""
        import shlex

        for name in names:
            try:
                words = shlex.split(os.environ.get(name, ""))
            except ValueError as error:
                self.reader.say(f"${name}: {error}", alarm=True)
                return []
            if words:
                return words
        return [usual]

    async def pipe(self) -> None:
        """Ask for a command and pipe the cleaned text to it."""
        article = self._article()
        if article is None:
            return
        lacking = _cleaned(article)[1]
        what = f"{lacking}: gets the original" if lacking else "gets the cleaned text"
        hint = f"{what} on its standard input"
        line = await self.reader.ask(Question("|", value=self._last, hint=hint))
        if line and line.strip():
            self._last = line.strip()
            self._give(["/bin/sh", "-c", self._last], article, wait=True)

    def _give(self, command: Sequence[str], article: Article, *, wait: bool) -> None:
        text, lacking = _cleaned(article)
        if self._with_terminal(command, handed(text), wait=wait) and lacking:
            self.reader.say(f"{lacking}: that was the original")

    def _with_terminal(
        self, command: Sequence[str], text: str | None, *, wait: bool = False
    ) -> bool:
        """Whether the command ran and ended well; if not, why is said."""
        data = None if text is None else text.encode("utf-8", "replace")
        try:
            with self._suspended():
                failed = _run(command, data, wait=wait)
        except SuspendNotSupported as error:
            failed = f"{command[0]}: {error}"
        if failed:
            self.reader.say(failed, alarm=True)
        return not failed

    @contextlib.contextmanager
    def _suspended(self) -> Iterator[None]:
        """The terminal belongs to another program, and so do the keys that end it, as in a shell."""
        with self.reader.app.suspend():
            # A handler and not SIG_IGN, which the other program would inherit.
            before = {name: signal.signal(name, _leave_it) for name in _TYPED}
            try:
                yield
            finally:
                for name, handler in before.items():
                    signal.signal(name, handler)


_TYPED = (signal.SIGINT, signal.SIGQUIT)
"""The signals that a terminal sends to whoever is in front when Ctrl+C or Ctrl+\\ is typed."""


def _leave_it(_: int, __: object) -> None:
    pass


def _run(command: Sequence[str], data: bytes | None, *, wait: bool) -> str:
    """Run a command to its end, and `wait` for Enter; what went wrong.

    Raises nothing: Textual takes a terminal that was lent out back only after a good end.
    """
    try:
        status = subprocess.run(command, input=data, check=False).returncode
    except FileNotFoundError:
        return f"there is no program {command[0]}"
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    if wait:
        print("\n[Enter goes back to wirereader]", end="", flush=True)  # noqa: T201
        with contextlib.suppress(EOFError):
            input()
    if status < 0:
        return f"{command[0]} was ended by a signal: {signal.strsignal(-status) or -status}"
    return f"{command[0]} ended with status {status}" if status else ""


def _cleaned(article: Article) -> tuple[str, str]:
    """The cleaned text, or the original and why there is no cleaned one."""
    if not article.versions:
        return article.document.text, "not analysed yet"
    text = article.cleaned.text
    return (text, "") if text else (article.document.text, "the cleaned text is empty")
