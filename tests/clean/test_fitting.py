"""Fitting gives the same bytes each time, so that anyone can make the weights that the program ships."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_FIT = '''
import sys
from dataclasses import replace
from pathlib import Path
from bench import fit_lines
from reader.model import LineHint, LineKind

def cut(sample):
    """A few lines of a document, so that no column has more values than bins: that is what takes time."""
    part = slice(5, 8)
    return replace(
        sample, lines=sample.lines[part], story=sample.story[part], kinds=sample.kinds[part]
    )

shapes = {name: {**shape, "trees": 5, "smallest": 5} for name, shape in fit_lines.SHAPES.items()}
def short(course):
    every = [cut(sample) for sample in course.plain]
    pictured = [sample for sample in every if LineKind.CAPTION in sample.kinds]
    plain = every[::20] + pictured[::20]
    hints = tuple(LineHint(path=("main", "p")) for _ in plain[0].lines)
    html = [replace(sample, shape="html", hints=hints) for sample in plain[:9]]
    return replace(course, plain=plain, html=html)

taught = [short(course) for course in fit_lines.courses([])]
growth = {**fit_lines.GROWTH, "width": 8, "rounds": 1}
print(fit_lines.save(fit_lines.fit(taught, shapes, growth), Path(sys.argv[1])))
'''


def fitted(folder: Path, seed: str, threads: str) -> dict[str, bytes]:
    folder.mkdir()
    environment = os.environ | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads}
    command = [sys.executable, "-c", _FIT, str(folder)]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_fitting_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Neither the order of sets nor the number of threads may reach the weights."""
    once = fitted(tmp_path / "once", "1", "1")
    again = fitted(tmp_path / "again", "2", "2")
    assert sorted(once) == ["lines.json.gz", "lines.npz"]
    assert once == again
