"""The pictures of the README are drawn by the program itself, from the sample corpus.

    python -m bench.screenshots [--store FILE] [NAME...]

`--store` keeps the analysed corpus for the next time. Every picture is an SVG of a running app, so
it shows what a person sees and can be drawn anew after every change.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reader.model import Translation
from reader.pipeline import Coordinator, Settings
from reader.store import Store
from reader.translate.sentences import sentences
from reader.tui.app import WirereaderApp
from reader.tui.options import Options
from reader.tui.screens.reader import ReaderScreen

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path("corpus")
WIDE, NARROW = (160, 50), (80, 24)


@dataclass(frozen=True)
class Shot:
    """A picture: the article it starts on, and the keys that lead to it from the list."""

    name: str
    article: str
    keys: Sequence[str] = ()
    size: tuple[int, int] = WIDE
    theme: str = "night"
    before: Sequence[tuple[str, str]] = field(default_factory=tuple)


MARKS = (
    ("rate-continental-ledger.txt", "d"),
    ("exchange-harbour-post.txt", "K"),
    ("ship-danube-wire.html", "s"),
    ("exchange-open-ledger.txt", "d"),
    ("outage-fjord-times.txt", "m"),
    ("ship-levant-desk.txt", "m"),
)
SHOTS = (
    Shot("list-side-by-side", "pipeline-energiya-segodnya.txt", before=MARKS),
    Shot(
        "leftovers-translated",
        "exchange-severny-vestnik.txt",
        ("enter", "]", "]", "t"),
        before=MARKS,
    ),
    Shot("russian-translation", "rate-delovoy-bereg-ru.txt", ("enter", "4"), before=MARKS),
    Shot(
        "narrow-80x24", "exchange-severny-vestnik.txt", ("enter", "]", "t"), NARROW, "ansi", MARKS
    ),
    Shot("help", "pipeline-energiya-segodnya.txt", ("?",), before=MARKS),
)


async def shoot(store: Store, shot: Shot) -> str:
    """The SVG of one picture."""
    options = Options(theme=shot.theme, follow=0.01, read_after=0, advance=False)
    store.set_state("view", {})
    app = WirereaderApp(store, [CORPUS], options)
    keys = {Path(row.path).name: key for key, row in store.rows(store.keys()).items()}
    async with app.run_test(size=shot.size) as pilot:
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        for name, key in shot.before:
            screen.go_to_key(keys[name])
            await pilot.press(key)
        screen.go_to_key(keys[shot.article])
        screen.say("")
        await pilot.pause(0.2)
        await pilot.press(*shot.keys)
        await pilot.pause(0.5)
        picture = app.export_screenshot(title="wirereader corpus/")
    while store.undo() is not None:
        pass
    return tidy(picture)


def tidy(picture: str) -> str:
    """Without web fonts, which a picture must not fetch, and without blanks at the ends of texts."""
    picture = re.sub(r"\s*@font-face \{.*?\}\n", "\n", picture, flags=re.DOTALL)
    picture = picture.replace("Fira Code", "DejaVu Sans Mono")

    def trim(match: re.Match[str]) -> str:
        head, x, y, length, tail, text = match.groups()
        blank = "&#160;"
        cells = len(re.sub(r"&#?\w+;", " ", text))
        lead = 0
        while text.startswith(blank):
            text, lead = text.removeprefix(blank), lead + 1
        trail = 0
        while text.endswith(blank):
            text, trail = text.removesuffix(blank), trail + 1
        width = float(length)
        cell = 12.2 if width >= cells * 12 else width / max(1, cells)
        if not text:
            return ""
        x = f"{float(x) + lead * cell:g}"
        return f'{head}x="{x}" y="{y}" textLength="{width - (lead + trail) * cell:g}"{tail}>{text}</text>'

    return re.sub(
        r'(<text class="[^"]*" )x="([^"]*)" y="([^"]*)" textLength="([^"]*)"([^>]*)>([^<]*)</text>',
        trim,
        picture,
    )


def translate_by_hand(store: Store) -> None:
    """Give one article the translation that stands beside this file."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for key, row in store.rows(store.keys()).items():
        if Path(row.path).name != told["article"]:
            continue
        document = store.document(key)
        made = []
        at = 0
        for line in document.text.split("\n"):
            for start, end in sentences(line, "ru"):
                target = told["translation"].get(line[start:end])
                if target:
                    made.append(
                        Translation(
                            at + start, at + end, line[start:end], target, "hand", "you", "ru", "en"
                        )
                    )
            at += len(line) + 1
        store.remember(key, made)


def analysed(path: Path) -> Store:
    """A store of the sample corpus, analysed."""
    store = Store.open(path)
    coordinator = Coordinator(store, Settings(), lambda _: None)
    try:
        finished = coordinator.run([CORPUS])
    finally:
        coordinator.close()
    if finished.failed:
        failed = store.rows(store.keys("is:failed")).values()
        sys.exit("\n".join(f"{row.path}: {row.failed}" for row in failed))
    translate_by_hand(store)
    return store


def main() -> int:
    """Draw the pictures; the exit status."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the README.")
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--store", type=Path, help="keep the analysed corpus here")
    parser.add_argument("--folder", type=Path, default=ROOT / "screenshots")
    arguments = parser.parse_args()
    arguments.folder.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        analysed(arguments.store or Path(folder) / "store.db") as store,
    ):
        for shot in SHOTS:
            if not arguments.names or shot.name in arguments.names:
                file = arguments.folder / f"{shot.name}.svg"
                file.write_text(asyncio.run(shoot(store, shot)), encoding="utf-8")
                print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
