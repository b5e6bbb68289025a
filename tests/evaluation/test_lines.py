"""The measure of line kinds, and how labelled files are read."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from reader.evaluation import evaluate, run
from reader.evaluation.gold import GoldError, read
from reader.evaluation.lines import score
from reader.model import Document, Line, LineKind

TAGGED = """# a remark
== Coast News | en | report
H Crane stays
M 12 March 2025

B The board voted on Tuesday to keep the crane.
X Share
== Other Paper | en | fit
B One line only.
"""


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    path = tmp_path / "en.txt"
    path.write_text(TAGGED, encoding="utf-8")
    return path


def everything_body(document: Document) -> Sequence[Line]:
    lines, at = [], 0
    for number, text in enumerate(document.text.split("\n"), 1):
        kind = LineKind.BODY if text.strip() else LineKind.EMPTY
        lines.append(Line(number, at, at + len(text), kind, "all body"))
        at += len(text) + 1
    return lines


def test_tagged_text_reads_as_scrapes(tagged: Path) -> None:
    first, second = read(tagged)
    assert (first.outlet, first.language, first.split) == ("Coast News", "en", "report")
    assert first.document.text == (
        "Crane stays\n12 March 2025\n\nThe board voted on Tuesday to keep the crane.\nShare"
    )
    assert [kind.value for kind in first.kinds] == [
        "headline", "metadata", "empty", "body", "chrome",
    ]  # fmt: skip
    assert second.split == "fit"


def test_scan_output_reads_as_the_same_scrapes(tagged: Path, tmp_path: Path) -> None:
    scrape = next(iter(read(tagged)))
    record = {
        "outlet": scrape.outlet,
        "language": "en",
        "split": "report",
        "text": scrape.document.text,
        "lines": [{"number": n, "kind": k.value} for n, k in enumerate(scrape.kinds, 1)],
    }
    path = tmp_path / "same.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    (again,) = read(path)
    assert (again.document.text, again.kinds) == (scrape.document.text, scrape.kinds)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "== only an outlet\nB text\n", "a.txt:1"),
        ("a.txt", "== a | en | fit\nQ no such kind\n", "a.txt:2"),
        ("a.txt", "== a | en | fit\nB\n", "a.txt:2"),
        (
            "a.jsonl",
            '{"text": "one\\ntwo", "lines": [{"number": 1, "kind": "body"}]}\n',
            "a.jsonl:1",
        ),
        ("a.jsonl", '{"text": "one", "lines": [{"number": 1, "kind": "nonsense"}]}\n', "a.jsonl:1"),
        ("a.jsonl", "not json\n", "a.jsonl:1"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=said):
        list(read(path))


def test_counts_by_kind_and_of_the_story(tagged: Path) -> None:
    section = score([next(iter(read(tagged)))], everything_body)
    assert (section.counts["body"].right, section.counts["body"].wrong) == (1, 3)
    content = section.counts["content"]
    assert (content.precision, content.recall) == (0.5, 1.0)
    assert content.f1 == pytest.approx(2 / 3)
    assert section.figures["accuracy"] == 0.25
    assert section.confusion["chrome", "body"] == 1
    assert ("empty", "empty") not in section.confusion


def test_worst_cases_lead_with_lost_story_and_show_surroundings(tagged: Path) -> None:
    def nothing_body(document: Document) -> Sequence[Line]:
        return [
            Line(line.number, line.start, line.end, LineKind.CHROME, "all chrome")
            for line in everything_body(document)
        ]

    section = score([next(iter(read(tagged)))], nothing_body)
    worst = section.cases[0]
    assert worst.labelled in ("body", "headline")
    lost = next(case for case in section.cases if case.labelled == "body")
    assert (lost.above, lost.below) == ("12 March 2025", "Share")
    file, _, row = lost.where.partition(" ")[0].rpartition(":")
    assert Path(file).read_text(encoding="utf-8").splitlines()[int(row) - 1] == f"B {lost.text}"
    assert lost.where.endswith("(Coast News, line 4)")
    assert lost.why == "all chrome"


def test_a_folder_counts_only_what_is_marked_for_reporting(tagged: Path) -> None:
    report = evaluate([tagged.parent])
    assert [section.documents for section in report.sections] == [1]


def test_text_and_json_say_the_same(tagged: Path) -> None:
    text, data = io.StringIO(), io.StringIO()
    assert run([tagged], as_json=False, out=text) == 0
    assert run([tagged], as_json=True, out=data) == 0
    section = json.loads(data.getvalue())["sections"][0]
    assert section["name"] == "lines"
    assert f"{section['classes']['content']['f1']:.3f}" in text.getvalue()


def test_nothing_to_evaluate_is_said_in_one_line(tmp_path: Path) -> None:
    out = io.StringIO()
    assert run([tmp_path], as_json=False, out=out) == 1
    assert out.getvalue().count("\n") == 1
    assert str(tmp_path) in out.getvalue()


def test_a_missing_file_is_said_in_one_line(tmp_path: Path) -> None:
    out = io.StringIO()
    assert run([tmp_path / "none.jsonl"], as_json=False, out=out) == 1
    assert "none.jsonl" in out.getvalue()


def test_a_file_named_outright_that_holds_no_scrape_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("H A headline\nB A line of the story.\n", encoding="utf-8")
    out = io.StringIO()
    assert run([tmp_path / "bad.txt"], as_json=False, out=out) == 1
    assert "bad.txt holds no labelled scrape" in out.getvalue()
    assert "== outlet | language | split" in out.getvalue()
