"""Notices that stand below or amid a story on many sites, in the languages of the wire."""

from __future__ import annotations

import pytest

from reader.clean import classify
from reader.model import Document, LineKind

STORY = (
    "The quay of the old harbour is to be closed for a year",
    "The harbour board decided on Monday to close the eastern quay from April, because the piles below "
    "it have rotted and nobody can say which of them will hold.",
    "Fishing boats are to land at the ferry berth until the work is done, said the harbour master, Ingrid "
    "Vale, who called it the only choice that was left.",
    "The town council has set aside nine million for the repair, and hopes that the state will pay the "
    "same again before the summer.",
)

NOTICES = (
    ("The views expressed here are the author's own and not those of the paper.", LineKind.CHROME),
    ("Мнение автора может не совпадать с мнением редакции.", LineKind.CHROME),
    ("Думка редакції може не збігатися з думкою автора.", LineKind.CHROME),
    ("Редакция не несёт ответственности за содержание объявлений.", LineKind.CHROME),
    ("При использовании материалов сайта ссылка на источник обязательна.", LineKind.CHROME),
    ("This story is free to republish under an open licence.", LineKind.CHROME),
    ("The story continues below the advertisement", LineKind.CHROME),
    ("Der Artikel geht unter der Anzeige weiter.", LineKind.CHROME),
    ("La nota continúa después del anuncio", LineKind.CHROME),
    ("Do you know more about this? Write to us at desk@paper.example", LineKind.CHROME),
    ("Если вы стали свидетелем происшествия, напишите нам.", LineKind.CHROME),
    ("This transcript was made by a machine and may contain slips.", LineKind.CHROME),
    ("By signing up you agree that we may write to you.", LineKind.CHROME),
    ("To watch this video, please accept our cookies.", LineKind.CHROME),
    ("Um diesen Inhalt zu sehen, müssen Sie den Cookies zustimmen.", LineKind.CHROME),
    ("Cette vidéo est bloquée, car vous avez refusé les cookies.", LineKind.CHROME),
    ("Para ver este vídeo debes aceptar las cookies.", LineKind.CHROME),
    ("Ваш браузер не поддерживает это видео.", LineKind.CHROME),
    ("Щоб переглянути це відео, увімкніть JavaScript.", LineKind.CHROME),
    ("You have read your last free article this month.", LineKind.PROMO),
    ("Il vous reste 80 % de cet article à lire.", LineKind.PROMO),
    ("Para seguir leyendo, hazte socio.", LineKind.PROMO),
    ("With reporting from the coast by our staff", LineKind.METADATA),
    ("Mit Material der Agenturen", LineKind.METADATA),
    ("Con información de agencias", LineKind.METADATA),
    ("Jan Ruud and Eli Moss contributed to this report.", LineKind.METADATA),
    ("This article first appeared in The Harbour Post.", LineKind.METADATA),
    (
        "**[Read more: the letter of the board](https://paper.example/letter)**",
        LineKind.RELATED_LINK,
    ),
    ("© Harbour Post Publishing Ltd", LineKind.CHROME),
    ("Press contact: Ann Lee, press@harbour.example", LineKind.CHROME),
    ("(MORE)", LineKind.METADATA),
    ("BC-Harbour-Quay, 1st Ld-Writethru,0300", LineKind.METADATA),
    ("Eds: UPDATES with the council; ADDS background.", LineKind.METADATA),
    ("Embargoed until 6 a.m. Friday", LineKind.METADATA),
    ("## Redaktionelle Hinweise", LineKind.METADATA),
    ("Words by Ann Lee", LineKind.METADATA),
    ("Ann Lee covers ports and the sea. Follow her on Bluesky at @annlee.", LineKind.CHROME),
    ("Мария ПЕТРЕНКО", LineKind.METADATA),
    ("More from The Harbour Post", LineKind.RELATED_LINK),
    ("Ещё в рубрике «Порт»:", LineKind.RELATED_LINK),
    ("Рыбаки чинят сети у причала. Фото автора", LineKind.CAPTION),
    ("Общество № 41 от 12 октября 2025 г.", LineKind.METADATA),
)

SENTENCES = (
    "To see this view, the first visitors climbed four hundred steps.",
    "The views from the quay are the reason why most people come here.",
    "You have reached the last house of the street when the lamps end.",
    "This video shows the moment when the crane gave way.",
    "Ваш браузер знает о вас больше, чем вы думаете, сказал он.",
    "При использовании газовых плит погибли трое жителей дома.",
    "Do you know how many piles there are? Nobody does.",
    "By signing the letter the board ended a dispute of nine years.",
    "With files under her arm she went from door to door.",
    "Школа № 3 закрыта до весны 2026 года, ремонт ещё не начат.",
)


def fourth(line: str) -> LineKind:
    """The kind of a line amid the story."""
    text = "\n\n".join((*STORY[:3], line, STORY[3]))
    found = list(classify(Document("a.txt", "0" * 64, "text", "utf-8", text)))
    return [one.kind for one in found if one.kind is not LineKind.EMPTY][3]


@pytest.mark.parametrize(("line", "kind"), NOTICES)
def test_a_notice_amid_the_story_is_told(line: str, kind: LineKind) -> None:
    assert fourth(line) is kind


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_in_like_words_stays(line: str) -> None:
    assert fourth(line).kept


def test_the_story_between_an_offer_and_an_advertisement_stays() -> None:
    text = "\n\n".join((STORY[0], STORY[1], "Subscribe to our newsletter", *STORY[2:], "Subscribe"))
    found = classify(Document("a.txt", "0" * 64, "text", "utf-8", text))
    kinds = [line.kind for line in found if line.kind is not LineKind.EMPTY]
    assert kinds[3:5] == [LineKind.BODY, LineKind.BODY]


def test_a_sentence_is_no_heading() -> None:
    assert fourth("Nobody was hurt.") is LineKind.BODY


def test_titles_behind_clock_times_above_the_story_are_no_title() -> None:
    ticker = ("Latest news", "14:20 Water cut in the upper town", "13:55 School gets a new roof")
    text = "\n".join((*ticker, "12:10 Mayor reports on the roads", *STORY))
    found = classify(Document("a.txt", "0" * 64, "text", "utf-8", text))
    assert [line.kind for line in found[:4]] == [LineKind.RELATED_LINK] * 4
    assert [line.kind for line in found[5:]] == [LineKind.BODY] * 3


def test_who_wrote_the_story_is_told_below_it_and_no_reporter_within() -> None:
    author = "Ingrid Vale is a senior reporter at The Harbour Post, where she has worked since the ferry began to run."
    text = "\n\n".join((*STORY, STORY[1].replace("Monday", "Tuesday"), author))
    found = [line.kind for line in classify(Document("a.txt", "0" * 64, "text", "utf-8", text))]
    assert found[-1] is LineKind.CHROME
    assert fourth(author) is LineKind.BODY


def test_pictures_in_a_title_do_not_make_it_a_credit() -> None:
    title = "PHOTOS: Hundreds come to see the old harbour close"
    found = classify(Document("a.txt", "0" * 64, "text", "utf-8", "\n".join((title, *STORY[1:]))))
    assert found[0].kind is LineKind.HEADLINE
