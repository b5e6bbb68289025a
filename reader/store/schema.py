"""The tables, their versions, and how a connection is opened.

Rows that the list needs are narrow and apart from texts and analyses, so that a page of
the list touches a few kilobytes however long the articles are.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from reader.store.errors import StoreError
from reader.store.guarded import Connection
from reader.store.upgrades import (
    STOPPED,
    Told,
    Upgrading,
    contents_as_bitmaps,
    entities_apart,
    facts_as_words,
    list_indexed,
    stories_told,
)

SCHEMA = 6
"""Version of the tables, kept in SQLite's ``user_version``."""

APPLICATION = 0x77697265
"""SQLite's ``application_id`` of a store: the letters "wire"."""

STEPS = 1_000_000
"""Steps of SQLite's machine between two looks at whether an upgrade is to stop: some hundredths of a second."""

BUSY = 10.0
"""Seconds that a writer waits for another one."""

TABLES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE state(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;

-- One row a distinct content; never deleted while triage hangs on it.
CREATE TABLE content(
    id INTEGER PRIMARY KEY,
    sha TEXT NOT NULL UNIQUE,
    stage TEXT,                       -- versions of rules and models that analysed it
    tries INTEGER NOT NULL DEFAULT 0, -- analyses begun and not finished
    failed TEXT,
    counted INTEGER,                  -- the source that its lines are counted for
    shape INTEGER,                    -- what the recurrence of its lines was when it was analysed
    story INTEGER                     -- the content by whose number its story goes, NULL for itself
);
CREATE INDEX content_counted ON content(counted);
CREATE TABLE original(content INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE analysis(content INTEGER PRIMARY KEY, packed BLOB NOT NULL);

CREATE TABLE file(
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,           -- nanoseconds
    sha TEXT NOT NULL,
    shown TEXT NOT NULL               -- the path as the person named it
);

CREATE TABLE article(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    file INTEGER NOT NULL,
    part INTEGER NOT NULL,            -- place of the article within its file
    content INTEGER NOT NULL,
    path TEXT NOT NULL,
    stamp INTEGER NOT NULL DEFAULT 0, -- seconds since 1970 of publication, 0 without a date
    title TEXT NOT NULL DEFAULT '',
    source TEXT,
    published TEXT,
    language TEXT NOT NULL DEFAULT '',
    leftovers INTEGER NOT NULL DEFAULT 0,
    leftover_languages TEXT NOT NULL DEFAULT '',
    leftover_kinds INTEGER NOT NULL DEFAULT 0,
    line_kinds INTEGER NOT NULL DEFAULT 0,
    notes TEXT NOT NULL DEFAULT '',
    analysed INTEGER NOT NULL DEFAULT 0,
    failed TEXT,
    story INTEGER,                       -- that of its content; NULL only until the row is in
    read INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    verdict INTEGER NOT NULL DEFAULT 0,  -- 0 none, 1 keep, 2 drop
    tags TEXT NOT NULL DEFAULT '',
    annotated INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX article_file ON article(file, part);
CREATE INDEX article_content ON article(content, stamp, read, verdict, starred, leftovers, analysed, failed);

-- Each order of the list has an index that goes on with `key`, so that equal stamps need no sorting, and
-- then holds what queries ask for most: a page and a count read the index alone.
CREATE INDEX article_date ON article(
    stamp, key, read, verdict, starred, leftovers, language, source, analysed, failed);
CREATE INDEX article_source ON article(
    source, stamp, key, read, verdict, starred, leftovers, language, analysed, failed);
CREATE INDEX article_language ON article(
    language, stamp, key, read, verdict, starred, leftovers, source, analysed, failed);
CREATE INDEX article_title ON article(title, stamp, key);
CREATE INDEX article_titled ON article(language, title, stamp, key);
CREATE INDEX article_leftovers ON article(leftovers, stamp, key, read, verdict, language, source);
CREATE INDEX article_unread ON article(stamp, key, verdict, language, source, leftovers) WHERE read = 0;
CREATE INDEX article_with_leftovers ON article(stamp, key, read, verdict, leftover_kinds, leftover_languages)
    WHERE leftovers > 0;
CREATE INDEX article_starred ON article(stamp, key) WHERE starred = 1;
CREATE INDEX article_kept ON article(stamp, key) WHERE verdict = 1;
CREATE INDEX article_dropped ON article(stamp, key) WHERE verdict = 2;
CREATE INDEX article_tagged ON article(stamp, key) WHERE tags <> '';
CREATE INDEX article_annotated ON article(stamp, key) WHERE annotated = 1;
CREATE INDEX article_remarked ON article(stamp, key, notes) WHERE notes <> '';
CREATE INDEX article_waiting ON article(stamp, key) WHERE analysed = 0 AND failed IS NULL;
CREATE INDEX article_failed ON article(stamp, key) WHERE failed IS NOT NULL;
CREATE INDEX article_story ON article(story, stamp, key);

-- Articles that tell the same: how many, and the latest of them; kept by triggers. `sketch` tells how like two
-- contents are, `band` owns numbers that like ones share, each the one that was met last.
CREATE TABLE story(id INTEGER PRIMARY KEY, newest INTEGER NOT NULL, articles INTEGER NOT NULL);
CREATE INDEX story_newest ON story(newest);
CREATE INDEX story_told ON story(newest) WHERE articles > 1;
CREATE TABLE sketch(content INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE band(hash INTEGER PRIMARY KEY, content INTEGER NOT NULL);
CREATE TRIGGER story_found AFTER INSERT ON article WHEN new.story IS NULL BEGIN
    UPDATE article SET story = (SELECT coalesce(story, id) FROM content WHERE id = new.content)
        WHERE key = new.key;
END;
CREATE TRIGGER story_added AFTER INSERT ON article WHEN new.story IS NOT NULL BEGIN
    INSERT INTO story VALUES (new.story, new.stamp, 1) ON CONFLICT(id) DO UPDATE
        SET articles = articles + 1, newest = max(newest, excluded.newest);
END;
CREATE TRIGGER story_removed AFTER DELETE ON article BEGIN
    UPDATE story SET articles = articles - 1,
        newest = coalesce((SELECT max(stamp) FROM article WHERE story = old.story), 0) WHERE id = old.story;
    DELETE FROM story WHERE id = old.story AND articles <= 0;
END;
CREATE TRIGGER story_changed AFTER UPDATE OF story, stamp ON article
WHEN old.story IS NOT new.story OR old.stamp <> new.stamp
BEGIN
    INSERT INTO story VALUES (new.story, new.stamp, 1) ON CONFLICT(id) DO UPDATE
        SET articles = articles + 1, newest = max(newest, excluded.newest);
    UPDATE story SET articles = articles - 1,
        newest = coalesce((SELECT max(stamp) FROM article WHERE story = old.story), 0) WHERE id = old.story;
    DELETE FROM story WHERE id = old.story AND articles <= 0;
END;

-- How many articles there are of each source and language in each state, kept by triggers: counting a million
-- takes a tenth of a second, adding these up a millisecond. `leftovers` is whether there are any, `failed`
-- 1 or NULL, so that a condition on articles reads the same here.
CREATE TABLE tally(
    source TEXT, language TEXT NOT NULL, read INTEGER NOT NULL, verdict INTEGER NOT NULL,
    starred INTEGER NOT NULL, leftovers INTEGER NOT NULL, analysed INTEGER NOT NULL, failed INTEGER,
    articles INTEGER NOT NULL
);
CREATE UNIQUE INDEX tally_state ON tally(
    coalesce(source, x''), language, read, verdict, starred, leftovers, analysed, coalesce(failed, 0));
CREATE TRIGGER tally_added AFTER INSERT ON article BEGIN
    INSERT INTO tally VALUES (new.source, new.language, new.read, new.verdict, new.starred,
        new.leftovers > 0, new.analysed, CASE WHEN new.failed IS NULL THEN NULL ELSE 1 END, 1)
    ON CONFLICT(coalesce(source, x''), language, read, verdict, starred, leftovers, analysed,
        coalesce(failed, 0)) DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER tally_removed AFTER DELETE ON article BEGIN
    UPDATE tally SET articles = articles - 1 WHERE coalesce(source, x'') = coalesce(old.source, x'')
        AND language = old.language AND read = old.read AND verdict = old.verdict
        AND starred = old.starred AND leftovers = (old.leftovers > 0) AND analysed = old.analysed
        AND coalesce(failed, 0) = (old.failed IS NOT NULL);
END;
CREATE TRIGGER tally_changed
AFTER UPDATE OF source, language, read, verdict, starred, leftovers, analysed, failed ON article
WHEN old.read <> new.read OR old.verdict <> new.verdict OR old.starred <> new.starred
    OR old.analysed <> new.analysed OR (old.leftovers > 0) <> (new.leftovers > 0)
    OR (old.failed IS NULL) <> (new.failed IS NULL) OR old.source IS NOT new.source
    OR old.language <> new.language
BEGIN
    UPDATE tally SET articles = articles - 1 WHERE coalesce(source, x'') = coalesce(old.source, x'')
        AND language = old.language AND read = old.read AND verdict = old.verdict
        AND starred = old.starred AND leftovers = (old.leftovers > 0) AND analysed = old.analysed
        AND coalesce(failed, 0) = (old.failed IS NOT NULL);
    INSERT INTO tally VALUES (new.source, new.language, new.read, new.verdict, new.starred,
        new.leftovers > 0, new.analysed, CASE WHEN new.failed IS NULL THEN NULL ELSE 1 END, 1)
    ON CONFLICT(coalesce(source, x''), language, read, verdict, starred, leftovers, analysed,
        coalesce(failed, 0)) DO UPDATE SET articles = articles + 1;
END;

-- A person's marks: the truth, of which the columns of `article` are a copy to sort and filter by.
CREATE TABLE triage(
    content INTEGER PRIMARY KEY,
    read INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    verdict INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
);
CREATE TABLE tagged(name TEXT NOT NULL, content INTEGER NOT NULL, PRIMARY KEY(name, content)) WITHOUT ROWID;
CREATE INDEX tagged_content ON tagged(content);

CREATE TABLE journal(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session TEXT NOT NULL,
    label TEXT NOT NULL,
    made REAL NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,  -- 0 done, otherwise the turn in which it was undone
    packed BLOB NOT NULL
);
CREATE INDEX journal_status ON journal(status, id);
CREATE TABLE session(id TEXT PRIMARY KEY, pid INTEGER NOT NULL, begun TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE change(id INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT NOT NULL, kind TEXT NOT NULL, packed BLOB);

CREATE TABLE overrule(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    line TEXT NOT NULL,
    kind TEXT NOT NULL,
    article TEXT,
    source TEXT,
    made REAL NOT NULL
);

CREATE TABLE translation(
    content INTEGER NOT NULL,
    target_language TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    engine TEXT NOT NULL,
    target TEXT NOT NULL,
    packed BLOB NOT NULL,
    PRIMARY KEY(content, target_language, start, "end")
) WITHOUT ROWID;

-- How often a line recurs within a source; `hash` is 64 bits of its folded text.
CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, articles INTEGER NOT NULL DEFAULT 0,
    settled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE repeated(source INTEGER NOT NULL, hash INTEGER NOT NULL, articles INTEGER NOT NULL,
    PRIMARY KEY(source, hash)) WITHOUT ROWID;

-- A person, organisation or place of the corpus, by the one name that all its forms go by.
CREATE TABLE entity(id INTEGER PRIMARY KEY, text TEXT NOT NULL, label TEXT NOT NULL,
    articles INTEGER NOT NULL DEFAULT 0, mentions INTEGER NOT NULL DEFAULT 0);
CREATE INDEX entity_text ON entity(text, label);
CREATE INDEX entity_articles ON entity(articles, mentions);

-- A form as the analysis of one article names it, the entity that it is, and the words it is found by.
CREATE TABLE name(id INTEGER PRIMARY KEY, text TEXT NOT NULL, label TEXT NOT NULL, entity INTEGER NOT NULL,
    folded TEXT NOT NULL, articles INTEGER NOT NULL DEFAULT 0, mentions INTEGER NOT NULL DEFAULT 0,
    spellings TEXT NOT NULL DEFAULT '[]', UNIQUE(text, label));
CREATE INDEX name_entity ON name(entity);
CREATE TABLE name_word(word TEXT NOT NULL, name INTEGER NOT NULL, PRIMARY KEY(word, name)) WITHOUT ROWID;

-- Who names an entity, by date of publication; the same by blocks of articles, to be counted; and what an
-- article names (numbers of forms, each followed by how often).
CREATE TABLE mention(entity INTEGER NOT NULL, stamp INTEGER NOT NULL, content INTEGER NOT NULL,
    name INTEGER NOT NULL, PRIMARY KEY(entity, stamp, content, name)) WITHOUT ROWID;
CREATE TABLE posting(entity INTEGER NOT NULL, block INTEGER NOT NULL, packed BLOB NOT NULL,
    PRIMARY KEY(entity, block)) WITHOUT ROWID;
CREATE TABLE named(content INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, packed BLOB NOT NULL);

-- Rows are numbered by publication, so that the newest matches come first without sorting.
CREATE VIRTUAL TABLE search USING fts5(title, body, also, content='', columnsize=0, tokenize='ascii');
CREATE TABLE searched(id INTEGER PRIMARY KEY, content INTEGER);
CREATE INDEX searched_content ON searched(content) WHERE content IS NOT NULL;
"""


KEPT = frozenset(
    ("meta", "state", "triage", "tagged", "journal", "session", "change", "overrule", "content")
)
"""Tables that cannot be made again from the files."""


Look = Callable[[int, int], None]
"""Tells how many of how many articles an upgrade has done. Raises `KeyboardInterrupt` when it is to stop."""


def _first(db: sqlite3.Connection, _: Look | None = None) -> None:
    for statement in _statements(TABLES):
        db.execute(statement)


def blank() -> sqlite3.Connection:
    """A store in memory that holds nothing."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    _first(db)
    return db


def rebuild(db: sqlite3.Connection, _: Look | None = None) -> None:
    """Make all tables anew but those that cannot be made again; the corpus is then read once more."""
    tables = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE 'search\\__%' ESCAPE '\\'"
    ).fetchall()
    contents = db.execute("SELECT id, sha FROM content").fetchall()
    for (name,) in tables:
        if name not in KEPT or name == "content":
            db.execute(f'DROP TABLE "{name}"')
    there = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
    for statement in _statements(TABLES):
        made = _MADE.search(statement)
        if made is not None and (made[1] or "") not in there:
            db.execute(statement)
    db.executemany("INSERT INTO content(id, sha) VALUES (?, ?)", contents)


def _create(db: sqlite3.Connection, names: Iterable[str]) -> None:
    wanted = set(names)
    for statement in _statements(TABLES):
        made = _MADE.search(statement)
        if made is not None and made[1] in wanted:
            db.execute(statement)


def _fourth(db: sqlite3.Connection, _: Look) -> None:
    entities_apart(db, partial(_create, db))
    list_indexed(db, partial(_create, db))


def _fifth(db: sqlite3.Connection, _: Look) -> None:
    stories_told(db, partial(_create, db))
    contents_as_bitmaps(db)


def _sixth(db: sqlite3.Connection, look: Look) -> None:
    for name in ("story_told", "article_titled"):
        db.execute(f"DROP INDEX IF EXISTS {name}")
    _create(db, ("story_told", "article_titled"))
    facts_as_words(db, look)


MIGRATIONS: tuple[Callable[[sqlite3.Connection, Look], None], ...] = (
    _first, rebuild, rebuild, _fourth, _fifth, _sixth,
)  # fmt: skip
"""The step from version n to n + 1 at place n. A step that only concerns what can be made again is
`rebuild`; a new store makes the first step alone, as `TABLES` is always the latest."""

_MADE = re.compile(r"CREATE (?:UNIQUE )?(?:VIRTUAL )?(?:TABLE|INDEX|TRIGGER) (\w+)")


def _statements(script: str) -> list[str]:
    statements: list[str] = []
    pending = ""
    for line in script.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements


def connect(path: Path, *, read_only: bool = False, told: Told | None = None) -> Connection:
    """A connection to the store at `path`, its tables brought up to date, of which `told` hears how far it is.

    Where that is stopped, by Ctrl+C or by `told`, `KeyboardInterrupt` is raised with a line for the person.

    Raises `StoreError` if the file is no store, is newer than this program, is damaged, or
    cannot be read or written.
    """
    try:
        db = _open(path, read_only=read_only)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path}: the store cannot be opened: {error}") from error
    try:
        _prepare(db, path, read_only=read_only, told=told)
    except BaseException:
        db.close()
        raise
    return db


def _open(path: Path, *, read_only: bool) -> Connection:
    uri = path.resolve().as_uri()
    if read_only:
        if not path.exists():
            raise StoreError(f"{path}: there is no such store")
        return _link(uri + "?mode=ro", path)
    _make_folder(path.parent)
    if not path.exists():
        path.touch(mode=0o600)
    return _link(uri + "?mode=rw", path)


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, for the owner alone."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _link(uri: str, path: Path) -> Connection:
    # Autocommit: transactions are begun by hand, as BEGIN IMMEDIATE, so that two writers queue.
    db = sqlite3.connect(
        uri,
        uri=True,
        timeout=BUSY,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
    )
    db.name = str(path)
    return db


def _prepare(
    db: sqlite3.Connection, path: Path, *, read_only: bool, told: Told | None = None
) -> None:
    # Pages are read, not mapped: a mapped one counts as the reader's memory, and ends it where the disk fails.
    db.execute("PRAGMA mmap_size=0")
    db.execute("PRAGMA temp_store=MEMORY")
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    application = int(db.execute("PRAGMA application_id").fetchone()[0])
    tables = int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if (version or tables) and application != APPLICATION:
        raise StoreError(
            f"{path}: is a database of another program; name another file with --store"
        )
    if version > SCHEMA:
        raise StoreError(
            f"{path}: was written by a newer wirereader (tables {version}, this one knows {SCHEMA}); "
            "update wirereader, or name another file with --store"
        )
    if read_only:
        if version < SCHEMA:
            raise StoreError(
                f"{path}: has older tables; opened in the reader, or by `wirereader scan`, it is brought up to date"
            )
        return
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute("PRAGMA foreign_keys=OFF")
    if version < SCHEMA:
        _migrate(db, told)


def _migrate(db: sqlite3.Connection, told: Told | None) -> None:
    upgrading, stopped = Upgrading(), False

    def late() -> bool:
        nonlocal stopped
        try:
            stopped = told is not None and not told(upgrading)
        except KeyboardInterrupt:  # which would not get through SQLite
            stopped = True
        return stopped

    def look(done: int, total: int) -> None:
        upgrading.done, upgrading.total = done, total
        if late():
            raise KeyboardInterrupt

    db.execute("BEGIN EXCLUSIVE")
    if int(db.execute("PRAGMA user_version").fetchone()[0]):
        db.set_progress_handler(late, STEPS)
    try:
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        for step in MIGRATIONS[version:] if version else MIGRATIONS[:1]:
            step(db, look)
        db.execute(f"PRAGMA application_id={APPLICATION}")
        db.execute(f"PRAGMA user_version={SCHEMA}")
        db.execute("COMMIT")
    except BaseException as error:
        db.set_progress_handler(None, 0)
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
        # Ctrl+C outside our own handler ends a statement as `interrupted`, too.
        if stopped or isinstance(error, KeyboardInterrupt) or "interrupted" in str(error):
            raise KeyboardInterrupt(STOPPED) from None
        raise
    db.set_progress_handler(None, 0)
