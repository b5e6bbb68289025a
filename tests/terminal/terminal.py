"""The real command in a pseudo-terminal, with an emulator that looks at what it draws."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

_ANSWERS = (
    (b"\x1b[6n", lambda screen: f"\x1b[{screen.cursor.y + 1};{screen.cursor.x + 1}R"),
    (b"\x1b[c", lambda _: "\x1b[?62;22c"),
)
_CUT = re.compile(rb"\x1b(?:\[[0-9;:<=>?]*[ -/]*)?\Z")
"""A sequence whose end has not come yet: where a read ends is up to the kernel."""
_UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]* q")


def _inherited() -> dict[str, str]:
    """The environment but for the size of another terminal."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


def _as_a_terminal_does() -> None:
    """In the child: a terminal of its own, and a hang-up that ends it even where tests run under nohup."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Terminal:
    """A child process on a terminal of its own. Leaving the block hangs up on it."""

    def __init__(
        self,
        command: Sequence[str],
        size: tuple[int, int] = (80, 24),
        environment: dict[str, str] | None = None,
    ) -> None:
        width, height = size
        self.screen = pyte.Screen(width, height)
        self.screen.set_mode(pyte.modes.LNM)
        self.stream = pyte.ByteStream(self.screen)
        self.sent = 0
        self.raw = bytearray()
        self._held = b""
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**_inherited(), "TERM": "xterm-256color", **(environment or {})},
            start_new_session=True,
            preexec_fn=_as_a_terminal_does,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.hang_up()
        os.close(self.master)

    def read(self, seconds: float = 0.05) -> bool:
        """Take in what the program has written within `seconds`; False when it is gone."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return self.process.poll() is None
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        if not data:
            return False
        self.sent += len(data)
        self.raw += data
        data = self._held + data
        cut = _CUT.search(data)
        self._held = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        questions = [(data.find(ask), make) for ask, make in _ANSWERS if ask in data]
        self.stream.feed(_UNKNOWN.sub(b"", data))
        for _, make in sorted(questions, key=lambda item: item[0]):
            answer: str = make(self.screen)  # type: ignore[no-untyped-call]  # pyte has no types
            os.write(self.master, answer.encode())
        return True

    def resize(self, width: int, height: int) -> None:
        """Give the terminal another size; the program is told by a signal."""
        self.screen.resize(height, width)
        size = struct.pack("HHHH", height, width, 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, size)

    def waiting(self) -> bool:
        """Whether the program has written something that was not taken in yet."""
        return bool(select.select([self.master], [], [], 0)[0])

    def press(self, *keys: str) -> None:
        """Type keys, each the characters that a terminal sends for it."""
        for key in keys:
            os.write(self.master, key.encode())
            self.read(0.05)

    def type(self, keys: str) -> None:
        """Send keys at once; `wait` for what they lead to. Nothing may follow an Escape at once."""
        os.write(self.master, keys.encode())

    def wait(self, wanted: str | Callable[[str], bool], seconds: float = 60) -> str:
        """The screen as soon as it shows what is wanted; AssertionError with the screen if not."""
        end = time.monotonic() + seconds
        found = wanted if callable(wanted) else lambda text: wanted in text
        seen = -1
        while time.monotonic() < end:
            alive = self.read()
            if self.sent != seen or callable(wanted) or not alive:
                while alive and self.waiting():  # looking costs more than reading
                    alive = self.read()
                seen = self.sent
                text = self.text()
                if found(text):
                    return text
            if not alive:
                break
        raise AssertionError(f"never showed {wanted!r}:\n{self.text()}")

    def text(self) -> str:
        """The screen as text."""
        # Not pyte's own `display`, which fails where half of a wide character was written over.
        lines = []
        for y in range(self.screen.lines):
            row = self.screen.buffer[y]
            width = max(row, default=-1) + 1
            lines.append("".join(row[x].data if x in row else " " for x in range(width)).rstrip())
        return "\n".join(lines)

    def leave(self, seconds: float = 30) -> int:
        """Wait for the program to end; its exit status."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self.read()
        while self.process.poll() is not None and self.read():
            pass  # what it wrote last is still in the line
        return self.process.wait(timeout=1)

    def hang_up(self) -> None:
        """End it as a dropped line does."""
        os.kill(self.process.pid, signal.SIGHUP)
        try:
            self.leave(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def wirereader(
    *arguments: str | Path, home: Path, size: tuple[int, int] = (80, 24), **environment: str
) -> Terminal:
    """The reader, with its data and configuration below `home`."""
    command = [sys.executable, "-c", "import sys, reader.cli; sys.exit(reader.cli.main())"]
    own = {
        "WIREREADER_DATA": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "share"),
        "WIREREADER_ANALYSIS_NAMES": "false",
        "WIREREADER_ANALYSIS_WORKERS": "1",
    }
    return Terminal([*command, *map(str, arguments)], size, {**own, **environment})
