"""Which files of a folder are articles, in an order that never changes.

Every file that is passed over is named with the reason, because a news desk
must know that nothing was lost. No link is followed out of a folder or into
another folder, so there are no loops and no way to lead the program elsewhere.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from reader.ingest.kinds import Kind, kind_of_bytes, kind_of_name, looks_binary

_HEAD = 4096
"""Bytes read of a file without extension to tell whether it is text."""


_README = "a README tells about the folder and is no article"


class Skipped(Struct, frozen=True):
    """A path that was passed over, and why, in a phrase without a final full stop.

    `failed` tells the things that ought to have been readable (a path that does
    not exist, a folder without permission) from those that are simply no articles.
    """

    path: Path
    reason: str
    failed: bool = False


def discover(paths: Sequence[Path], *, named: bool = True) -> Iterator[Path | Skipped]:
    """Yield every article file under `paths`, and a `Skipped` for everything else.

    Files come in the order of `paths`, and within a folder sorted by name (code
    points), folders among files; a file reached twice is yielded once. A file
    that is named itself is taken even if it is hidden or has an unknown
    extension, so long as it is text. Paths that nobody `named`, such as those that are
    seen to change, are judged as they are in a walk through their folder. Never raises.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _under(Path(path)) if named else _seen(Path(path)):
            place = found if isinstance(found, Path) else found.path
            key = os.path.abspath(place)  # noqa: PTH100  # Path.resolve() would follow links
            if key not in seen:
                seen.add(key)
                yield found


def _under(path: Path) -> Iterator[Path | Skipped]:
    """What one argument of the person stands for; links are followed here only."""
    try:
        status = path.stat()
    except FileNotFoundError:
        yield Skipped(path, "does not exist", failed=True)
    except PermissionError:
        yield Skipped(path, "permission denied", failed=True)
    except (OSError, ValueError) as error:
        yield Skipped(path, _detail(error), failed=True)
    else:
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(path)
        else:
            yield _judged(path, status.st_mode, named=True)


def _seen(path: Path) -> Iterator[Path | Skipped]:
    """What has changed at a path, by the rules for a folder's entries."""
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return  # it has gone again
    if path.name.startswith("."):
        yield Skipped(path, "hidden")
    elif stat.S_ISLNK(mode):
        yield _link(path.parent, path)
    elif stat.S_ISDIR(mode):
        yield from _walk(path)
    elif path.name.casefold().startswith("readme"):
        yield Skipped(path, _README)
    else:
        yield _judged(path, mode, named=False)


def _walk(root: Path) -> Iterator[Path | Skipped]:
    """Depth first without recursion: a tree of any depth is walked in constant stack."""
    pending: list[Iterator[os.DirEntry[str] | Skipped]] = [iter(_entries(root))]
    while pending:
        entry = next(pending[-1], None)
        if entry is None:
            pending.pop()
        elif isinstance(entry, Skipped):
            yield entry
        else:
            path = Path(entry.path)
            found = _entry(root, path, entry)
            if found is None:
                pending.append(iter(_entries(path)))
            else:
                yield found


def _entries(folder: Path) -> list[os.DirEntry[str] | Skipped]:
    try:
        with os.scandir(folder) as entries:
            return [*sorted(entries, key=lambda entry: entry.name)]
    except PermissionError:
        return [Skipped(folder, "folder without permission to list it", failed=True)]
    except FileNotFoundError:
        return [Skipped(folder, "folder vanished while it was read", failed=True)]
    except OSError as error:
        return [Skipped(folder, _detail(error), failed=True)]


def _entry(root: Path, path: Path, entry: os.DirEntry[str]) -> Path | Skipped | None:
    """The verdict on one entry of a folder; None for a folder to be walked."""
    try:
        entry.name.encode("utf-8")
    except UnicodeEncodeError:
        return Skipped(path, "its name is not valid UTF-8: rename it", failed=True)
    if entry.name.startswith("."):
        return Skipped(path, "hidden")
    try:
        if entry.is_symlink():
            return _link(root, path)
        if entry.is_dir(follow_symlinks=False):
            return None
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError as error:
        return Skipped(path, _detail(error), failed=True)
    if entry.name.casefold().startswith("readme"):
        return Skipped(path, _README)
    return _judged(path, mode, named=False)


def _link(root: Path, path: Path) -> Skipped:
    """A link is never an article of its own: its target is listed where it lies, or not ours."""
    try:
        target = path.resolve(strict=True)
        inside = target.is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        return Skipped(path, "link that leads nowhere")
    if inside:
        return Skipped(path, "link into the same folder, where its target is listed already")
    return Skipped(path, "link that leaves the folder")


def _judged(path: Path, mode: int, *, named: bool) -> Path | Skipped:
    if not stat.S_ISREG(mode):
        return Skipped(path, f"{_special(mode)}, no regular file", failed=named)
    kind = kind_of_name(path.name)
    if kind in (Kind.TEXT, Kind.MARKDOWN, Kind.HTML):
        return path
    if kind is Kind.OTHER and not named:
        return Skipped(path, f"unsupported kind of file ({path.suffix.casefold()})")
    if kind is Kind.BINARY:
        return Skipped(path, f"no text ({path.suffix.casefold()})", failed=named)
    try:
        with open(path, "rb", opener=_opener) as file:  # Path.open has no opener
            head = file.read(_HEAD)
    except PermissionError:
        return path  # read() tells the person, as it does for files with an extension
    except OSError as error:
        return Skipped(path, _detail(error), failed=True)
    if looks_binary(head):
        return Skipped(path, f"no text ({kind_of_bytes(head)})", failed=named)
    return path


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)


def _special(mode: int) -> str:
    names = ((stat.S_ISFIFO, "pipe"), (stat.S_ISSOCK, "socket"))
    return next((name for test, name in names if test(mode)), "device")


def _detail(error: OSError | ValueError) -> str:
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"
