"""``make bench``: every measurement in one run, each beside the peers that are installed."""

from __future__ import annotations

import argparse
import subprocess
import sys

PARTS = (
    ("The terminal: bytes and times a key, beside the peers", ("bench.terminal",)),
    ("The table of figures, each beside its peer", ("bench.figures",)),
    ("A long article", ("bench.article",)),
    ("The store: pages, queries, counts, size", ("bench.store",)),
    ("The store beside notmuch", ("bench.notmuch",)),
    ("The index of names at 100,000 articles", ("bench.names",)),
    ("Analysis: articles and megabytes", ("bench.analysis",)),
    ("A scan from files to the index", ("bench.scan",)),
    ("A scan with names", ("bench.scan", "--names", "--count", "500")),
    ("Analysis of a long stream: memory", ("bench.stream",)),
    ("Names: words a second, load, memory", ("bench.entities",)),
    ("Translation beside plain argostranslate", ("bench.translate",)),
)


def main() -> int:
    """Run the parts one after the other; 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", default="100000", help="size of the store that is measured")
    articles = parser.parse_args().articles
    failed = False
    for title, arguments in PARTS:
        print(f"\n# {title}\n", flush=True)
        more = ("--articles", articles) if arguments == ("bench.store",) else ()
        command = [sys.executable, "-m", *arguments, *more]
        failed |= subprocess.run(command, check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
