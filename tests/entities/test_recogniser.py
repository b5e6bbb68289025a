"""What a reader sees highlighted, in each language and for each kind of line."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.entities import Recogniser, versions
from reader.entities.engines import Engine, ModelUnavailableError
from reader.model import Document, Entity, EntityLabel, Line, LineKind, NoteKind
from tests.entities.conftest import Read, article


def found(entities: tuple[Entity, ...]) -> list[tuple[str, str]]:
    return [(entity.text, entity.label.value) for entity in entities]


def test_english_names_have_exact_spans_and_an_engine(read: Read) -> None:
    entities = read(
        "en", "b The mayor of Lisbon met Ursula von der Leyen at the European Commission."
    )
    assert found(entities) == [
        ("Lisbon", "LOC"),
        ("Ursula von der Leyen", "PER"),
        ("European Commission", "ORG"),
    ]
    assert all(entity.rule for entity in entities)


def test_russian_names_are_found_in_every_case(read: Read) -> None:
    entities = read(
        "ru", "b Канцлер Фридрих Мерц принял в Берлине Эммануэля Макрона, сообщает ТАСС."
    )
    assert found(entities) == [
        ("Фридрих Мерц", "PER"),
        ("Берлине", "LOC"),
        ("Эммануэля Макрона", "PER"),
        ("ТАСС", "ORG"),
    ]


def test_ukrainian_names_are_found(read: Read) -> None:
    entities = read("uk", "b Президент Володимир Зеленський у Києві зустрівся з Андрієм Сибігою.")
    assert found(entities) == [
        ("Володимир Зеленський", "PER"),
        ("Києві", "LOC"),
        ("Андрієм Сибігою", "PER"),
    ]


def test_words_between_ukrainian_names_are_no_part_of_them(read: Read) -> None:
    entities = read("uk", "b Президент України зустрівся у Брюсселі з Емманюелем Макроном.")
    assert found(entities) == [
        ("України", "LOC"),
        ("Брюсселі", "LOC"),
        ("Емманюелем Макроном", "PER"),
    ]


def test_posts_honorifics_articles_and_possessives_are_no_part_of_a_name(read: Read) -> None:
    entities = read(
        "en", "b President Alexander Stubb thanked the United Kingdom's envoy, Dr. Martin Harris."
    )
    assert [text for text, _ in found(entities)] == [
        "Alexander Stubb",
        "United Kingdom",
        "Martin Harris",
    ]


def test_a_preposition_that_begins_a_sentence_is_no_part_of_a_place(read: Read) -> None:
    for language, line in (
        ("bg", "b През Сулина минаха осем кораба."),
        ("ru", "b После Будапешта министр отправился в Вену."),
    ):
        assert all(" " not in text for text, _ in found(read(language, line)))


def test_nationalities_are_no_entities(read: Read) -> None:
    assert not read("en", "b The Russians and the French talked; Ukrainian envoys listened.")


def test_a_bare_surname_takes_the_full_name_of_the_article(read: Read) -> None:
    entities = read(
        "en",
        "h Karasin Names Conditions",
        "b Senator Grigory Karasin spoke on Monday.",
        'b "We will wait," Karasin stressed.',
    )
    persons = [entity for entity in entities if entity.label is EntityLabel.PER]
    assert len(persons) == 3
    assert {entity.name for entity in persons} == {"Grigory Karasin"}


def test_a_bare_surname_of_two_persons_stays_by_itself(read: Read) -> None:
    entities = read(
        "en",
        "b Donald Harlow met his brother Peter Harlow in Geneva.",
        "b Harlow said little.",
    )
    assert [entity.name for entity in entities if entity.text == "Harlow"] == ["Harlow"]


def test_captions_of_one_word_are_the_persons_of_the_article(read: Read) -> None:
    entities = read(
        "en",
        "b The talks between Emmanuel Macron and Vladimir Putin will be held in Istanbul.",
        "c Макрон",
        "p Photo: REUTERS/Benoit Sorel",
        "c Кремль",
        "c Евросоюз",
    )
    by_text = {entity.text: entity for entity in entities}
    assert by_text["Макрон"].label is EntityLabel.PER
    assert by_text["Макрон"].name == "Emmanuel Macron"
    assert by_text["Кремль"].label is EntityLabel.ORG
    assert by_text["Евросоюз"].label is EntityLabel.ORG


def test_credits_are_an_agency_and_a_person(read: Read) -> None:
    entities = read("en", "p Photo: RIA Novosti/Alexander Kazakov", "p Фото: ТАСС/Михаил Терешин")
    assert found(entities) == [
        ("RIA Novosti", "ORG"),
        ("Alexander Kazakov", "PER"),
        ("ТАСС", "ORG"),
        ("Михаил Терешин", "PER"),
    ]


def test_dropped_lines_hold_no_names(read: Read) -> None:
    assert not read("en", "x Listen to Vladimir Putin", "r Emmanuel Macron visits London")


def test_headlines_in_title_case_keep_to_their_names(read: Read) -> None:
    entities = read(
        "en",
        "h Macron Seeks New Talks With Moscow on Energy",
        "b French President Emmanuel Macron said he would seek talks with Moscow.",
    )
    assert found(entities)[:2] == [("Macron", "PER"), ("Moscow", "LOC")]


def test_shouted_headlines_keep_to_their_names(read: Read) -> None:
    entities = read(
        "en", "h RUSSIA AND SYRIA AGREE ON PORT", "b Russia and Syria agreed on Monday."
    )
    assert found(entities)[:2] == [("RUSSIA", "LOC"), ("SYRIA", "LOC")]


class Broken:
    """A loader whose weights are gone."""

    def __call__(self) -> Engine:
        raise ModelUnavailableError("the weights are gone")


def test_without_its_model_a_language_is_read_by_tables_and_says_so() -> None:
    recogniser = Recogniser({"en": Broken()})
    document, lines = article("b Vladimir Putin flew from Moscow to the European Union.")
    entities = recogniser.recognise(document, lines, "en")
    assert ("Moscow", "LOC") in found(entities)
    assert ("Vladimir Putin", "PER") in found(entities)
    note = recogniser.fallback("en")
    assert note is not None
    assert note.kind is NoteKind.FALLBACK
    assert "the weights are gone" in note.text
    assert not any("spacy" in entity.rule for entity in entities)


def test_a_language_without_a_model_is_read_by_tables(read: Read, recogniser: Recogniser) -> None:
    entities = read("de", "b Bundeskanzler Friedrich Merz reiste am Montag nach Warschau.")
    assert ("Friedrich Merz", "PER") in found(entities)
    assert ("Warschau", "LOC") in found(entities)
    assert recogniser.fallback("de") is not None
    assert recogniser.fallback("en") is None


def test_versions_name_the_engine_of_each_language() -> None:
    told = versions(["ru", "en"])
    assert "spacy" in told
    assert "slovnet" in told
    assert told == versions(("en", "ru"))
    assert versions("xx") == versions(["xx"])


WORDS = st.sampled_from(
    [
        "Putin",
        "Путин",
        "Макрон",
        "Emmanuel",
        "Macron",
        "in",
        "the",
        "Kyiv",
        "Київ",
        "'s",
        "’",
        "—",
        "«",
        "»",
        "/",
        "Photo:",
        "U.S.",
        "\xa0",
        "́",
        "💥",
        "von",
        "der",
        "Leyen,",
        "ЕС.",
        "(Reuters)",
        "-",
        "The",
        "Україна",
        "said",
        "МИД",
        "\u200b",
        "\u202e",
        "I.",
    ]
)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from(list(LineKind)), st.lists(WORDS, max_size=12)), max_size=6),
    st.sampled_from(["en", "ru", "uk", "und"]),
)
def test_spans_always_lie_inside_the_text_in_order(
    recogniser: Recogniser, rows: list[tuple[LineKind, list[str]]], language: str
) -> None:
    texts = [" ".join(words) for _, words in rows]
    lines, start = [], 0
    for number, ((kind, _), text) in enumerate(zip(rows, texts, strict=True), 1):
        lines.append(Line(number, start, start + len(text), kind, "test"))
        start += len(text) + 1
    document = Document("a.txt", "0", "text", "utf-8", "\n".join(texts))
    end = 0
    for entity in recogniser.recognise(document, tuple(lines), language):
        assert end <= entity.start < entity.end <= len(document.text)
        assert document.text[entity.start : entity.end] == entity.text
        assert entity.name
        end = entity.end


def test_a_very_long_line_is_read_whole(recogniser: Recogniser) -> None:
    text = "Paris " * 2_000 + "x" * 100_000
    line = Line(1, 0, len(text), LineKind.BODY, "test")
    entities = recogniser.recognise(Document("a.txt", "0", "text", "utf-8", text), (line,), "en")
    assert len(entities) == 2_000
