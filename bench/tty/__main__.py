"""``python -m bench.tty [options] -- COMMAND``: one program, one script of keys, one table."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.tty import keyboard
from bench.tty.measure import Case, calibrate, run, summary, table
from bench.tty.session import Line, Setting


def main() -> int:
    """Measure the program named on the command line; 1 where it ended before the last key."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=keyboard.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("command", nargs="+", help="program and arguments, after --")
    add("--runs", type=int, default=1)
    add("--size", default="120x40")
    add("--term", default="xterm-256color")
    add("--colorterm", default="truecolor", help="'' leaves it unset")
    add("--env", action="append", default=[], metavar="NAME=VALUE")
    add("--mute", action="store_true", help="a terminal that answers no query")
    add("--folder", default=".", help="where the program starts")
    add("--marker", help="regex that ends the start")
    add("--keys", default="")
    add("--quit", default="", help="keys that end the program (else it is hung up)")
    add("--settle", type=float, default=150, help="ms of silence that end a key")
    add("--timeout", type=float, default=30, help="s to wait for anything")
    add("--rtt", type=float, default=0, help="ms round trip of the line")
    add("--rate", type=float, default=0, help="bytes/s towards the terminal (0: no limit)")
    add("--compress", action="store_true", help="the line compresses, as ssh -C does")
    add("--json", type=Path, help="write the summary")
    add("--screen", action="store_true", help="print the final screen")
    given = parser.parse_args()
    columns, _, rows = given.size.partition("x")
    setting = Setting(
        int(columns),
        int(rows),
        given.term,
        given.colorterm,
        not given.mute,
        dict(pair.split("=", 1) for pair in given.env),
        given.folder,
        Line(given.rtt, given.rate, compressed=given.compress),
    )
    case = Case(
        " ".join(given.command),
        tuple(given.command),
        given.keys,
        tuple(given.quit.split()),
        given.marker,
        setting,
        given.settle,
        timeout=given.timeout,
    )
    noise = calibrate()
    results = [run(case) for _ in range(given.runs)]
    summed = summary(results)
    print(table(case.name, summed))
    print(f"\nnoise: a fixed Python loop took {noise:.1f} ms")
    if given.screen:
        print(results[-1].screen)
    if given.json:
        given.json.write_text(json.dumps(summed, indent=1) + "\n")
    died = any(result.died for result in results)
    if died:
        print("the program ended before the last key; its last screen:\n", results[-1].screen)
    return int(died)


if __name__ == "__main__":
    raise SystemExit(main())
