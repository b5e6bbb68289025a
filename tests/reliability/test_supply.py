"""What is installed is what was pinned: hashes, licences, the bill of materials."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("run.lock", "dev.lock")
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
OURS = {"wirereader", "pip", "setuptools", "wheel"}
FREE = re.compile(
    r"MIT|BSD|Apache|MPL|Mozilla|PSF|Python Software|ISC|Unlicense|CC0|Public Domain|zlib|LGPL|0BSD|HPND"
    r"|GNU General Public|GPL",
    re.IGNORECASE,
)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, set[str]]:
    """Names and their versions: more than one where it depends on Python or the machine."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for name, version in PINNED.findall(text):
        found.setdefault(normal(name), set()).add(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    parts = re.split(r"^(?=[A-Za-z0-9][^\n]*==)", text, flags=re.MULTILINE)[1:]
    assert len(parts) > 20
    assert [part.split("\n")[0] for part in parts if "--hash=sha256:" not in part] == []
    assert "://" not in re.sub(r"#.*", "", text)


def test_everything_that_is_installed_is_pinned() -> None:
    run, dev = pinned("run.lock"), pinned("dev.lock")
    loose = {
        normal(each.name): each.version
        for each in distributions()
        if normal(each.name) not in OURS
        and each.version
        not in run.get(normal(each.name), set()) | dev.get(normal(each.name), set())
    }
    assert loose == {}


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {normal(re.split(r"[\s<>=!~;\[]", each)[0]) for each in project["dependencies"]}
    assert wanted <= pinned("run.lock").keys()


def test_the_bill_of_materials_is_that_of_the_lock(tmp_path: Path) -> None:
    written = tmp_path / "sbom.json"
    tool = [sys.executable, "-m", "cyclonedx_py", "requirements", "--pyproject", "pyproject.toml"]
    subprocess.run(
        [*tool, "--output-reproducible", "-o", str(written), "requirements/run.lock"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    bill = json.loads(written.read_text(encoding="utf-8"))
    listed: dict[str, set[str]] = {}
    for each in bill["components"]:
        listed.setdefault(normal(each["name"]), set()).add(each["version"])
    assert listed == pinned("run.lock")


def test_every_licence_is_free_and_named() -> None:
    unknown = []
    run = pinned("run.lock")
    for each in distributions():
        if normal(each.name) not in run:
            continue
        about = each.metadata
        said = " ".join(
            [
                about["License-Expression"] or "",
                (about["License"] or "")[:200],
                *[c for c in about.get_all("Classifier") or [] if c.startswith("License")],
            ]
        )
        if not FREE.search(said):
            unknown.append(each.name)
    notice = normal((ROOT / "NOTICE.md").read_text(encoding="utf-8"))
    assert [name for name in unknown if normal(name) not in notice] == []
