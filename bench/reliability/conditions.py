"""Conditions to run the program under: another environment, a small disk, less permission, less memory."""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

NO_TRACE = "a traceback was shown"


SOUND = {"WIREREADER_ANALYSIS_NAMES": "false", "WIREREADER_ANALYSIS_WORKERS": "1"}


def places(home: Path) -> dict[str, str]:
    """The environment in which the program keeps everything below `home`."""
    return {
        "HOME": str(home),
        "WIREREADER_DATA": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "share"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }


def command(
    place: Path,
    *arguments: str | Path,
    before: Callable[[], None] | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """The real command with everything that it keeps below `place`."""
    code = "import sys, reader.cli; sys.exit(reader.cli.main())"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="replace",
        env={**os.environ, **SOUND, **places(place), **environment},
        preexec_fn=before,
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str], *statuses: int) -> Iterator[str]:
    """What is wrong with how a command ended: its status, or that it broke instead of saying why."""
    if "Traceback" in done.stderr:
        yield f"{NO_TRACE}: {done.stderr.strip().splitlines()[-1]}"
    elif done.returncode not in statuses:
        yield f"ended with {done.returncode}: {done.stderr.strip()[-200:]}"


@contextlib.contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path | None]:
    """A folder on a file system of so many bytes, None where none can be mounted."""
    place.mkdir()
    options = f"size={size},mode=700"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    try:
        yield place if done.returncode == 0 else None
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(place)], check=True)


def in_child(action: Callable[[], None], most: int) -> None:
    """Run in a child whose files may have `most` bytes: a full disk without a disk."""
    pid = os.fork()
    if not pid:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            action()
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(pid, 0)
    if ended:
        raise RuntimeError("the child broke")


def obeying() -> None:
    """In a child of root: give up the right to pass over permissions (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)."""
    if os.geteuid():
        return
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2, 3):  # and CAP_FOWNER
        if libc.prctl(
            24, capability, 0, 0, 0
        ):  # PR_CAPBSET_DROP: exec gives back no more than this
            raise OSError(ctypes.get_errno(), "prctl")


def quietly(action: Callable[[], object]) -> str:
    """What an action wrote to standard error."""
    with contextlib.redirect_stderr(io.StringIO()) as said:
        action()
    return said.getvalue()
