"""What is installed is what was pinned: hashes, licences, the bill of materials."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

from bench import advisories

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


def advisory(name: str, **more: object) -> dict[str, object]:
    package = {"ecosystem": "PyPI", "name": name}
    return {"id": f"OSV-{name}", "summary": "lets in", "affected": [{"package": package, **more}]}


def range_of(**events: str) -> list[dict[str, object]]:
    return [{"type": "ECOSYSTEM", "events": [{kind: at} for kind, at in events.items()]}]


@pytest.mark.parametrize("packed", [True, False])
def test_a_pinned_package_with_a_known_weakness_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], packed: bool
) -> None:
    lock = tmp_path / "run.lock"
    lock.write_text(
        "Listed_One==1.0 \\\n    --hash=sha256:00\nranged==2.5\nmended==2.6\nlast[x]==3.1 ; python_version > '3'\n"
        "taken-back==1.0\nelsewhere==1.0\nsound==1.0\n"
    )
    between = range_of(introduced="2.0", fixed="2.6")
    taken_back = {**advisory("taken-back", versions=["1.0"]), "withdrawn": "2026-01-01T00:00:00Z"}
    found = [
        advisory("listed-one", versions=["0.9", "1.0"]),
        advisory("ranged", ranges=between),
        advisory("mended", ranges=between),
        advisory("last", ranges=range_of(introduced="0", last_affected="3.1")),
        advisory("last", ranges=range_of(introduced="0", last_affected="3.0")),
        advisory("sound", versions=["0.1"], ranges=range_of(introduced="1.1")),
        taken_back,
    ]
    database = tmp_path / "database"
    database.mkdir()
    for number, each in enumerate(found):
        (database / f"{number}.json").write_text(json.dumps(each))
    if packed:
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            for path in database.iterdir():
                archive.write(path, path.name)
        database = tmp_path / "all.zip"
    assert advisories.main([str(database), str(lock)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in sorted(said)] == [
        "last 3.1",
        "listed-one 1.0",
        "ranged 2.5",
    ]
    assert advisories.pinned(ROOT / "requirements" / "run.lock") > {("textual", _textual())}


def _textual() -> str:
    (version,) = pinned("run.lock")["textual"]
    return version
