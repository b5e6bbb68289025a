"""One target under atheris: ``python -m bench.fuzz_guided TARGET [options of libFuzzer] CORPUS``.

Started by `bench.fuzz` in a process of its own, because what is to be watched must be imported after
atheris is told to, and because it never returns.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["reader"]):
    import reader.cli.output
    import reader.config.load
    import reader.entities.recogniser
    import reader.entities.resolver
    import reader.export
    import reader.ingest.html
    import reader.pipeline.stages
    import reader.store
    import reader.translate.desk
    import reader.translate.exchange
    import reader.translate.install
    import reader.tui.article.layout
    import reader.tui.safe  # noqa: F401 - imported here to be watched
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Try the target until libFuzzer's limits are reached."""
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
