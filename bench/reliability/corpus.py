"""A small invented corpus that every fault meets, and what may never change of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

_STORY = """{headline}
{date}
Озвучить текст
{lead}

{body}
Переведено автоматически
Поддержите редакцию
"""

_LEADS = (
    (
        "Harbour talks resume after a week of silence",
        "Nadia Marsh met Oleg Tarasov in Lowen on Tuesday",
    ),
    (
        "Bridge stays shut, engineers say",
        "Cracks in two of the piers will keep the bridge shut until spring",
    ),
    (
        "Grain ships wait for a clear channel",
        "Fourteen ships were at anchor off Port Meridian on Friday",
    ),
    (
        "Court hears the customs case again",
        "The court in Velden heard Irina Solova for the third time",
    ),
    ("Rail link opens two months early", "Trains began to run between Lowen and Velden on Sunday"),
)

_BODY = """Nobody at the table would say when the {thing} is going to open again, although the engineers have
handed in their report and the ministry has had it since Monday. Officials in Lowen said that the
second reading of the plan, which Nadia Marsh called “a beginning”, would take place next week.

The association of pilots, which had asked for a longer pause, said that it would not appeal. Its
chairman, Oleg Tarasov, told reporters that number {number} of its demands had been met."""

_RUSSIAN = """Мост останется закрытым до весны
10 февраля 2026, 09:12

Инженеры осмотрели опоры моста и передали отчёт министерству. Переговоры о сроках ремонта начались в
понедельник в Ловене, сообщила Надежда Маршева.

Стороны обсудили цены и сроки. Решение ожидается на следующей неделе.
"""

_PAGE = """<!doctype html><html lang="en"><head><title>Ferry line returns to the lake</title>
<meta property="og:site_name" content="Lake Courier"></head><body><nav>Skip to main content</nav>
<article><h1>Ferry line returns to the lake</h1><time datetime="2026-02-11T08:00:00Z">11 February</time>
<p>The ferry between Velden and the island sailed again on Wednesday after a winter in the yard.</p>
<p>Its captain, Irina Solova, said that the new engine used a third less fuel than the old one.</p>
</article></body></html>
"""


def texts() -> dict[str, str]:
    """The articles by file name. The store of an older version in the tests is made of these: keep them."""
    made = {
        f"{number:02d}.txt": _STORY.format(
            headline=headline,
            date=f"{number + 4} February 2026, 09:1{number}",
            lead=f"{lead}, the harbour office said, and stayed until the evening of the same day.",
            body=_BODY.format(thing=headline.split()[0].lower(), number=number),
        )
        for number, (headline, lead) in enumerate(_LEADS)
    }
    return {
        **made,
        "05.txt": _RUSSIAN,
        "06.html": _PAGE,
        "07.txt": made["00.txt"] + "Читайте также\n",
    }


def write(folder: Path) -> Path:
    """Write the corpus into a new folder and return it."""
    folder.mkdir(parents=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def fingerprint(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Of every file: the sha256 of its bytes, when it was altered, its mode. Evidence keeps all three."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
            path.stat().st_mode,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
