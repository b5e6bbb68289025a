"""Keys that move the cursor are answered while Textual is still being loaded.

A thread reads the keyboard from the moment when the first page stands until Textual takes
it over. It does the moves that the page can do by itself; the first key that means anything
else ends it. That key and all that was read behind it are handed on in their order, what
was not read stays with the terminal: no key is lost, none is done twice.
"""

from __future__ import annotations

import os
import re
import select
import threading

TYPE_CHECKING = False  # typing's own costs 5 ms, which the first page does not have
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KEY = re.compile(
    rb"\x1b+(?:\[[0-?]*[ -/]*[@-~]|O.|[^\x1b\[O])"  # ECMA-48 control sequences, SS3, Alt and a key
    rb"|[\x00-\x1a\x1c-\x7f]"
    rb"|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
    re.DOTALL,
)
"""One key as terminals send it."""

_BEGUN = re.compile(rb"(?:\x1b+(?:\[[0-?]*[ -/]*|O)?|[\xc2-\xf4][\x80-\xbf]{0,2})\Z")
"""The beginning of a key whose rest has not arrived."""

PATIENCE = 100
"""Milliseconds to wait for the rest of a key: what begins like one may be Escape alone."""


class EarlyKeys:
    """Reads keys of `moves`, what a terminal sends for each and the command it starts.

    `move` does a command and says whether it could, `paint` shows what came of it. Both are
    called in a thread of this object's own, and not any more after `stop`.
    """

    def __init__(
        self,
        moves: Mapping[str, str],
        move: Callable[[str], bool],
        paint: Callable[[], None],
        keyboard: int = 0,
    ) -> None:
        self._moves = {text.encode(): command for text, command in moves.items()}
        self._move, self._paint, self._keyboard = move, paint, keyboard
        self._ahead = b""
        self._bell, self._ring = os.pipe()
        self._thread = threading.Thread(target=self._run, name="early-keys", daemon=True)
        self._thread.start()

    def stop(self) -> bytes:
        """Read no more; what was read and not done. To be called once."""
        os.write(self._ring, b"\0")
        self._thread.join()
        os.close(self._ring)
        os.close(self._bell)
        return self._ahead

    @property
    def escaped(self) -> bool:
        """Whether the first key that was read and not done is Escape."""
        return self._ahead == b"\x1b"

    def _run(self) -> None:
        try:
            while self._waits() and (data := os.read(self._keyboard, 1024)):
                if not self._done(data):
                    return
        except OSError:  # the terminal is gone: whoever reads next will see it as well
            return

    def _waits(self) -> bool:
        """Wait for a key; False when it is time to stop."""
        poll = select.poll()
        poll.register(self._keyboard, select.POLLIN)
        poll.register(self._bell, select.POLLIN)
        return self._bell not in {descriptor for descriptor, _ in poll.poll()}

    def _done(self, data: bytes) -> bool:
        """Do the keys of a burst and paint once; whether all of them could be done."""
        at = 0
        while at < len(data):
            key = KEY.match(data, at)
            if key is None and (more := self._rest(data)):
                data += more
                continue
            command = self._moves.get(key[0]) if key is not None else None
            if key is None or command is None or not self._move(command):
                break
            at = key.end()
        if at:
            self._paint()
        self._ahead = data[at:]
        while self._ahead and (more := self._rest(self._ahead)):
            self._ahead += more
        return not self._ahead

    def _rest(self, data: bytes) -> bytes:
        """What arrives soon of a key that has only begun."""
        if not _BEGUN.search(data):
            return b""
        poll = select.poll()
        poll.register(self._keyboard, select.POLLIN)
        return os.read(self._keyboard, 1) if poll.poll(PATIENCE) else b""
