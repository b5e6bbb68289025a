"""Other programs get text, and nothing that an article says becomes a command."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from reader.store import FileState, Store
from reader.store.care import copied, everything
from tests.tui.conftest import TOLD, article, fill
from tests.tui.driving import NARROW, opened


async def test_copying_goes_through_the_terminal(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("y")
        assert "copied the cleaned text" in session.status()
        assert "The delegations met" in session.app.clipboard
        assert "Озвучить" not in session.app.clipboard
        await session.press("Y")
        assert "Озвучить текст" in session.app.clipboard


async def test_what_is_too_long_for_the_clipboard_is_kept_where_forget_finds_it(
    tmp_path: Path,
) -> None:
    told = replace(TOLD[1], lines=TOLD[1].lines * 600)
    with Store.open(tmp_path / "long.db") as store:
        fill(store, (told,))
        async with opened(store, NARROW) as session:
            await session.press("y", "y")
            assert "written to" in session.status()
            assert not session.app.clipboard
        file = copied(store.path)
        assert "The delegations met" in file.read_text("utf-8")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file in everything(store.path)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "-oProxyCommand=x", "$(reboot)"]
)
async def test_only_web_addresses_are_opened(tmp_path: Path, url: str) -> None:
    made = article(TOLD[1])
    document = replace(made.document, url=url)
    with Store.open(tmp_path / "store.db") as store:
        state = FileState(document.path, 1, 1, document.id)
        added = store.add_documents([(state, [document], ["x"])])
        facts = replace(made.facts, url=url)
        content = store.contents_of(added.added)[0]
        store.save(content, replace(made, document=document, facts=facts), "test")
        async with opened(store, NARROW) as session:
            await session.press("o")
            assert "only web addresses" in session.status()
            assert not session.app.clipboard


async def test_over_ssh_an_address_is_copied(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "1 2 3 4")
    async with opened(store, NARROW) as session:
        await session.press("o")
        assert "names no address" in session.status()
