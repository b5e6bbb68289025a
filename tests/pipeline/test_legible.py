"""Facts and language of an article whose letters were garbled throughout."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.clean import legible
from reader.model import Document, Line, LineKind, NoteKind, Repair
from reader.pipeline.stages import Stages, analyse
from reader.store import Store
from tests.store.samples import fill

TITLE = "Портовые власти возобновили переговоры о мосте"
TEXT = f"""{TITLE}
10 марта 2026, 09:12
Вена, 20 ноября 2025 года. /Телеграф/. Стороны встретились в старой таможне в третий раз за неделю и впервые остались там до вечера.
Никто из участников не сказал, когда снова откроют мост, хотя инженеры сдали отчёт ещё в понедельник.
Мост закрыли в ноябре, когда в его средней опоре нашли трещину, и с тех пор грузовики едут в порт через старый город.
«Мы не хотим открывать его на неделю раньше, чем можно», — сказал начальник порта после встречи."""


@pytest.mark.parametrize("wrong", ["latin-1", "cp1251"])
def test_a_garbled_article_has_the_facts_and_language_it_was_written_in(wrong: str) -> None:
    garbled = TEXT.encode().decode(wrong, "replace")
    document = Document("a.txt", "0" * 64, "text", "utf-8", garbled)
    article = analyse(document, stages=Stages(names=False))
    assert (article.facts.title, article.language) == (TITLE, "ru")
    assert article.facts.published == "2026-03-10T09:12"
    (conflict,) = (n for n in article.notes if n.kind is NoteKind.DATE_CONFLICT)
    assert garbled[conflict.start : conflict.end] in garbled.split("\n")[2]
    assert conflict.start < conflict.end


def test_a_word_that_is_garbled_here_and_there_changes_nothing() -> None:
    text = f"{TEXT}\nThe chairman said: â€œWe shall paint itâ€ again."
    document = Document("a.txt", "0" * 64, "text", "utf-8", text)
    article = analyse(document, stages=Stages(names=False))
    assert (article.facts.title, article.language) == (TITLE, "ru")
    assert any(repair.rule == "ftfy" for repair in article.repairs)


def garbled_in_places(text: str, *words: str) -> Document:
    for word in words:
        text = text.replace(word, word.encode().decode("cp1252"))
    return Document("a.txt", "0" * 64, "text", "utf-8", text)


FERRY = """Ferry to Eckerö sails again
12 March 2026
The ferry to Eckerö will sail again on Monday, said Aila Järvelä, who heads the Eckerö ministry of traffic in the islands.
Göran Sjöblom, a shopkeeper, had waited for it at the café for three weeks."""
WORDS = ("Eckerö", "Järvelä", "Göran", "Sjöblom", "café")


def test_title_and_names_are_read_with_their_letters_undone_and_point_to_the_original() -> None:
    document = garbled_in_places(FERRY, *WORDS)
    article = analyse(document)
    assert article.facts.title == "Ferry to Eckerö sails again"
    assert article.cleaned.text.count("Eckerö") == FERRY.count("Eckerö")
    names = {entity.name for entity in article.entities}
    assert {"Aila Järvelä", "Göran Sjöblom"} <= names
    for entity in article.entities:
        assert document.text[entity.start : entity.end] == entity.text
    (found,) = (entity for entity in article.entities if entity.name == "Göran Sjöblom")
    assert found.text == "Göran Sjöblom".encode().decode("cp1252")


def test_words_that_were_garbled_are_found_by_what_they_were(tmp_path: Path) -> None:
    """So are words with letters of another script in them."""
    document = garbled_in_places(f"{FERRY}\nThe Estоnian crew came along.", *WORDS)
    with Store.open(tmp_path / "s.db") as store:
        key = fill(store, [analyse(document, stages=Stages(names=False))])[0]
        for word in ("café", "göran", "sjöblom", "eckerö", "estonian", "title:eckerö"):
            assert list(store.keys(word)) == [key], word


@given(
    st.lists(
        st.tuples(
            st.text("ab ", max_size=3), st.text("xyz", max_size=3), st.text("uvw", max_size=4)
        )
    )
)
def test_spans_of_the_legible_text_point_to_what_they_stand_for(
    parts: list[tuple[str, str, str]],
) -> None:
    original = meant = ""
    repairs = []
    for plain, wrong, right in parts:
        original, meant = original + plain, meant + plain
        if wrong:
            repairs.append(Repair(len(original), len(original) + len(wrong), right, "ftfy"))
            original, meant = original + wrong, meant + right
    document = Document("a.txt", "0" * 64, "text", "utf-8", original)
    line = Line(1, 0, len(original), LineKind.BODY, "test")
    undone = legible(document, [line], repairs)
    if undone is None:
        assert not repairs
        return
    assert undone.document.text == meant
    assert undone.origin(0, len(meant)) == (0, len(original)) or not all(r.text for r in repairs)
    for at, letter in enumerate(meant):
        start, end = undone.origin(at, at + 1)
        if letter in "ab ":
            assert original[start:end] == letter
        else:
            assert any((r.start, r.end) == (start, end) and letter in r.text for r in repairs)
