"""The reader beside newsboat, neomutt, aerc and less, on the same articles, in one run.

``python -m bench.terminal --count 10000`` builds the corpus in the form that
each program reads, then measures those that are installed: start, a cursor
move, a held key, a page, opening an article. Runs are interleaved in shuffled
order and a fixed Python loop is timed before each, since other work on the
machine disturbs times; bytes are exact. ``--rtt 100 --rate 10000`` puts a slow
line in between.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench import wire
from bench.tty.measure import Case, Result, calibrate, run, summary, table
from bench.tty.session import Line, Setting

READER = (
    "import sys, os; from pathlib import Path\n"
    "from reader.tui.terminal.instant import show\n"
    "known = {'store': sys.argv[1], 'theme': 'ansi', 'wide': 110,\n"
    "         'columns': ('date', 'source', 'language', 'leftovers'),\n"
    "         'moves': {'j': 'down', 'k': 'up', 'о': 'down', 'л': 'up',\n"
    "                   '\\x1b[B': 'down', '\\x1b[A': 'up',\n"
    "                   '\\x1b[6~': 'list-page-down', '\\x1b[5~': 'list-page-up'}}\n"
    "first = show(known, os.environ)\n"
    "from reader.tui.start import load; load()\n"
    "from reader.tui.app import run\n"
    "from reader.tui.options import Options\n"
    "thin = sys.argv[2] == 'thin'\n"
    "run([Path('wire')], Path(sys.argv[1]), Options(thin=thin), first_page=first)\n"
)
_EMPTY = "from textual.app import App; App().run(mouse=False)"

Maker = Callable[[Path, int], Case | None]


def reader(folder: Path, count: int, *, thin: bool = True) -> Case:
    """Ours, with the first page painted as the command does."""
    file = folder / "store.db"
    if not file.exists():
        wire.store(file, count)
    compileall.compile_dir("reader", quiet=1)  # as whatever installs a package does
    kind = "thin" if thin else "stock"
    return Case(
        "wirereader" if thin else "wirereader, Textual's own output",
        (sys.executable, "-c", READER, str(file), kind),
        "j*12 j*30^30@held pgdn*5@page sleep:0.5 enter@open space*3@article-page",
        ("q", "g", "q"),  # each run begins where the first did
        marker="quit|Esc list",
        setting=Setting(environment={"PYTHONPATH": str(Path.cwd())}),
    )


def stock(folder: Path, count: int) -> Case:
    """Ours without its own output, to see what that gives."""
    return reader(folder, count, thin=False)


def early(folder: Path, count: int) -> Case:
    """Ours when a key is pressed as soon as the first page stands."""
    return replace(reader(folder, count), name="wirereader, a key at once", keys="", early="j")


def empty(_folder: Path, _count: int) -> Case:
    """An empty Textual app: the floor of every program on Textual."""
    return Case("empty Textual app", (sys.executable, "-c", _EMPTY), "", ("C-q",), cells=0)


def newsboat(folder: Path, count: int) -> Case | None:
    """Newsboat on one feed, its cache filled before."""
    if shutil.which("newsboat") is None:
        return None
    home = folder / "newsboat"
    home.mkdir(exist_ok=True)
    urls, config, cache = home / "urls", home / "config", home / "cache.db"
    config.write_text("auto-reload no\nconfirm-exit no\nmax-items 0\n")
    options = ("newsboat", "-u", str(urls), "-C", str(config), "-c", str(cache))
    if not cache.exists():
        urls.write_text(f"file://{wire.feed(home / 'feed.xml', count)}\n")
        subprocess.run([*options, "-x", "reload"], check=True, capture_output=True)
    keys = r"enter~000000@list down*12 down*30^30@held pgdn*5@page enter@open"
    return Case("newsboat", options, keys, ("q", "q", "q"), marker="wire")


def neomutt(folder: Path, count: int) -> Case | None:
    """Neomutt on a maildir with a header cache that was filled before."""
    if shutil.which("neomutt") is None:
        return None
    box, file = _maildir(folder, count), folder / "neomuttrc"
    file.write_text(
        f"set folder={folder}/mail\nset header_cache={folder}/hcache\nset sort=reverse-date\nset mail_check=0\n"
        "set quit=yes\nset mark_old=no\nset read_inc=0\nset write_inc=0\n"
    )
    command = ("neomutt", "-n", "-F", str(file), "-R", "-f", str(box))
    case = Case(
        "neomutt",
        command,
        "j*12 j*30^30@held pgdn*5@page enter@open space*3@article-page",
        ("i", "x"),
        marker=r"000000\d",
        timeout=90,
    )
    if not (folder / "hcache").exists():
        run(replace(case, keys=""))
    return case


def aerc(folder: Path, count: int) -> Case | None:
    """Aerc on the same maildir."""
    if shutil.which("aerc") is None:
        return None
    box = _maildir(folder, count)
    home = folder / "config" / "aerc"
    home.mkdir(parents=True, exist_ok=True)
    accounts = home / "accounts.conf"
    accounts.write_text(
        f"[bench]\nsource = maildir://{box.parent}\ndefault = {box.name}\n"
        "from = desk <desk@example.invalid>\n"
    )
    accounts.chmod(0o600)
    (home / "aerc.conf").write_text("[ui]\nsort = -r date\n[filters]\ntext/plain = cat\n")
    environment = {
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    return Case(
        "aerc",
        ("aerc",),
        "j*12 j*30^30@held pgdn*5@page enter@open",
        ("C-c",),
        marker=r"000000\d",
        setting=Setting(environment=environment),
        timeout=90,
    )


def less(folder: Path, count: int) -> Case | None:
    """Less on all articles as one text."""
    if shutil.which("less") is None:
        return None
    file = folder / "wire.txt"
    if not file.exists():
        wire.text(file, count)
    return Case("less", ("less", str(file)), "j*12 j*30^30@held space*5@page", ("q",))


def _maildir(folder: Path, count: int) -> Path:
    box = folder / "mail" / "INBOX"
    return box if box.exists() else wire.maildir(box, count)


PROGRAMS: tuple[Maker, ...] = (reader, stock, early, empty, newsboat, neomutt, aerc, less)


def compare(
    folder: Path, count: int, runs: int, setting: Setting, only: Sequence[str] = ()
) -> dict[str, list[Result]]:
    """Results of every program that is installed, runs interleaved in shuffled order."""
    cases = []
    for maker in PROGRAMS:
        if only and maker.__name__ not in only:
            continue
        case = maker(folder, count)
        if case is None:
            print(f"{maker.__name__} is not installed: left out", file=sys.stderr)
            continue
        environment = {**setting.environment, **case.setting.environment}
        cases.append(replace(case, setting=replace(setting, environment=environment)))
    results: dict[str, list[Result]] = {case.name: [] for case in cases}
    noise = []
    for _ in range(runs):
        for case in random.sample(cases, len(cases)):
            noise.append(calibrate())
            results[case.name].append(run(case))
    print(f"noise: a fixed Python loop took {min(noise):.1f} to {max(noise):.1f} ms; ", end="")
    print(f"load {os.getloadavg()[0]:.1f}; {count:,} articles\n")
    return results


def programs(text: str) -> tuple[str, ...]:
    """The names of programs in a list with commas. Raises `ArgumentTypeError` for one that is not known."""
    known = [maker.__name__ for maker in PROGRAMS]
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in known:
            raise argparse.ArgumentTypeError(
                f"no program {name!r} (choose from {', '.join(known)})"
            )
    return names


def main() -> int:
    """Measure and print a table for each program."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--count", type=int, default=10_000, help="articles")
    add("--runs", type=int, default=3)
    add("--size", default="120x40")
    add("--rtt", type=float, default=0, help="ms round trip of the line")
    add("--rate", type=float, default=0, help="bytes/s towards the terminal (0: no limit)")
    add("--compress", action="store_true", help="the line compresses, as ssh -C does")
    known = ", ".join(maker.__name__ for maker in PROGRAMS)
    add("--only", type=programs, default=(), metavar="NAME,…", help=f"only these: {known}")
    add("--folder", type=Path, help="keep the corpus here for the next time")
    add("--json", type=Path, help="write the figures")
    given = parser.parse_args()
    columns, _, rows = given.size.partition("x")
    line = Line(given.rtt, given.rate, compressed=given.compress)
    setting = Setting(int(columns), int(rows), line=line)
    with tempfile.TemporaryDirectory(prefix="wirereader-bench-") as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        results = compare(folder.absolute(), given.count, given.runs, setting, given.only)
    figures = {name: summary(found) for name, found in results.items()}
    for name, summed in figures.items():
        print(table(name, summed), end="\n\n")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")
    for name, found in results.items():
        if any(result.died for result in found):
            print(f"! {name} ended before the last key:\n{found[-1].screen}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
