"""Frames wait for the terminal, and a terminal that is silent holds nothing up."""

from __future__ import annotations

from reader.tui.terminal.pacing import QUERY, SMALL, Pace


def test_a_cursor_move_asks_nothing() -> None:
    pace = Pace()
    assert [pace.sending(13) for _ in range(10)] == [""] * 10
    assert not pace.full


def test_small_frames_add_up_to_a_question() -> None:
    pace = Pace()
    asked = [pace.sending(SMALL // 4) for _ in range(8)]
    assert asked.count(QUERY) == 2


def test_the_third_large_frame_waits_for_an_answer() -> None:
    pace = Pace(2)
    full = []
    for _ in range(2):
        assert pace.sending(5000) == QUERY
        full.append(pace.full)
    assert pace.answered()
    assert [*full, pace.full] == [False, True, False]


def test_an_answer_that_was_not_asked_for_frees_nothing() -> None:
    pace = Pace(1)
    assert not pace.answered()
    pace.sending(5000)
    assert pace.full


def test_more_patience_with_a_terminal_that_has_answered() -> None:
    pace = Pace()
    first = pace.patience
    pace.sending(5000)
    pace.answered()
    assert pace.patience > first


def test_without_answers_frames_go_out_as_they_come() -> None:
    pace = Pace(1)
    pace.sending(5000)
    pace.give_up()
    assert not pace.full
    assert pace.sending(5000) == ""


def test_pacing_can_be_switched_off() -> None:
    pace = Pace(0)
    assert pace.sending(5000) == ""
    assert not pace.full
