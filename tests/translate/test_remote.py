"""Fetching asks first, resumes, and never trusts what arrives."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reader.translate import TranslationError, install_remote, recommend
from reader.translate.remote import Offer


class Server(http.server.ThreadingHTTPServer):
    """A server on this machine that can break off, and remembers what it was asked."""

    files: dict[str, bytes]
    breaks_after: int | None
    asked: list[tuple[str, str, str]]


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        self.reply(body=False)

    def do_GET(self) -> None:
        self.reply(body=True)

    def reply(self, *, body: bool) -> None:
        wanted = self.headers.get("Range", "")
        self.server.asked.append((self.command, self.path, wanted))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://elsewhere.invalid/model.argosmodel")
            self.end_headers()
            return
        data = self.server.files.get(self.path)
        if data is None:
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        if body:
            end = len(data)
            if self.server.breaks_after is not None:
                end = start + self.server.breaks_after
                self.server.breaks_after = None
                self.close_connection = True
            self.wfile.write(data[start:end])

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def server(tiny: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with Server(("127.0.0.1", 0), Handler) as server:
        server.files = {"/translate-ru_en-0_1.argosmodel": tiny.read_bytes()}
        server.breaks_after = None
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def address(server: Server, path: str = "/translate-ru_en-0_1.argosmodel") -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


def test_nothing_is_fetched_without_consent(server: Server, tmp_path: Path) -> None:
    offers: list[Offer] = []

    def refuse(offer: Offer) -> bool:
        offers.append(offer)
        return False

    with pytest.raises(TranslationError, match="nothing was fetched"):
        install_remote(address(server), into=tmp_path / "p", confirm=refuse)
    assert offers[0].size == len(server.files["/translate-ru_en-0_1.argosmodel"])
    assert [method for method, *_ in server.asked] == ["HEAD"]


def test_a_pair_goes_by_the_index_to_a_working_model(server: Server, tmp_path: Path) -> None:
    index = [
        {"from_code": "ru", "to_code": "en", "package_version": "0.1", "links": [address(server)]},
        {"from_code": "uk", "to_code": "en", "package_version": "9", "links": []},
    ]
    server.files["/index.json"] = json.dumps(index).encode()
    said: list[str] = []
    model = install_remote(
        "ru-en",
        into=tmp_path / "p",
        index=address(server, "/index.json"),
        confirm=lambda offer: True,
        say=said.append,
    )
    assert model.origin == address(server)
    assert model.sha256
    assert said == [f"asking {address(server, '/index.json')}"]
    assert not list((tmp_path / "cache").rglob("*.argosmodel"))


def test_a_broken_download_is_resumed(server: Server, tmp_path: Path) -> None:
    server.breaks_after = 500_000
    with pytest.raises(TranslationError, match="carry on from there"):
        install_remote(address(server), into=tmp_path / "p", confirm=lambda offer: True)
    model = install_remote(address(server), into=tmp_path / "p", confirm=lambda offer: True)
    assert model.problem is None
    assert ("GET", "/translate-ru_en-0_1.argosmodel", "bytes=500000-") in server.asked


def test_a_pinned_checksum_is_held(server: Server, tmp_path: Path) -> None:
    with pytest.raises(TranslationError, match="sha256"):
        install_remote(
            address(server), into=tmp_path / "p", sha256="f" * 64, confirm=lambda offer: True
        )
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("http://example.invalid/m.argosmodel", "not encrypted"),
        ("file:///etc/passwd", "neither a pair"),
        ("ftp://example.invalid/x", "neither a pair"),
        ("nonsense", "neither a pair"),
    ],
)
def test_only_safe_addresses_are_contacted(what: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(TranslationError, match=reason):
        install_remote(what, into=tmp_path, confirm=lambda offer: True)


def test_a_redirection_to_an_unsafe_address_is_not_followed(server: Server, tmp_path: Path) -> None:
    with pytest.raises(TranslationError, match="not encrypted"):
        install_remote(address(server, "/away"), into=tmp_path, confirm=lambda offer: True)


def test_an_unreachable_server_points_to_the_stick(tmp_path: Path) -> None:
    with pytest.raises(TranslationError, match=r"models install FILE\.argosmodel"):
        install_remote("http://127.0.0.1:9/m.argosmodel", into=tmp_path, confirm=lambda offer: True)


def test_recommendations_go_through_english_where_needed(tmp_path: Path, packages: Path) -> None:
    assert [r.pair for r in recommend(["ru", "uk", "und"], where=[tmp_path])] == ["ru-en", "uk-en"]
    assert [r.pair for r in recommend(["ru"], "de", where=[packages])] == ["en-de"]
    assert recommend(["ru", "en"], where=[packages]) == []
