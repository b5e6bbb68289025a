"""The interface is loaded without what the first key does not need.

Nine tenths of a start are imports, and what they make stays: collecting garbage among it finds none
and takes a twentieth of the time. asyncio would load OpenSSL for connections that nobody opens here.
"""

from __future__ import annotations

import gc
import sys


def load() -> None:
    """Import the application."""
    gc.disable()  # `kept_all` turns it on again
    _load_asyncio()
    import reader.tui.app  # noqa: F401  # whoever asks for it next has it


def kept_all() -> None:
    """All is loaded, and what was loaded stays: leave it out whenever garbage is collected from now on."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _load_asyncio() -> None:
    """Import asyncio as in a Python that was built without OpenSSL; whoever needs `ssl` still finds it."""
    if "ssl" in sys.modules or "asyncio" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]  # the documented way to make an import fail
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]
