"""Kill -9 before the n-th call that alters a file: the finest moments at which a process can die.

A child runs an action while this process follows its system calls (ptrace, Linux) and ends it with SIGKILL as
the n-th of those that write, truncate, sync, rename, remove or make files begins. Elsewhere, or where
following is forbidden, the moments are the statements that SQLite runs.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import platform
import signal
import sqlite3
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_SYSGOOD, _EXITKILL = 1, 0x100000
_STOPPED_AT_CALL: Final = signal.SIGTRAP | 0x80
_ENTRY: Final = 1

# Calls that alter a file, by the machine's numbers (unistd.h).
_ALTERING: Final = {
    "x86_64": frozenset(
        (
            *(1, 18, 20, 296),  # write, pwrite64, writev, pwritev
            *(74, 75, 76, 77, 285),  # fsync, fdatasync, truncate, ftruncate, fallocate
            *(82, 264, 316),  # rename, renameat, renameat2
            *(83, 258, 84, 87, 263),  # mkdir, mkdirat, rmdir, unlink, unlinkat
        )
    ),
    "aarch64": frozenset(
        (
            *(64, 66, 68, 70),  # write, writev, pwrite64, pwritev
            *(82, 83, 45, 46, 47),  # fsync, fdatasync, truncate, ftruncate, fallocate
            *(38, 276),  # renameat, renameat2
            *(34, 35),  # mkdirat, unlinkat
        )
    ),
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: the moments it passed, whether it was killed, its exit status otherwise."""

    moments: int
    killed: bool
    status: int


def run(action: Callable[[], None], kill_at: int | None = None) -> Ended:
    """Run `action` in a child; kill it as its `kill_at`-th moment (from 1) begins."""
    sys.stdout.flush()
    sys.stderr.flush()
    if can_follow():
        return _followed(action, kill_at)
    return _counted(action, kill_at)


def moments(action: Callable[[], None]) -> int:
    """How many moments an undisturbed run has. Raises `RuntimeError` if it fails by itself."""
    ended = run(action)
    if ended.killed or ended.status:
        raise RuntimeError(f"the undisturbed run ended with {ended.status}")
    return ended.moments


def how() -> str:
    """What a moment is on this machine."""
    return "system call that alters a file" if can_follow() else "statement of SQLite"


@functools.cache
def can_follow() -> bool:
    """Whether this system lets a process follow the system calls of its child."""
    try:
        return platform.machine() in _ALTERING and _followed(_write_once, None).moments > 0
    except (OSError, AttributeError):
        return False


def _write_once() -> None:
    read, write = os.pipe()
    os.write(write, b".")
    os.close(read)


def _child(action: Callable[[], None]) -> None:
    """What the child does; never returns."""
    status = 1
    try:
        with contextlib.suppress(SystemExit):
            action()
        status = 0
    finally:
        os._exit(status)


def _ptrace(request: int, pid: int, address: Any = None, data: Any = None) -> int:
    libc = _libc()
    ctypes.set_errno(0)
    result = int(libc.ptrace(request, pid, ctypes.c_void_p(address), ctypes.c_void_p(data)))
    if result < 0 and ctypes.get_errno():
        raise OSError(ctypes.get_errno(), "ptrace")
    return result


@functools.cache  # asked thousands of times for each child
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.restype = ctypes.c_long
    return libc


def _followed(action: Callable[[], None], kill_at: int | None) -> Ended:
    pid = os.fork()
    if not pid:
        try:
            _ptrace(_TRACEME, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
        except OSError:
            os._exit(99)
        _child(action)
    altering = _ALTERING[platform.machine()]
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status):
        raise OSError(f"this system does not let a child be followed ({os.WEXITSTATUS(status)})")
    _ptrace(_SETOPTIONS, pid, None, _SYSGOOD | _EXITKILL)
    info = ctypes.create_string_buffer(88)
    place = ctypes.addressof(info)
    seen = deliver = 0
    while True:
        _ptrace(_SYSCALL, pid, None, deliver)
        deliver = 0
        _, status = os.waitpid(pid, 0)
        if not os.WIFSTOPPED(status):
            return _ended(seen, status)
        reason = os.WSTOPSIG(status)
        if reason != _STOPPED_AT_CALL:
            deliver = reason
            continue
        _ptrace(_GET_SYSCALL_INFO, pid, 88, place)
        # struct ptrace_syscall_info: u8 op; u32 arch at 4; u64 instruction and stack pointers; u64 number at 24
        if info.raw[0] == _ENTRY and struct.unpack_from("Q", info.raw, 24)[0] in altering:
            seen += 1
            if seen == kill_at:
                os.kill(pid, signal.SIGKILL)
                _, status = os.waitpid(pid, 0)
                return _ended(seen, status)


def _counted(action: Callable[[], None], kill_at: int | None) -> Ended:
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read)
        with _statements(write, kill_at):
            _child(action)
    os.close(write)
    seen = 0
    while data := os.read(read, 65536):
        seen += len(data)
    os.close(read)
    _, status = os.waitpid(pid, 0)
    return _ended(seen, status)


@contextlib.contextmanager
def _statements(told: int, kill_at: int | None) -> Iterator[None]:
    """Let every connection that is made tell of its statements, and kill this process at one of them."""
    connect = sqlite3.connect
    count = 0

    def moment(_: str) -> None:
        nonlocal count
        count += 1
        os.write(told, b".")
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **named)
        connection.set_trace_callback(moment)
        return connection

    sqlite3.connect = watched  # type: ignore[assignment]  # in the child alone
    try:
        yield
    finally:
        sqlite3.connect = connect


def _ended(seen: int, status: int) -> Ended:
    if os.WIFSIGNALED(status):
        return Ended(seen, killed=True, status=-os.WTERMSIG(status))
    return Ended(seen, killed=False, status=os.WEXITSTATUS(status))
