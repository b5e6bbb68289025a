"""Steps from one version of the tables to the next that keep what analyses found.

A step meets tables of its own version or already those of the latest one, as a `rebuild` before it makes these.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from reader.store.facts import fact_words
from reader.store.postings import blocks, packed_numbers

LISTED = tuple(
    f"article_{name}"
    for name in (
        "date", "source", "language", "title", "leftovers", "unread", "with_leftovers", "starred", "kept",
        "dropped", "tagged", "annotated", "remarked", "waiting", "failed",
    )
)  # fmt: skip
"""Indexes of the list."""


LOOK = 500
"""Articles between two words on how far a step is."""

STOPPED = "stopped; the store is as it was, and will be updated when it is next opened"
"""What is said of an upgrade that somebody stopped: all of it is one transaction."""


class Upgrading:
    """How far the tables are brought up to date: `done` of `total` articles, 0 while that is not known."""

    def __init__(self) -> None:
        self.done = self.total = 0

    @property
    def text(self) -> str:
        """A line for the person who waits."""
        of = f": {self.done:,} of {self.total:,} articles" if self.total else ""
        return f"updating the store{of} · Ctrl+C leaves it as it was"


Told = Callable[[Upgrading], bool]
"""Told how far an upgrade is, again and again; whether to go on."""


def entities_apart(db: sqlite3.Connection, create: Callable[[Iterable[str]], None]) -> None:
    """Version 4: what forms of a name stand for has a table of its own, and mentions lie by date."""
    if "canonical" not in {row[1] for row in db.execute("PRAGMA table_info(name)")}:
        return
    db.execute("ALTER TABLE name RENAME TO old_name")
    db.execute("ALTER TABLE mention RENAME TO old_mention")
    db.execute("DROP INDEX article_content")
    create(
        ("entity", "entity_text", "entity_articles", "name", "name_entity", "name_word", "mention",
         "posting", "named", "article_content")
    )  # fmt: skip
    db.execute("INSERT INTO entity(text, label) SELECT DISTINCT canonical, label FROM old_name")
    db.execute(
        "INSERT INTO name SELECT o.id, o.text, o.label, e.id, o.folded, o.articles, o.mentions, o.spellings "
        "FROM old_name o JOIN entity e ON e.text = o.canonical AND e.label = o.label"
    )
    words = [
        (word, number)
        for number, folded in db.execute("SELECT id, folded FROM name").fetchall()
        for word in folded.split()
    ]
    db.executemany("INSERT OR IGNORE INTO name_word VALUES (?, ?)", words)
    db.execute(
        "INSERT INTO mention SELECT n.entity, "
        "coalesce((SELECT max(a.stamp) FROM article a WHERE a.content = m.content), 0), m.content, m.name "
        "FROM old_mention m JOIN name n ON n.id = m.name"
    )
    db.execute(
        "UPDATE entity SET mentions = (SELECT sum(mentions) FROM name WHERE entity = entity.id), articles = "
        "(SELECT count(DISTINCT content) FROM mention WHERE mention.entity = entity.id)"
    )
    for entity in [row[0] for row in db.execute("SELECT id FROM entity")]:
        contents = db.execute("SELECT DISTINCT content FROM mention WHERE entity = ?", (entity,))
        some = list(blocks(row[0] for row in contents))
        db.executemany("INSERT INTO posting VALUES (?, ?, ?)", [(entity, *each) for each in some])
    rows = db.execute(
        "SELECT m.content, m.stamp, m.name, o.times FROM mention m "
        "JOIN old_mention o ON o.name = m.name AND o.content = m.content ORDER BY m.content"
    )
    for (content, stamp), forms in groupby(rows, itemgetter(0, 1)):
        packed = packed_numbers([number for form in forms for number in form[2:]])
        db.execute("INSERT INTO named VALUES (?, ?, ?)", (content, stamp, packed))
    db.execute("DROP TABLE old_mention")
    db.execute("DROP TABLE old_name")


def contents_as_bitmaps(db: sqlite3.Connection) -> None:
    """Version 5: the articles of an entity are a Roaring bitmap, not 16-bit places within smaller blocks."""
    db.execute("DELETE FROM posting")
    rows = db.execute("SELECT entity, content FROM mention ORDER BY entity")
    for entity, some in groupby(rows, itemgetter(0)):
        contents = [content for _, content in some]
        db.executemany(
            "INSERT INTO posting VALUES (?, ?, ?)", [(entity, *each) for each in blocks(contents)]
        )


def list_indexed(db: sqlite3.Connection, create: Callable[[Iterable[str]], None]) -> None:
    """Version 4: each order of the list has an index that answers by itself, and the tally knows sources."""
    if "source" in {row[1] for row in db.execute("PRAGMA table_info(tally)")}:
        return
    names = [
        row[0]
        for row in db.execute(
            "SELECT name FROM sqlite_master WHERE tbl_name = 'article' AND type = 'index' "
            "AND name NOT IN ('article_file', 'article_content') AND name LIKE 'article_%'"
        )
    ]
    for name in names:
        db.execute(f"DROP INDEX {name}")
    for (name,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tally_%'"
    ).fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute("DROP TABLE tally")
    create((*LISTED, "tally", "tally_state", "tally_added", "tally_removed", "tally_changed"))
    db.execute(
        "INSERT INTO tally SELECT source, language, read, verdict, starred, leftovers > 0, analysed, "
        "CASE WHEN failed IS NULL THEN NULL ELSE 1 END, count(*) FROM article GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
    )


def stories_told(db: sqlite3.Connection, create: Callable[[Iterable[str]], None]) -> None:
    """Version 5: articles know their story, which is that of their own content until they are analysed anew."""
    if "story" in {row[1] for row in db.execute("PRAGMA table_info(article)")}:
        return
    if "story" not in {row[1] for row in db.execute("PRAGMA table_info(content)")}:
        db.execute("ALTER TABLE content ADD COLUMN story INTEGER")
    db.execute("ALTER TABLE article DROP COLUMN versions")
    db.execute("ALTER TABLE article ADD COLUMN story INTEGER")
    db.execute("UPDATE article SET story = content")
    create(
        ("article_story", "story", "story_newest", "sketch", "band",
         "story_found", "story_added", "story_removed", "story_changed")
    )  # fmt: skip
    db.execute("INSERT INTO story SELECT story, max(stamp), count(*) FROM article GROUP BY story")


def facts_as_words(db: sqlite3.Connection, look: Callable[[int, int], None]) -> None:
    """Version 6: rows of the full-text index hold the facts of their articles.

    A row that is entered once more adds its words to those it has, so no text is read. What has never been
    analysed, or waits to be once more, is entered with its facts then. `look` is told how far it is.
    """
    rows = db.execute(
        "SELECT s.id, a.stamp, a.language, a.source, a.leftover_languages, a.leftover_kinds, a.line_kinds "
        "FROM searched s CROSS JOIN article a INDEXED BY article_content "
        "ON a.content = s.content AND a.analysed = 1 ORDER BY s.id"
    )
    total = int(db.execute("SELECT count(*) FROM searched").fetchone()[0])

    def words() -> Iterator[tuple[int, str]]:
        for done, (number, some) in enumerate(groupby(rows, itemgetter(0))):
            if done % LOOK == 0:
                look(done, total)
            yield number, fact_words(*next(some)[1:])

    db.executemany("INSERT INTO search(rowid, also) VALUES (?, ?)", words())
