"""From a model brought on a stick to a translated article on the screen, in a real terminal."""

from __future__ import annotations

import contextlib
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from bench.build_firefox_model import files, write
from tests.terminal.terminal import Terminal, wirereader

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


@pytest.mark.skipif(
    find_spec("fxtranslate") is None,
    reason="the extra for Firefox models is not installed (it has no wheel for this system)",
)
def test_from_mozillas_files_on_a_stick_to_a_translated_article(home: Path) -> None:
    stick = write(home / "stick" / "ruen", files(), packed=("model", "vocab", "lex"))
    models = str(home / "models")
    with wirereader(
        "models", "install", stick, home=home, WIREREADER_MODELS_DIR=models
    ) as terminal:
        terminal.wait("installed ru→en tiny (firefox")
        assert terminal.leave() == 0
    with wirereader(home / "corpus", home=home, WIREREADER_MODELS_DIR=models) as terminal:
        terminal.wait(lambda text: "10 Feb" in text and "analysing" not in text)
        terminal.press("\r")
        terminal.wait("Президент прибыл в Москву")
        terminal.press("T")
        shown = terminal.wait("translated, by engine: firefox (ru→en tiny)")
        assert "⟦The president arrived in Moscow. The talks on the bridge have begun on" in shown
        assert "The parties discussed the" in shown
        terminal.press("j", "j", "j", "j")
        terminal.wait("firefox ru→en tiny")
        terminal.press("Q")
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


def engine_of(terminal: Terminal) -> psutil.Process | None:
    """The engine's process below the reader, if there is one."""
    for child in psutil.Process(terminal.process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if any("translate.worker" in word for word in child.cmdline()):
                return child
    return None


def test_escape_stops_a_translation_and_keeps_what_is_done(home: Path) -> None:
    """The engine is halted in mid-job, as one that thinks for long: Escape ends it all the same."""
    models = str(home / "packages")
    install(home, models)
    # far more than is translated before the halt, on any machine
    sentences = [f"Министр номер {number} прибыл в Пекин." for number in range(800)]
    long = "Переговоры о мосте начались\n\n" + "\n\n".join(
        " ".join(sentences[at : at + 4]) for at in range(0, 800, 4)
    )
    (home / "corpus" / "most.txt").write_text(long, encoding="utf-8")
    with wirereader(home / "corpus", home=home, ARGOS_PACKAGES_DIR=models) as terminal:
        terminal.wait(lambda text: " ru " in text and "analysing" not in text)
        terminal.press("\r")
        terminal.wait("Министр номер 1")
        terminal.press("T")
        terminal.wait("⟦")
        engine = engine_of(terminal)
        assert engine is not None
        engine.suspend()
        terminal.wait("translating")
        terminal.press("\x1b")
        shown = terminal.wait("translation stopped")
        assert "⟦" in shown
        terminal.wait(lambda _: not engine.is_running())
        terminal.press("G")
        terminal.wait("номер 799 прибыл")  # not reached, and shown as it was written
        terminal.press("T")  # goes on with what is missing
        terminal.wait("translating")
        terminal.press("\x1b")
        terminal.wait("translation stopped")
        terminal.press("\x1b")
        terminal.wait("1/1")
        terminal.press("q")
        assert terminal.leave() == 0
