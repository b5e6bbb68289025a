"""Finding from the screen: results while one types, and the place of an error when there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reader.store import QueryError, Store, StoreError, complete
from reader.store.query import FIELDS
from reader.tui.catalog import FIRST
from reader.tui.grouped import Folds
from reader.tui.keyset import KeySet
from reader.tui.widgets.asker import Choice, Question, matching

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen

SORTS = {
    "date": "date, newest first",
    "source": "source",
    "language": "language",
    "leftovers": "leftovers, most first",
    "story": "story, latest first",
    "title": "title",
    "added": "order of arrival, latest first",
    "path": "path of the file",
}
GROUPS = {
    "": "nothing",
    "date": "day",
    "source": "source",
    "language": "language",
    "leftovers": "leftovers, in bands",
    "story": "story, its versions under the newest",
}
BUILT_IN = {
    "to read": "is:unread -is:dropped",
    "with leftovers": "has:leftover -is:dropped",
    "starred": "is:starred",
    "kept": "is:kept",
    "dropped": "is:dropped",
    "not decided": "is:undecided",
    "date conflicts": "has:date_conflict",
    "today": "date:today",
    "failed": "is:failed",
}
SHORT = 12
"""Signs of a sha256 that name it in a query."""

HISTORY = 30
"""Queries remembered for the arrow keys."""


class Stop(NamedTuple):
    """Where one was before following a name: the query, the article, whether it was being read."""

    query: str
    key: int | None
    reading: bool
    towards: str


class Finder:
    """Runs queries over the list and keeps the saved ones."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self.history: list[str] = []
        self.trail: list[Stop] = []

    @property
    def query(self) -> str:
        """The query whose result the list shows."""
        return self.reader.catalog.query

    def run(self, query: str, key: int | None = None, *, typing: bool = False) -> None:
        """Show the result of a query, with the cursor on `key` or the article it was on, or else at the top.

        Raises QueryError and leaves the list as it is.
        """
        catalog, reader = self.reader.catalog, self.reader
        before, was, here = catalog.query, catalog.typing, reader.list.key
        catalog.query, catalog.typing = query, typing
        try:
            catalog.load(FIRST)
        except QueryError:
            catalog.query, catalog.typing = before, was
            raise
        reader.listed(key if key is not None else here, fresh=query != before)

    async def search(self) -> None:
        """Search as the person types; Escape goes back to the query and the article before.

        A query that is wrong stays in the line to be put right, and among the last ones.
        """
        reader, before, key = self.reader, self.query, self.reader.list.key

        def wrong(text: str, error: QueryError) -> None:
            reader.say(told(error), alarm=True)
            reader.asker.point(len(text) - len(text.lstrip()) + error.position)

        def typed(text: str) -> None:
            try:
                self.run(text.strip(), key, typing=True)
            except QueryError as error:
                wrong(text, error)
                reader.asker.hint("")
            else:
                reader.say("")
                self.hint()

        def takes(text: str) -> bool:
            query = text.strip()
            self._keep(query)
            try:
                self.run(query)
            except QueryError as error:
                wrong(text, error)
                reader.asker.hint("Esc leaves", alarm=True)
                return False
            except StoreError as error:
                reader.say(str(error), alarm=True)
                return False
            return True

        def proposals(text: str) -> Sequence[Choice]:
            if not text or text[-1].isspace():
                return ()
            whole = complete(reader.store, text, len(text))
            return [Choice(query, *proposal(query, text)) for query in whole]

        answer = await reader.ask(
            Question(
                "/",
                value=f"{before} " if before else "",
                choices=proposals,
                free=True,
                changed=typed,
                takes=takes,
                history=tuple(self.history),
            )
        )
        if answer is None:
            self.run(before, key)
        reader.place.remember()

    def _keep(self, query: str) -> None:
        if query:
            self.history = [*(q for q in self.history if q != query), query][-HISTORY:]

    def hint(self) -> None:
        """Say beside the search that is being typed how many it finds, once that is known."""
        reader = self.reader
        if reader.catalog.typing:
            reader.asker.hint(f"{reader.found} found" if reader.catalog.query else "")

    def visit(self, query: str) -> None:
        """Show the result of a query in the list; `show_all` then leads back to where one was."""
        reader = self.reader
        stop = Stop(self.query, reader.list.key, reader.in_article, query)
        self.run(query)
        if stop.query != query:
            self.trail.append(stop)
        reader.back()

    def _step_back(self) -> bool:
        """Go back to where one was before the last `visit`; False if the list went elsewhere since."""
        if not self.trail or self.trail[-1].towards != self.query:
            self.trail.clear()
            return False
        stop = self.trail.pop()
        self.run(stop.query, stop.key)
        if stop.reading:
            self.reader.open(read=False)
        return True

    def show_all(self) -> None:
        """Clear marks first, then step back to where one was, then clear the query."""
        if self.reader.list.marks:
            self.reader.list.set_marks(KeySet())
            self.reader.say("nothing marked")
        elif self._step_back():
            self.reader.place.remember()
        elif self.query:
            self.run("")
            self.reader.place.remember()

    # saved searches

    @property
    def saved(self) -> dict[str, str]:
        """The person's searches by name, those of the configuration first."""
        kept = self.reader.store.get_state("searches")
        own = {str(k): str(v) for k, v in kept.items()} if isinstance(kept, dict) else {}
        return {**self.reader.options.searches, **own}

    @property
    def built_in(self) -> dict[str, str]:
        """The searches that everyone has."""
        return BUILT_IN

    async def pick(self) -> None:
        """Pick a saved search from a list with counts."""
        searches = [("all articles", ""), *self.saved.items(), *BUILT_IN.items()]
        queries = [query for _, query in searches]
        counts = await asyncio.to_thread(_counted, self.reader.store.path, queries)
        choices = [
            Choice(query, name, f"{query}  {counts[query]:>6}".lstrip()) for name, query in searches
        ]
        picked = await self.reader.ask(Question("show", choices=matching(choices), what="search"))
        if picked is not None:
            self.choose(picked)

    def choose(self, query: str) -> None:
        """Show the result of a saved search."""
        try:
            self.run(query)
        except QueryError as error:
            self.reader.say(pointed(query, error), alarm=True)
            return
        self.reader.place.remember()

    async def save(self) -> None:
        """Ask for a name and save the query under it; without a query the name is forgotten."""
        query = self.query
        names = [Choice(name, name, old) for name, old in self.saved.items()]
        label = "save this search as" if query else "forget the search"
        name = await self.reader.ask(
            Question(label, choices=matching(names), free=bool(query), what="search")
        )
        name = (name or "").strip()
        if not name:
            return
        if query and name in BUILT_IN:
            self.reader.say(f"{name} is a search that everyone has; call yours otherwise")
            return
        kept = self.reader.store.get_state("searches")
        own = dict(kept) if isinstance(kept, dict) else {}
        if query:
            own[name] = query
        else:
            own.pop(name, None)
        self.reader.store.set_state("searches", own)
        self.reader.searches.changed()
        if not query and name in self.reader.options.searches:
            self.reader.say(f"{name} stands in the configuration: take it out of [searches] there")
        else:
            self.reader.say(f"{'saved' if query else 'forgotten'}: {name}", done=True)

    # order

    async def ask_sort(self) -> None:
        """Ask what to sort by."""
        catalog = self.reader.catalog
        choices = [
            Choice(name, text, ("now, turned round" if catalog.reverse else "now"))
            if name == catalog.sort
            else Choice(name, text)
            for name, text in SORTS.items()
        ]
        answer = await self.reader.ask(Question("sort by", choices=matching(choices), what="order"))
        if answer is not None:
            self.sort_by(answer, reverse=answer == catalog.sort and not catalog.reverse)

    def sort_by(self, sort: str, *, reverse: bool = False) -> None:
        """Sort the list, the cursor staying on its article."""
        catalog = self.reader.catalog
        catalog.sort, catalog.reverse = sort, reverse
        if catalog.group != sort:
            catalog.group = ""
            catalog.fold(Folds())
        self.reader.reload()
        self.reader.place.remember()

    async def ask_group(self) -> None:
        """Ask what to group by; the list is then sorted by it."""
        choices = [Choice(name, text) for name, text in GROUPS.items()]
        answer = await self.reader.ask(
            Question("group by", choices=matching(choices), what="group")
        )
        if answer is not None:
            self.group_by(answer)

    def group_by(self, group: str) -> None:
        """Group the list, sorted by the same; stories come folded."""
        if group != self.reader.catalog.group:
            self.reader.catalog.group = group
            self.reader.catalog.fold(Folds(others=group == "story"))
        self.sort_by(group or "date")

    def versions(self) -> None:
        """Show all versions of the story under the cursor; `show_all` leads back."""
        row = self.reader.list.row
        if row is None:
            self.reader.say("no article here")
        elif row.versions < 2:
            self.reader.say("nobody else tells this story")
        else:
            self.visit(f"story:{row.story[:SHORT]}")


def _counted(path: Path, queries: list[str]) -> dict[str, str]:
    """How many articles each query finds, or what is wrong with it; with a connection of its own."""
    found = {}
    with Store.open(path, read_only=True) as store:
        for query in queries:
            try:
                found[query] = f"{store.count(query):,}"
            except QueryError as error:
                found[query] = error.message
    return found


def proposal(query: str, typed: str) -> tuple[str, str]:
    """How a completed query is offered: its last word, and what the field takes."""
    start = max(typed.rfind(sign) for sign in " (") + 1
    word = query[start:]
    return word, FIELDS.get(word.lstrip("-!").rstrip(":"), "") if word.endswith(":") else ""


def pointed(query: str, error: QueryError) -> str:
    """An error of a query that is not on the screen, with the place marked in the query itself."""
    place = max(0, min(len(query), error.position))
    return f"{told(error)} · {query[:place]}▸{query[place:]}"


def told(error: QueryError) -> str:
    """An error of a query in one line: first what to write instead, as a narrow screen cuts the end."""
    near = f"did you mean {error.suggestion}? · " if error.suggestion else ""
    return f"{near}{error.message}"
