"""What offline translation costs, with plain argostranslate beside ours on the same text and model.

    python -m bench.translate [--json]

The tiny trained model of the tests gives load time and first-sentence latency
through the desk as the reader uses it. Throughput is measured on a model of the
size of Argos's own (6+6 layers, 512 wide, 50,000 pieces, int8) with random
weights, built here in a few seconds: such a model never ends a sentence, so both
sides are made to produce exactly 30 pieces for each, and the work differs in
nothing but how it is batched (our second try at an answer that loops is off: random weights do
nothing else). The Firefox engine runs a model in the shape of Mozilla's "tiny" ones, random too,
one sentence after the other as it must; such a model writes twice the source's pieces and four, so
its figure is the cost of a piece. Not measured: quality, and what patience costs where hypotheses
end by themselves.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

PIECES: Final = 30
ROOT: Final = Path(__file__).resolve().parents[1]
TINY: Final = ROOT / "tests" / "fixtures" / "translate-ru_en-tiny.argosmodel"

CLAUSES: Final = (
    "президент провёл совещание",
    "парламент принял бюджет",
    "суд отложил заседание",
    "министр прибыл в Пекин",
    "правительство утвердило бюджет",
    "полиция проводит проверку",
    "стороны обсудили обмен пленными",
    "цены на нефть выросли",
)

ARTICLE: Final = " ".join(
    f"{first[0].upper()}{first[1:]}, {second}."
    for first in CLAUSES
    for second in CLAUSES
    if first < second or first > second
)[:2600].rpartition(" ")[0]
"""Some fifty sentences of our own; the tiny vocabulary cuts each into about twenty pieces, as
Argos's own cuts a sentence of the news."""

OURS: Final = """
import sys, time
sys.path.insert(0, sys.argv[2])
import ctranslate2
class Fixed(ctranslate2.Translator):
    def translate_batch(self, *args, **options):
        options["min_decoding_length"] = options["max_decoding_length"] = int(sys.argv[3])
        return super().translate_batch(*args, **options)
ctranslate2.Translator = Fixed
from pathlib import Path
from reader.translate.engines import argos
from reader.translate.engines.argos import ArgosEngine
argos._loops = lambda source, target: False  # random weights do nothing but loop
from reader.translate.request import Options
from reader.translate.sentences import sentences
from reader.translate.desk import BATCH, FIRST_BATCH
from reader.translate.worker import resident
text = sys.stdin.read()
started = time.perf_counter()
engine = ArgosEngine(Path(sys.argv[1]))
loaded, before = time.perf_counter(), time.process_time()
parts = [text[a:b] for a, b in sentences(text, "ru")]
at, size, count = 0, FIRST_BATCH, 0
while at < len(parts):
    count += len(engine.translate(parts[at : at + size], Options()))
    at, size = at + size, BATCH
ended = time.perf_counter()
print(loaded - started, ended - loaded, time.process_time() - before, count, resident())
"""

STOCK: Final = """
import os, sys, time
folder = os.path.dirname(sys.argv[1])
os.environ["ARGOS_PACKAGES_DIR"] = folder
os.environ["ARGOS_INTRA_THREADS"] = "1"
sys.path.insert(0, sys.argv[2])
import ctranslate2
class Fixed(ctranslate2.Translator):
    def translate_batch(self, *args, **options):
        options["min_decoding_length"] = options["max_decoding_length"] = int(sys.argv[3])
        return super().translate_batch(*args, **options)
ctranslate2.Translator = Fixed
text = sys.stdin.read()
from reader.translate.sentences import sentences
from reader.translate.worker import resident
started = time.perf_counter()
import argostranslate.translate as stock
way = stock.get_translation_from_codes("ru", "en")
class Splitter:
    # its own would be fetched from the network on first use
    def split_sentences(self, text):
        return [text[a:b] for a, b in sentences(text, "ru")]
way.underlying.sentencizer = Splitter()
count = len(way.underlying.sentencizer.split_sentences(text))
loaded, before = time.perf_counter(), time.process_time()
way.translate(text)
ended = time.perf_counter()
print(loaded - started, ended - loaded, time.process_time() - before, count, resident())
"""


FIREFOX: Final = """
import sys, time
sys.path.insert(0, sys.argv[2])
from pathlib import Path
import sentencepiece
from reader.translate.engines.firefox import FirefoxEngine
from reader.translate.request import Options
from reader.translate.sentences import sentences
from reader.translate.worker import resident
text = sys.stdin.read()
parts = [text[a:b] for a, b in sentences(text, "ru")]
vocabulary = str(next(Path(sys.argv[1]).glob("vocab.*")))
known = sentencepiece.SentencePieceProcessor(model_file=vocabulary)
pieces = sum(2 * (len(known.encode(part)) + 1) + 4 for part in parts)
del known
started = time.perf_counter()
engine = FirefoxEngine(Path(sys.argv[1]))
loaded, before = time.perf_counter(), time.process_time()
engine.translate(parts, Options())
ended = time.perf_counter()
print(loaded - started, ended - loaded, time.process_time() - before, pieces, resident())
"""


def firefox_size_model(folder: Path) -> Path:
    """A folder with random weights in the shape of Mozilla's tiny models; about 17 MB."""
    from bench.build_firefox_model import TINY as SHAPE
    from bench.build_firefox_model import files, write

    held = files(SHAPE)
    with zipfile.ZipFile(TINY) as archive:
        inner = next(n for n in archive.namelist() if n.endswith("sentencepiece.model"))
        held["vocab.ruen.spm"] = archive.read(inner)
    return write(folder / "ru-en", held)


def argos_size_model(folder: Path) -> Path:
    """A package with random weights in the shape of Argos's own, as a folder; about 81 MB."""
    import ctranslate2
    import numpy as np
    import sentencepiece

    top = folder / "translate-ru_en-9_9"
    top.mkdir(parents=True)
    with zipfile.ZipFile(TINY) as archive:
        inner = next(n for n in archive.namelist() if n.endswith("sentencepiece.model"))
        (top / "sentencepiece.model").write_bytes(archive.read(inner))
    metadata = {"from_code": "ru", "from_name": "Russian", "to_code": "en", "to_name": "English"}
    metadata |= {"package_version": "9.9", "argos_version": "1.9"}
    (top / "metadata.json").write_text(json.dumps(metadata))
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(top / "sentencepiece.model"))
    known = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    vocabulary = ["<unk>", "<blank>", "<s>", "</s>", *(p for p in known if not p.startswith("<"))]
    vocabulary += [f"filler{n}" for n in range(50_000 - len(vocabulary))]

    width, inside, layers = 512, 2048, 6
    random = np.random.default_rng(7)

    def weights(*shape: int) -> Any:
        return (random.standard_normal(shape) / np.sqrt(width)).astype(np.float32)

    spec = ctranslate2.specs.TransformerSpec.from_config((layers, layers), 8, pre_norm=True)
    table = weights(len(vocabulary), width)

    def linear(part: Any, rows: int, columns: int) -> None:
        part.weight, part.bias = weights(rows, columns), np.zeros(rows, dtype=np.float32)

    def norm(part: Any) -> None:
        part.gamma = np.ones(width, dtype=np.float32)
        part.beta = np.zeros(width, dtype=np.float32)

    def attention(part: Any, *, itself: bool) -> None:
        norm(part.layer_norm)
        sizes = (3 * width, width) if itself else (width, 2 * width, width)
        for each, rows in zip(part.linear, sizes, strict=True):
            linear(each, rows, width)

    positions = np.zeros((512, width), dtype=np.float32)
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = True
        embeddings = side.embeddings[0] if side is spec.encoder else side.embeddings
        embeddings.weight = table
        side.position_encodings.encodings = positions
        norm(side.layer_norm)
        for layer in side.layer:
            attention(layer.self_attention, itself=True)
            if side is spec.decoder:
                attention(layer.attention, itself=False)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, inside, width)
            linear(layer.ffn.linear_1, width, inside)
    spec.decoder.projection.weight = table
    spec.decoder.projection.bias = np.zeros(len(vocabulary), dtype=np.float32)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    (top / "model").mkdir()
    spec.save(str(top / "model"))
    return top


def timed(code: str, folder: Path, home: Path) -> dict[str, float]:
    """Run one side in a process of its own, one thread; seconds, sentences, bytes."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "HOME": str(home)}
    environment |= {f"XDG_{name}_HOME": str(home / name) for name in ("DATA", "CONFIG", "CACHE")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(ROOT), str(PIECES)],
        input=ARTICLE,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    load, seconds, cpu, count, memory = (float(word) for word in done.stdout.split())
    return {
        "load_seconds": load,
        "article_seconds": seconds,
        "cpu_seconds": cpu,
        "sentences": count,
        "sentences_per_second": count / seconds,
        "cpu_ms_a_sentence": 1000 * cpu / count,
        "resident_mb": memory / 1e6,
    }


def through_the_desk(work: Path) -> dict[str, float]:
    """The reader's own way with the tiny model: process start, first sentence, the rest."""
    from reader.translate import Desk, DeskSettings, Request, install_file

    packages = work / "tiny" / "packages"
    install_file(TINY, into=packages)
    lines = ["Суд отложил заседание.", "Парламент принял закон."] * 20
    text = " ".join(f"{line[:-1]} {n}." for n, line in enumerate(lines))
    with Desk(DeskSettings(models=(packages,))) as desk:
        started = time.perf_counter()
        found = desk.translate([Request(0, len(text), text)], "ru")
        next(found)
        first = time.perf_counter() - started
        rest = sum(1 for _ in found)
        whole = time.perf_counter() - started
        memory = desk.engines()[0].memory
        warm = time.perf_counter()
        next(desk.translate([Request(0, 22, "Полиция проводит проверку.")], "ru"))
        warm = time.perf_counter() - warm
    return {
        "first_sentence_cold_seconds": first,
        "first_sentence_warm_seconds": warm,
        "sentences_per_second": rest / (whole - first),
        "engine_resident_mb": memory / 1e6,
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=2, help="best of so many rounds")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-translate-") as name:
        work = Path(name)
        figures: dict[str, dict[str, float]] = {"desk, tiny model": through_the_desk(work)}
        big = argos_size_model(work / "big")
        for label, code in (("ours, Argos size", OURS), ("argostranslate", STOCK)):
            runs = [timed(code, big, work / "home") for _ in range(options.rounds)]
            figures[label] = min(runs, key=lambda run: run["cpu_seconds"])
        if find_spec("fxtranslate") is not None:
            small = firefox_size_model(work / "firefox")
            runs = [timed(FIREFOX, small, work / "home") for _ in range(options.rounds)]
            best = min(runs, key=lambda run: run["cpu_seconds"])
            figures["firefox, Mozilla's tiny shape"] = {
                "load_seconds": best["load_seconds"],
                "cpu_ms_a_piece": best["cpu_ms_a_sentence"],
                "resident_mb": best["resident_mb"],
            }
            figures["ours, Argos size"]["cpu_ms_a_piece"] = (
                figures["ours, Argos size"]["cpu_ms_a_sentence"] / PIECES
            )
    ours, stock = figures["ours, Argos size"], figures["argostranslate"]
    figures["ratio"] = {
        "throughput": ours["sentences_per_second"] / stock["sentences_per_second"],
        "cpu": stock["cpu_seconds"] / ours["cpu_seconds"],
    }
    if options.json:
        print(json.dumps(figures))
        return 0
    for label, values in figures.items():
        print(label)
        for key, value in values.items():
            print(f"  {key.replace('_', ' '):<32} {value:10.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
