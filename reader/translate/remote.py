"""Fetching models: the only code of the program that may use the network, and only when asked to.

It says the address and the size before it fetches, carries on where an earlier
attempt broke off, and hands the file to the same installer that takes one from
a stick.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from reader.translate.data import load
from reader.translate.errors import TranslationError
from reader.translate.install import MOST_BYTES, install_file
from reader.translate.models import PIVOT, Model, installed, route

if TYPE_CHECKING:
    from http.client import HTTPResponse

SECONDS: Final = 30
_PAIR: Final = re.compile(r"([a-z]{2,3})[-_→]([a-z]{2,3})")
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")


class Recommendation(Struct, frozen=True):
    """A model worth having: the command's argument, why, and its rough size in bytes."""

    pair: str
    reason: str
    size: int


class Offer(Struct, frozen=True):
    """What would be fetched: the address, its size in bytes where the server says it, a pinned sha256."""

    address: str
    size: int | None
    sha256: str | None


def recommend(
    languages: Iterable[str],
    to_language: str = "en",
    *,
    where: Sequence[Path] | None = None,
) -> list[Recommendation]:
    """Models that are missing for the languages of a corpus, in the order of `languages`.

    Opens no connection: it goes by the bundled catalogue.
    """
    catalogue = load("catalogue.toml")["argos"]
    here = installed(where)
    found: dict[str, Recommendation] = {}
    for language in languages:
        if language in ("und", to_language) or route(here, language, to_language):
            continue
        steps = [(language, PIVOT)] if language != PIVOT else []
        if to_language != PIVOT:
            steps.append((PIVOT, to_language))
        offered = all(
            (b == PIVOT and a in catalogue["to_english"])
            or (a == PIVOT and b in catalogue["from_english"])
            for a, b in steps
        )
        if not offered:
            continue
        for source, target in steps:
            if not route(here, source, target):
                pair = f"{source}-{target}"
                reason = f"{language} stands in this corpus"
                if len(steps) > 1:
                    reason += f", to {to_language} it goes through English"
                found.setdefault(pair, Recommendation(pair, reason, catalogue["size"]))
    return list(found.values())


def install_remote(
    what: str,
    *,
    into: Path | None = None,
    index: str | None = None,
    sha256: str | None = None,
    confirm: Callable[[Offer], bool],
    say: Callable[[str], object] = str,
    progress: Callable[[int, int | None], None] | None = None,
) -> Model:
    """Fetch and install a model named by its pair (``ru-en``) or its address.

    `say` hears each address before it is contacted; `confirm` sees what would
    be fetched and may refuse; `progress` gets bytes so far and in all. Raises
    `TranslationError`, also when `confirm` refuses.
    """
    pair = _PAIR.fullmatch(what)
    address = _find(pair[1], pair[2], index, say) if pair else what
    name = Path(urlsplit(address).path).name or "model.argosmodel"
    pinned = sha256 or load("catalogue.toml")["pins"].get(name)
    _allowed(address, pinned)
    size = _size(address)
    if size is not None and size > MOST_BYTES:
        raise TranslationError(f"{address}: {size:,} bytes is too large for a model")
    if not confirm(Offer(address, size, pinned)):
        raise TranslationError("nothing was fetched")
    part = _downloads() / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}-{name}"
    _fetch(address, part, size, progress)
    try:
        model = install_file(part, into=into, sha256=pinned, origin=address)
    except TranslationError:
        part.unlink(missing_ok=True)  # resuming a damaged file would only damage it again
        raise
    part.unlink(missing_ok=True)
    return model


def _downloads() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "wirereader" / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _allowed(address: str, pinned: str | None) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https":
        return
    if parts.scheme == "http" and (pinned is not None or parts.hostname in _LOCAL):
        return
    if parts.scheme == "http":
        raise TranslationError(
            f"{address}: not encrypted; give its checksum with --sha256, or an https address"
        )
    raise TranslationError(f"{address}: neither a pair such as ru-en, a file, nor an https address")


def _open(address: str, headers: dict[str, str], method: str = "GET") -> HTTPResponse:
    import urllib.error
    import urllib.request

    class Careful(urllib.request.HTTPRedirectHandler):
        """Follows a redirection only to where a first request would be allowed."""

        def redirect_request(
            self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
        ) -> urllib.request.Request | None:
            _allowed(newurl, None)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    request = urllib.request.Request(  # noqa: S310 - `_allowed` has seen the address
        address, headers={"User-Agent": "wirereader", **headers}, method=method
    )
    opener = urllib.request.build_opener(Careful)
    try:
        response: HTTPResponse = opener.open(request, timeout=SECONDS)
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise TranslationError(
            f"cannot reach {address}: {reason}; with the file on a stick: "
            "wirereader models install FILE.argosmodel"
        ) from error
    return response


def _find(source: str, target: str, index: str | None, say: Callable[[str], object]) -> str:
    """The address of a pair's newest package, by the index."""
    catalogue = load("catalogue.toml")["argos"]
    where = index or os.environ.get("ARGOS_PACKAGE_INDEX") or catalogue["index"]
    if not where.endswith(".json"):
        where = where.rstrip("/") + "/index.json"
    _allowed(where, None)
    say(f"asking {where}")
    with _open(where, {}) as response:
        data = response.read(20_000_000)
    try:
        packages = [p for p in json.loads(data) if isinstance(p, dict)]
    except (ValueError, TypeError) as error:
        raise TranslationError(f"{where}: not an index of packages") from error
    fitting = [
        package
        for package in packages
        if package.get("from_code") == source and package.get("to_code") == target
    ]
    if not fitting:
        raise TranslationError(f"{where} lists no model {source}-{target}")
    newest = max(
        fitting,
        key=lambda p: [int(n) for n in re.findall(r"\d+", str(p.get("package_version", "")))],
    )
    links = [link for link in newest.get("links", ()) if str(link).startswith("http")]
    if links:
        return str(links[0])
    version = str(newest.get("package_version", "")).replace(".", "_")
    link: str = catalogue["link"].format(from_code=source, to_code=target, version=version)
    return link


def _size(address: str) -> int | None:
    with _open(address, {}, method="HEAD") as response:
        length = response.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def _fetch(
    address: str, part: Path, size: int | None, progress: Callable[[int, int | None], None] | None
) -> None:
    """Fetch into `part`, from where an earlier attempt ended."""
    have = part.stat().st_size if part.exists() else 0
    if size is not None and have == size:
        return
    if size is not None and have > size:
        part.unlink()
        have = 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    with _open(address, headers) as response:
        resumed = response.status == 206
        with part.open("ab" if resumed else "wb") as out:
            have = have if resumed else 0
            try:
                while block := response.read(1 << 18):
                    have += len(block)
                    if have > (size if size is not None else MOST_BYTES):
                        raise TranslationError(f"{address}: sends more than it said")
                    out.write(block)
                    if progress is not None:
                        progress(have, size)
            except OSError as error:
                raise TranslationError(
                    f"the connection broke after {have:,} bytes: {error}; "
                    "run the same command again to carry on from there"
                ) from error
    if size is not None and have < size:
        raise TranslationError(
            f"the connection ended after {have:,} of {size:,} bytes; "
            "run the same command again to carry on from there"
        )
