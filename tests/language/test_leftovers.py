"""What a reader relies on in leftovers: spans, languages, kinds, and silence where text belongs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import reader.language
from reader.language import article_language, leftovers
from reader.model import UNDETERMINED, Document, LeftoverKind, LineKind
from tests.lines import find, lines_of

STORY = (
    "The delegations met for the third time in a month and parted without a date for the next "
    "round, two people who were in the room said."
)


def texts(text: str, *kinds: LineKind, language: str = "en") -> list[str]:
    return [one.text for one in find(text, *kinds, language=language)]


def test_a_page_with_debris_of_every_kind() -> None:
    text = (
        f"Слушать новость\nTalks End\n\n{STORY}\n\nПереговоры\nPhoto: AFP\n\n"
        "The next переговоры were put off.\n\nТекст переведён сервисом «Переводчик»"
    )
    found = find(
        text,
        LineKind.CHROME,
        LineKind.HEADLINE,
        LineKind.BODY,
        LineKind.CAPTION,
        LineKind.PHOTO_CREDIT,
        LineKind.BODY,
        LineKind.TRANSLATOR_CREDIT,
    )
    assert [(one.text, one.kind) for one in found] == [
        ("Слушать новость", LeftoverKind.CHROME),
        ("Переговоры", LeftoverKind.CAPTION),
        ("переговоры", LeftoverKind.BODY),
        ("Текст переведён сервисом «Переводчик»", LeftoverKind.TRANSLATOR_CREDIT),
    ]
    assert {one.language for one in found} == {"ru"}
    assert {one.script for one in found} == {"Cyrl"}


@pytest.mark.parametrize(
    ("language", "fragments"),
    [
        ("ru", ["Путин", "Кремль", "Прямой эфир", "Рубль"]),
        ("uk", ["Читайте також", "Верховна Рада", "Київ"]),
        ("bg", ["Прочетете още", "Народното събрание", "Снимка"]),
        ("sr", ["Прочитајте још", "Народна скупштина", "Београд"]),
        ("be", ["Чытаць далей", "Нацыянальны сход", "Мінск"]),
        ("kk", ["Толығырақ", "Парламент", "Астанада кездесу өтті"]),
    ],
)
def test_fragments_of_one_page_decide_each_others_language(
    language: str, fragments: list[str]
) -> None:
    found = find("\n\n".join([STORY, *fragments]))
    assert [one.text for one in found] == fragments
    assert {one.language for one in found} == {language}


def test_a_lone_name_tells_no_language_and_says_what_it_may_be() -> None:
    (one,) = find(f"{STORY}\n\nМакрон")
    assert one.language in {UNDETERMINED, "ru"}
    if one.language == UNDETERMINED:
        assert "ru" in one.candidates
        assert one.basis == "undetermined"


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("اقرأ أيضا", "ar", "Arab"),
        ("بیشتر بخوانید", "fa", "Arab"),
        ("קרא עוד", "he", "Hebr"),
        ("Διαβάστε περισσότερα", "el", "Grek"),
        ("阅读更多内容", "zh", "Hani"),
        ("続きを読む", "ja", "Kana"),
        ("더 읽기", "ko", "Hang"),
        ("დაწვრილებით", "ka", "Geor"),
        ("Կարդալ ավելին", "hy", "Armn"),
        ("और पढ़ें", "hi", "Deva"),
    ],
)
def test_other_scripts_are_found_too(text: str, language: str, script: str) -> None:
    (one,) = find(f"{STORY}\n\n{text}\n\n{STORY}")
    assert (one.text, one.language) == (text, language)
    assert one.script in {script, "Hani", "Kana"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The talks, «переговоры», are over.", []),
        ("The talks (переговоры) are over.", []),
        ("The Russian word переговоры is a plural.", []),
        ("A receptor of the α type and 5 μm of film.", []),
        ("He reached the переговоры at noon.", ["переговоры"]),
        ("Макрон, 48, arrived.", ["Макрон"]),
        ("Exports of пшеница и ячмень rose.", ["пшеница и ячмень"]),
        ("He said: the company ООО «Вектор» had closed.", []),
        ("The new закон № 44 о торговле was signed.", ["закон № 44 о торговле"]),
    ],
)
def test_inside_a_sentence(text: str, expected: list[str]) -> None:
    assert texts(f"{text}\n\nЧитать далее") == [*expected, "Читать далее"]


def test_debris_in_brackets_is_still_debris() -> None:
    assert texts("The deal was signed (фото).") == ["фото"]


def test_glued_words_are_split_by_script() -> None:
    assert texts("The deal was signed on Monday.Читать далее") == ["Читать далее"]
    assert texts("ПереговорыThe deal was signed on Monday.") == ["Переговоры"]


@pytest.mark.parametrize(
    ("word", "intended"),
    [("Cоrona", "Corona"), ("Мoscow", "Moscow"), ("sаnctions", "sanctions"), ("ТHE", "THE")],
)
def test_disguised_words_are_found_with_the_word_meant(word: str, intended: str) -> None:
    (one,) = find(f"The report on {word} was long.")
    assert (one.text, one.kind, one.intended) == (word, LeftoverKind.HOMOGLYPH, intended)


def test_a_disguised_word_in_cyrillic_copy() -> None:
    (one,) = find("Правительство Pоссии приняло решение.", language="ru")
    assert (one.text, one.intended) == ("Pоссии", "России")


@pytest.mark.parametrize(
    "text",
    [
        "IT-компания и VIP-зал, COVID-19 и iPhone'ом",
        "Он читал про ΔE и kΩ.",
        "The value of ΔE and a 47 kΩ resistor at 5 μA.",
    ],
)
def test_compounds_and_symbols_are_no_disguise(text: str) -> None:
    assert all(one.kind is not LeftoverKind.HOMOGLYPH for one in find(text, language="ru"))
    assert all(one.kind is not LeftoverKind.HOMOGLYPH for one in find(text))


def test_a_spanish_sentence_whose_no_and_a_english_has_too() -> None:
    spanish = "El presidente anunció que no se presentará a las próximas elecciones generales."
    found = find(f"{STORY}\n{spanish}\n{STORY}")
    assert [(one.text, one.language) for one in found] == [(spanish, "es")]


@pytest.mark.parametrize(
    "text",
    [
        "The law, known as the закон о «иноагентах», was tightened in December.",
        "The slang, also known as блатной, is older than the camps.",
    ],
)
def test_what_is_known_as_something_belongs(text: str) -> None:
    assert texts(f"{STORY}\n{text}\n{STORY}") == []


@pytest.mark.parametrize(
    "text",
    [
        "Readings from the Macedonian novelist Горан Ристески close the festival.",
        "The street was renamed from Набережна to Лесі Українки two years ago.",
    ],
)
def test_names_of_people_and_old_names_of_places_belong(text: str) -> None:
    assert texts(f"{STORY}\n{text}\n{STORY}") == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The Russian minister Сергей Орлов will not attend.", "Сергей Орлов"),
        ("The Russian poet сообщил that he would leave.", "сообщил"),
    ],
)
def test_a_name_left_by_the_machine_does_not_belong(text: str, left: str) -> None:
    assert texts(f"{STORY}\n{text}\n{STORY}") == [left]


@pytest.mark.parametrize(
    ("left", "language"),
    [("Напомним", "ru"), ("Нагадаємо", "uk"), ("телеграм-канал", UNDETERMINED), ("Госдума", "ru")],
)
def test_a_lone_word_is_of_a_language_only_where_it_tells(left: str, language: str) -> None:
    (found,) = find(f"{STORY}\nIn the evening {left} the deputies adopted the law.\n{STORY}")
    assert (found.text.strip(", "), found.language) == (left, language)


def test_a_sentence_of_another_latin_language() -> None:
    text = f"{STORY}\n\nDer Sprecher der Stadt hat sich zu den Vorwürfen bisher nicht geäußert."
    (one,) = find(text)
    assert (one.language, one.script) == ("de", "Latn")
    quoted = f"{STORY}\n\n“Der Sprecher der Stadt hat sich dazu nicht geäußert,” he said."
    assert find(quoted) == ()


def test_english_furniture_in_russian_copy() -> None:
    text = "Суд перенёс заседание на осень.\n\nRead more\n\nКомпания Apple не ответила Reuters."
    (one,) = find(text, LineKind.BODY, LineKind.CHROME, language="ru")
    assert (one.text, one.language, one.kind) == ("Read more", "en", LeftoverKind.CHROME)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (STORY, "en"),
        ("Die Sitzung wird am Montag fortgesetzt, wie der Sprecher der Stadt mitteilte.", "de"),
        ("Le conseil doit se réunir avant la fin du mois pour examiner le projet.", "fr"),
        ("Суд перенёс заседание по делу о пошлинах на осень, следует из расписания.", "ru"),
        ("Уряд подовжив заборону на вивезення брухту до кінця червня, повідомив міністр.", "uk"),
        ("Съдът отложи заседанието по делото за митата за есента, става ясно.", "bg"),
        ("Суд је одложио рочиште о царинама за јесен, види се из распореда.", "sr"),
        ("Урад падоўжыў забарону на вываз лому да канца чэрвеня, паведаміў міністр.", "be"),
        ("Үкімет сынықтарды шығаруға тыйымды маусымның соңына дейін ұзартты.", "kk"),
        ("وقال المتحدث إن المحادثات ستستأنف الأسبوع المقبل في جنيف", "ar"),
        ("会谈将于下周在日内瓦恢复，发言人说。", "zh"),
        ("42 — 17", UNDETERMINED),
    ],
)
def test_the_language_of_an_article(text: str, language: str) -> None:
    document = Document("a.txt", "0" * 64, "text", "utf-8", text)
    assert article_language(document, lines_of(text)) == language


def test_debris_does_not_change_the_language_of_an_article() -> None:
    text = "\n".join([STORY, *["Читать далее: переговоры в Женеве"] * 3, STORY])
    document = Document("a.txt", "0" * 64, "text", "utf-8", text)
    assert article_language(document, lines_of(text)) == "en"


mixed = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("abc deоеасрх АВСмир «»“”\"'()[]*_#@.,:!—-\n\n Ωαμ中あ한שع"),
    ),
    max_size=160,
)


@given(mixed, st.sampled_from(["en", "ru", "uk", "sr", "ar", "zh", "und", "xx"]))
def test_any_text_gives_sound_spans(text: str, language: str) -> None:
    at = 0
    for one in find(text, language=language):
        assert at <= one.start < one.end <= len(text)
        assert one.text.strip() == one.text
        assert one.kind is not LeftoverKind.HOMOGLYPH or one.intended
        at = one.end


@given(mixed, st.sampled_from(["en", "ru", "und"]))
def test_the_same_text_gives_the_same_answer(text: str, language: str) -> None:
    assert find(text, language=language) == find(text, language=language)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=120))
def test_latin_text_without_function_words_has_no_leftovers(text: str) -> None:
    if len(text.split()) < 4:
        assert find(text) == ()


UKRAINIAN = "Міська рада виділила кошти на ремонт мосту, роботи почнуться у травні."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{UKRAINIAN}\nПодписывайтесь на нас", ["Подписывайтесь на нас"]),
        (f"{UKRAINIAN} Об этом сообщили в мэрии города.", ["Об этом сообщили в мэрии города."]),
        (f"{UKRAINIAN}\n«Это было решение мэра. Мы его выполнили», — сказав він.", []),
        (f"{UKRAINIAN}\nВін сказав: «Это решение мэра.\nМы его выполнили.\nВсё». І пішов.", []),
        (f"{UKRAINIAN}\nВін сказав:\nЭто было решение мэра, мы его выполнили.", []),
        (f"{UKRAINIAN}\n— Это было решение мэра, мы его выполнили!", []),
        (f"{UKRAINIAN}\nПоїзд зупинився у Сыктывкарі.", []),
        (f"{UKRAINIAN}\nРыбинск", []),
    ],
)
def test_russian_sentences_in_ukrainian_copy(text: str, left: list[str]) -> None:
    found = find(text, language="uk")
    assert [one.text for one in found] == left
    assert all(one.language == "ru" and one.script == "Cyrl" for one in found)


def test_the_version_follows_the_room_s_data() -> None:
    digest = hashlib.sha256()
    for path in sorted((Path(reader.language.__file__).parent / "data").iterdir()):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    assert reader.language.VERSION.endswith(digest.hexdigest()[:12]), (
        "tables or cues changed: put "
        f"{digest.hexdigest()[:12]} into VERSION, so that articles are searched anew"
    )


def kind_of(
    text: str, line: str, kind: LineKind, *others: LineKind, rule: str = "test"
) -> LeftoverKind:
    """The kind of the leftover that fills one line of the text."""
    lines = tuple(
        replace(one, rule=rule) if text[one.start : one.end] == line else one
        for one in lines_of(text, *others, kind)
    )
    found = leftovers(Document("a.txt", "0" * 64, "text", "utf-8", text), lines, "en")
    return next(one.kind for one in found if one.text == line)


@pytest.mark.parametrize(
    ("line", "kind", "meant"),
    [
        ("Виктор Лаптев на набережной", LineKind.SUBHEADING, LeftoverKind.CAPTION),
        ("Что будет дальше", LineKind.SUBHEADING, LeftoverKind.BODY),
        ("Мост, снят с вертолёта", LineKind.SUBHEADING, LeftoverKind.CAPTION),
        ("Видели что-то необычное?", LineKind.CHROME, LeftoverKind.PROMO),
        ("Пришлите нам свои снимки", LineKind.RELATED_LINK, LeftoverKind.PROMO),
        ("Показать все фото", LineKind.CHROME, LeftoverKind.CHROME),
        ("Английская версия: редакция сайта", LineKind.CHROME, LeftoverKind.TRANSLATOR_CREDIT),
    ],
)
def test_the_kind_of_a_line_left_whole(line: str, kind: LineKind, meant: LeftoverKind) -> None:
    story = "The bridge was closed on Monday, and the ferry will run until the repairs are done."
    assert kind_of(f"{story}\n\n{line}\n\n{story}", line, kind, LineKind.BODY) is meant


def test_a_sentence_that_only_the_model_takes_for_a_caption_is_of_the_story() -> None:
    story = "The bridge was closed on Monday, and the ferry will run until the repairs are done."
    line = "Движение откроют не раньше марта."
    text = f"{story}\n\n{line}\n\n{story}"
    by_model = kind_of(text, line, LineKind.CAPTION, LineKind.BODY, rule="line model")
    assert by_model is LeftoverKind.BODY
    assert kind_of(text, line, LineKind.CAPTION, LineKind.BODY) is LeftoverKind.CAPTION


def test_a_few_words_below_a_caption_sign_the_picture() -> None:
    story = "The bridge was closed on Monday, and the ferry will run until the repairs are done."
    text = f"{story}\n\nПаром у причала\nКлуб «Речник»\n\n{story}"
    found = kind_of(text, "Клуб «Речник»", LineKind.SUBHEADING, LineKind.BODY, LineKind.CAPTION)
    assert found is LeftoverKind.PHOTO_CREDIT


def test_a_number_with_its_sign_is_part_of_a_fragment() -> None:
    assert texts("They were all taken to школу № 12 by bus.") == ["школу № 12"]


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        ("17 January 2025, 11:32 | Экономика", LineKind.METADATA, ["Экономика"]),
        (
            "„Мы рудник не отдадим. If the town is left without the mine, it is lost.",
            LineKind.BODY,
            ["Мы рудник не отдадим"],
        ),
    ],
)
def test_only_what_is_foreign_of_a_line_is_left(text: str, kind: LineKind, left: list[str]) -> None:
    found = texts(f"{STORY}\n{text}", LineKind.BODY, kind)
    assert [one.strip("„") for one in found] == left


def test_no_cyrillic_is_english() -> None:
    found = find(f"{STORY}\nAuthor: Марина Ковальчук", LineKind.BODY, LineKind.METADATA)
    assert all(one.language != "en" for one in found)


def test_two_lines_with_a_quotation_each_are_no_quotation() -> None:
    left = ["«Рыбы больше нет». Как живут посёлки", "«Мы не герои»"]
    assert texts(f"{STORY}\n\n{left[0]}\n{left[1]}\n\n{STORY}") == left


def test_a_table_of_words_is_a_glossary() -> None:
    assert texts(f"{STORY}\nгород\tcity\nсело\tvillage", LineKind.BODY, LineKind.CHROME) == []
