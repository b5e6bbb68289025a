"""The outlet of a page that declares none, by what its margins say in passing."""

from __future__ import annotations

import hashlib

import pytest

from reader.clean import source_of
from reader.clean.sources import source_of_text
from reader.model import Document

STORY = "\n\n".join(
    f"The ferry between the two banks {what}, and the council of the port asked for time on {day}."
    for what, day in (
        ("will stop in March", "Monday"),
        ("costs more each year", "Tuesday"),
        ("was built for a navy", "Friday"),
    )
)


def named(text: str) -> str | None:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return source_of(Document("a.txt", digest, "text", "utf-8", text))


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Follow Fjord Courier", "Fjord Courier"),
        ("Get the Fjord Courier app", "Fjord Courier"),
        ("Subscribe to The Fjord Courier today", "The Fjord Courier"),
        ("Get Fjord & Field delivered to your door", "Fjord & Field"),
        ("By supporting The Fjord Courier, you keep the lights on.", "The Fjord Courier"),
        ("Fjord Courier has no owner but its readers.", "Fjord Courier"),
        ("Ann Lund is a senior reporter at Fjord Courier.", "Fjord Courier"),
        ("Published in Fjord Courier, March 4th, 2026", "Fjord Courier"),
        ("Write to the desk: desk@fjordcourier.example", "fjordcourier.example"),
        ("Подпишитесь на «Речную газету» в Telegram", "Речная газета"),
        ("Читайте «Речные вести» там, где удобно", "Речные вести"),
        ("«Речная газета» в Дзене", "Речная газета"),
        ("© АО «Речные вести», 1991–2026. 12+", "Речные вести"),
        ("Сетевое издание «Речные вести». 16+", "Речные вести"),
        ("Підтримайте «Річкову пошту»", "Річкова пошта"),
        ("«Річкова пошта» виходить завдяки передплатникам.", "Річкова пошта"),
        ("Téléchargez gratuitement l'appli Fleuve Matin", "Fleuve Matin"),
        ("Rejoignez la chaîne WhatsApp de Fleuve Matin", "Fleuve Matin"),
        ("Crónicas del Río se sostiene con sus lectores", "Crónicas del Río"),
        ("Danke, dass Sie den Flussboten lesen.", "Flussboten"),
    ],
)
def test_offers_and_imprints_name_the_outlet(line: str, outlet: str) -> None:
    assert named(f"A ferry stops\n\n{STORY}\n\n{line}") == outlet


@pytest.mark.parametrize(
    "line",
    [
        "Follow us",
        "Support Ukraine",
        "Download the app",
        "Subscribe to our newsletter",
        "Get the Google News app",
        "Photo: Reuters/Ann Lund",
        "Photo: Global Look Press/Ann Lund",
        "Write to me: ann.lund@gmail.com",
        "Подпишитесь на нас в «Дзене»",
        "1021_booking.jpg",
    ],
)
def test_networks_agencies_and_causes_are_no_outlets(line: str) -> None:
    assert named(f"A ferry stops\n\n{STORY}\n\n{line}") is None


def test_the_masthead_counts_if_it_is_a_name_or_named_again() -> None:
    assert named(f"THE FJORD POST\nWorld\nSport\n\nA ferry stops\n\n{STORY}") == "THE FJORD POST"
    assert named(f"World News\nSport\n\nA ferry stops\n\n{STORY}") is None
    alone = source_of_text(
        Document("a.txt", "0" * 64, "text", "utf-8", f"THE FJORD POST\n\n{STORY}")
    )
    assert alone is not None
    assert "below" not in alone.reason  # what is said of it is true: it is named once
    again = f"Signal & Sound\nSport\n\nA ferry stops\n\n{STORY}\n\nMore from Signal & Sound"
    assert named(again) == "Signal & Sound"
    assert named(f"Lund Resigns\n\n{STORY}") is None
