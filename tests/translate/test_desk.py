"""The desk: sentences aligned with the original, in order, by the best that is known, or a line what to run."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace

from reader.model import LeftoverKind, Translation
from reader.translate import (
    Desk,
    DeskSettings,
    Memory,
    Model,
    Names,
    Pair,
    Request,
    TranslationError,
)

STORY = (
    "Путин и Макрон провели переговоры. Детали не раскрываются.\n\n"
    "  Стороны договорились о перемирии.\n"
    "12.03.2025 14:30\n"
    "Photo: REUTERS"
)


@pytest.fixture
def desk(packages: Path, tmp_path: Path) -> Iterator[Desk]:
    with Desk(DeskSettings(models=(packages,), memory=tmp_path / "m.sqlite")) as desk:
        yield desk


def whole(text: str, kind: LeftoverKind | None = None) -> list[Request]:
    return [Request(0, len(text), text, kind)]


def targets(translations: list[Translation]) -> list[str]:
    return [translation.target for translation in translations]


def test_sentences_are_aligned_with_the_original(desk: Desk) -> None:
    found = list(desk.translate(whole(STORY), "ru"))
    assert targets(found) == [
        "Putin and Macron held talks.",
        "Details are not being disclosed.",
        "The parties agreed on a ceasefire.",
        "12.03.2025 14:30",
        "Photo: REUTERS",
    ]
    assert all(STORY[each.start : each.end] == each.source for each in found)
    assert [each.engine for each in found[:3]] == ["argos"] * 3
    assert found[0].model == "ru→en 0.1"
    assert found[0].score is not None
    assert 0.5 < found[0].score <= 1
    assert found[0].alternatives
    assert found[0].target not in found[0].alternatives


def test_offsets_count_in_the_whole_original(desk: Desk) -> None:
    original = "Chrome\n" + STORY
    (first, *_) = desk.translate([Request(7, len(original), STORY)], "ru")
    assert original[first.start : first.end] == "Путин и Макрон провели переговоры."


def test_results_come_in_the_order_asked(desk: Desk) -> None:
    lines = ["Парламент принял закон.", "Поделиться", "Суд отложил заседание.", "Озвучить текст"]
    starts = [300, 200, 100, 0]
    requests = [Request(at, at + len(line), line) for at, line in zip(starts, lines, strict=True)]
    assert [t.start for t in desk.translate(requests, "ru")] == starts


def test_the_phrasebook_needs_no_engine(tmp_path: Path) -> None:
    with Desk(DeskSettings(models=(tmp_path,))) as desk:
        (found,) = desk.translate(whole("Озвучить текст", LeftoverKind.CHROME), "ru")
        assert (found.target, found.engine) == ("Read the text aloud", "phrasebook")
        assert desk.engines() == ()


def test_without_a_model_the_rest_comes_and_one_line_says_what_to_run(tmp_path: Path) -> None:
    requests = [*whole("Пожар потушен."), *whole("Поделиться")]
    found: list[Translation] = []
    with Desk(DeskSettings(models=(tmp_path,))) as desk, pytest.raises(TranslationError) as error:
        found.extend(desk.translate(requests, "ru"))
    assert str(error.value) == (
        "no model translates ru to en; get one with: wirereader models install ru-en, "
        "or from a file: wirereader models install FILE.argosmodel"
    )
    with Desk(DeskSettings(models=(tmp_path,))) as desk:
        iterator = desk.translate(requests, "ru")
        assert next(iterator).target == "Share"


def test_a_second_time_comes_from_the_memory(desk: Desk, packages: Path, tmp_path: Path) -> None:
    first = list(desk.translate(whole("Пожар потушен."), "ru"))
    assert [each.cached for each in first] == [False]
    desk.close()
    with Desk(DeskSettings(models=(packages,), memory=tmp_path / "m.sqlite")) as again:
        second = list(again.translate(whole("Пожар потушен."), "ru"))
        assert [replace(each, cached=False) for each in second] == first
        assert [each.cached for each in second] == [True]
        assert again.engines() == ()


def test_a_correction_wins_from_then_on(desk: Desk) -> None:
    (made,) = desk.translate(whole("Пожар потушен."), "ru")
    corrected = desk.correct(made, "The fire is out.")
    assert corrected.engine == "hand"
    (again,) = desk.translate(whole("Пожар потушен."), "ru")
    assert (again.target, again.engine, again.model) == ("The fire is out.", "hand", "you")
    inside = list(desk.translate(whole("Пострадавших нет. Пожар потушен."), "ru"))
    assert targets(inside)[1] == "The fire is out."


def test_a_correction_outranks_the_phrasebook(desk: Desk) -> None:
    (made,) = desk.translate(whole("Поделиться"), "ru")
    desk.correct(made, "Pass it on")
    assert targets(list(desk.translate(whole("Поделиться"), "ru"))) == ["Pass it on"]


def test_without_a_memory_a_correction_is_refused_in_a_line(packages: Path) -> None:
    with Desk(DeskSettings(models=(packages,))) as desk:
        (made,) = desk.translate(whole("Поделиться"), "ru")
        with pytest.raises(TranslationError, match="translation memory"):
            desk.correct(made, "x")


def test_the_articles_spelling_survives_the_engine(desk: Desk) -> None:
    names = Names(spelled=["Volodymyr Zelenskyy", "Emmanuel Macron"])
    (found,) = desk.translate(whole("Зеленский и Макрон провели переговоры."), "ru", names=names)
    assert found.target == "Zelenskyy and Macron held talks."


def test_a_users_glossary_outranks_ours(packages: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    with Memory.open(path) as memory:
        memory.add(
            [
                Pair("glossary", "ru", "en", "Поделиться", "Spread the word", "desk.csv"),
                Pair("glossary", "ru", "en", "Зеленский", "Zelenskiy", "desk.csv"),
            ]
        )
    with Desk(DeskSettings(models=(packages,), memory=path)) as desk:
        (chrome,) = desk.translate(whole("Поделиться"), "ru")
        assert (chrome.target, chrome.model) == ("Spread the word", "glossary: desk.csv")
        names = Names(spelled=["Volodymyr Zelensky"])
        (body,) = desk.translate(whole("Зеленский прибыл в Москву."), "ru", names=names)
        assert body.target == "Zelenskiy arrived in Moscow."


def test_white_space_digits_and_underscores_stay(desk: Desk) -> None:
    text = "  Пожар потушен.  \n\t2026_02_10\n"
    found = list(desk.translate(whole(text), "ru"))
    out, at = "", 0
    for each in found:
        out += text[at : each.start] + each.target
        at = each.end
    assert out + text[at:] == "  The fire has been put out.  \n\t2026_02_10\n"


def test_pivoting_is_said(packages: Path, tmp_path: Path, model: Model) -> None:
    """The tiny model renamed: what matters is the way, not the words."""
    folder = tmp_path / "packages"
    shutil.copytree(model.folder, folder / "translate-ru_en-0_1")
    second = folder / "translate-en_de-0_2"
    shutil.copytree(model.folder, second)
    metadata = (second / "metadata.json").read_text()
    metadata = metadata.replace('"ru"', '"en"', 1).replace('"to_code": "en"', '"to_code": "de"')
    (second / "metadata.json").write_text(metadata.replace('"0.1"', '"0.2"'))
    with Desk(DeskSettings(models=(folder,))) as desk:
        (found,) = desk.translate(whole("Пожар потушен."), "ru", "de")
        assert found.model == "ru→en→de 0.1, 0.2"
        assert len(desk.engines()) == 2


def test_jobs_deliver_from_another_thread_with_progress(desk: Desk) -> None:
    found: list[Translation] = []
    steps: list[tuple[int, int]] = []
    threads: set[str] = set()
    ended = threading.Event()

    def result(translation: Translation) -> None:
        found.append(translation)
        threads.add(threading.current_thread().name)

    job = desk.submit(
        whole(STORY),
        "ru",
        on_result=result,
        on_progress=lambda done, total: steps.append((done, total)),
        on_done=ended.set,
    )
    assert job.wait(60)
    assert ended.is_set()
    assert len(found) == 5
    assert steps[-1] == (5, 5)
    assert threads == {"translation desk"}


def test_errors_of_a_job_are_told_once(tmp_path: Path) -> None:
    errors: list[TranslationError] = []
    found: list[Translation] = []
    with Desk(DeskSettings(models=(tmp_path,))) as desk:
        job = desk.submit(
            [*whole("Пожар потушен."), *whole("Поделиться"), *whole("Погибших нет.")],
            "ru",
            on_result=found.append,
            on_error=errors.append,
        )
        assert job.wait(60)
    assert targets(found) == ["Share"]
    assert len(errors) == 1


def test_a_cancelled_job_says_nothing_more(desk: Desk) -> None:
    text = " ".join(f"Суд номер {number} отложил заседание." for number in range(400))
    found: list[Translation] = []
    first = threading.Event()

    def result(translation: Translation) -> None:
        found.append(translation)
        first.set()

    job = desk.submit(whole(text), "ru", on_result=result, on_done=lambda: found.clear())
    assert first.wait(60)
    job.cancel()
    assert job.wait(30)
    count = len(found)
    assert 0 < count < 400
    (after,) = desk.translate(whole("Пожар потушен."), "ru")
    assert after.target == "The fire has been put out."
    assert len(found) == count


def test_what_is_on_screen_goes_before_the_background(desk: Desk) -> None:
    order: list[str] = []
    text = " ".join(f"Министр номер {number} прибыл в Пекин." for number in range(120))
    slow = desk.submit(
        whole(text),
        "ru",
        on_result=lambda t: None,
        on_done=lambda: order.append("titles"),
        priority=10,
    )
    quick = desk.submit(
        whole("Парламент принял бюджет."),
        "ru",
        on_result=lambda t: None,
        on_done=lambda: order.append("screen"),
    )
    assert quick.wait(60)
    assert slow.wait(60)
    assert order == ["screen", "titles"]


def engine_process(desk: Desk) -> psutil.Process:
    (child,) = [
        child
        for child in psutil.Process().children()
        if any(str(desk.engines()[0].folder) in word for word in child.cmdline())
    ]
    return child


def test_a_killed_engine_is_started_again(desk: Desk) -> None:
    list(desk.translate(whole("Пожар потушен."), "ru"))
    os.kill(engine_process(desk).pid, signal.SIGKILL)
    assert targets(list(desk.translate(whole("Парламент принял закон."), "ru"))) == [
        "Parliament passed a law."
    ]


def test_an_idle_engine_is_stopped(packages: Path) -> None:
    with Desk(DeskSettings(models=(packages,), idle_seconds=0.2)) as desk:
        list(desk.translate(whole("Пожар потушен."), "ru"))
        process = engine_process(desk)
        psutil.wait_procs([process], timeout=20)
        assert not desk.engines()[0].running
        (again,) = desk.translate(whole("Погибших нет."), "ru")
        assert again.target == "There are no dead."


def test_closing_leaves_no_process(packages: Path) -> None:
    desk = Desk(DeskSettings(models=(packages,)))
    list(desk.translate(whole("Пожар потушен."), "ru"))
    process = engine_process(desk)
    desk.close()
    assert not process.is_running()
    with pytest.raises(TranslationError, match="closed"):
        desk.submit(whole("Да"), "ru", on_result=lambda t: None)


def test_a_broken_model_is_named_with_what_to_do(
    packages: Path, tmp_path: Path, model: Model
) -> None:
    folder = tmp_path / "packages" / model.folder.name
    shutil.copytree(model.folder, folder)
    (folder / "model" / "model.bin").write_bytes(b"nothing")
    with (
        Desk(DeskSettings(models=(folder.parent,))) as desk,
        pytest.raises(TranslationError, match="wirereader models verify ru-en") as error,
    ):
        list(desk.translate(whole("Пожар потушен."), "ru"))
    assert "\n" not in str(error.value)


def test_firefox_without_its_library_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "firefox" / "ru-en"
    folder.mkdir(parents=True)
    (folder / "model.ruen.bin").write_bytes(b"junk")
    (folder / "vocab.ruen.spm").write_bytes(b"junk")
    with Desk(DeskSettings(models=(tmp_path,))) as desk, pytest.raises(TranslationError) as error:
        list(desk.translate(whole("Пожар потушен."), "ru"))
    assert "models verify ru-en" in str(error.value)


def test_an_unknown_language_goes_by_its_letters(desk: Desk) -> None:
    (found,) = desk.translate(whole("Пожар потушен."), "und")
    assert (found.from_language, found.target) == ("ru", "The fire has been put out.")
    with pytest.raises(TranslationError, match="no model translates uk to en"):
        list(desk.translate(whole("Пожежу загасили її мешканці."), "und"))
