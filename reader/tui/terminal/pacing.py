"""Frames keep to the pace of the line: the newest waits, none is queued.

After so many bytes the terminal is asked where its cursor is (DSR 6). Its
answer says that everything before has been drawn, whatever buffers lie between.
While too much is unanswered, frames are held back and merge into one. A
terminal that does not answer is no longer asked.
"""

from __future__ import annotations

QUERY = "\x1b[6n"

SMALL = 256
"""Bytes that are not worth a question: a cursor move goes out at once."""

FIRST_WAIT = 1.5
"""Seconds to wait for a terminal's first answer."""

LATER_WAIT = 8.0
"""Seconds to wait for a terminal that has answered before: the line may be slow."""


class Pace:
    """Counts questions that are unanswered. `most` is how many frames may be under way."""

    def __init__(self, most: int = 2) -> None:
        self.most = most
        self.answers = 0
        self.under_way = 0
        self._unasked = 0

    @property
    def on(self) -> bool:
        """Whether frames are paced at all."""
        return self.most > 0

    @property
    def full(self) -> bool:
        """Whether the next frame has to wait."""
        return self.on and self.under_way >= self.most

    @property
    def patience(self) -> float:
        """Seconds after which an answer is given up."""
        return LATER_WAIT if self.answers else FIRST_WAIT

    def sending(self, size: int) -> str:
        """What to send behind a frame of so many bytes: a question, or nothing yet."""
        self._unasked += size
        if not self.on or self._unasked < SMALL:
            return ""
        self._unasked = 0
        self.under_way += 1
        return QUERY

    def answered(self) -> bool:
        """An answer came; whether a frame that waited may go now."""
        if self.under_way == 0:
            return False
        self.answers += 1
        self.under_way -= 1
        return not self.full

    def give_up(self) -> None:
        """The terminal does not answer: frames go out as they come."""
        self.most = 0
        self.under_way = 0
