"""Ten megabytes in the reading pane: how long it takes to open, to page, to reach the end.

``python -m bench.article``: 100,000 lines of a hundred characters, and one line
of ten million, in a pane that draws as on a screen of 120 by 40. Times are those of the processor, of
opening the best of three.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import statistics
import time
from collections.abc import Callable

from textual.app import App, ComposeResult

from bench.tty.measure import calibrate
from reader.model import Article, Document, Facts, Line, LineKind, Segment, View
from reader.tui import themes
from reader.tui.article.pane import ArticlePane


def article(lines: list[str]) -> Article:
    """An English article of these lines, all of them kept."""
    text = "\n".join(lines)
    digest = hashlib.sha256(text.encode()).hexdigest()
    made, segments, at = [], [], 0
    for number, line in enumerate(lines, 1):
        end = at + len(line)
        made.append(Line(number, at, end, LineKind.BODY, "bench"))
        segments.append(Segment(at, end, line))
        segments.append(Segment(end, end + 1, "\n\n", "paragraph"))
        at = end + 1
    document = Document("bench.txt", digest, "text", "utf-8", text)
    return Article(
        document, Facts("Ten megabytes"), "en", tuple(made), cleaned=View(tuple(segments))
    )


class Shown(App[None]):
    """The pane alone."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(themes.theme("night"))
        self.theme = "night"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Values for the colours of ours."""
        return themes.defaults()

    def compose(self) -> ComposeResult:
        """One pane."""
        yield ArticlePane()


async def measure(name: str, made: Article) -> None:
    """Print the times of opening, paging and reaching the end, in ms."""
    app = Shown()
    async with app.run_test(size=(120, 40)):
        pane = app.query_one(ArticlePane)

        def timed(action: Callable[[], object]) -> float:
            start = time.process_time()
            action()
            for y in range(pane.size.height):
                pane.render_line(y)
            return (time.process_time() - start) * 1000

        opened = min(timed(lambda: pane.open(made)) for _ in range(3))
        pages = [timed(lambda: pane.page(1)) for _ in range(10)]
        end = timed(pane.to_end)
        back = [timed(lambda: pane.page(-1)) for _ in range(10)]
        middle = statistics.median([*pages, *back])
        print(f"{name}: open {opened:.0f}, page {middle:.1f}, end {end:.1f}; ", end="")
        print(f"{pane.pieces_wrapped} pieces wrapped, {pane.rows_painted} rows drawn")


def main() -> int:
    """Measure both articles."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(f"noise: a fixed Python loop took {calibrate():.1f} ms")
    sentence = (
        "the ministers met in the harbour and said that the talks would go on until the spring "
    )
    line = (sentence * 2)[:99] + "."
    asyncio.run(measure("100,000 lines", article([line] * 100_000)))
    asyncio.run(measure("one line of 10 MB", article([sentence * (10_000_000 // len(sentence))])))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
