"""Narration of long fits."""

from __future__ import annotations

import time


def say(text: str) -> None:
    """A line of narration with the seconds of processor time so far."""
    print(f"[{time.process_time():6.0f}s] {text}", flush=True)
