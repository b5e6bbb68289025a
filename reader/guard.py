"""Processes that cannot reach the network, whatever their libraries try.

On Linux a seccomp filter makes the kernel refuse every socket but local ones,
for C and C++ code as well; everywhere an audit hook refuses them to Python.
Neither needs a privilege, and neither can be taken back by the process.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_LOCAL_FAMILY: Final = 1  # AF_UNIX
_REFUSE: Final = 0x00050000 | errno.EACCES  # SECCOMP_RET_ERRNO
_KILL: Final = 0x80000000  # SECCOMP_RET_KILL_PROCESS
_NETWORK_EVENTS: Final = frozenset(
    (
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.getnameinfo",
        "socket.sendto",
        "socket.sendmsg",
        "socket.bind",
        "urllib.Request",
        "http.client.connect",
    )
)

# Machine: audit architecture, numbers of socket(2) and io_uring_setup(2)  (linux/audit.h, unistd.h)
_ARCHITECTURES: Final = {
    "x86_64": (0xC000003E, 41, 425),
    "aarch64": (0xC00000B7, 198, 425),
}


def seal() -> str:
    """Forbid this process, for good, to open a network socket; returns what holds it.

    ``"seccomp"`` where the kernel enforces it, ``"audit"`` where only the
    interpreter does.
    """
    sys.addaudithook(_refuse)
    return "seccomp" if _seccomp(_REFUSE) else "audit"


def load(name: str, *, without: Sequence[str] = ()) -> ModuleType:
    """Import a library without the socket that urllib3, somewhere below it, opens to try IPv6.

    `without` are modules of its own that it imports and that reading never calls: they are left out, with
    all that they would bring, and are there for whoever imports them later. A release of the library that
    cannot do without is imported whole. Raises `ImportError`.
    """
    had, socket.has_ipv6 = socket.has_ipv6, False
    left_out = [part for part in without if part not in sys.modules]
    try:
        sys.modules.update((part, _Nothing(part)) for part in left_out)
        return import_module(name)
    except ImportError:
        if not left_out:
            raise
    finally:
        socket.has_ipv6 = had
        for part in left_out:
            if isinstance(sys.modules.get(part), _Nothing):
                del sys.modules[part]
    return load(name)


class _Nothing(ModuleType):
    """Stands for a module that is left out: whatever is imported from it is None."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


def deadly() -> bool:
    """Have the kernel kill this process, and any that it starts, at the first network socket.

    For proving that nothing tries; False where the system has no seccomp.
    """
    return _seccomp(_KILL)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.__new__" and arguments[1] in (_LOCAL_FAMILY, -1):
        return
    if event in _NETWORK_EVENTS or event == "socket.__new__":
        raise PermissionError(f"{event}: this process may not use the network")


def _seccomp(verdict: int) -> bool:
    """Install the filter; False where the system does not offer it."""
    numbers = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or numbers is None or sys.byteorder != "little":
        return False
    architecture, socket_call, io_uring = numbers
    load, equal, give = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
    allow = 0x7FFF0000
    # seccomp_data: number at 0, architecture at 4, low word of the first argument at 16
    program = [
        (load, 0, 0, 4),
        (equal, 0, 6, architecture),
        (load, 0, 0, 0),
        (equal, 2, 0, socket_call),
        (equal, 4, 0, io_uring),
        (give, 0, 0, allow),
        (load, 0, 0, 16),
        (equal, 0, 1, _LOCAL_FAMILY),
        (give, 0, 0, allow),
        (give, 0, 0, verdict),
    ]
    code = b"".join(struct.pack("HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code)
    # struct sock_fprog: unsigned short length, padding, pointer
    header = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(buffer))
    handle = ctypes.create_string_buffer(header)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        no_new_privileges, set_seccomp, mode_filter = 38, 22, 2
        if libc.prctl(no_new_privileges, 1, 0, 0, 0) != 0:
            return False
        address = ctypes.c_void_p(ctypes.addressof(handle))
        return bool(libc.prctl(set_seccomp, mode_filter, address, 0, 0) == 0)
    except (OSError, AttributeError):
        return False
