"""What line kinds are fitted on beside the pages themselves: our labels of their lines, and captions put between them."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from bench import page_kinds, pages, written_captions
from bench.line_samples import Sample
from bench.page_kinds import IGNORED
from bench.pages import Page
from reader.model import LineKind

ROOT = Path(page_kinds.__file__).parent


def entries(name: str) -> dict[str, list[str]]:
    """The lines of a file of the folder below each of its headings."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            assert line[3:] not in found
            found[line[3:]] = []
        elif line and not line.startswith("# "):
            found[list(found)[-1]].append(line)
    return found


def numbers(line: str) -> list[int]:
    bounds = [part.split("-") for part in line.split()[1:]]
    return [at for own in bounds for at in range(int(own[0]), int(own[-1]) + 1)]


def page(name: str, letter: str) -> Page:
    """A page of that name, each line of which the data gives one letter."""
    last = max(at for line in entries("page_kinds.txt")[name] for at in numbers(line))
    near = tuple(f"Line {at}" for at in range(last + 2))
    labels = dict.fromkeys(range(len(near)), (letter, "body"))
    return Page(name, "example.org", "en", "", "", near, labels, near, labels, None)


def test_no_line_of_a_page_has_two_kinds() -> None:
    for name, lines in entries("page_kinds.txt").items():
        times = Counter(at for line in lines for at in numbers(line))
        assert [at for at, many in times.items() if many > 1] == [], name


@pytest.mark.parametrize("letter", ["C", "B"])
def test_where_data_and_label_disagree_on_story_nobody_knows_it(letter: str) -> None:
    held = letter == "C"
    for name, lines in entries("page_kinds.txt").items():
        if not lines:
            continue
        own = page(name, letter)
        story, kinds = page_kinds.told(own, [int(held)] * len(own.near), [None] * len(own.near))
        for line in lines:
            for at in numbers(line):
                kind = kinds[at]
                assert story[at] == IGNORED or (kind is not None and kind.kept is held)
        rest = len(own.near) - 1
        assert kinds[rest] is (LineKind.BODY if held else LineKind.CHROME)


def test_labels_and_captions_are_of_the_half_to_fit_on() -> None:
    """The report half must not reach the weights, in no form."""
    place = pages.folder()
    if place is None:
        pytest.skip("the pages are not here")
    fit = {one.id for one in pages.load(place) if one.fits}
    assert set(entries("page_kinds.txt")) <= fit
    assert set(entries("written_captions.txt")) <= fit


def test_captions_stand_between_the_lines_of_their_page() -> None:
    rng = random.Random(3)
    for name, written in entries("written_captions.txt").items():
        told = re.findall(r"^\d+|(?<=\{)\d+", "\n".join(written), re.MULTILINE)
        many = max(map(int, told)) + 1
        near = tuple(f"Paragraph {at} tells more than the last one did." * 60 for at in range(many))
        own = Page(name, "example.org", "en", "", "", near, {}, near, {}, None)
        body = (LineKind.BODY,) * many
        sample = Sample(name, own.outlet, "near", True, True, near, (1,) * many, body, page=own)
        staged = written_captions.staged(sample, rng)
        assert staged is not None
        rows = list(zip(staged.lines, staged.story, staged.kinds, strict=True))
        put = [row for row in rows if row[0] not in near]
        assert len(put) == len(rows) - many
        assert any(kind is LineKind.CAPTION for _, _, kind in put)
        assert all(kind is not None and story == kind.kept for _, story, kind in put)
        assert not any("{" in text or "}" in text for text, _, _ in put)
        assert [row[0] for row in rows if row[0] in near] == list(near)
