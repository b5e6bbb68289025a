"""The names of an article: how often, how spelled, and from each to all articles that have it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from reader.model import Article, EntityLabel
from reader.tui.article.dress import harmless
from reader.tui.article.runs import GLYPHS

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen

TYPES = {
    EntityLabel.PER: "people",
    EntityLabel.ORG: "organisations",
    EntityLabel.LOC: "places",
}


class Named(Struct, frozen=True):
    """A name with its label, its number of mentions and the other spellings it is met in."""

    name: str
    label: EntityLabel
    mentions: int
    variants: tuple[str, ...]


def named(article: Article) -> list[Named]:
    """Who and what an article names, most often first."""
    mentions: Counter[tuple[str, EntityLabel]] = Counter()
    spelled: dict[tuple[str, EntityLabel], dict[str, None]] = {}
    for entity in article.entities:
        key = entity.name, entity.label
        mentions[key] += 1
        spelled.setdefault(key, {})[entity.text] = None
    return [
        Named(name, label, count, tuple(v for v in spelled[name, label] if v != name))
        for (name, label), count in mentions.most_common()
    ]


async def pick_name(reader: ReaderScreen) -> None:
    """List the article's names; the one picked filters the list, a type picked is switched."""
    from reader.tui.widgets.asker import Choice, Question, matching

    pane = reader.article
    if pane.article is None:
        reader.say("no article here")
        return
    found = named(pane.article)
    if not found:
        reader.say("no names were found in this article")
        return
    choices = []
    for index, item in enumerate(found):
        details = [f"{item.mentions}×", *map(harmless, item.variants[:3])]
        text = f"{GLYPHS[item.label]} {harmless(item.name)}"
        choices.append(Choice(f"name:{index}", text, " · ".join(details)))
    for label, words in TYPES.items():
        on = label in pane.labels
        state = f"{'on' if on else 'off'}: ⏎ switches"
        choices.append(Choice(f"type:{label}", f"{GLYPHS[label]} highlight {words}", state))
    answer = await reader.ask(Question("names", choices=matching(choices), what="name"))
    what, _, value = (answer or "").partition(":")
    if what == "name":
        picked = found[int(value)]
        show_naming(reader, picked.name)
    elif what == "type":
        label = EntityLabel(value)
        pane.toggle_label(label)
        reader.say(f"{TYPES[label]}: highlighting {'on' if label in pane.labels else 'off'}")


def elsewhere(reader: ReaderScreen) -> None:
    """Filter the list by the name under the cursor of the article."""
    entity = reader.article.entity
    if entity is None:
        key = reader.keys.label("next-entity")
        reader.say(f"put the cursor on a name first: {key} goes to the next one")
    else:
        show_naming(reader, entity.name)


async def most_named(reader: ReaderScreen) -> None:
    """Show the names of the list; the one picked filters it."""
    from reader.tui.screens.names import NamesScreen

    screen = NamesScreen(reader.store, reader.finder.query, reader.keys)
    picked = await reader.app.push_screen_wait(screen)
    if screen.changed:
        reader.reload()
        if reader.shown_key is not None:
            reader.show_article()
    if picked is not None:
        within = "" if picked.everywhere else reader.finder.query
        show_naming(reader, picked.name, within)


def show_naming(reader: ReaderScreen, name: str, within: str = "") -> None:
    """List the articles (of a query) that have the name; Escape leads back to where one was."""
    query = query_for(name)
    reader.finder.visit(f"({within}) {query}" if within else query)
    found = "1 article names" if reader.found == "1" else f"{reader.found} articles name"
    reader.say(f"{found} {harmless(name)}; Esc goes back", done=True)


def query_for(name: str) -> str:
    """The query for every article that has the name, in whatever spelling."""
    return 'entity:"{}"'.format(name.replace('"', " "))
