"""One target under atheris: ``python -m bench.fuzz_guided TARGET [options of libFuzzer] CORPUS``.

Started by `bench.fuzz` in a process of its own, because what is to be watched must be imported after
atheris is told to, and because it never returns.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import walk_packages

if __name__ == "__main__" and sys.argv[1:2] in ([], ["-h"], ["--help"]):
    print(__doc__)
    raise SystemExit(0 if sys.argv[1:] else 2)

import atheris  # help is had without it, and without waiting for what it watches

ROOMS = ("ingest", "clean", "language", "entities", "translate", "store", "config", "export")

with atheris.instrument_imports(include=["reader"]):
    # All of it, as parts are imported when they are first needed, and then would not be watched.
    for room in ROOMS:
        package = import_module(f"reader.{room}")
        for module in walk_packages(package.__path__, f"reader.{room}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    import reader.cli.output
    import reader.pipeline.stages
    import reader.tui.article.layout
    import reader.tui.safe  # noqa: F401 - imported here to be watched
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Try the target until libFuzzer's limits are reached."""
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
