"""Which pinned packages have a known weakness: ``python -m bench.advisories DATABASE [LOCK...]``, without a network.

DATABASE is what the OSV project publishes for PyPI, as one archive or unpacked into a folder: a file of JSON an
advisory (https://ossf.github.io/osv-schema/). It is brought on a stick as models are; nothing is fetched here.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

LOCKS = tuple(
    Path(__file__).parents[1] / "requirements" / name for name in ("run.lock", "dev.lock")
)
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Known:
    """A pinned package with a weakness that is known: which, in what words."""

    package: str
    version: str
    advisory: str
    summary: str


def normal(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: Path) -> set[tuple[str, str]]:
    """Names and versions of a lock."""
    found = _PINNED.findall(lock.read_text(encoding="utf-8"))
    return {(normal(name), version) for name, version in found}


def advisories(database: Path) -> Iterator[dict[str, Any]]:
    """Every advisory of an archive or a folder. Raises `OSError` or `zipfile.BadZipFile` if it is neither."""
    if database.is_dir():
        for path in sorted(database.rglob("*.json")):
            yield json.loads(path.read_bytes())
        return
    with zipfile.ZipFile(database) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def known(pins: set[tuple[str, str]], found: Iterator[dict[str, Any]]) -> list[Known]:
    """Those of the pins that an advisory in force names."""
    names = {name for name, _ in pins}
    result = []
    for advisory in found:
        if advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected", ()):
            package = affected.get("package", {})
            name = normal(str(package.get("name", "")))
            if package.get("ecosystem") != "PyPI" or name not in names:
                continue
            result += [
                Known(name, version, str(advisory["id"]), str(advisory.get("summary", "")))
                for pin, version in sorted(pins)
                if pin == name and _affects(affected, version)
            ]
    return result


def _affects(affected: dict[str, Any], version: str) -> bool:
    if version in affected.get("versions", ()):
        return True
    ranges = [each for each in affected.get("ranges", ()) if each.get("type") == "ECOSYSTEM"]
    return any(_within(each.get("events", ()), Version(version)) for each in ranges)


def _within(events: list[dict[str, str]], version: Version) -> bool:
    """Whether a version lies between where a weakness came in and where it ended."""
    inside = False
    for event in events:
        for kind, at in event.items():
            try:
                reached = at == "0" or version >= Version(at)
            except InvalidVersion:
                continue
            if kind == "introduced" and reached:
                inside = True
            elif (kind == "fixed" and reached) or (
                kind == "last_affected" and reached and version != Version(at)
            ):
                inside = False
    return inside


def main(arguments: list[str] | None = None) -> int:
    """Say what is known; 1 if anything is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("database", type=Path, metavar="DATABASE")
    parser.add_argument("locks", type=Path, nargs="*", default=LOCKS, metavar="LOCK")
    options = parser.parse_args(arguments)
    pins = set[tuple[str, str]]().union(*(pinned(lock) for lock in options.locks))
    found = known(pins, advisories(options.database))
    for each in found:
        print(f"{each.package} {each.version}: {each.advisory}: {each.summary}")
    print(f"{len(pins)} pinned packages, {len(found)} with a known weakness", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
