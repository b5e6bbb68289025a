"""One made-up corpus in the form that each program reads: the same articles for all of them.

Titles, sources and bodies are drawn from a seed, Latin and Cyrillic in the
shares of a desk that reads both; nothing of it is anybody's text.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape

from reader.model import Article, Document, Facts, Line, LineKind, Segment, View
from reader.store import FileState

_LATIN = [
    "ministers",
    "banks",
    "talks",
    "grain",
    "export",
    "rates",
    "inflation",
    "officials",
    "court",
    "parliament",
    "budget",
    "harbour",
    "bridge",
    "council",
    "engineers",
    "oil",
    "pipeline",
    "deal",
    "visit",
    "summit",
    "energy",
    "prices",
    "market",
    "border",
    "rail",
]
_CYRILLIC = [
    "министр",
    "банк",
    "рынок",
    "нефть",
    "суд",
    "парламент",
    "закон",
    "бюджет",
    "ставка",
    "переговоры",
    "зерно",
    "вывоз",
    "мост",
    "порт",
    "совет",
    "инженеры",
    "встреча",
    "цены",
    "граница",
    "дорога",
    "энергия",
    "визит",
    "саммит",
]
_SOURCES = ("Northern Ledger", "Harbour Courier", "Речной вестник", "Fjord Times", "Web Desk")
MANY = 20_000
"""Articles from which on they are short: mail programs read each of them from a file of its own."""

TOGETHER = 500
"""Articles that are entered and kept in one transaction."""

_START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Story:
    """One article; `body` holds its paragraphs."""

    number: int
    title: str
    source: str
    published: datetime
    language: str
    body: tuple[str, ...]


def stories(count: int, paragraphs: int | None = None) -> Iterator[Story]:
    """So many articles, newest first, always the same ones; of more than `MANY` short ones.

    `paragraphs` says how many each has, however many they are.
    """
    paragraphs = paragraphs or (14 if count <= MANY else 3)
    for number in range(count):
        chance = random.Random(number)
        russian = chance.random() < 0.4
        words = _CYRILLIC if russian else _LATIN

        def sentence(length: int, chance: random.Random = chance, words: list[str] = words) -> str:
            return " ".join(chance.choice(words) for _ in range(length)).capitalize()

        yield Story(
            number,
            f"{number:07d} {sentence(8)}",
            chance.choice(_SOURCES),
            _START - timedelta(minutes=7 * number),
            "ru" if russian else "en",
            tuple(
                ". ".join(sentence(12) for _ in range(chance.randint(2, 4))) + "."
                for _ in range(paragraphs)
            ),
        )


def maildir(folder: Path, count: int) -> Path:
    """The articles as messages of a maildir, for mail programs."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for story in stories(count):
        message = EmailMessage()
        message["From"] = f"{story.source} <wire@example.invalid>"
        message["To"] = "desk@example.invalid"
        message["Subject"] = story.title
        message["Date"] = format_datetime(story.published)
        message["Message-ID"] = f"<{story.number}@example.invalid>"
        message.set_content("\n\n".join(story.body))
        name = f"{int(story.published.timestamp())}.{story.number}.bench:2,"
        (folder / "cur" / name).write_bytes(message.as_bytes())
    return folder


def feed(file: Path, count: int) -> Path:
    """The articles as one RSS feed."""
    with file.open("w", encoding="utf-8") as handle:
        handle.write('<rss version="2.0"><channel><title>wire</title>')
        for story in stories(count):
            body = escape("".join(f"<p>{paragraph}</p>" for paragraph in story.body))
            handle.write(
                f"<item><title>{escape(story.title)}</title>"
                f"<guid>{story.number}</guid><author>{escape(story.source)}</author>"
                f"<pubDate>{format_datetime(story.published)}</pubDate>"
                f"<description>{body}</description></item>"
            )
        handle.write("</channel></rss>")
    return file


def text(file: Path, count: int) -> Path:
    """Title and body of the articles one after the other, for a pager."""
    with file.open("w", encoding="utf-8") as handle:
        for story in stories(count):
            handle.write("\n\n".join([story.title, *story.body]) + "\n\n\n")
    return file


def store(file: Path, count: int) -> Path:
    """The articles as an analysed store of ours."""
    from reader.store import Store
    from reader.store.preparing import prepare

    with Store.open(file) as opened:
        made = (_analysed(story) for story in stories(count))
        while some := list(islice(made, TOGETHER)):
            opened.add_documents(
                (FileState(d.path, len(d.text), 1, d.id), (d,), (d.source,))
                for d in (article.document for article in some)
            )
            ids = dict(
                opened.db.execute(
                    "SELECT sha, id FROM content ORDER BY id DESC LIMIT ?", (len(some),)
                ).fetchall()
            )
            opened.save_all(((ids[a.document.id], prepare(a)) for a in some), "bench")
    return file


def _analysed(story: Story) -> Article:
    lines, at = [], 0
    whole = "\n".join([story.title, *story.body])
    for place, piece in enumerate(whole.split("\n")):
        kind = LineKind.BODY if place else LineKind.HEADLINE
        lines.append(Line(place + 1, at, at + len(piece), kind, "bench"))
        at += len(piece) + 1
    digest = hashlib.sha256(whole.encode()).hexdigest()
    path = f"wire/{story.number:07d}.txt"
    document = Document(path, digest, "text", "utf-8", whole, story.title, story.source)
    segments = tuple(
        Segment(line.start, min(line.end + 1, len(whole)), whole[line.start : line.end + 1])
        for line in lines
    )
    return Article(
        document,
        Facts(story.title, story.source, story.published.strftime("%Y-%m-%dT%H:%M:%S")),
        story.language,
        tuple(lines),
        cleaned=View(segments),
        versions={"bench": "1"},
    )
