"""One program in one pseudo-terminal, with a terminal and a line in front of it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import zlib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.tty.keyboard import encode
from bench.tty.view import PARTIAL, View

now = time.perf_counter

_QUERY = re.compile(
    rb"\x1b\[(?P<da>[>=]?)0?c|\x1b\[(?P<dsr>\??(?:5|6|996))n|\x1b\[\?(?P<rqm>\d+)\$p"
    rb"|\x1b\[(?P<size>1[468])t|\x1b\](?P<osc>1[0-2]|4;\d+);\?(?P<st>\x07|\x1b\\)"
    rb"|\x1b\[\?(?P<modes>[\d;]+)(?P<on>[hl])"
)
_UNSET = ("NO_COLOR", "TERM_PROGRAM", "COLUMNS", "LINES", "TMUX", "STY")


@dataclass(frozen=True, slots=True)
class Line:
    """The line between program and person: round trip in ms, bytes a second each way (0: no
    limit), bytes it queues before the program's writes block, and whether it compresses as
    ``ssh -C`` does.
    """

    round_trip: float = 0
    down: float = 0
    up: float = 0
    buffer: int = 65536
    compressed: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """The terminal: its size in cells, TERM and COLORTERM, whether it answers queries, further
    environment, and the folder that the program starts in.
    """

    columns: int = 120
    rows: int = 40
    term: str = "xterm-256color"
    colorterm: str = "truecolor"
    answers: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = "."
    line: Line = Line()


class Session:
    """A running program. `log` holds all that arrived, with the time of arrival."""

    def __init__(self, command: Sequence[str], setting: Setting | None = None) -> None:
        self.setting = setting or Setting()
        self.columns, self.rows = self.setting.columns, self.setting.rows
        self.view = View(self.columns, self.rows)
        self.log: list[tuple[float, bytes]] = []
        self.compressed: list[int] = []
        self.ended = False
        self.seen: float | None = None
        self.painted: float | None = None
        self.peaks: dict[int, int] = {}
        self._modes: dict[int, bool] = {}
        self._up: deque[tuple[float, bytes]] = deque()
        self._down: deque[tuple[float, bytes]] = deque()
        self._up_free = self._down_free = 0.0
        self._parsed = 0
        self._tail = b""
        self._marker: str | None = None
        self._cells: int | None = None
        self._zip = zlib.compressobj(6)
        self.terminal, slave = pty.openpty()
        self._set_size()
        self.born = now()
        self.process = os.fork()
        if not self.process:
            self._become(command, slave)
        os.close(slave)
        os.set_blocking(self.terminal, False)
        self._poll = select.poll()
        self._poll.register(self.terminal, select.POLLIN)

    def _become(self, command: Sequence[str], slave: int) -> None:
        setting = self.setting
        environment = {k: v for k, v in os.environ.items() if k not in _UNSET}
        environment |= {"TERM": setting.term, "LANG": "C.UTF-8", **setting.environment}
        environment.pop("COLORTERM", None)
        if setting.colorterm:
            environment["COLORTERM"] = setting.colorterm
        try:
            os.chdir(setting.folder)
            os.login_tty(slave)
            os.execvpe(command[0], list(command), environment)
        finally:
            os._exit(127)

    def _set_size(self) -> None:
        size = struct.pack("HHHH", self.rows, self.columns, self.columns * 9, self.rows * 18)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, size)

    # what goes in

    def press(self, key: str) -> None:
        """Send a key, as named by `bench.tty.keyboard`."""
        self.send(encode(key, application=self._modes.get(1, False)))

    def send(self, data: bytes) -> None:
        """Put bytes on the line towards the program."""
        moment, line = now(), self.setting.line
        self._up_free = max(self._up_free, moment) + (len(data) / line.up if line.up else 0)
        self._up.append((self._up_free + line.round_trip / 2000, data))

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self.columns, self.rows = columns, rows
        self._set_size()
        self.view.resize(columns, rows)

    # what comes out

    def pump(self, until: float) -> None:
        """Move bytes until `until`, or until something arrived at the person's side."""
        line, arrived = self.setting.line, False
        while True:
            moment = now()
            while self._up and self._up[0][0] <= moment:
                try:
                    os.write(self.terminal, self._up.popleft()[1])
                except OSError:
                    self.ended = True
            while self._down and self._down[0][0] <= moment:
                self._arrive(self._down.popleft()[1])
                arrived = True
            if arrived or moment >= until or (self.ended and not self._down):
                return
            full = bool(line.down) and (self._down_free - moment) * line.down > line.buffer
            due = [queue[0][0] for queue in (self._up, self._down) if queue]
            wake = min([until, *due, *([moment + 0.01] if full else [])])
            if full or self.ended:
                time.sleep(max(wake - moment, 0))
            elif self._poll.poll(max(wake - moment, 0) * 1000 + 0.1):
                self._read()

    def _read(self) -> None:
        try:
            data = os.read(self.terminal, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.ended = True
            return
        moment, line = now(), self.setting.line
        size = len(self._zip.compress(data) + self._zip.flush(zlib.Z_SYNC_FLUSH))
        self.compressed.append(size)
        if not line.down:
            self._down.append((moment + line.round_trip / 2000, data))
            return
        ratio = (size if line.compressed else len(data)) / len(data)
        for at in range(0, len(data), 256):
            piece = data[at : at + 256]
            self._down_free = max(self._down_free, moment) + len(piece) * ratio / line.down
            self._down.append((self._down_free + line.round_trip / 2000, piece))

    def _arrive(self, data: bytes) -> None:
        self.log.append((now(), data))
        data = self._tail + data
        if b"\x1b" not in data:
            self._tail = b""
            return
        cut = PARTIAL.search(data)
        self._tail = cut[0] if cut else b""
        for match in _QUERY.finditer(data, 0, cut.start() if cut else len(data)):
            if (answer := self._answer(match)) and self.setting.answers:
                self.send(answer)

    def _answer(self, match: re.Match[bytes]) -> bytes | None:
        found = match.groupdict()
        if found["modes"]:
            for mode in found["modes"].split(b";"):
                self._modes[int(mode or 0)] = found["on"] == b"h"
        elif found["da"] is not None:
            return {b"": b"\x1b[?62;22c", b">": b"\x1b[>1;10;0c"}.get(found["da"])
        elif found["dsr"]:
            if found["dsr"] == b"5":
                return b"\x1b[0n"
            if found["dsr"] == b"?996":
                return b"\x1b[?997;1n"
            self._parse()
            column, row = self.view.cursor
            return b"\x1b[%s%d;%dR" % (found["dsr"][:-1], row, column)
        elif found["rqm"]:
            mode = int(found["rqm"])
            known = 0 if mode in (2026, 2048) else 1 if self._modes.get(mode) else 2
            return b"\x1b[?%d;%d$y" % (mode, known)
        elif found["size"]:
            return {
                b"14": b"\x1b[4;%d;%dt" % (self.rows * 18, self.columns * 9),
                b"16": b"\x1b[6;18;9t",
                b"18": b"\x1b[8;%d;%dt" % (self.rows, self.columns),
            }[found["size"]]
        elif found["osc"]:
            colour = b"d0d0/d0d0/d0d0" if found["osc"] == b"10" else b"0000/0000/0000"
            return b"\x1b]%s;rgb:%s%s" % (found["osc"], colour, found["st"])
        return None

    # waiting and looking

    def _parse(self) -> None:
        """Bring the view up to date; note when the marker and the first text appeared."""
        marker = re.compile(self._marker) if self._marker else None
        if marker and not self.seen and self._parsed == len(self.log):
            self.seen = now() if marker.search(self.view.text) else None
        while self._parsed < len(self.log):
            moment, data = self.log[self._parsed]
            self._parsed += 1
            self.view.feed(data)
            if marker and not self.seen and marker.search(self.view.text):
                self.seen = moment
            if self._cells and not self.painted and self.view.filled >= self._cells:
                self.painted = moment

    def filled(self, cells: int) -> bool:
        """Whether so many cells of the screen have a text by now."""
        self._parse()
        return self.view.filled >= cells

    def settle(
        self,
        quiet: float = 150,
        *,
        marker: str | None = None,
        cells: int | None = None,
        silent: float = 400,
        timeout: float = 30,
    ) -> bool:
        """Wait for `quiet` ms of silence, the marker and so many filled cells; False where
        `timeout` seconds passed first. `silent` ms are waited for a key that does nothing.
        Parsing is slow, so it is done in the silences, or once a second.
        """
        start, mark = now(), len(self.log)
        self._marker, self._cells, self.seen, self.painted = marker, cells, None, None
        looked = start
        trip = self.setting.line.round_trip
        calm = (quiet + trip) / 1000
        while True:
            some = len(self.log) > mark
            last = self.log[-1][0] if some else start
            limit = calm if some else max(calm, (silent + trip) / 1000)
            moment, busy = now(), bool(self._up or self._down)
            silence = not busy and moment - last >= limit
            if silence or (self.ended and not busy) or moment - looked > 1:
                self._parse()
                looked = now()
                reached = (self.seen or not marker) and (self.painted or not cells)
                if self.ended or (silence and reached):
                    return not self.ended
                if moment - start > timeout:
                    return False
                self.pump(now() + 0.02)
            else:
                self.pump(min(last + limit, looked + 1.001) if not busy else moment + 1)

    def idle(self, seconds: float) -> None:
        """Let time pass."""
        end = now() + seconds
        while now() < end and not self.ended:
            self.pump(end)
        self._parse()

    @property
    def sent(self) -> int:
        """Bytes that have arrived so far."""
        return sum(len(data) for _, data in self.log)

    def usage(self) -> tuple[float, int]:
        """CPU seconds and resident bytes of the program and its children; keeps the peaks."""
        cpu, memory = 0.0, 0
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, IndexError, ValueError):
                stat = (entry / "stat").read_bytes().rpartition(b")")[2].split()
                if int(stat[3]) != self.process:  # its session
                    continue
                clock = time.clock_gettime((~int(entry.name) << 3) | 2)
                cpu += clock + (int(stat[13]) + int(stat[14])) / os.sysconf("SC_CLK_TCK")
                status = (entry / "status").read_text(errors="replace")
                sizes = dict(re.findall(r"(VmHWM|VmRSS):\s+(\d+)", status))
                memory += int(sizes.get("VmRSS", 0)) * 1024
                peak = int(sizes.get("VmHWM", 0)) * 1024
                self.peaks[int(entry.name)] = max(self.peaks.get(int(entry.name), 0), peak)
        return cpu, memory

    def close(self, keys: Sequence[str] = ()) -> None:
        """Press the keys that end the program; one that stays is hung up, then killed."""
        for key in keys:
            if not self.ended:
                self.press(key)
                self.pump(now() + 0.05 + self.setting.line.round_trip / 1000)
        end, hard = now() + (2 if keys else 0), False
        while not os.waitpid(self.process, os.WNOHANG)[0]:
            if now() > end:
                for kind in (signal.SIGHUP, signal.SIGKILL if hard else signal.SIGTERM):
                    with contextlib.suppress(OSError):
                        os.killpg(self.process, kind)
                end, hard = now() + 1, True
            self.pump(now() + 0.02)
            if self.ended:
                time.sleep(0.01)
        os.close(self.terminal)
