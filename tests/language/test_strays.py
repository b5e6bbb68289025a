"""What a reader relies on in copy in Latin letters: what another such language left, and silence about names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.language import article_language
from reader.model import UNDETERMINED, Document, LeftoverKind, LineKind
from tests.lines import find, lines_of

STORY = (
    "The council put off its vote on the new depot for a third time, and nobody could say on Monday "
    "when the members would meet again."
)
GERMAN = (
    "Der Rat hat die Abstimmung über das neue Depot zum dritten Mal verschoben, und niemand konnte am "
    "Montag sagen, wann sich die Mitglieder wieder treffen."
)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Stanari kažu da im niko nije objasnio gde će se autobusi okretati.", "sr"),
        ("Stanari kažu da im nitko nije objasnio gdje će se autobusi okretati.", "hr"),
        ("Mieszkańcy twierdzą, że nikt im nie wyjaśnił, gdzie autobusy będą zawracać.", "pl"),
        ("Obyvatelé tvrdí, že jim nikdo nevysvětlil, kde se budou autobusy otáčet.", "cs"),
        ("Obyvatelia tvrdia, že im nikto nevysvetlil, kde sa budú autobusy otáčať.", "sk"),
        ("Stanovalci pravijo, da jim nihče ni pojasnil, kje bodo avtobusi obračali.", "sl"),
        ("Locatarii spun că nimeni nu le-a explicat unde vor întoarce autobuzele.", "ro"),
        ("A lakók szerint senki nem mondta el nekik, hol fognak megfordulni a buszok.", "hu"),
        ("Mahalleli, otobüslerin nerede döneceğini kimsenin anlatmadığını söylüyor.", "tr"),
        ("Die Anwohner sagen, niemand habe ihnen erklärt, wo die Busse wenden sollen.", "de"),
        ("Les riverains disent que personne ne leur a expliqué où tourneront les bus.", "fr"),
        ("Los vecinos dicen que nadie les explicó dónde van a girar los autobuses.", "es"),
        ("I residenti dicono che nessuno ha spiegato loro dove gireranno gli autobus.", "it"),
        ("Os moradores dizem que ninguém lhes explicou onde os autocarros vão virar.", "pt"),
        ("Volgens bewoners heeft niemand hun uitgelegd waar de bussen gaan keren.", "nl"),
        ("De boende säger att ingen har förklarat för dem var bussarna ska vända.", "sv"),
        ("Asukkaiden mukaan kukaan ei ole kertonut heille, missä bussit kääntyvät.", "fi"),
        ("Banorët thonë se askush nuk u ka shpjeguar ku do të kthehen autobusët.", "sq"),
        ("Gyventojai sako, kad niekas jiems nepaaiškino, kur apsisuks autobusai.", "lt"),
        ("Iedzīvotāji saka, ka neviens viņiem nav paskaidrojis, kur griezīsies autobusi.", "lv"),
        ("Elanike sõnul ei ole keegi neile selgitanud, kus bussid ümber pööravad.", "et"),
    ],
)  # fmt: skip
def test_a_sentence_of_each_language(sentence: str, language: str) -> None:
    (alone,) = find(f"{STORY}\n{sentence}\n{STORY}")
    (behind,) = find(f"{STORY} {sentence}\n{STORY}")
    for one in (alone, behind):
        assert (one.text, one.language, one.kind) == (sentence, language, LeftoverKind.BODY)


def test_sentences_that_lost_their_accents() -> None:
    (one,) = find(f"{STORY}\nStanari kazu da im niko nije objasnio gde ce se autobusi okretati.")
    assert one.language == "sr"


def test_what_may_be_serbian_or_croatian_says_so() -> None:
    (one,) = find(f"{STORY}\nStanari kažu da nisu dobili nikakav odgovor od nadležnih u gradu.")
    assert (one.language, one.candidates) == (UNDETERMINED, ("hr", "sr"))


def test_furniture_is_named_by_what_it_does() -> None:
    text = "\n".join(
        [STORY, "Podeli", "Pročitajte još: Novi depo tek na proleće", "Foto: Tanjug/Ana Rodić",
         "Preuzmite našu aplikaciju", "Automatski prevedeno", STORY]
    )  # fmt: skip
    kinds = [LineKind.BODY, LineKind.CHROME, LineKind.RELATED_LINK, LineKind.PHOTO_CREDIT]
    found = find(text, *kinds, LineKind.CHROME, LineKind.CHROME)
    assert [(one.text, one.kind) for one in found] == [
        ("Podeli", LeftoverKind.CHROME),
        ("Pročitajte još: Novi depo tek na proleće", LeftoverKind.RELATED_LINK),
        ("Foto", LeftoverKind.PHOTO_CREDIT),
        ("Preuzmite našu aplikaciju", LeftoverKind.PROMO),
        ("Automatski prevedeno", LeftoverKind.TRANSLATOR_CREDIT),
    ]
    assert {one.language for one in found} == {"sr"}


def test_a_button_glued_to_a_sentence() -> None:
    found = find(f"{STORY}Prikaži sve komentare\n{STORY}\nPodeli na Fejsbuku", LineKind.BODY)
    assert [one.text for one in found] == ["Prikaži sve komentare", "Podeli na Fejsbuku"]


def test_english_furniture_in_german_copy() -> None:
    found = find(f"{GERMAN}\nSign up for our newsletter\nShare this story", language="de")
    assert [(one.text, one.language) for one in found] == [
        ("Sign up for our newsletter", "en"),
        ("Share this story", "en"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "“Los vecinos dicen que nadie les explicó dónde van a girar los autobuses,” she said.",
        "The film “Kto nigdy nie żył” is shown in its own language at the Kino pod Baranami.",
        "Alternative für Deutschland and Rassemblement National voted against, as did Fratelli d'Italia.",
        "The word schadenfreude says more than any translation, and so does the French déjà vu.",
        "Aleksandar Vučić, Andrej Plenković, Donald Tusk",
        "Gazeta Wyborcza, Süddeutsche Zeitung and Le Monde were given the papers.",
        "def get_calendar_mode(): return mode",
        "Lübeck – Malmö – Łódź – Čačak",
    ],
)
def test_what_belongs(line: str) -> None:
    assert find(f"{STORY}\n{line}\n{STORY}") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Stanari kažu da im niko nije objasnio gde će se autobusi okretati posle radova.", "sr"),
        ("Stanari kažu da im nitko nije objasnio gdje će se autobusi okretati nakon radova.", "hr"),
    ],
)
def test_an_article_in_serbian_or_croatian(text: str, language: str) -> None:
    document = Document("a.txt", "0" * 64, "text", "utf-8", text)
    assert article_language(document, lines_of(text)) == language


debris = st.sampled_from(
    [
        "Weiterlesen",
        "Les riverains disent que personne ne leur a expliqué.",
        "Foto: dpa",
        "Podeli",
        "4 min",
    ]
)


@given(st.lists(st.one_of(st.just(STORY), debris, st.text(max_size=30)), max_size=8))
def test_any_page_gives_sound_spans(parts: list[str]) -> None:
    text = "\n".join(parts).replace("\r", "")
    at = 0
    for one in find(text):
        assert at <= one.start < one.end
        assert one.text == one.text.strip()
        at = one.end


def test_a_cyrillic_label_before_a_name_in_latin_letters_is_left_to_its_script() -> None:
    """The line is no Latin debris, even where the page has some."""
    label, serbian = "Фото", "Stanari kažu da im niko nije objasnio gde će se autobusi okretati."
    text = "\n".join([STORY, f"{label}: Ivana Petrović Lorn", serbian, STORY])
    found = find(text, LineKind.BODY, LineKind.PHOTO_CREDIT)
    assert [one.text for one in found] == [label, serbian]
    assert found[0].kind is LeftoverKind.PHOTO_CREDIT
