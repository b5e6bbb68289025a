"""Files that could not be read are counted in the status line and the header, and listed with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reader.pipeline.messages import Event, Failed, Finished, Progress
from reader.store import Store
from tests.tui.conftest import TOLD, fill
from tests.tui.driving import NARROW, opened, until


class Told:
    """An analysis that tells what a test says."""

    def __init__(self, *events: Event) -> None:
        self.coming = list(events)

    def start(self) -> None:
        self.coming.insert(0, Progress("read", 0, 0))

    def events(self) -> Sequence[Event]:
        found, self.coming = self.coming, []
        return found

    def request(self, keys: Sequence[int]) -> None:
        pass

    def close(self) -> None:
        pass


BROKEN = (
    Failed("corpus/a.html", "is no text in any encoding that is known"),
    Failed("corpus/note.docx", "is no article", skipped=True),
    Failed("corpus/b.json.gz", "ends in the middle; fetch it again"),
    Failed("corpus/\x1b]0;c\x07.txt", "permission denied " + "and so on " * 20 + "to the end"),
)


async def test_all_that_could_not_be_read_is_counted_and_listed(store: Store) -> None:
    work = Told(*BROKEN)
    async with opened(store, NARROW, work=work) as session:
        problems = session.screen.background.problems
        await until(session, lambda: problems.count == 3)
        assert session.status().startswith(" 3 files could not be read · ! lists them · corpus/")
        assert "3 unreadable" in session.lines()[0]
        await session.press("j", "!")
        text = session.text()
        assert "3 files could not be read" in text
        for event in BROKEN:
            if event.skipped:
                assert event.path not in text
            else:
                assert event.path.replace("\x1b", "␛").replace("\x07", "␇") in text
        assert BROKEN[0].reason in text
        assert "to the end" in text
        assert "\x1b" not in text
        await session.press("q")
        work.coming.append(Finished())
        await until(session, lambda: not session.screen.background.busy)
        assert "3 unreadable" in session.lines()[0]


async def test_one_is_told_with_its_reason(store: Store) -> None:
    async with opened(store, NARROW, work=Told(BROKEN[0])) as session:
        await until(session, lambda: "a.html" in session.status())
        assert session.status().strip() == f"corpus/a.html: {BROKEN[0].reason}"


async def test_what_can_be_read_by_now_is_no_problem_any_more(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, TOLD[:1])
        path = TOLD[1].name
        async with opened(store, NARROW, work=Told(BROKEN[0], Failed(path, "is cut"))) as session:
            problems = session.screen.background.problems
            await until(session, lambda: problems.count == 2)
            with Store.open(store.path) as other:
                fill(other, TOLD[1:2])
                assert path in [row.path for row in other.rows(other.keys()).values()]
            await until(session, lambda: problems.count == 1)
            assert "1 unreadable" in session.lines()[0]


async def test_where_all_can_be_read_the_key_says_so(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("!")
        assert "all files could be read" in session.status()
