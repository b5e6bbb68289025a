"""Facts and language of an article whose letters were garbled throughout."""

from __future__ import annotations

import pytest

from reader.model import Document, NoteKind
from reader.pipeline.stages import Stages, analyse

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
    assert article.document.text[conflict.start : conflict.end] == garbled.split("\n")[2]


def test_a_word_that_is_garbled_here_and_there_changes_nothing() -> None:
    text = f"{TEXT}\nThe chairman said: â€œWe shall paint itâ€ again."
    document = Document("a.txt", "0" * 64, "text", "utf-8", text)
    article = analyse(document, stages=Stages(names=False))
    assert (article.facts.title, article.language) == (TITLE, "ru")
    assert any(repair.rule == "ftfy" for repair in article.repairs)
