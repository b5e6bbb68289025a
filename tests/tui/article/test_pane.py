"""The pane as a person uses it: moving, marking, reading what the cursor is on."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from reader.model import EntityLabel, LeftoverKind, LineKind, Note, NoteKind
from reader.tui.article.overruling import overruled
from reader.tui.article.setting import Mode
from tests.tui.article.support import Demo, K, article, russian, wire, with_leftovers

WIDE = (120, 30)
NARROW = (80, 24)


async def test_a_wide_pane_shows_both_texts_and_a_narrow_one_the_cleaned() -> None:
    for size, mode in ((WIDE, Mode.BOTH), (NARROW, Mode.CLEANED)):
        app = Demo(wire())
        async with app.run_test(size=size):
            assert app.pane.mode is mode


async def test_the_heading_says_where_the_article_comes_from() -> None:
    app = Demo(wire())
    async with app.run_test(size=WIDE):
        text = app.screen_text()
        assert "Talks resume in Geneva" in text
        assert "Example Wire · 10 Feb 2026 09:12 · en, machine-translated from ru" in text


async def test_the_status_line_says_what_the_cursor_is_on() -> None:
    app = Demo(wire())
    async with app.run_test(size=WIDE) as pilot:
        app.pane.next_leftover(1)
        app.pane.next_leftover(1)
        await pilot.pause()
        assert app.heard[-1] == (
            "leftover · ru (pooled, 3 fragments) · caption · rule caption-above-credit"
            " · phrasebook: Petrova"
        )
        app.pane.next_entity(-1)
        assert app.pane.status.startswith("PER · Anna Petrova · 1 mention")
        app.pane.move(1)
        assert app.pane.status.startswith("line ")


async def test_a_fragment_of_another_kind_than_its_line_is_told_with_both() -> None:
    made = article([(K.BODY, "The talks resume."), (K.RELATED_LINK, "Читать далее: Мост закрыт")])
    app = Demo(with_leftovers(made, ("Читать далее", LeftoverKind.CHROME, "Read on", None)))
    async with app.run_test(size=WIDE) as pilot:
        app.pane.next_leftover(1)
        await pilot.pause()
        assert " · chrome in a line of related link · " in app.pane.status


async def test_leftovers_are_passed_in_both_directions_and_end_at_the_last() -> None:
    app = Demo(wire())
    async with app.run_test(size=WIDE):
        pane = app.pane
        forth = []
        while pane.next_leftover(1):
            assert pane.leftover is not None
            forth.append(pane.leftover.text)
        assert forth == ["Озвучить текст", "Петрова", "cоrona", "перемирие"]
        back = []
        while pane.next_leftover(-1):
            assert pane.leftover is not None
            back.append(pane.leftover.text)
        assert back == forth[-2::-1]


async def test_the_pair_under_the_cursor_is_lit_on_both_sides() -> None:
    app = Demo(wire())
    async with app.run_test(size=WIDE):
        pane = app.pane
        while pane.leftover is None or pane.leftover.text != "перемирие":
            pane.next_leftover(1)
        lit = [
            segment.text
            for y in range(pane.size.height)
            for segment in pane.render_line(y)
            if segment.style is not None and segment.style.reverse
        ]
        assert lit == ["перемирие", "перемирие"]


async def test_switched_off_names_are_passed_over() -> None:
    app = Demo(wire())
    async with app.run_test(size=WIDE):
        pane = app.pane
        pane.toggle_label(EntityLabel.LOC)
        pane.next_entity(1)
        assert pane.entity is not None
        assert pane.entity.label is EntityLabel.PER


async def test_a_mode_keeps_the_cursor_on_its_text() -> None:
    app = Demo(wire())
    async with app.run_test(size=WIDE):
        pane = app.pane
        pane.to_end()
        line = pane.line
        for mode in Mode:
            pane.choose_mode(mode)
            assert pane.line == line


async def test_a_resize_keeps_the_cursor_on_its_text() -> None:
    made = article([(K.BODY, f"{n} " + "word " * 40) for n in range(200)])
    app = Demo(made)
    async with app.run_test(size=WIDE) as pilot:
        app.pane.page(5)
        line = app.pane.line
        for size in ((60, 20), (40, 12), (200, 60), (20, 5), WIDE):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.pane.line == line


async def test_pages_share_a_row_and_reach_the_end_and_the_beginning() -> None:
    made = article([(K.BODY, f"line {n}") for n in range(100)])
    app = Demo(made)
    async with app.run_test(size=NARROW):
        pane = app.pane
        before = pane.render_line(pane.size.height - 1).text
        pane.page(1)
        assert pane.render_line(0).text.strip("▌ ") == before.strip()
        for _ in range(20):
            pane.page(1)
        assert pane.at_end()
        assert pane.line == made.lines[-1]


async def test_pages_go_back_to_the_heading() -> None:
    app = Demo(article([(K.BODY, f"line {n}") for n in range(100)]))
    async with app.run_test(size=NARROW):
        pane = app.pane
        pane.to_end()
        for _ in range(20):
            pane.page(-1)
        assert pane.line is None
        assert "Talks resume" in pane.render_line(0).text


async def test_a_cursor_move_draws_two_rows() -> None:
    app = Demo(article([(K.BODY, "word " * 40)] * 50))
    async with app.run_test(size=NARROW) as pilot:
        app.pane.move(6)
        await pilot.pause()
        before = app.pane.rows_painted
        app.pane.move(1)
        await pilot.pause()
        assert app.pane.rows_painted - before <= 2


async def test_a_long_article_costs_what_shows_of_it() -> None:
    app = Demo(article([(K.BODY, "word " * 20)] * 100_000))
    async with app.run_test(size=WIDE) as pilot:
        pane = app.pane
        await pilot.pause()
        assert pane.pieces_wrapped <= 40
        pane.to_end()
        await pilot.pause()
        assert pane.pieces_wrapped <= 80
        assert pane.rows_painted <= 100
        assert pane.line == app.shown.lines[-1]


async def test_one_word_of_a_million_letters_is_shown() -> None:
    app = Demo(article([(K.BODY, "ф" * 1_000_000)]))
    async with app.run_test(size=NARROW):
        app.pane.page(3)
        app.pane.to_end()
        assert app.pane.pieces_wrapped <= 12
        assert app.pane.at_end()


HOSTILE = (
    "\x1b]0;owned\x07",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "[bold red]x[/]",
    "\u202eabc\u202c",
    "a\u200bb\ufeff",
    "\x00\x08\x7f",
    "\ud800",
    "a" + "\u0301" * 500,
    "\U000e0041",
    "漢字\t漢字",
    "👩\u200d👩\u200d👧",
    "\r\x0b\x0c\x85\u2028",
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_shown_as_signs_and_fits(text: str) -> None:
    made = article([(K.BODY, f"before {text} after"), (K.CAPTION, text)])
    made = replace(made, facts=replace(made.facts, title=text, source=text, author=text))
    app = Demo(made)
    async with app.run_test(size=(100, 16)) as pilot:
        for mode in Mode:
            app.pane.choose_mode(mode)
            await pilot.pause()
            for y in range(app.pane.size.height):
                row = app.pane.render_line(y)
                assert cell_len(row.text) == 100
                assert all(c.isprintable() or c == " " for c in row.text)
                assert "\x1b" not in row.text
                assert "\u202e" not in row.text


async def test_a_translation_is_lit_with_its_source() -> None:
    made, translations = russian()
    app = Demo(made, translations)
    async with app.run_test(size=WIDE):
        pane = app.pane
        pane.choose_mode(Mode.TRANSLATION)
        pane.next_sentence(1)
        pane.next_sentence(1)
        lit = {
            segment.text.strip()
            for y in range(pane.size.height)
            for segment in pane.render_line(y)
            if segment.style is not None and segment.style.bold
        }
        assert {"Стороны довольны.", "The sides are content."} <= lit
        assert pane.status.startswith("sentence · ru→en · argos ru_en-1 · 0.80")


async def test_moving_through_a_translation_lights_the_sentence_of_the_row() -> None:
    made, translations = russian()
    app = Demo(made, translations)
    async with app.run_test(size=WIDE):
        app.pane.choose_mode(Mode.TRANSLATION)
        app.pane.to_end()
        assert app.pane.translation == translations[2]


async def test_translations_that_arrive_leave_the_top_of_the_screen_where_it_was() -> None:
    lines = [(K.BODY, f"Предложение {n}.") for n in range(200)]
    made = article(lines, "ru")
    _, (pattern, *_) = russian()
    app = Demo(made)
    async with app.run_test(size=NARROW) as pilot:
        pane = app.pane
        pane.choose_mode(Mode.TRANSLATION)
        pane.page(4)
        top = pane.render_line(0).text
        first = made.lines[0]
        pane.learn([replace(pattern, start=first.start, end=first.end, target="A long one. " * 60)])
        await pilot.pause()
        assert pane.render_line(0).text == top


async def test_what_a_person_overrules_changes_at_once() -> None:
    made = wire()
    app = Demo(made)
    async with app.run_test(size=NARROW):
        line = next(x for x in made.lines if x.kind is LineKind.PROMO)
        assert "Subscribe" not in app.screen_text()
        app.pane.revise(overruled(made, line, LineKind.BODY))
        assert "Subscribe to our newsletter" in app.screen_text()
        assert app.pane.article is not None
        revised = app.pane.article.lines[line.number - 1]
        assert (revised.kind, revised.rule) == (LineKind.BODY, "your correction")


async def test_nothing_is_shown_before_an_article_is_opened_and_after_it_is_closed() -> None:
    app = Demo(wire())
    async with app.run_test(size=NARROW):
        pane = app.pane
        pane.close()
        assert app.screen_text().strip() == ""
        pane.move(1)
        pane.page(1)
        pane.to_end()
        pane.next_mode()
        assert not pane.next_leftover(1)
        assert pane.status == ""


async def test_glyphs_tell_the_types_without_colour() -> None:
    app = Demo(wire(), monochrome=True)
    async with app.run_test(size=NARROW):
        text = app.screen_text()
        assert "▲Geneva" in text
        assert "●Anna Petrova" in text


async def test_the_status_line_says_what_is_noted_of_a_place_in_the_line() -> None:
    made = article([(K.HEADLINE, "Talks resume"), (K.BODY, "“We shall see, she said.")])
    at = made.document.text.index("“")
    notes = (
        Note(NoteKind.QUOTES, "nothing closes it", at, at + 1),
        Note(NoteKind.MACHINE_TRANSLATED, "of the whole text", 0, 0),
    )
    app = Demo(replace(made, notes=notes))
    async with app.run_test(size=WIDE):
        app.pane.to_top()
        assert "nothing closes it" not in app.pane.status
        app.pane.to_end()
        assert " · body · kept · nothing closes it · " in app.pane.status
        assert "whole text" not in app.pane.status


async def test_the_cursor_stays_on_the_first_line_when_its_kind_changes() -> None:
    made = article([(K.CHROME, "Home"), (K.HEADLINE, "Talks resume"), (K.BODY, "They meet again.")])
    app = Demo(made)
    async with app.run_test(size=WIDE):
        while app.pane.line is None:
            app.pane.move(1)
        line = app.pane.line
        assert line.kind is K.CHROME
        app.pane.revise(overruled(made, line, K.BODY))
        assert app.pane.line == replace(
            line,
            kind=K.BODY,
            rule="your correction",
            score=1.0,
            evidence=("you said so, for this article",),
        )
