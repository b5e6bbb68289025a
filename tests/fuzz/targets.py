"""Functions that take any bytes and raise only where a promise is broken.

`TARGETS` maps a name to such a function: it returns None where the bytes were read, or were refused
by an error of the program's own, and raises `AssertionError` or whatever escaped otherwise.

    from tests.fuzz.inputs import cases
    from tests.fuzz.targets import TARGETS
    for data in cases("pipeline", seed=1, count=1000):
        TARGETS["pipeline"](data)

The same bytes always do the same. Nothing outlives a call but tables, and one store in a temporary
folder for queries; no target opens a socket or starts a process. ``python -m bench.fuzz`` drives
them by time, guided by coverage where atheris is installed.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import stat
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from reader.ingest import IngestError, Skipped, decode, discover, read
from reader.model import Article, LeftoverKind, Note, NoteKind
from tests.fuzz import promises

if TYPE_CHECKING:
    from reader.store import Store


def _read(name: str) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        try:
            found = read(Path(name), data=data)
        except IngestError as error:
            promises.one_line(error)
            return
        for document in found:
            promises.document(document, data)

    return target


def decoding(data: bytes) -> None:
    """A label from the first line, the rest as the bytes: text without surrogates, notes inside it."""
    label, _, rest = data.partition(b"\n")
    for declared in (None, label.decode("latin-1")):
        found = decode(rest, declared)
        assert not promises.SURROGATE.search(found.text)
        assert "\r" not in found.text
        promises.notes(found.notes, found.text)
        "".encode(found.encoding)


def _analysed(data: bytes, name: str) -> Article | None:
    from reader.entities import Recogniser
    from reader.pipeline import analyse

    try:
        (document,) = read(Path(name), data=data)
    except IngestError:
        return None
    return analyse(document, recogniser=Recogniser(loaders={}))


def _pipeline(name: str) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        article = _analysed(data, name)
        if article is not None:
            promises.article(article)

    return target


def names(data: bytes) -> None:
    """Names by tables and patterns, then resolved over two articles and taken back out."""
    from reader.entities import Resolver

    first, _, second = data.partition(b"\0")
    made = [each for part in (first, second) if (each := _analysed(part, "a.txt")) is not None]
    resolver = Resolver()
    resolution = resolver.resolve([(str(at), each.entities) for at, each in enumerate(made)])
    for at, each in enumerate(made):
        for entity in each.entities:
            assert resolution.name(str(at), entity).strip()
    resolution.suggestions()
    for at in range(len(made)):
        resolution.remove(str(at))


def export(data: bytes) -> None:
    """Every export of an article is UTF-8, and its spreadsheet cells are no formulas."""
    import csv

    from reader.export import write
    from reader.export.exported import Exported
    from reader.model import Triage

    article = _analysed(data, "=cmd.txt")
    if article is None:
        return
    exported = Exported(article, Triage(tags=("=1+1",), note=article.facts.title))
    for form in ("jsonl", "markdown", "csv", "ninjs"):
        text = "".join(write(form, [exported]))
        text.encode("utf-8")
        if form == "csv":
            rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
            assert len(rows) == 2
            assert len(rows[0]) == len(rows[1])
            assert not any(cell[:1] in ("=", "+", "@", "\t", "\r") for cell in rows[1])
        elif form == "jsonl":
            assert json.loads(text)["text"] == article.document.text


def screen(data: bytes) -> None:
    """No row of any view of an article holds a character that a terminal obeys, or is too wide."""
    from rich.cells import cell_len

    from reader.tui.article.evidence import Evidence
    from reader.tui.article.layout import Layout, Place
    from reader.tui.article.setting import Mode, Setting

    article = _analysed(data, "a.html" if data[:1] == b"<" else "a.txt")
    if article is None:
        return
    size = len(article.document.text)
    evidence = Evidence(article, ())
    for width in (20, 80, 160):
        for mode in Mode:
            layout = Layout(evidence, Setting(width, mode, monochrome=width == 20))
            place: Place | None = Place(-1)
            for _ in range(60):
                if place is None:
                    break
                row = layout.row(place)
                for runs in (row.left, row.right):
                    text = "".join(run.text for run in runs)
                    assert not promises.OBEYED.search(text), text
                    assert "\n" not in text
                    assert cell_len(text) <= width, (width, mode, text)
                for run in (*row.left, *row.right):
                    assert 0 <= run.start <= run.end <= size, (mode, run)
                place = layout.after(place)


def signs(data: bytes) -> None:
    """What stands for hostile text on the screen and in messages is as long and obeys nothing."""
    from reader.cli.output import harmless, jsonl
    from reader.tui.safe import shown

    halves = data[: len(data) // 2 * 2].decode("utf-16-le", "surrogatepass")
    for text in (data.decode("utf-8", "surrogateescape"), halves):
        drawn = shown(text)
        assert len(drawn) == len(text)
        assert not promises.OBEYED.search(drawn)
        assert "\n" not in drawn
        drawn.encode("utf-8")
        assert not promises.OBEYED.search(harmless(text))
        assert not promises.OBEYED.search(jsonl({"text": text})[:-1])


@functools.cache
def _store() -> tuple[tempfile.TemporaryDirectory[str], Store]:
    from reader.pipeline import Stages, analyse
    from reader.store import FileState, Store

    folder = tempfile.TemporaryDirectory(prefix="fuzz-store-")
    store = Store.open(Path(folder.name) / "store.db")
    for number, words in enumerate(("Harbour talks resume", "Макрон и Путин", "Zelensky in Oslo")):
        data = f"{words}\n\n10 February 2026\n\nThe talks in Oslo went on. {words}.\n".encode()
        (document,) = read(Path(f"{number}.txt"), data=data)
        state = FileState(document.path, len(data), 1, document.id)
        (key,) = store.add_documents([(state, [document], [None])]).added
        store.save(
            store.contents_of([key])[0], analyse(document, stages=Stages(names=False)), "test"
        )
    return folder, store  # the folder lives as long as its store


def query(data: bytes) -> None:
    """A query finds rows or is refused with the place of the error, also while it is typed."""
    from reader.store import QueryError
    from reader.store.query import parse
    from reader.store.query.complete import complete

    _, store = _store()
    text = data.decode("utf-8", "surrogateescape")
    for typing in (False, True):
        try:
            parse(text, typing=typing)
            store.keys(text, typing=typing)
        except QueryError as error:
            promises.within([Note(NoteKind.CONTROL, "", error.position, error.position)], text)
            promises.one_line(error)
    for at in {0, len(text) // 2, len(text)}:
        for proposal in complete(store, text, at):
            assert isinstance(proposal, str)


def keeping(data: bytes) -> None:
    """An article comes out of a store as it went in."""
    from reader.store import FileState, Store, StoreError

    article = _analysed(data, "kept.txt")
    if article is None:
        return
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        with Store.open(Path(folder) / "store.db") as store:
            state = FileState(article.document.path, len(data), 1, article.document.id)
            (key,) = store.add_documents([(state, [article.document], [None])]).added
            with contextlib.suppress(StoreError):
                store.save(store.contents_of([key])[0], article, "test")
            kept = store.document(key)
            assert kept.text == article.document.text
            assert kept.id == article.document.id
            back = store.article(key)
        assert back is not None
        assert back.lines == article.lines
        assert back.leftovers == article.leftovers
        assert [(e.start, e.end, e.text) for e in back.entities] == [
            (e.start, e.end, e.text) for e in article.entities
        ]
        assert back.cleaned == article.cleaned
        assert back.repairs == article.repairs


def configuration(data: bytes) -> None:
    """A configuration is taken, or refused naming the file."""
    from reader.config import ConfigError, load
    from reader.config.load import from_text

    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / "config.toml"
        path.write_bytes(data)
        takes: tuple[Callable[[], object], ...] = (
            lambda: load(path, {}),
            lambda: from_text(data.decode("utf-8", "replace"), "config.toml"),
            lambda: load(path, {"WIREREADER_READER_SORT": data.decode("latin-1")}),
        )
        for take in takes:
            try:
                take()
            except ConfigError as error:
                promises.one_line(error)


def memory(data: bytes) -> None:
    """Translation memories and glossaries of any bytes, in every form that is read."""
    from reader.translate import TranslationError, read_glossary, read_memory

    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for name in ("a.tmx", "a.tbx", "a.csv", "a.txt"):
            path = Path(folder) / name
            path.write_bytes(data)
            try:
                pairs = list(
                    read_memory(path) if name == "a.tmx" else read_glossary(path, "ru", "en")
                )
            except TranslationError as error:
                promises.one_line(error, naming=name)
                continue
            for pair in pairs:
                assert pair.source.strip()
                assert pair.target.strip()


def round_trip(data: bytes) -> None:
    """Pairs of any text go out as TMX and as a glossary and come in again."""
    from reader.translate import (
        Memory,
        Pair,
        read_glossary,
        read_memory,
        write_glossary,
        write_memory,
    )

    words = data.decode("utf-8", "surrogateescape").split("\0")
    pairs = [
        Pair("correction", "ru", "en", source, target, "you", "a note")
        for source, target in pairwise(words)
        if source.strip() and target.strip()
    ][:20]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        with Memory.open(Path(folder) / "m.db") as kept:
            kept.add(pairs)
            for pair in pairs:
                assert kept.human(pair.source, "ru", "en") is not None
            held = list(kept.pairs())
        path = Path(folder) / "m.tmx"
        assert write_memory(held, path) == len(held)
        assert len(list(read_memory(path))) <= len(held)
        plain = [pair for pair in held if _plain(pair.source) and _plain(pair.target)]
        back = {(pair.source, pair.target) for pair in read_memory(path)}
        for pair in plain:
            assert (pair.source.strip(), pair.target.strip()) in back, (pair, back)
        write_glossary(held, Path(folder) / "g.tsv")
        list(read_glossary(Path(folder) / "g.tsv", "ru", "en"))


def _plain(text: str) -> bool:
    """Whether XML keeps the text to the letter."""
    return all(
        c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
        for c in text
    )


def archive(data: bytes) -> None:
    """A model's archive is unpacked within its folder, or refused, leaving nothing beside it."""
    from reader.translate import TranslationError
    from reader.translate.install import _staging, _unpack
    from reader.translate.models import installed, read_model

    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        home = Path(name) / "home"
        path = Path(name) / "a.argosmodel"
        path.write_bytes(data)
        try:
            with _staging(home / "packages") as staging:
                top = _unpack(path, staging)
                assert top.parent == staging
                read_model(top)
                installed([staging])
                for each in staging.rglob("*"):
                    assert not each.is_symlink()
        except TranslationError as error:
            promises.one_line(error)
        assert _names_in(Path(name)) == ["a.argosmodel", "home"]
        assert _names_in(home) == ["packages"]
        assert not _names_in(home / "packages")


def _names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def entries(data: bytes) -> None:
    """The same with a whole archive whose entries bear the names, kinds and contents of the bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand in it twice
        for at, piece in enumerate(data.split(b"\n")[:40]):
            label, _, words = piece.partition(b"=")
            entry = zipfile.ZipInfo(label.decode("utf-8", "replace") or "x")
            kinds = (stat.S_IFREG, stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, 0)
            entry.external_attr = (kinds[words[:1][0] % 5 if words else 0] | 0o644) << 16
            with contextlib.suppress(ValueError):
                made.writestr(entry, words if at % 2 else words * 3)
    archive(out.getvalue())


def firefox_files(data: bytes) -> None:
    """A folder of a Firefox model with any metadata and any packed file is taken or refused."""
    from reader.translate import TranslationError
    from reader.translate.firefox_files import holds, take
    from reader.translate.models import read_model

    metadata, _, packed = data.partition(b"\n")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder, staging = Path(name) / "xx", Path(name) / "staging"
        folder.mkdir()
        staging.mkdir()
        (folder / "metadata.json").write_bytes(metadata)
        (folder / "model.ruen.bin.gz").write_bytes(packed)
        (folder / "vocab.ruen.spm").write_bytes(packed)
        assert holds(folder)
        try:
            top = take(folder, staging, 100_000)
            assert top.parent == staging
            read_model(top)
        except TranslationError as error:
            promises.one_line(error)
        assert _names_in(Path(name)) == ["staging", "xx"]


def translating(data: bytes) -> None:
    """Without a model: sentences and phrases point at their source, and one line says what to run."""
    from reader.translate import Desk, DeskSettings, Request, TranslationError
    from reader.translate.sentences import LIMIT, sentences

    text = decode(data).text
    for language in ("ru", "en", "ja", "und"):
        spans = list(sentences(text, language))
        promises.within([Request(a, b, "") for a, b in spans], text)
        at = 0
        for start, end in spans:
            assert start < end <= start + LIMIT
            assert not text[at:start].strip()
            at = end
        assert not text[at:].strip()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        desk = Desk(DeskSettings(models=(Path(folder),)))
        for kind in (None, LeftoverKind.CHROME, LeftoverKind.CAPTION, LeftoverKind.PHOTO_CREDIT):
            for language in ("ru", "uk", "und"):
                found = []
                try:
                    for each in desk.translate([Request(0, len(text), text, kind)], language):
                        found.append(each)
                except TranslationError as error:
                    promises.one_line(error)
                promises.translations(found, text)
        desk.close()


def letters(data: bytes) -> None:
    """Every scheme writes any text in another script without failing, and leaves no surrogate."""
    from reader.translate import SCHEMES, transliterate

    text = data.decode("utf-8", "replace")
    for scheme in SCHEMES:
        for language in ("ru", "uk"):
            transliterate(text, language, scheme).encode("utf-8")


def file_names(data: bytes) -> None:
    """A folder with files of any names: each is found once, read or refused, and can be told."""
    from reader.cli.output import harmless, jsonl
    from reader.pipeline import Stages, analyse
    from reader.tui.safe import shown

    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = os.fsencode(name)
        made = 0
        for piece in dict.fromkeys(data.replace(b"/", b"\0").split(b"\0")):
            if not piece.strip(b".") or len(piece) > 200:
                continue
            with open(os.path.join(folder, piece), "wb") as file:  # noqa: PTH123, PTH118 - a name of bytes
                file.write(b"Words of an article. " + piece)
            made += 1
        found = list(discover([Path(name)]))
        assert len(
            {str(each.path) if isinstance(each, Skipped) else str(each) for each in found}
        ) == len(found)
        assert len(found) <= made
        for each in found:
            path = each.path if isinstance(each, Skipped) else each
            assert not promises.OBEYED.search(harmless(str(path)))
            assert not promises.OBEYED.search(shown(str(path)))
            jsonl({"path": str(path)}).encode("utf-8")
            if isinstance(each, Skipped):
                assert each.reason
                continue
            try:
                for document in read(each):
                    promises.article(analyse(document, stages=Stages(names=False)))
            except IngestError as error:
                promises.one_line(error)


TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {
        "text": _read("a.txt"),
        "markdown": _read("a.md"),
        "html": _read("a.html"),
        "no extension": _read("a"),
        "encodings": decoding,
        "pipeline": _pipeline("a.txt"),
        "pipeline of markdown": _pipeline("a.md"),
        "pipeline of html": _pipeline("a.html"),
        "names": names,
        "export": export,
        "screen": screen,
        "signs": signs,
        "query": query,
        "store": keeping,
        "configuration": configuration,
        "memory": memory,
        "memory round trip": round_trip,
        "model archive": archive,
        "model entries": entries,
        "firefox files": firefox_files,
        "translation": translating,
        "transliteration": letters,
        "file names": file_names,
    }
)
"""What is tried, by name."""


def run(name: str, inputs: Iterator[bytes]) -> int:
    """Give every input to the target `name`; how many there were. Raises as the target does."""
    count = 0
    for data in inputs:
        TARGETS[name](data)
        count += 1
    return count
