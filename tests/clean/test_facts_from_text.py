"""Title, source, date and author as the evidence of a text gives them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.clean.dates import dates
from reader.clean.facts import facts, source_of
from reader.model import Document, Facts, LineKind, NoteKind
from tests.lines import lines_of

H, B, M, C = LineKind.HEADLINE, LineKind.BODY, LineKind.METADATA, LineKind.CHROME
BODY = (
    "The delegations met for the third time in a month and parted without a date for the next "
    "round, two people who were in the room said on condition that they would not be named."
)


def read(text: str, *kinds: LineKind, **declared: Any) -> Facts:
    """The facts of a text whose filled lines are of the kinds given, body when they run out."""
    document = Document("a.txt", "0" * 64, "text", "utf-8", text, **declared)
    return facts(document, lines_of(text, *kinds))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("February 10, 2026", "2026-02-10"),
        ("Feb. 10, 2026", "2026-02-10"),
        ("10 February 2026", "2026-02-10"),
        ("Tuesday, February 10th, 2026", "2026-02-10"),
        ("2026-02-10", "2026-02-10"),
        ("2026-02-10 08:06:21", "2026-02-10T08:06:21"),
        ("2026-02-10T08:06:21Z", "2026-02-10T08:06:21"),
        ("Feb 10, 2026, 4:15 p.m.", "2026-02-10T16:15"),
        ("Published: February 10, 2026 at 5:12 PM EST", "2026-02-10T17:12"),
        ("February 10, 2026 12:05 AM", "2026-02-10T00:05"),
        ("10.02.2026", "2026-02-10"),
        ("10.02.2026, 09:30", "2026-02-10T09:30"),
        ("09:30, 10 февраля 2026", "2026-02-10T09:30"),
        ("10 февраля 2026 года в 09:30", "2026-02-10T09:30"),
        ("10 лютого 2026 року", "2026-02-10"),
        ("10 февруари 2026 г.", "2026-02-10"),
        ("10 лютага 2026", "2026-02-10"),
        ("10. Februar 2026, 9:30 Uhr", "2026-02-10T09:30"),
        ("10 février 2026 à 9h30", "2026-02-10T09:30"),
        ("1er mars 2026", "2026-03-01"),
        ("10 de febrero de 2026", "2026-02-10"),
        ("10 lutego 2026", "2026-02-10"),
        ("10 febbraio 2026 alle 9:30", "2026-02-10T09:30"),
        ("2026年2月10日", "2026-02-10"),
    ],
)
def test_dates_are_read_in_the_formats_of_the_wire(written: str, meant: str) -> None:
    assert [one.value for one in dates(written, 0, len(written))] == [meant]


@pytest.mark.parametrize(
    "written", ["31.02.2026", "May 2026", "in 10 minutes", "version 1.10.2026.4", "10 may", "2026"]
)
def test_what_is_no_full_date_is_not_read_as_one(written: str) -> None:
    assert [one for one in dates(written, 0, len(written)) if one.year_known] == []


def test_a_numeric_date_that_may_be_read_two_ways_says_so() -> None:
    (one,) = dates("03/04/2026", 0, 10, "en")
    assert {one.value, one.other} == {"2026-04-03", "2026-03-04"}
    (french,) = dates("03/04/2026", 0, 10, "fr")
    assert (french.value, french.other) == ("2026-04-03", None)


def test_an_american_zone_puts_the_month_first() -> None:
    (one,) = dates("06/12/2025 07:41 AM EDT", 0, 23)
    assert (one.value, one.other) == ("2025-06-12T07:41", None)


def test_the_language_of_the_article_tells_the_day_from_the_month() -> None:
    text = f"Acuerdo\n03/04/2026\n{BODY}"
    document = Document("a.txt", "0" * 64, "text", "utf-8", text)
    found = facts(document, lines_of(text, H, M), "es")
    assert (found.published, found.notes) == ("2026-04-03", ())


def test_a_date_below_another_article_s_headline_is_that_article_s() -> None:
    text = f"Talks End\n{BODY}\nAn older story\nPublished 9 May 2021"
    assert read(text, H, B, LineKind.RELATED_LINK, M).published is None


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_survives_being_written_out(day: dt.date) -> None:
    for written in (day.isoformat(), f"{day:%B} {day.day}, {day.year}", f"{day:%d.%m.%Y}"):
        assert [one.value for one in dates(written, 0, len(written))] == [day.isoformat()]


@pytest.mark.parametrize("day", ["Monday, 05 May 2025", "Thursday, 05 March 2026"])
def test_a_page_clock_is_not_the_date_and_is_noted(day: str) -> None:
    text = f"{day} 10:02 GMT\nTalks End\n\n2026-03-04 08:06:21\n{BODY}"
    found = read(text, M, H, M)
    assert found.published == "2026-03-04T08:06:21"
    (note,) = found.notes
    assert note.kind is NoteKind.DATE_CONFLICT
    assert text[note.start : note.end].startswith(day.partition(", ")[2])


def test_a_dateline_that_contradicts_the_date_is_noted() -> None:
    text = f"Talks End\nMarch 4, 2026\nVIENNA, November 20 (Wire) - {BODY}"
    found = read(text, H, M)
    assert found.published == "2026-03-04"
    assert [note.kind for note in found.notes] == [NoteKind.DATE_CONFLICT]


@pytest.mark.parametrize(
    "opening",
    [
        "Vienna, 20 November 2025. ",
        "Vienna. 20 November 2025. WIRE - ",
        "Вена. 20 ноября. ТЕЛЕГРАФ - ",
        "ВЕНА, 20 ноября 2025 года. /ТЕЛЕГРАФ/. ",
        "VIENNA (20 November 2025) - ",
    ],
)
def test_datelines_of_many_agencies_contradict_the_date(opening: str) -> None:
    text = f"Talks End\n10:45 · 04.03.2026\n{opening}{BODY}"
    found = read(text, H, M)
    assert found.published == "2026-03-04T10:45"
    (note,) = found.notes
    assert note.kind is NoteKind.DATE_CONFLICT
    assert "20" in text[note.start : note.end]


@pytest.mark.parametrize(
    "opening",
    [
        "In Vienna, 20 November 2025 was a quiet day. ",
        "Talks ended in Vienna. 20 November went by. ",
    ],
)
def test_a_story_that_opens_with_a_day_has_no_dateline(opening: str) -> None:
    assert read(f"Talks End\n4 March 2026\n{opening}{BODY}", H, M).notes == ()


def test_dates_inside_the_story_are_not_its_date() -> None:
    text = f"Talks End\n\n{BODY} The first round was held on 12 January 2019 in Vienna.\n\n{BODY}"
    assert read(text, H).published is None


def test_a_row_of_a_table_in_the_story_is_not_the_date() -> None:
    text = f"Cup Won\n{BODY}\n{BODY}\nDate | Match | Score\n12 March 2026 | Harwick – Olford | 3:1"
    assert read(text, H, B, B, B, B).published is None


def test_relative_dates_are_not_resolved() -> None:
    assert read(f"Talks End\nYesterday, 10:15\n{BODY}", H, M).published is None


def test_the_published_label_outweighs_the_updated_one() -> None:
    text = f"Talks End\nUpdated: 6 March 2026 Published: 4 March 2026\n{BODY}"
    assert read(text, H, M).published == "2026-03-04"


def test_the_address_at_the_foot_gives_date_source_and_url() -> None:
    text = f"Talks End\n\n{BODY}\n\nOriginal url:\n\n<https://www.example-post.com/2026/03/04/talks-end>"
    found = read(text, H, B, M, M)
    assert found.published == "2026-03-04"
    assert found.url == "https://www.example-post.com/2026/03/04/talks-end"
    assert found.source == "example-post.com"
    assert set(found.reasons) >= {"title", "source", "published", "url"}


def test_a_domain_takes_the_name_that_the_text_spells() -> None:
    text = f"{BODY} He told The Valley Courier so.\n\nhttps://thevalleycourier.com/news/1"
    assert read(text).source == "The Valley Courier"


LONG = f"{BODY} {'The bridge was closed on Monday, and a ferry runs in its place. ' * 2}"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"{BODY}\nA Message from The Valley Courier:\nDear readers,", "The Valley Courier"),
        (f"PARIS: (Web Desk) – {BODY}", "Web Desk"),
        (f"(NORDWIRE) {BODY}", "NORDWIRE"),
        (f"VIENNA, March 4 (Nordwire) - {BODY}", "Nordwire"),
        (f"{BODY}\nИсточник: Долина", "Долина"),
        (f"{BODY} He told Courier. She told Courier. They told Courier.", "Courier"),
        (f"{BODY}\n© 2026 Valley Courier. All rights reserved.", "Valley Courier"),
        (f"{BODY}\n© 2001–2026 «Речной вестник»", "Речной вестник"),
        (f"{BODY}\n© Tal-Kurier 2026", "Tal-Kurier"),
        (f"{BODY}\nCopyright 2026 by The Valley Courier", "The Valley Courier"),
        (f"{BODY}\n© 2026. Все права защищены", None),
        (f"{BODY}\nSource: Valley Courier/Ann Lee", "Valley Courier"),
        (f"The mayor of the valley\n© Ann Lee\n{BODY}", None),
        (f"{LONG}\nThe old bridge\nQuelle: dpa\n{LONG}", None),
        (f"{BODY}\n© 2026 ГО «Речной вестник»", "Речной вестник"),
        (f"{LONG}\nhttps://doi.org/10.1000/182.6/a.b", None),
        (f"First published on Thu 20 Mar 2025 07.14 GMT\n{LONG}", None),
        (f"{LONG}\nFirst published in Sunday Courier.", "Sunday Courier"),
        (
            f"{LONG}\nThe old bridge\nSource: Nordwire\n{LONG}\nSource: Valley Courier",
            "Valley Courier",
        ),
        (f"RenÃ© LefÃ¨vre said so. {BODY}", None),
        (BODY, None),
    ],
)
def test_the_source_is_named_by_the_text(text: str, source: str | None) -> None:
    assert read(text).source == source
    assert source_of(Document("a", "0" * 64, "text", "utf-8", text)) == source


@pytest.mark.parametrize(
    ("foot", "declared", "said"),
    [
        ("This article was first published in The Fjord Times.", "Harbour Post", "The Fjord Times"),
        ("Источник: Речной вестник", "Северный вестник", "Речной вестник"),
        ("This story originally appeared in Harbour Post.", "Harbour Post", None),
        ("First published by harbourpost.example", "The Harbour Post", None),
        ("Source: Reuters", "Harbour Post", None),
        ("Источник: Речной вестник", "Harbour Post", None),
        ("Support Centre", "Harbour Post", None),
        ("", "Harbour Post", None),
    ],
)
def test_a_text_that_says_it_is_another_outlet_s_is_noted(
    foot: str, declared: str, said: str | None
) -> None:
    text = f"{BODY}\n{foot}"
    notes = [n for n in read(text, source=declared).notes if n.kind is NoteKind.SOURCE_CONFLICT]
    assert [text[n.start : n.end].strip(".") for n in notes] == ([said] if said else [])
    assert all(declared in note.text for note in notes)


def test_what_the_file_declares_comes_first() -> None:
    found = read(
        f"Talks End\n4 March 2026\nBy Someone Else\n{BODY}",
        H,
        M,
        M,
        title="Declared",
        source="Outlet",
        published="2026-03-05",
        author="Ann Author",
    )
    assert (found.title, found.source, found.published, found.author) == (
        "Declared",
        "Outlet",
        "2026-03-05",
        "Ann Author",
    )


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ann Author", "Ann Author"),
        ("by Ann Author and Ben Quill | March 4, 2026", "Ann Author, Ben Quill"),
        ("By Ann West, Court Reporter", "Ann West"),
        ("Автор: агроном Н. Бурмистрова", "Н. Бурмистрова"),
        ("By Our Correspondent", None),
        ("Saima Bukhari Published May 30, 2025", "Saima Bukhari"),
        ("By Hannah Stobbs What's On Writer", "Hannah Stobbs"),
        ("By Ann Lund Local Democracy Reporter", "Ann Lund"),
        ("Kesh Valley, 14 August 2024", None),
        ("By Fjord Daily with AFP", None),
        ("Photographs by Ingrid Solberg. Words by Per Aas", "Per Aas"),
        ("Par Zélie Marchand (Quimper, envoyée spéciale)", "Zélie Marchand"),
        ("Text und Fotos: Dr. Uta von Rehn", "Uta von Rehn"),
        ("Записала Мария Ложкина", "Мария Ложкина"),
        ("12.03.2026, 10:15 | Остап Вишня", "Остап Вишня"),
        ("Автор: Анна Крылова", "Анна Крылова"),
        ("Von Jan van der Holm", "Jan van der Holm"),
        ("By the time he came it was over", None),
    ],
)
def test_bylines(line: str, author: str | None) -> None:
    assert read(f"Talks End\n{line}\n{BODY}", H, M).author == author


def test_the_title_falls_back_to_the_opening_words() -> None:
    found = read(f"Menu\n{BODY}", C)
    assert found.title.startswith("The delegations met")
    assert found.title.endswith("…")
    assert "no headline" in found.reasons["title"]
    assert read("").title == ""


@given(st.text(max_size=300), st.lists(st.sampled_from(list(LineKind)), max_size=10))
def test_any_text_gives_facts_with_sound_notes(text: str, kinds: list[LineKind]) -> None:
    found = read(text, *kinds)
    assert all(0 <= note.start <= note.end <= len(text) for note in found.notes)
    if found.published:
        dt.datetime.fromisoformat(found.published)


@pytest.mark.parametrize(
    ("title", "published"),
    [("Grève du 5 mars : un train sur trois", "2026-03-05"), ("What May 3 brought", "2026-05-03")],
)
def test_the_day_in_words_settles_which_figure_is_the_month(title: str, published: str) -> None:
    found = read(f"{title}\n05/03/2026\n{BODY}")
    assert found.published == published
    assert [n for n in found.notes if n.kind is NoteKind.DATE_CONFLICT] == []


def test_an_agency_at_the_end_of_a_caption_is_no_source() -> None:
    text = f"Judge orders retrial\nThe ruined building on Pell Street (PA)\n{BODY}"
    assert read(text).source is None


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        (
            "Ice closes the canal ten days early | The Gazette",
            "Ice closes the canal ten days early",
        ),
        ("Gazette — Ice closes the canal ten days early", "Ice closes the canal ten days early"),
        ("Why ice closes the canal ten days early", "Why ice closes the canal ten days early"),
        ("Ice closes the canal early", "Ice closes the canal early"),
    ],
)
def test_a_declared_title_is_freed_of_the_site_s_name_by_the_headline(
    declared: str, shown: str
) -> None:
    text = "Ice closes the canal ten days early\nThe canal was closed on Friday."
    assert read(text, H, title=declared).title == shown
