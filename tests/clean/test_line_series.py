"""Lines told by others of their own form, and furniture in languages the model has seen little of."""

from __future__ import annotations

import pytest

from reader.clean import classify
from reader.model import Document, Line, LineKind


def found(text: str) -> list[Line]:
    return list(classify(Document("a.txt", "0" * 64, "text", "utf-8", text)))


def kinds(text: str) -> dict[str, LineKind]:
    return {text[line.start : line.end]: line.kind for line in found(text)}


INTERVIEW = """'I never wanted to be the last person who speaks it'
Q: How did you come to it?
A: My grandmother scolded me in it. For years I believed that it was a language for scolding only.
Q: What was the first thing that you wrote down?
A: The names of fish. There are forty of them, and nobody under seventy knows more than ten.
Q: And the hardest?
A: The counting. We count sheep in one way and people in another, and the dead are not counted.
{credit}
Q: Will it survive?
A: Ask me in thirty years.
Share this article"""


@pytest.mark.parametrize("credit", ["Dorota Malec in her kitchen. Photograph: Ewa Lis", ""])
@pytest.mark.parametrize(
    ("asks", "answers"), [("Q", "A"), ("Frage", "Antwort"), ("Tom Archer", "Dorota Malec")]
)
def test_every_turn_of_an_interview_is_the_story_s(asks: str, answers: str, credit: str) -> None:
    text = INTERVIEW.format(credit=credit).replace("Q:", f"{asks}:").replace("A:", f"{answers}:")
    told = kinds(text)
    turns = [line for line in told if line.startswith((f"{asks}:", f"{answers}:"))]
    assert {told[turn] for turn in turns} == {LineKind.BODY}
    assert not told["Share this article"].kept


def test_labels_of_cards_are_no_speakers() -> None:
    cards = "\n".join(f"Author: Ann Lee\nDate: {day} March 2026" for day in range(1, 5))
    story = (
        "The ferry company said that the winter timetable would stay in force until the middle of April.\n"
        "Passengers had complained of long queues at both piers, where only one boat a day calls."
    )
    told = kinds(f"Ferry keeps its winter timetable\n{story}\nShare\n{cards}\nLog in\nHome")
    assert not told["Author: Ann Lee"].kept
    assert not told["Date: 2 March 2026"].kept


def test_an_item_among_items_of_the_story_stays() -> None:
    text = (
        "Five things to know before the bell on Thursday\n"
        "Stocks look set to open lower after two days of gains. Here is what to watch, in the order of the clock.\n"
        "The first of three retailers reports before the open, the others follow in the course of the day:\n"
        "- Kestrel Stores, which has warned of a weak winter\n- Halden & Sons\n- Blue Orchard, for the first time\n"
        "The yen traded at 151.20 to the dollar in the morning, a little weaker than on Wednesday evening."
    )
    assert kinds(text)["- Halden & Sons"] is LineKind.BODY


def test_a_sentence_below_a_numbered_heading_stays() -> None:
    text = (
        "Four things to know before the bell on Thursday\nMarch 5, 2026 / 7:02 AM EST\n"
        "Stocks look set to open lower after two days of gains. Here is what to watch:\n"
        "1. Jobless claims\nEconomists expect 221,000 new claims, a little more than there were last week.\n"
        "2. Copper\nThe metal hit a record in London after a mine in Chile flooded.\n"
        "3. Earnings\nThree retailers report before the open.\n"
        "4. The yen\nIt traded at 151.20 to the dollar.\n"
        "A trader on the floor of the exchange, March 4, 2026. REUTERS/Dana Mills\nRead Next"
    )
    told = kinds(text)
    assert told["The metal hit a record in London after a mine in Chile flooded."] is LineKind.BODY


def test_an_agency_alone_below_the_title_is_not_the_story_s() -> None:
    text = (
        "Five things to know before the bell on Thursday\nReuters\nMarch 5, 2026\n"
        "Stocks look set to open lower after two days of gains, and copper has hit a record in London."
    )
    told = kinds(text)
    assert told["Reuters"] is LineKind.METADATA
    assert told["Five things to know before the bell on Thursday"] is LineKind.HEADLINE


LIVE = """Storm over the Alps: live updates
Updated 21:14 CET
Refresh
21:14
Brenner motorway closed in both directions
The operator says that a lorry carrying timber has overturned near the border. Drivers are told to go round by the Reschen pass.
20:51
The sirens have been heard as far as Garmisch, a spokesman for the district of Landeck said on the radio.
20:30
Power back in Landeck
About 3,200 households have electricity again, the grid company said."""


def test_the_first_entry_of_a_live_story_has_its_heading() -> None:
    told = kinds(LIVE)
    assert told["Brenner motorway closed in both directions"] is LineKind.SUBHEADING
    assert told["Power back in Landeck"] is LineKind.SUBHEADING


def test_hours_as_french_writes_them_are_clock_times() -> None:
    text = (
        "DIRECT. Grève du 5 mars : un train sur trois en circulation\n17h02\n"
        "Le secrétaire général du syndicat a appelé à une nouvelle journée de mobilisation le 12 mars.\n12h15\n"
        "340 000 personnes ont défilé dans toute la France, selon le ministère de l'Intérieur.\n9h\n"
        "Les voyageurs semblent avoir anticipé. À la gare de Lille, les quais étaient presque vides."
    )
    told = kinds(text)
    assert {told[hour] for hour in ("17h02", "12h15", "9h")} == {LineKind.METADATA}
    assert sum(kind is LineKind.BODY for kind in told.values()) == 3


def test_the_lines_of_a_ticker_are_its_news() -> None:
    news = [
        "ЦБ сохранил ключевую ставку на уровне 15 процентов годовых",
        "В Самаре задержан заместитель министра строительства области",
        "Курс доллара на Мосбирже опустился ниже 79 рублей",
        "Сборная России по хоккею обыграла Казахстан со счётом 4:1",
    ]
    text = "\n".join(f"12:{50 - 7 * at}\n{line}" for at, line in enumerate(news)) + "\nПоказать ещё"
    told = kinds(text)
    assert all(told[line].kept for line in news)
    assert not told["Показать ещё"].kept


def test_headlines_beside_an_article_are_no_ticker() -> None:
    text = (
        "Ferry keeps its winter timetable\n"
        "The ferry company said that the winter timetable would stay in force until the middle of April.\n"
        "Passengers had complained of long queues at both piers, where only one boat a day calls.\n"
        "Latest news\n12:41\nCopper hits a record\n12:38\nTwo held after raid\n12:30\nTeam wins four to one"
    )
    told = kinds(text)
    assert not told["Two held after raid"].kept


FURNITURE = """{menu}
{section}
{title}
{date} 14.02.2026
Dockers at the port voted on Saturday to continue their strike for a second week, their union said.
The grain terminal has stopped work entirely, and eleven ships are waiting at anchor off the coast.
{caption}
{credit}: port authority
The government has offered a raise of six percent, the dockers ask for eleven, both sides confirmed.
{more}
{link}
{comment}"""


@pytest.mark.parametrize(
    ("menu", "section", "date", "caption", "credit", "more", "link", "comment"),
    [
        (
            "Начало",
            "Новини",
            "Публикувана на",
            "Пристанището днес",
            "Снимка",
            "Още по темата",
            "Стачката и цената на хляба",
            "Коментари",
        ),
        (
            "Насловна",
            "Вести",
            "Објављено:",
            "Гужва на мосту",
            "Фото",
            "Прочитајте још",
            "Нови возови стижу на јесен",
            "Пошаљи коментар",
        ),
        (
            "Галоўная",
            "Навіны",
            "Апублікавана",
            "Зубр каля крамы",
            "Фота",
            "Чытайце таксама",
            "Снег ідзе на поўнач краіны",
            "Падзяліцца",
        ),
        (
            "Басты бет",
            "Жаңалықтар",
            "Жарияланған күні:",
            "Алматы әкімдігі",
            "Сурет",
            "Тағы оқыңыз",
            "Жаңа пойыздар күзде келеді",
            "Пікір қалдыру",
        ),
    ],
)
def test_furniture_of_translated_pages(
    menu: str,
    section: str,
    date: str,
    caption: str,
    credit: str,
    more: str,
    link: str,
    comment: str,
) -> None:
    title = "Port strike enters its second week as ships wait"
    text = FURNITURE.format(
        menu=menu,
        section=section,
        title=title,
        date=date,
        caption=caption,
        credit=credit,
        more=more,
        link=link,
        comment=comment,
    )
    told = kinds(text)
    assert told[title] is LineKind.HEADLINE
    assert not told[menu].kept
    assert not told[section].kept
    assert told[f"{date} 14.02.2026"] is LineKind.METADATA
    assert told[caption] is LineKind.CAPTION
    assert told[f"{credit}: port authority"] is LineKind.PHOTO_CREDIT
    assert told[more] is LineKind.RELATED_LINK
    assert told[link] is LineKind.RELATED_LINK
    assert not told[comment].kept


def test_a_short_half_of_a_broken_paragraph_stays_with_the_other() -> None:
    text = (
        "Fewer tourists flew to the island than a year before\n"
        "The deputies have sent an appeal to the ministry with a proposal to return direct flights this year.\n"
        "In 2025, 130 thousand people rested on the island, in\ncomparison with 180 thousand a year earlier.\n"
        "The airlines are ready, but there is no fuel at the airport of destination, the parliamentarian added."
    )
    told = kinds(text)
    assert told["In 2025, 130 thousand people rested on the island, in"] is LineKind.BODY
    assert told["comparison with 180 thousand a year earlier."] is LineKind.BODY
