"""Hostile copy: in the real program on a terminal, and files that are made to exhaust or to mislead."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bench.reliability import attacks
from bench.reliability.conditions import command, told
from bench.reliability.table import Row, Trial
from reader.ingest import IngestError, discover, read
from reader.model import Document
from reader.pipeline import Stages, analyse
from tests.terminal.terminal import wirereader

TERMINAL = "Hostile copy on the terminal"
FILES = "Hostile files"
NOTHING = "no sequence that the program does not mean; the reader sees that something was there"
WORDS = {
    "csi": "cursor, colour, window and report sequences (CSI)",
    "osc": "title, link, clipboard, notification (OSC 0, 8, 9, 52, 777)",
    "dcs": "DCS, also wrapped for tmux",
    "apc": "APC",
    "pm": "PM and SOS",
    "c1": "C1 controls, in UTF-8 and raw",
    "c0": "every control character",
    "nul": "NUL",
    "shift": "character set switches",
    "reset": "resets",
    "reverse": "reverse index",
    "region": "scroll region",
    "carriage": "carriage return",
    "markup": "Rich and Textual markup, action links",
    "bidi": "bidirectional controls",
    "zero": "zero-width characters",
    "tags": "tag characters",
    "combining": "piles of combining marks",
    "selectors": "variation selectors",
    "surrogates": "surrogates",
    "wide": "joined emoji and wide characters",
    "name": "a file name with a title sequence and a line feed",
}
SIGNS = "␛␀¦⇄␦␇␎"


def terminal(trial: Trial) -> Iterator[Row]:
    """Every attack in every view, narrow and wide, thin and as Textual draws."""
    if trial.quick:  # the everyday tests walk by themselves
        return
    place = trial.place("terminal")
    sent: list[tuple[str, list[str]]] = []
    for number, (size, thin, through) in enumerate(
        (((80, 24), "true", attacks.walk), ((120, 30), "false", attacks.leaf))
    ):
        home = place / str(number)
        home.mkdir()
        wire = attacks.corpus_at(home / "corpus")
        wrong: list[str] = []
        with wirereader(wire, home=home, size=size, WIREREADER_READER_THIN=thin) as opened:
            through(opened)
            opened.type("\x11")
            if opened.leave():
                wrong.append("it did not end well")
            wrong += attacks.unmeant(bytes(opened.raw))
        sent.append((f"{size[0]}x{size[1]}", wrong))
    groups: dict[str, list[str]] = {}
    for name in (*attacks.CASES, "name"):
        groups.setdefault(name.split("-")[0], []).append(name)
    for group, names in groups.items():
        row = Row(TERMINAL, WORDS[group], NOTHING)
        for name in names:
            for screen, wrong in sent:
                row.case(f"{name} at {screen}", wrong)
                if name in attacks.CASES:
                    attack = attacks.CASES[name].decode("utf-8", "replace")
                    row.case(f"{name}, whole", _whole(attack))
        yield row


def _whole(attack: str) -> Iterator[str]:
    """What is drawn of an attack: a sign for every character that a terminal would act on or hide."""
    from reader.tui.safe import printable, shown

    drawn = shown(attack)
    if not printable(drawn):
        yield "something that is not printable is drawn"
    if attack.strip() and not drawn.strip():
        yield "nothing is drawn"


Making = Callable[[Path], None]


def _bytes(data: bytes) -> Making:
    def make(path: Path) -> None:
        path.write_bytes(data)

    return make


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(200 << 20))


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _deep(tag: str, depth: int) -> bytes:
    return f"<html><body>{f'<{tag}>' * depth}<p>The quay opened again on Friday.".encode()


_LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
)
_ENTITIES = (
    f'<?xml version="1.0"?><!DOCTYPE html [{_LAUGHS}]><html><body><p>&l9; news</p></body></html>'
)
_OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<html><body><p>The quay &x; opened again on Friday.</p></body></html>"
)
_LINKED = (
    '<html><head><meta http-equiv="refresh" content="0;url=http://127.0.0.1/">'
    '<link rel="stylesheet" href="http://127.0.0.1/x"><script src="http://127.0.0.1/x"></script></head>'
    '<body><img src="http://127.0.0.1/x"><p>The quay opened again on Friday.</p></body></html>'
)
_NOISY = b"Budget vote\n\n" + bytes(range(256)) * 40

HOSTILE: dict[str, tuple[tuple[str, Making], ...]] = {
    "1 MB words": (
        ("long.txt", _bytes(b"Quay reopens\n\n" + b"x" * (1 << 20))),
        ("long.html", _bytes(b"<html><body><p>" + b"x" * (1 << 20) + b"</p></body></html>")),
        ("long.md", _bytes(b"# " + b"[" * (1 << 20))),
        ("cyrillic.txt", _bytes(("Ж" * (1 << 20)).encode())),
    ),
    "10,000 nested tags": tuple(
        (f"{tag}.html", _bytes(_deep(tag, 10_000)))
        for tag in ("div", "b", "table", "a", "svg", "blockquote", "ul><li", "math")
    ),
    "XML entities, inner and outer": (
        ("laughs.html", _bytes(_ENTITIES.encode())),
        ("laughs.xhtml", _bytes(_ENTITIES.encode())),
        ("outside.html", _bytes(_OUTSIDE.encode())),
        ("outside.xhtml", _bytes(_OUTSIDE.encode())),
    ),
    "pages that refer to the network": (("linked.html", _bytes(_LINKED.encode())),),
    "zip and gzip bombs": (
        ("bomb.txt.gz", _bytes(gzip.compress(bytes(50 << 20)))),
        ("bomb.txt", _bytes(gzip.compress(bytes(50 << 20)))),
        ("bomb.html", _bytes(gzip.compress(b"<p>" * (20 << 20)))),
        ("bomb.zip", _zip),
        ("zipped.txt", _zip),
    ),
    "FIFOs, devices, links out of the corpus": (
        ("fifo.txt", _fifo),
        ("device.txt", _device),
        ("passwd.txt", lambda path: path.symlink_to("/etc/passwd")),
        ("folder.txt", lambda path: path.mkdir()),
        ("loop.txt", lambda path: path.symlink_to(path.name)),
    ),
    "NULs, invalid UTF-8, every byte": (
        ("noise.txt", _bytes(_NOISY)),
        ("nul.txt", _bytes(b"News\n\n" + b"a\0" * 3 + b" quay " * 50)),
        ("half.txt", _bytes("Набережная".encode() * 20 + b"\xd0")),
        ("utf16.txt", _bytes("Набережная снова открыта".encode("utf-16")[:-1])),
    ),
    "names with line feeds, escapes, wrong bytes": (
        ("line\nfeed.txt", _bytes(b"The quay opened again on Friday.\n")),
        ("title\x1b]0;owned\x07.txt", _bytes(b"The quay opened again on Friday.\n")),
        (os.fsdecode(b"wrong\xff.txt"), _bytes(b"The quay opened again on Friday.\n")),
        ("\u202etxt.exe.txt", _bytes(b"The quay opened again on Friday.\n")),
        ("-rf.txt", _bytes(b"The quay opened again on Friday.\n")),
    ),
}


def files(trial: Trial) -> Iterator[Row]:
    """Each file by itself, in a process with little memory and little time; then all in one scan."""
    place = trial.place("files")
    wire = place / "wire"
    wire.mkdir()
    (wire / "sound.txt").write_text("Quay reopens\n\nThe quay opened again on Friday morning.\n")
    for what, made in HOSTILE.items():
        row = Row(
            FILES,
            what,
            "read or refused by name within 20 s of one core and 1.5 GB; spans valid; nothing outside is read",
        )
        for name, make in made[:1] if trial.quick else made:
            path = wire / name
            make(path)
            row.case(repr(name), _alone(path))
        yield row
    row = Row(
        FILES,
        "all of them in one `wirereader scan`",
        "each refused one is named, all others are done",
    )
    done = command(place, "scan", wire, "--json", "--store", place / "wire.db")
    row.case("scan", [*told(done, 0, 1), *_scanned(done.stdout)])
    yield row


def _alone(path: Path) -> Iterable[str]:
    """Read and analyse in a child; what did not hold."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if not pid:
        said = "broke"
        try:
            resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29))
            resource.setrlimit(
                resource.RLIMIT_CPU, (20, 20)
            )  # not of the clock: others work here too
            said = _read(path)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(write_end, said.encode("utf-8", "replace")[:2000])
            os._exit(0)
    os.close(write_end)
    began = time.monotonic()
    answer = b""
    while data := os.read(read_end, 4096):
        answer += data
    os.close(read_end)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return [f"ended by signal {os.WTERMSIG(status)} after {time.monotonic() - began:.0f} s"]
    return [answer.decode()] if answer else []


def _read(path: Path) -> str:
    """Empty, or what did not hold."""
    if path not in list(discover([path.parent])):
        return ""  # skipped, and told by name
    try:
        documents = read(path)
    except IngestError as error:
        return "told in more than one line" if "\n" in error.reason else ""
    return "".join(_judged(document) for document in documents)


def _judged(document: Document) -> str:
    if "root:x:" in document.text:
        return "a file outside the corpus was read"
    if len(document.text) > 100 << 20:
        return "it grew to more than 100 million characters"
    article = analyse(document, stages=Stages(names=False))
    text = article.document.text
    if [text[line.start : line.end] for line in article.lines] != text.split("\n"):
        return "the lines do not cut the text"
    if any(text[left.start : left.end] != left.text for left in article.leftovers):
        return "a span does not cut what it says"
    return ""


def _scanned(output: str) -> Iterator[str]:
    records = [json.loads(line) for line in io.StringIO(output)]
    if not any(record["path"].endswith("sound.txt") for record in records):
        yield "the sound article is missing"
    if any("root:x:" in record["text"] for record in records):
        yield "a file outside the corpus was read"
