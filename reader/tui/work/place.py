"""Where a person is, kept as it changes: a line that drops, or a kill, loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.store.listing import GROUPS
from reader.tui.article.setting import WIDE, Mode
from reader.tui.grouped import Folds

if TYPE_CHECKING:
    from reader.model import Article
    from reader.tui.screens.reader import ReaderScreen

OFFSETS = 50
"""Articles whose place is remembered."""


FOLDED = 2_000
"""Folded groups that are remembered, or of stories unfolded ones."""


class ReadingPlace:
    """Writes the state ``view`` of the store, and brings the screen back to it."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self._offsets: dict[str, int] = {}
        self._saved: object = None
        """What the store holds: writing it again would wait for the disk."""

    def restore(self) -> dict[str, object]:
        """Set sort, query, group and view as they were left; the whole state, for the rest."""
        reader = self.reader
        found = reader.store.get_state("view")
        self._saved = found
        view: dict[str, object] = found if isinstance(found, dict) else {}
        options = reader.options
        view = {name: value for name, value in view.items() if name not in options.asked}
        reader.catalog.sort = str(view.get("sort", options.sort))
        reader.catalog.reverse = "sort" in view and bool(view.get("reverse", False))
        reader.catalog.query = str(view.get("query", options.query))
        group = str(view.get("group", options.group))
        if group in GROUPS and (group == reader.catalog.sort or "group" not in view):
            reader.catalog.group = reader.catalog.sort = group
            folded = view.get("folded")
            named = folded if isinstance(folded, list) else ()
            others = bool(view.get("others", group == "story"))
            reader.catalog.fold(Folds(frozenset(named), others))
        history, offsets = view.get("history"), view.get("offsets")
        if isinstance(history, list):
            reader.finder.history = [str(query) for query in history]
        if isinstance(offsets, dict):
            self._offsets = {str(name): int(place) for name, place in offsets.items()}
        if view.get("mode") in set(Mode):
            reader.article.choose_mode(Mode(str(view["mode"])))
        return view

    def offset(self, article: Article) -> int:
        """The code point at which reading an article goes on."""
        return self._offsets.get(article.document.id, 0)

    def keep_offset(self) -> None:
        """Note how far the article that shows was read."""
        article = self.reader.article.article
        if article is None:
            return
        name, offset = article.document.id, self.reader.article.position
        self._offsets.pop(name, None)
        if offset:
            self._offsets[name] = offset
        while len(self._offsets) > OFFSETS:
            self._offsets.pop(next(iter(self._offsets)))

    def remember(self) -> None:
        """Write the state down if it is not what was written last."""
        reader = self.reader
        self.keep_offset()
        view = {
            "key": reader.list.key,
            "query": reader.catalog.query,
            "sort": reader.catalog.sort,
            "reverse": reader.catalog.reverse,
            "group": reader.catalog.group,
            "folded": sorted(reader.catalog.folds.named, key=str)[:FOLDED],
            "others": reader.catalog.folds.others,
            "reading": reader.in_article,
            "mode": self._mode(),
            "sidebar": reader.searches.visible,
            "offsets": dict(self._offsets),
            "history": list(reader.finder.history),
        }
        if view != self._saved:
            self._saved = view
            reader.store.set_state("view", view)

    def _mode(self) -> str | None:
        """The mode, None where it is the one that the width would choose."""
        pane = self.reader.article
        usual = Mode.BOTH if pane.size.width >= WIDE else Mode.CLEANED
        return None if pane.mode == usual else str(pane.mode)
