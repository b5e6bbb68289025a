"""The sample corpus: all of it can be read, and its README tells the truth about it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from reader.ingest import Skipped, discover, read
from reader.model import Document

CORPUS = Path(__file__).parents[2] / "corpus"


def _documents() -> dict[str, Document]:
    return {p.name: read(p)[0] for p in discover([CORPUS]) if isinstance(p, Path)}


def test_the_readme_names_every_article_and_is_none() -> None:
    listed = re.findall(
        r"^\| ([\w-]+\.\w+) \|", (CORPUS / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(listed) == sorted(_documents())
    skipped = [s for s in discover([CORPUS]) if isinstance(s, Skipped)]
    assert [s.path.name for s in skipped] == ["README.md"]
    assert not any(s.failed for s in skipped)


def test_each_event_is_told_by_three_outlets_at_least() -> None:
    events = Counter(name.partition("-")[0] for name in _documents())
    assert len(events) >= 5
    assert min(events.values()) >= 3


def test_the_articles_arrive_in_the_encodings_and_formats_that_the_readme_names() -> None:
    documents = _documents()
    assert documents["exchange-polyarnaya-khronika.txt"].encoding == "windows-1251"
    assert documents["ship-yuzhny-kompas-ru.txt"].encoding == "utf-16-le"
    assert Counter(d.format for d in documents.values())["html"] == 2
    assert not any(d.notes for d in documents.values())
    assert all("\ufffd" not in d.text and len(d.text) > 1400 for d in documents.values())


def test_the_pages_declare_who_published_them_when() -> None:
    page = _documents()["ship-danube-wire.html"]
    assert (page.source, page.published) == ("Danube Wire", "2026-02-20T07:45:00")
    assert page.author == "Ilinca Moraru, Tom Hargreave"
    assert page.language == "en"
    kept = {
        line for line, hint in zip(page.text.split("\n"), page.hints, strict=True) if hint.extracted
    }
    assert any(line.startswith("A first attempt to refloat") for line in kept)
    assert "Constanta handles record grain in January" not in kept
    assert "Waiting for | Ships | Of them with grain" in page.text
    assert "Accept all" in page.text
    assert "live ship map" not in page.text


def test_the_structures_that_the_readme_promises_are_there() -> None:
    text = {name: document.text for name, document in _documents().items()}
    assert "Snezhn\u043egorsk" in text["outage-murman-online.txt"]
    assert "hadn\u00e2\u20ac\u2122t" in text["rate-continental-ledger.txt"]
    assert "does not allow\n\nvessels" in text["ship-yuzhny-kompas.txt"]
    assert '"Надежда", whose name' in text["ship-yuzhny-kompas.txt"]
    assert text["ship-levant-desk.txt"].startswith("Monday, 05 August 2024")
    assert "\nDonate\n" in text["exchange-open-ledger.txt"]
    assert "BRATISLAVA: (Web Desk) –" in text["pipeline-web-desk.txt"]
    assert "](#)" in text["outage-northern-lights-monitor.md"]
    translated = [
        t for t in text.values() if re.search(r"^[А-ЯЁа-яё ]+\nPhoto: \S", t, re.MULTILINE)
    ]
    assert len(translated) >= 6
    assert all(re.search(r"^— ", t, re.MULTILINE) for t in translated)
