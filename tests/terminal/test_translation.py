"""From a model brought on a stick to a translated article on the screen, in a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.terminal import wirereader

pytestmark = pytest.mark.terminal

TINY = Path(__file__).parents[1] / "fixtures" / "translate-ru_en-tiny.argosmodel"
STORY = """Переговоры о мосте начались

10 февраля 2026, 09:12

Президент прибыл в Москву. Переговоры о мосте начались в понедельник. Инженеры осмотрели опоры.

Министр сообщил журналистам о новых переговорах. Стороны обсудили сроки ремонта и цены.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "most.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


def install(home: Path, models: str) -> None:
    with wirereader("models", "install", TINY, home=home, ARGOS_PACKAGES_DIR=models) as terminal:
        terminal.wait("installed ru→en")
        assert terminal.leave() == 0


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_from_an_installed_model_to_a_translated_article(home: Path, size: tuple[int, int]) -> None:
    models = str(home / "packages")
    install(home, models)
    with wirereader(home / "corpus", home=home, size=size, ARGOS_PACKAGES_DIR=models) as terminal:
        terminal.wait(lambda text: "10 Feb" in text and "analysing" not in text)
        terminal.press("\r")
        terminal.wait("Президент прибыл в Москву")
        terminal.press("T")
        shown = terminal.wait("translated, by engine: argos (ru→en 0.1)")
        assert "translation to en, by machine" in shown
        terminal.press("\x18")  # stopping when all is done is said, and harms nothing
        terminal.wait("no translation is under way")
        terminal.press("\x1b")
        terminal.wait("1/1")
        terminal.press("L")
        terminal.wait(lambda text: "⟦The talks" in text.split("\n")[1])
        terminal.press("q")
        assert terminal.leave() == 0
    with wirereader(home / "corpus", home=home, size=size, ARGOS_PACKAGES_DIR=models) as terminal:
        terminal.wait("⟦")
        terminal.press("\r", "4")
        terminal.wait("translation to en, by machine")
        terminal.press("j", "j", "j", "j")
        terminal.wait("argos")  # kept, and under the cursor as said by whom
        terminal.press("Q")
        assert terminal.leave() == 0


def test_without_a_model_the_screen_says_what_to_run(home: Path) -> None:
    nothing = str(home / "nothing")
    with wirereader(home / "corpus", home=home, ARGOS_PACKAGES_DIR=nothing) as terminal:
        terminal.wait(lambda text: "10 Feb" in text and "analysing" not in text)
        terminal.press("\r")
        terminal.wait("Президент прибыл в Москву")
        terminal.press("T")
        terminal.wait("wirereader models install ru-en")
        terminal.press("Q")
        assert terminal.leave() == 0
