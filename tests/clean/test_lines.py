"""Line kinds: what a reader may rely on, whatever the weights of the day."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reader.clean
from reader.clean import classify
from reader.clean.lines.rules import LONGEST
from reader.clean.lines.vocabulary import patterns
from reader.model import Document, Line, LineKind, Overrule, Repetition, fold_line

STORY = """Harbour board votes to keep the old crane
12 March 2025, 09:40
The harbour board voted on Tuesday to keep the steam crane that has stood on the east quay since 1911, ending a dispute that had divided the town for two years.
"Nobody comes here to look at a car park," said the board's chairman, Peter Lund, after the vote.
Crane
Photo: REUTERS/Jon Vale
Repairs will cost about four million kroner, half of which has been promised by the county.
— We shall paint it red again, as it was in my grandfather's time, he added.
Share
Comments (14)
The work is to begin in May and to last until the herring fair in September.
Read also: Ferry to the islands will sail twice a day"""


def doc(text: str, **more: Any) -> Document:
    return Document("a.txt", "0" * 64, "text", "utf-8", text, **more)


def kinds(text: str, **more: Any) -> list[LineKind]:
    return [line.kind for line in classify(doc(text), **more)]


def line_of(text: str, starts: str) -> Line:
    document = doc(text)
    return next(
        line for line in classify(document) if text[line.start : line.end].startswith(starts)
    )


def test_every_line_has_its_number_span_and_a_kind() -> None:
    lines = classify(doc(STORY))
    texts = STORY.split("\n")
    assert [line.number for line in lines] == list(range(1, len(texts) + 1))
    assert [STORY[line.start : line.end] for line in lines] == texts


def test_a_story_is_kept_and_its_debris_is_not() -> None:
    found = kinds(STORY)
    assert found == [
        LineKind.HEADLINE,
        LineKind.METADATA,
        LineKind.BODY,
        LineKind.BODY,
        LineKind.CAPTION,
        LineKind.PHOTO_CREDIT,
        LineKind.BODY,
        LineKind.BODY,
        LineKind.CHROME,
        LineKind.CHROME,
        LineKind.BODY,
        LineKind.RELATED_LINK,
    ]


def test_the_same_story_with_blank_lines_between() -> None:
    spaced = STORY.replace("\n", "\n\n").replace("Crane\n\nPhoto", "Crane\nPhoto")
    assert [kind for kind in kinds(spaced) if kind is not LineKind.EMPTY] == kinds(STORY)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Photo: REUTERS/Benoit Doyen", LineKind.PHOTO_CREDIT),
        ("Фото: РИА Новости / Пётр Зорин", LineKind.PHOTO_CREDIT),
        ("Фото: пресслужба міської ради", LineKind.PHOTO_CREDIT),
        ("Foto: dpa/Jens Wolter", LineKind.PHOTO_CREDIT),
        ("Crédit photo : AFP / Luc Morin", LineKind.PHOTO_CREDIT),
        ("Foto: EFE / Ana Ruiz", LineKind.PHOTO_CREDIT),
        ("Переведено сервисом «Яндекс Переводчик»", LineKind.TRANSLATOR_CREDIT),
        ("Перекладено автоматично з англійської", LineKind.TRANSLATOR_CREDIT),
        ("Dieser Artikel wurde maschinell übersetzt", LineKind.TRANSLATOR_CREDIT),
        ("Traduit de l'anglais par Anne Roy", LineKind.TRANSLATOR_CREDIT),
        ("Traducido automáticamente del ruso", LineKind.TRANSLATOR_CREDIT),
        ("https://example.org/2025/03/12/crane", LineKind.METADATA),
        ("<https://example.org/a>", LineKind.METADATA),
        ("2026-02-04 08:06:21", LineKind.METADATA),
        ("Tuesday, 02 January 2024 12:17 GMT", LineKind.METADATA),
        ("10 февраля 2026, 09:12", LineKind.METADATA),
        ("14 березня 2025 року", LineKind.METADATA),
        ("3. März 2025, 14:10 Uhr", LineKind.METADATA),
        ("3 mars 2025", LineKind.METADATA),
        ("3 de marzo de 2025", LineKind.METADATA),
        ("Озвучить текст", LineKind.CHROME),
        ("Zum Inhalt springen", LineKind.CHROME),
        ("Partager sur Facebook", LineKind.CHROME),
        ("Copiar enlace", LineKind.CHROME),
        ("Коментарі (3)", LineKind.CHROME),
        ("* * *", LineKind.CHROME),
        ("Дорогие читатели!", LineKind.PROMO),
        ("Newsletter abonnieren", LineKind.PROMO),
        ("Читайте також: Паром до острова ходитиме двічі на день", LineKind.RELATED_LINK),
        ("À lire aussi : Le bac passera deux fois par jour", LineKind.RELATED_LINK),
        ("Материал по теме", LineKind.RELATED_LINK),
        ("Схожі новини", LineKind.RELATED_LINK),
        ("Subscribe to our channel in Telegram and be the first to know", LineKind.PROMO),
        ("Присоединяйтесь к нашему каналу в MAX", LineKind.PROMO),
        ("Підписуйтесь на наш Telegram-канал, щоб не пропустити головне", LineKind.PROMO),
        ("Abonnieren Sie unseren Kanal auf WhatsApp", LineKind.PROMO),
        ("Abonnez-vous à notre newsletter du matin", LineKind.PROMO),
        ("Súmate a nuestro canal de WhatsApp", LineKind.PROMO),
        ("Subscribe for $2 a month", LineKind.PROMO),
        ("If you find a mistake, select it and press Ctrl + Enter", LineKind.CHROME),
        ("Нашли опечатку? Выделите её и нажмите Ctrl+Enter", LineKind.CHROME),
        ("© Harbour News, 2025. All rights reserved.", LineKind.CHROME),
        ("* Внесён в реестр иностранных агентов", LineKind.CHROME),
        ("Фото предоставлено музеем порта", LineKind.PHOTO_CREDIT),
        ("Bildrechte: Hafenfunk/Ina Holm", LineKind.PHOTO_CREDIT),
        ("(Bild: Hafenamt)", LineKind.PHOTO_CREDIT),
        ("Text: Ivan Orlov. Photos: Vera Lind", LineKind.METADATA),
        ("Figure 2. Ships at the east quay by year", LineKind.CAPTION),
        ("Рис. 3. Схема порта", LineKind.CAPTION),
        ("The text has been translated automatically.", LineKind.TRANSLATOR_CREDIT),
    ],
)
def test_a_line_that_says_what_it_is_says_so_amid_a_story(text: str, kind: LineKind) -> None:
    paragraphs = [line for line in STORY.split("\n") if len(line) > 80]
    amid = "\n".join([*paragraphs[:2], text, *paragraphs[2:]])
    assert line_of(amid, text).kind is kind


NOTICES = (
    "Subscribers of the harbour's telegram office remembered the day when the first ship came in.",
    "Foreign agents were seen at the quay in the spring of 1911, the board's records say.",
    "Figure skating will be shown on the frozen dock when the crane has been painted, he said.",
    "Table 2 of the report shows that the crane lifted more in 1950 than in any year before it.",
    "Photos from the archive show the crane beside the first ship that it unloaded in the war.",
)


@pytest.mark.parametrize("text", NOTICES)
def test_no_pattern_takes_a_sentence_for_the_notice_that_it_opens_like(text: str) -> None:
    paragraphs = [line for line in STORY.split("\n") if len(line) > 80]
    amid = "\n".join([*paragraphs[:2], text, *paragraphs[2:]])
    assert line_of(amid, text).rule.split()[0] not in ("pattern", "phrase")


@pytest.mark.parametrize("text", NOTICES[2:4])
def test_a_sentence_that_opens_like_a_notice_stays_in_the_story(text: str) -> None:
    paragraphs = [line for line in STORY.split("\n") if len(line) > 80]
    amid = "\n".join([*paragraphs[:2], text, *paragraphs[2:]])
    assert line_of(amid, text).kind is LineKind.BODY


def test_speech_opened_by_a_dash_stays_in_the_story() -> None:
    assert line_of(STORY, "— We shall").kind is LineKind.BODY


def test_a_sentence_that_runs_over_two_lines_stays_in_the_story() -> None:
    broken = STORY.replace(
        "half of which has been promised by the county.",
        "half of which the county council promised in a letter of the fourth of\nmarch that was read"
        " aloud at the meeting and met with applause from the gallery.",
    )
    assert line_of(broken, "Repairs will").kind is LineKind.BODY
    assert line_of(broken, "march that").kind is LineKind.BODY


@pytest.mark.parametrize(
    "caption",
    [
        "The crane in 1932, when it lifted locomotives. (Photo: Harbour Museum)",
        "Der Kran im Jahr 1932. (Bild: Hafenmuseum/Archiv)",
        "Кран в 1932 году. Фото: Музей порта",
        "La grue en 1932. © Musée du port",
        "The crane at dusk, March 2025. Jon Vale/Getty Images",
    ],
)
def test_a_caption_with_its_credit_at_the_end_is_a_caption(caption: str) -> None:
    amid = STORY.replace("Repairs will", f"{caption}\nRepairs will")
    assert line_of(amid, caption).kind is LineKind.CAPTION


def test_a_sentence_that_names_an_agency_is_no_caption() -> None:
    sentence = "The board's decision was first reported by the agency Interfax, citing two members."
    amid = STORY.replace("Repairs will", f"{sentence}\nRepairs will")
    assert line_of(amid, sentence).kind is LineKind.BODY


def test_the_title_of_another_article_between_paragraphs_is_dropped() -> None:
    other = "Goalkeeper Signs Three-Year Contract With Lisbon Club"
    amid = STORY.replace("Repairs will", f"{other}\nRepairs will").replace(
        "Crane\nPhoto: REUTERS/Jon Vale\n", ""
    )
    assert line_of(amid, other).kind is LineKind.RELATED_LINK


def test_an_appeal_is_dropped_from_its_greeting_to_its_button() -> None:
    appeal = [
        "Dear readers,",
        "Our newsroom has no owner and no state money, and your support is what keeps it going.",
        "If you can, support us with a few dollars a month: every contribution helps our work.",
        "Remind me later",
    ]
    text = "\n".join([line for line in STORY.split("\n") if len(line) > 80] + appeal)
    assert kinds(text)[-4:] == [LineKind.PROMO] * 4


def test_reasons_are_given_in_words() -> None:
    for line in classify(doc(STORY)):
        assert line.rule
        assert line.evidence or line.kind is LineKind.BODY
        assert 0 <= line.score <= 1
        assert all(reason == reason.strip() and "_" not in reason for reason in line.evidence)


def test_what_stands_in_many_articles_of_a_source_is_not_the_story() -> None:
    extra = "Our newsroom works from the old pilot house and answers letters on Fridays."
    text = STORY.replace("Share\n", f"{extra}\n")
    counted = Repetition(40, {fold_line(extra): 31})
    alone = line_of(text, extra)
    (among,) = (
        line for line in classify(doc(text), repetition=counted) if line.number == alone.number
    )
    assert not among.kind.kept
    assert among.evidence[0] == "stands in 31 of 40 articles of this source"


def test_articles_of_no_known_source_are_not_said_to_be_of_one() -> None:
    counted = Repetition(40, {"share": 31}, named=False)
    (line,) = (
        line
        for line in classify(doc(STORY), repetition=counted)
        if STORY[line.start : line.end] == "Share"
    )
    assert line.evidence[0] == "stands in 31 of 40 articles whose source is not known"


def test_the_button_that_reads_aloud_says_so() -> None:
    line = line_of("\n".join(("Прослушать текст", STORY)), "Прослушать текст")
    assert line.evidence[0] == "offers to read the text aloud"


@pytest.mark.parametrize("copies", [3, 10])
def test_versions_of_one_story_do_not_make_its_paragraphs_furniture(copies: int) -> None:
    lines = STORY.split("\n")
    counted = Repetition(10, {fold_line(line): copies for line in lines})
    alone, among = kinds(STORY), kinds(STORY, repetition=counted)
    paragraphs = [at for at, line in enumerate(lines) if len(line) > 100]
    assert all(among[at] is LineKind.BODY for at in paragraphs if alone[at] is LineKind.BODY)


@pytest.mark.parametrize("articles", [7, 60])
def test_versions_that_differ_in_a_line_keep_headline_and_paragraphs(articles: int) -> None:
    """Updates of one story within one source, each with a sentence more."""
    lines = STORY.split("\n")
    counted = Repetition(articles, {fold_line(line): articles for line in lines[:-2]})
    document = doc(f"{STORY}\nThe county will pay its half in June.", source="Coast News")
    alone, among = classify(document), classify(document, repetition=counted)
    assert [line.kind for line in among] == [line.kind for line in alone]


def test_articles_of_no_known_outlet_may_share_a_paragraph() -> None:
    """What an agency wrote stands in the copy of many."""
    text = "\n".join(line for line in STORY.split("\n") if "REUTERS" not in line)
    paragraph = STORY.split("\n")[2]
    counted = Repetition(6, {fold_line(paragraph): 4})
    assert kinds(text, repetition=counted) == kinds(text)


def test_two_articles_are_too_few_to_judge_by_repetition() -> None:
    body = STORY.split("\n")[2]
    counted = Repetition(2, {fold_line(body): 2})
    assert kinds(STORY, repetition=counted)[2] is LineKind.BODY


def test_a_person_is_right_for_an_article_and_for_a_source() -> None:
    document = doc(STORY, source="Coast News")
    share = Overrule(fold_line("Share"), LineKind.BODY, article=document.id)
    body = Overrule(fold_line(STORY.split("\n")[2]), LineKind.PROMO, source="Coast News")
    other = Overrule(fold_line(STORY.split("\n")[3]), LineKind.PROMO, source="Another Paper")
    lines = classify(document, overrules=(share, body, other))
    assert (lines[8].kind, lines[8].rule, lines[8].score) == (LineKind.BODY, "overrule", 1.0)
    assert lines[2].kind is LineKind.PROMO
    assert lines[3].kind is LineKind.BODY


def test_an_overrule_for_the_article_beats_one_for_the_source() -> None:
    document = doc(STORY, source="Coast News")
    line = fold_line("Share")
    both = (
        Overrule(line, LineKind.BODY, article=document.id),
        Overrule(line, LineKind.PROMO, source="Coast News"),
    )
    assert classify(document, overrules=both)[8].kind is LineKind.BODY


def test_same_input_same_output() -> None:
    assert classify(doc(STORY)) == classify(doc(STORY))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_covered_line_by_line(text: str) -> None:
    text = text.replace("\r", "")
    lines = classify(doc(text))
    assert "\n".join(text[line.start : line.end] for line in lines) == text
    for line in lines:
        assert (line.kind is LineKind.EMPTY) == (not text[line.start : line.end].strip())


@pytest.mark.parametrize("text", ["", "\n", "\n\n \n", "a", "—", "\u200b", "\ud7ff", "](" * 50])
def test_small_and_odd_texts(text: str) -> None:
    assert len(classify(doc(text))) == text.count("\n") + 1


def test_importing_the_room_loads_no_fitting_and_no_parser() -> None:
    code = "import sys, reader.clean; print('sklearn' in sys.modules, 'lxml' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False False"


def test_the_version_follows_the_room_s_data() -> None:
    digest = hashlib.sha256()
    for path in sorted((Path(reader.clean.__file__).parent / "data").iterdir()):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    assert reader.clean.VERSION.endswith(digest.hexdigest()[:12]), (
        "words, patterns or weights changed: put "
        f"{digest.hexdigest()[:12]} into VERSION, so that articles are analysed anew"
    )


def test_no_line_that_a_pattern_matches_is_passed_over_for_want_of_a_sign() -> None:
    labelled = Path(__file__).parents[1] / "gold" / "lines"
    written = {
        line.partition(" ")[2].strip()
        for path in labelled.glob("*.txt")
        for line in path.read_text(encoding="utf-8").split("\n")
    }
    missed = [
        (pattern.name, line)
        for line in written
        for pattern in patterns().all
        if len(line) <= LONGEST
        and pattern.regex.match(line)
        and pattern not in patterns().may_match(line.casefold(), signed=True, long=False)
    ]
    assert len(written) > 1500
    assert missed == []


def test_what_is_remembered_of_a_line_says_nothing_of_its_last_neighbours() -> None:
    first = classify(doc(STORY))
    classify(doc("\n".join(reversed(STORY.split("\n")))))
    assert classify(doc(STORY)) == first


@pytest.mark.parametrize(
    "line",
    [
        "Реклама. ООО «Северный дом»",
        "Реклама. АО «Северный дом», ИНН 7700000000, erid: 2VtzqAbC1deF",
        "Реклама, 18+. ПАО «Банк Залив»",
        "Рекламодатель: ИП Мохов С. П.",
        "erid: 2VtzqAbC1deF",
    ],
)
def test_the_mark_that_law_asks_of_an_advertisement_is_promo(line: str) -> None:
    found = line_of(f"{STORY}\n{line}", line)
    assert found.kind is LineKind.PROMO
    assert found.evidence[0] == "bears the mark of an advertisement"


def test_news_about_an_advertisement_is_no_mark_of_one() -> None:
    line = "Реклама ООО «Северный дом» нарушила закон, установила антимонопольная служба в четверг."
    assert line_of(f"{STORY}\n{line}", line).kind is not LineKind.PROMO
