"""The layout pairs original and cleaned text row for row and never loses an offset."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reader.model import Article, EntityLabel, LineKind
from reader.tui.article.evidence import Evidence
from reader.tui.article.layout import DrawnRow, Layout, Place
from reader.tui.article.runs import Look
from reader.tui.article.setting import Mode, Setting
from tests.tui.article.support import JOIN, K, article, russian, wire

KINDS = st.sampled_from(list(LineKind))
WORDS = st.text(st.sampled_from("abй 漢. \x1b\u202e"), max_size=40)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    lines = []
    for kind in draw(st.lists(KINDS, min_size=1, max_size=12)):
        text = "" if kind is LineKind.EMPTY else draw(WORDS) + "x"
        joint = JOIN if kind is LineKind.BODY and draw(st.booleans()) else ""
        lines.append((kind, text + joint))
    return article(lines)


def _layout(made: Article, mode: Mode, width: int = 120, *, monochrome: bool = False) -> Layout:
    return Layout(Evidence(made), Setting(width, mode, monochrome=monochrome))


def _all(layout: Layout) -> list[tuple[Place, DrawnRow]]:
    place: Place | None = Place(-1)
    rows = []
    while place is not None:
        rows.append((place, layout.row(place)))
        place = layout.after(place)
    return rows


def _text(layout: Layout) -> str:
    width = layout.setting.left
    rows = []
    for _, row in _all(layout):
        left = "".join(run.text for run in row.left)
        right = "".join(run.text for run in row.right)
        rows.append(f"{row.margin:8}{left:{width}} | {right}".rstrip())
    return "\n".join(rows)


@given(articles(), st.sampled_from(list(Mode)), st.integers(12, 130))
def test_walking_down_and_up_passes_the_same_rows(made: Article, mode: Mode, width: int) -> None:
    layout = _layout(made, mode, width)
    down = [place for place, _ in _all(layout)]
    up = []
    place: Place | None = layout.last()
    while place is not None:
        up.append(place)
        place = layout.before(place)
    assert down == up[::-1]


@given(articles(), st.integers(12, 130))
def test_the_original_is_shown_whole_and_in_order(made: Article, width: int) -> None:
    layout = _layout(made, Mode.ORIGINAL, width)
    shown = [run for place, row in _all(layout) if place.unit >= 0 for run in row.left]
    covered = [at for run in shown for at in range(run.start, run.end)]
    text = made.document.text
    assert covered == [at for at, c in enumerate(text) if c != "\n"]
    for run in shown:
        if text[run.start : run.end].isprintable():
            assert run.text == text[run.start : run.end]


@given(articles(), st.sampled_from(list(Mode)), st.integers(12, 130), st.data())
def test_a_kept_code_point_is_found_on_the_row_that_shows_it(
    made: Article, mode: Mode, width: int, data: st.DataObject
) -> None:
    kept = [x for x in made.lines if x.kind.kept and x.end > x.start]
    if not kept:
        return
    line = data.draw(st.sampled_from(kept))
    offset = data.draw(st.integers(line.start, line.end - 1))
    layout = _layout(made, mode, width)
    row = layout.row(layout.find(offset))
    assert any(run.start <= offset < run.end for run in (*row.left, *row.right))


@given(articles(), st.sampled_from(list(Mode)), st.integers(12, 130))
def test_nothing_hostile_reaches_a_row(made: Article, mode: Mode, width: int) -> None:
    for _, row in _all(_layout(made, mode, width)):
        for run in (*row.left, *row.right):
            assert not set(run.text) & set("\x1b\u202e\n")


def test_each_side_by_side_row_pairs_a_line_with_its_counterpart() -> None:
    text = _text(_layout(wire(), Mode.BOTH))
    assert "chrome  Озвучить текст ⟦Read the text aloud⟧" in text
    rows = text.split("\n")
    caption = next(row for row in rows if row.startswith("caption"))
    assert caption.split(" | ") == [
        caption.split(" | ")[0],
        "▸ photo: ⟦Petrova⟧ (WIREPIX)",
    ]
    credit = next(row for row in rows if row.startswith("credit"))
    assert credit.endswith("| ·")
    first = next(row for row in rows if "Envoys of both" in row)
    left, right = first[8:].split(" | ")
    assert left.strip() == right.strip()


def test_lines_that_the_page_broke_stand_joined_beside_the_original() -> None:
    text = _text(_layout(wire(), Mode.BOTH))
    assert "| No date was given by either side for the round that" in text
    assert "        either side for the round that follows." in text


def test_the_cleaned_mode_folds_what_was_dropped_and_keeps_its_leftovers_in_sight() -> None:
    text = _text(_layout(wire(), Mode.CLEANED, 80))
    assert "▸ chrome · 2 lines  Озвучить текст ⟦Read the text aloud⟧" in text
    assert "▸ photo: ⟦Petrova⟧ (WIREPIX)" in text
    assert "Subscribe" not in text
    assert "No date was given by either side for the round that follows." in text


def test_dropped_lines_of_the_original_are_dimmed_and_named() -> None:
    layout = _layout(wire(), Mode.ORIGINAL)
    dropped = [row for _, row in _all(layout) if row.margin]
    assert [row.margin for row in dropped] == ["chrome", "chrome", "caption", "credit", "promo"]
    assert all(
        Look.DROPPED in run.look
        for row in dropped
        for run in row.left
        if run.text.strip() and Look.TRANSLATION not in run.look
    )


def test_names_carry_a_glyph_where_there_is_no_colour() -> None:
    text = _text(_layout(wire(), Mode.CLEANED, monochrome=True))
    assert "▲Geneva" in text
    assert "●Anna Petrova" in text
    assert "◆Ministry of Trade" in text


def test_entity_types_can_be_switched_off() -> None:
    setting = Setting(120, Mode.CLEANED, frozenset({EntityLabel.PER}), monochrome=True)
    text = _text(Layout(Evidence(wire()), setting))
    assert "▲" not in text
    assert "●Anna Petrova" in text


def test_a_translation_stands_sentence_beside_sentence() -> None:
    made, translations = russian()
    evidence = Evidence(made, translations[:2])
    layout = Layout(evidence, Setting(120, Mode.TRANSLATION))
    rows = [row for _, row in _all(layout)]
    paired = next(row for row in rows if any("Встреча" in run.text for run in row.left))
    assert {run.sentence for run in paired.left if run.sentence >= 0} == {
        run.sentence for run in paired.right if run.sentence >= 0
    }
    waiting = next(row for row in rows if any("Дата" in run.text for run in row.right))
    assert all(Look.UNTRANSLATED in run.look for run in waiting.right)


def test_a_translation_that_arrives_is_laid_out_where_it_belongs() -> None:
    made, translations = russian()
    layout = Layout(Evidence(made), Setting(80, Mode.TRANSLATION))
    assert "No date was named." not in _text(layout)
    layout.evidence.add(translations[2])
    layout.forget(translations[2].start, translations[2].end)
    assert "No date was named." in _text(layout)


def test_only_what_shows_is_wrapped() -> None:
    made = article([(K.BODY, "word " * 20)] * 20_000)
    layout = _layout(made, Mode.BOTH)
    layout.move(Place(-1), 40)
    layout.move(layout.last(), -40)
    assert layout.wrapped <= 60


def test_one_line_of_ten_million_characters_is_wrapped_piece_by_piece() -> None:
    made = article([(K.BODY, "word " * 2_000_000)])
    layout = _layout(made, Mode.BOTH)
    layout.move(Place(-1), 40)
    layout.move(layout.last(), -40)
    assert layout.wrapped <= 6
    middle = layout.find(5_000_000)
    assert any(run.start <= 5_000_000 < run.end for run in layout.row(middle).left)


def test_an_article_without_analysis_or_text_is_shown_empty() -> None:
    for made in (article([(K.EMPTY, "")]), article([(K.CHROME, "")])):
        for mode in Mode:
            layout = _layout(made, mode)
            assert layout.last() in [place for place, _ in _all(layout)]


def test_the_heading_of_a_translation_says_who_made_it() -> None:
    made, machines = russian()
    by_hand = tuple(replace(each, engine="hand", model="you") for each in machines)
    told = {
        "translation to en, none yet ": (),
        "translation to en, by machine ": machines,
        "translation to en, by machine, in part by hand ": (by_hand[0], *machines[1:]),
        "translation to en, by hand ": by_hand,
    }
    for width in (120, 60):
        for heading, translations in told.items():
            shown = Layout(Evidence(made, translations), Setting(width, Mode.TRANSLATION))
            assert heading in _text(shown)
