"""The screen on which the day is spent: the list, the article beside it, the lines around them.

The list moves at once; what follows it (the article, the status line, the saved state)
waits until the cursor rests, so that a held key costs a few bytes a step.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.timer import Timer

from reader.store import Counts, QueryError, Read, Store, StoreError
from reader.tui.article.pane import ArticlePane
from reader.tui.catalog import FIRST, Catalog
from reader.tui.commands.base import Context
from reader.tui.commands.registry import Keymap
from reader.tui.options import Options
from reader.tui.screens.column import Column
from reader.tui.start import kept_all
from reader.tui.widgets.article_list import ArticleList
from reader.tui.widgets.asker import Asker, Question
from reader.tui.widgets.measures import list_width
from reader.tui.widgets.search_list import WIDTH, SearchList
from reader.tui.work.arrivals import Arrivals
from reader.tui.work.background import Background, Cut
from reader.tui.work.finding import Finder, pointed
from reader.tui.work.folding import Folder
from reader.tui.work.lines import Lines
from reader.tui.work.loading import Counted, Loaded, Loader, Unread
from reader.tui.work.outside import Outside
from reader.tui.work.place import ReadingPlace
from reader.tui.work.running import Runner
from reader.tui.work.searches import Searches, SearchesCounted
from reader.tui.work.showing import unanalysed
from reader.tui.work.titles import Titled, Titles
from reader.tui.work.translating import Progress, Translated, Translator
from reader.tui.work.triage import TriageDesk
from reader.tui.work.waiting import Waiting
from reader.tui.work.walking import Walker

if TYPE_CHECKING:
    from reader.translate import Desk
    from reader.tui.app import WirereaderApp


SETTLED = 0.1
"""Seconds after the first frame until other processes and threads begin to compete with the first keys."""


class ReaderScreen(Screen[None]):
    """List and article. Commands act on `list`, `article` and the desks for each kind of work."""

    AUTO_FOCUS = "#list"
    BINDINGS: ClassVar[list[BindingType]] = []
    app: WirereaderApp
    DEFAULT_CSS = """
    ReaderScreen { layout: vertical; background: $background; color: $foreground; }
    ReaderScreen #panes { height: 1fr; layers: base over; }
    ReaderScreen #searches { display: none; border-right: solid $rule; background: $background; }
    ReaderScreen.-searches #searches { display: block; }
    ReaderScreen.-over #searches { layer: over; dock: left; }
    ReaderScreen #reading { border-left: solid $rule; padding: 0 0 0 1; }
    ReaderScreen.-narrow #reading { border-left: none; padding: 0; display: none; }
    ReaderScreen.-narrow.-reading #reading { display: block; }
    ReaderScreen.-narrow.-reading #listing { display: none; }
    ReaderScreen.-asking #footer { display: none; }
    """

    def __init__(
        self, store: Store, paths: tuple[Path, ...], options: Options, keys: Keymap
    ) -> None:
        super().__init__()
        self.store, self.paths, self.options, self.keys = store, paths, options, keys
        self.catalog = Catalog(store)
        self.counts = Counts()
        self.counted = True
        """Whether `counts` are known; else they are counted in the background."""
        self.shown_key: int | None = None
        self.chosen = False
        """Whether the cursor stays with its article: on a first start it stays at the top until somebody
        has pressed a key, as articles find their places while they are analysed."""
        self.runner = Runner(self)
        self.walker = Walker(self)
        self.loader = Loader(self)
        self.waiting = Waiting(self)
        self.triage = TriageDesk(self)
        self.finder = Finder(self)
        self.folder = Folder(self)
        self.arrivals = Arrivals(self)
        self.translator = Translator(self)
        self.outside = Outside(self)
        self.background = Background(self)
        self.titles = Titles(self)
        self.list = ArticleList(self.catalog, columns=options.columns, made_title=self.titles.of)
        self.article = ArticlePane(to=options.to, id="article")
        self.search_list = SearchList()
        self.searches = Searches(self)
        self.asker = Asker()
        self.lines = Lines(self)
        self.place = ReadingPlace(self)
        self._painted_once = False
        self._resting: Timer | None = None
        self._reading: Timer | None = None

    def compose(self) -> ComposeResult:
        """Header, panes, status, question, footer."""
        # Now, while there is nothing below to be styled anew.
        self.set_class(not self.wide, "-narrow")
        self.set_class(self.searches.over, "-over")
        yield self.lines.header
        with Horizontal(id="panes"):
            with Column(Context.SEARCHES, self.keys, "searches") as searches:
                searches.styles.width = WIDTH
                yield self.search_list
            with Column(Context.LIST, self.keys, "listing"):
                yield self.list
            with Column(Context.ARTICLE, self.keys, "reading"):
                yield self.article
        yield self.lines.status
        yield self.asker
        yield self.lines.footer

    def on_mount(self) -> None:
        """Show the list where it was left."""
        self._share_out(self.app.size.width)  # or the first layout draws the article too narrow
        view = self.place.restore()
        try:
            self.catalog.load(FIRST)
        except QueryError as error:
            self.call_after_refresh(self.say, pointed(self.catalog.query, error), alarm=True)
            self.catalog.query = ""
            self.catalog.load(FIRST)
        found = view.get("key")
        key = found if isinstance(found, int) else None
        moved = self.app.first_page.place if self.app.first_page is not None else None
        if moved is not None:
            key, self.list.opening = moved
        shown = view.get("sidebar", self.options.sidebar)
        self.chosen = key is not None
        self.listed(key)
        self._start_reading = bool(view.get("reading"))
        self._start_searches = bool(shown)
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        """The list stands, and keys are answered: now the article."""
        self._painted_once = True
        if self.app.keys_wanted is not None:
            self.app.keys_wanted.set()
        self._rested()
        self.searches.restore(self._start_searches)
        if self._start_reading:
            self.open(read=False)
        self.set_timer(SETTLED, self._settled)

    async def _settled(self) -> None:
        """The article stands as well: now what works beside it."""
        self.loader.start()
        self.background.start(self.app.work)
        await self.asker.prepare()
        kept_all()

    def on_unmount(self) -> None:
        """Let go of what works beside the screen."""
        self.background.close()
        self.translator.close()
        self.waiting.close()

    # layout

    @property
    def wide(self) -> bool:
        """Whether list and article stand side by side."""
        return self.app.size.width >= self.options.wide

    @property
    def in_article(self) -> bool:
        """Whether the keys go to the article."""
        focused = self.focused
        return focused is not None and self.article in focused.ancestors_with_self

    def on_resize(self, event: events.Resize) -> None:
        """Choose between one pane and two."""
        self._share_out(event.size.width)
        self.searches.resized()
        self.refresh_header()
        self.lines.draw_footer()

    def _share_out(self, width: int) -> None:
        self.set_class(not self.wide, "-narrow")
        self.query_one("#listing").styles.width = list_width(width) if self.wide else "1fr"

    @property
    def context(self) -> Context:
        """The pane that has the keys."""
        if self.searches.focused:
            return Context.SEARCHES
        return Context.ARTICLE if self.in_article else Context.LIST

    @on(events.DescendantFocus)
    def _focused(self) -> None:
        if not self.asker.asking:
            self.set_class(self.in_article, "-reading")
            self.lines.draw_footer()
            if not self.lines.said:
                self.lines.draw_status()

    def open(self, *, read: bool = True) -> None:
        """Give the keys to the article; it counts as read from then on."""
        if self.list.key is None:
            self.say("there is nothing to read here")
            return
        if self.list.fold is not None and self.catalog.headed:
            self.folder.toggle()
            return
        self.add_class("-reading")
        self.follow_now()
        self.set_focus(self.article, scroll_visible=False)
        if read:
            self.mark_read()
        self.place.remember()

    def back(self) -> None:
        """Give the keys to the list."""
        self.remove_class("-reading")
        self.set_focus(self.list, scroll_visible=False)
        self.lines.draw_status()
        self.place.remember()

    # commands

    async def ask(self, question: Question) -> str | None:
        """Ask the person something in the last line; a macro may have given the answer."""
        if self.asker.given:
            return self.asker.answered(question, self.say)
        self.add_class("-asking")
        try:
            return await self.asker.ask(question)
        finally:
            self.set_class(self.asker.asking, "-asking")

    def show_help(self) -> None:
        """Show the keys of the pane that has the focus."""
        from reader.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.context, self.keys))

    def leave(self) -> None:
        """Leave the program."""
        self.place.remember()
        self.app.leave()

    # the list

    def listed(self, key: int | None, *, fresh: bool = False) -> None:
        """The catalog was loaded anew: show it with the cursor on `key`; at the top of a `fresh` list without it."""
        first = self.catalog.row(0)
        self.list.year = (first.published or "")[:4] if first else ""
        hidden = key is not None and not self.catalog.complete and self.catalog.index(key) is None
        lost = hidden and key is not None and not self.catalog.surround(key)
        self.list.show(key, fallback=None if self.chosen and not fresh else 0)
        self.loader.sought = (key, self.list.key) if lost else None
        self.recount()
        self.waiting.looked()
        if self.is_mounted and self._painted_once:
            self.loader.start()
            self.titles.want()
            if not self.lines.said:  # the cursor may not rest while articles come in
                self.lines.draw_status()

    def reload(self) -> None:
        """Run the query anew, the cursor staying on its article."""
        key = self.list.key if self.chosen else None
        self.catalog.load(FIRST)
        self.listed(key)

    def recount(self) -> None:
        """Count the states anew for the header, in the background where that takes long."""
        found = self.catalog.counts()
        self.loader.counting += 1  # what is being counted is out of date
        self.arrivals.count()
        self.counted = found is not None
        self.counts = found or Counts(total=len(self.catalog))
        if found is None:
            self.loader.count()
        self.refresh_header()
        self.searches.changed()

    @property
    def found(self) -> str:
        """How many articles the query has, as far as it is known."""
        return f"{self.counts.total:,}{'' if self.counted else '+'}"

    @on(Counted)
    def _counted(self, message: Counted) -> None:
        if message.number == self.loader.counting:
            self.counts, self.counted = message.counts, message.whole
            self.refresh_header()
            self.finder.hint()

    def step(self, count: int, *, quiet: bool = False) -> None:
        """Go on by articles, in either pane."""
        self.walker.step(count, quiet=quiet)

    def go_to_key(self, key: int) -> None:
        """Put the cursor on an article, if it is listed."""
        index = self.catalog.index(key)
        if index is not None and (index != self.list.cursor or self.list.fold is not None):
            self.list.reveal(index)

    @on(ArticleList.Opened)
    def _opened(self) -> None:
        self.open()

    def on_mouse_down(self, _: events.MouseDown) -> None:
        """A person is at work: what was said gives way, and the cursor stays with its article."""
        self.lines.said, self.chosen = False, True
        self.waiting.overtaken()

    # following the cursor

    @on(ArticleList.Moved)
    def _moved(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        if self._reading is not None:
            self._reading.stop()
            self._reading = None
        self._resting = self.set_timer(self.options.follow, self._rested)

    def rest_soon(self) -> None:
        """See to what waits until the cursor rests, though it has not moved."""
        if self._resting is None:
            self._resting = self.set_timer(self.options.follow, self._rested)

    def _rested(self) -> None:
        self._resting = None
        visible = self.wide or self.has_class("-reading")
        if visible and self.shown_key != self.list.key:
            self.show_article()
        if not self.lines.said:
            self.lines.draw_status()
        looked_at = (self.chosen or not self.background.busy) and not self.list.on_heading
        if (
            visible
            and self.wide
            and looked_at
            and self.options.read_after > 0
            and not self.in_article
        ):
            self._reading = self.set_timer(self.options.read_after, self.mark_read)
        self.titles.want()
        self.place.remember()

    def follow_now(self) -> None:
        """Show the article under the cursor without waiting."""
        if self.shown_key != self.list.key or self.article.article is None:
            self.show_article()

    def show_article(self) -> None:
        """Show the article under the cursor in the reading pane."""
        self.place.keep_offset()
        key = self.list.key
        self.shown_key = key
        if key is None:
            self.article.close()
            return
        try:
            article = self.store.article(key) or unanalysed(self.store.document(key))
        except StoreError as error:
            self.article.close()
            self.say(str(error), alarm=True)
            return
        row = self.catalog.get(key)
        self.article.open(
            article,
            self.store.translations(key, self.options.to),
            versions=row.versions if row else 0,
            offset=self.place.offset(article),
        )
        nameless = self.background.busy and article.versions.get("entities") == "off"
        if row is not None and not row.failed and (nameless or not row.analysed):
            self.app.wanted(key)

    def mark_read(self) -> None:
        """The article under the cursor was read: noted without an entry in the journal."""
        key = self.list.key
        row = self.catalog.get(key) if key is not None else None
        if key is not None and row is not None and not row.read:
            change = self.store.act(Read(True), [key], journal=False)
            self.list.refresh_keys(change.keys)
            self.recount()

    @on(Cut)
    def _cut(self, message: Cut) -> None:
        self.triage.tell_cut(message.cut)

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        self.loader.took(message)

    @on(Unread)
    def _unread(self, message: Unread) -> None:
        self.loader.failed(message)

    @on(SearchList.Chosen)
    def _search_chosen(self) -> None:
        self.searches.choose()

    @on(SearchesCounted)
    def _searches_counted(self, message: SearchesCounted) -> None:
        self.searches.took(message)

    @on(Translated)
    def _translated(self, message: Translated) -> None:
        self.translator.took(message)

    @on(Progress)
    def _progressed(self, message: Progress) -> None:
        self.translator.moved(message)

    @on(Titled)
    def _titled(self, message: Titled) -> None:
        self.titles.took(message)

    def make_desk(self) -> Desk:
        """A translation desk set up as the settings say."""
        return self.app.make_desk()

    # the lines

    def say(self, text: str, *, alarm: bool = False, done: bool = False) -> None:
        """Say something in the status line until the cursor moves on."""
        self.lines.say(text, alarm=alarm, done=done)

    def refresh_header(self) -> None:
        """Draw the header anew if it says something else now."""
        self.lines.draw_header()

    @on(ArticlePane.Moved)
    def _pointed(self) -> None:
        if self.in_article and not self.lines.said:
            self.lines.draw_status()
