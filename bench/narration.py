"""Narration of long fits."""

from __future__ import annotations

import os


def say(text: str) -> None:
    """A line of narration with the seconds of processor time so far, that of ended processes of its own with it."""
    used = os.times()
    seconds = used.user + used.system + used.children_user + used.children_system
    print(f"[{seconds:6.0f}s] {text}", flush=True)
