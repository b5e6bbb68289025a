"""One engine in one process: JSON lines in, JSON lines out, and no way to the network.

The first line out says ``{"ready": …}`` or ``{"error": …}``; then each line in
``{"id", "sentences", "beam", "best"}`` gets one line out ``{"id", "out", "memory"}``
or ``{"id", "error"}``. End of input ends the process, so it never outlives the
program that started it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from reader.guard import seal
from reader.translate.request import Options

if TYPE_CHECKING:
    from reader.translate.request import Engine


def load_engine(name: str, folder: Path, threads: int) -> Engine:
    """The engine `name` over the model in `folder`."""
    if name == "argos":
        from reader.translate.engines.argos import ArgosEngine

        return ArgosEngine(folder, threads=threads)
    if name == "firefox":
        from reader.translate.engines.firefox import FirefoxEngine

        return FirefoxEngine(folder, threads=threads)
    raise ValueError(f"no engine is called {name!r}")


def resident() -> int:
    """Resident memory of this process in bytes, 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def serve(engine: Engine, requests: TextIO, answers: TextIO) -> None:
    """Answer every request until the input ends."""
    for line in requests:
        request: dict[str, Any] = json.loads(line)
        options = Options(beam=request["beam"], best=request["best"])
        # a lone surrogate is no text that a model could read
        sentences = [s.encode("utf-8", "replace").decode() for s in request["sentences"]]
        try:
            out = engine.translate(sentences, options)
        except BaseException as error:
            # an engine's panic is no Exception; the answer must come all the same
            _say(answers, {"id": request["id"], "error": f"{type(error).__name__}: {error}"})
            if not isinstance(error, Exception):
                raise
            continue
        hypotheses = [[[each.text, each.score] for each in best] for best in out]
        _say(answers, {"id": request["id"], "out": hypotheses, "memory": resident()})


def _say(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message, ensure_ascii=False) + "\n")
    answers.flush()


def main(arguments: list[str]) -> int:
    """Run the engine `arguments[0]` over the folder `arguments[1]` with `arguments[2]` threads."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not get between our lines
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    name, folder, threads = arguments
    os.environ["OMP_NUM_THREADS"] = threads
    sealed = seal()
    try:
        engine = load_engine(name, Path(folder), int(threads))
    except BaseException as error:  # noqa: BLE001 - a panic too must become a line
        _say(answers, {"error": f"{type(error).__name__}: {error}"})
        return 1
    _say(answers, {"ready": True, "sealed": sealed, "memory": resident()})
    try:
        serve(engine, requests, answers)
    except BrokenPipeError:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
