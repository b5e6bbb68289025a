"""What the store hands out and takes in: rows of the list, actions, changes.

All of it is immutable, so that a value on the screen cannot drift from the disk.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from reader.model import Overrule, Verdict


class Row(Struct, frozen=True):
    """One line of the list: an article at a path.

    `id` is the content's sha256 in hex; `published` an ISO 8601 date or date
    and time; `language` an ISO 639-1 code, ``und``, or empty before analysis;
    `leftovers` counts fragments; `notes` are kinds of notes; `failed` says why the
    analysis gave up; `versions` counts the articles that tell the same story, this one among them, and
    `story` is the sha256 that the story goes by, the same for all of them.
    """

    key: int
    id: str
    path: str
    title: str
    source: str | None
    published: str | None
    language: str
    leftovers: int
    leftover_languages: tuple[str, ...]
    notes: tuple[str, ...]
    read: bool
    starred: bool
    verdict: Verdict | None
    tags: tuple[str, ...]
    annotated: bool
    analysed: bool
    failed: str | None
    versions: int
    story: str = ""


class Counts(Struct, frozen=True):
    """How many articles of a query are in each state; `leftovers` counts those with any.

    `to_read` counts the unread ones that are not dropped.
    """

    total: int = 0
    unread: int = 0
    leftovers: int = 0
    kept: int = 0
    dropped: int = 0
    starred: int = 0
    waiting: int = 0
    failed: int = 0
    to_read: int = 0


class Read(Struct, frozen=True):
    """Mark as read, or as unread."""

    on: bool = True


class Star(Struct, frozen=True):
    """Set or take away the star."""

    on: bool = True


class Decide(Struct, frozen=True):
    """Keep or drop; None takes the decision back."""

    verdict: Verdict | None


class Tag(Struct, frozen=True):
    """Put a tag on, or take it off. A tag is one word without white space."""

    name: str
    on: bool = True


class Annotate(Struct, frozen=True):
    """Write a person's note; the empty text removes it."""

    text: str


Action = Read | Star | Decide | Tag | Annotate


class Remembered(Struct, frozen=True):
    """What a person makes of `source` wherever it stands (ISO 639-1 codes); `target` None: nothing any more."""

    source: str
    target: str | None
    from_language: str
    to_language: str


class Change(Struct, frozen=True):
    """What an action, an undo or a redo did: its name, the rows it altered, how many articles.

    `about` says what it was done to where that is no article: a line, two names. With `stale` the
    analysis of the rows is out of date and has to be made anew; `remembered` is what a translation memory
    has to know from now on.
    """

    label: str
    keys: Sequence[int]
    count: int
    about: str = ""
    stale: bool = False
    remembered: Remembered | None = None


class CutOff(Struct, frozen=True):
    """An action on many articles that was cut off, or, with `back`, its undoing: `done` of `total` marks were set by
    then; `at` is when it began, in seconds since 1970; `number` is its place in the journal.
    """

    number: int
    label: str
    back: bool
    done: int
    total: int
    at: float


class Changes(Struct, frozen=True):
    """What others wrote since the last look.

    `keys` are rows that look different now, `added` those that show an article which they did
    not show before, as their file is new or holds another text, `removed` those that went; with
    `everything` the list has to be read anew.
    """

    keys: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    everything: bool = False


class StoredOverrule(Struct, frozen=True):
    """A person's correction as it is kept, with its number and the time it was made (seconds)."""

    id: int
    rule: Overrule
    made: float


class NameCount(Struct, frozen=True):
    """A name with how many articles of a list name it, how often all of the corpus do, and the
    spellings it was met in.
    """

    name: str
    label: str
    articles: int
    mentions: int
    variants: tuple[str, ...] = ()


class NameDecision(Struct, frozen=True):
    """A person's word on two names: ``merge`` or ``split``; `made` in seconds since 1970.

    `first` and `second` are what they were called; `pairs` are forms as analyses wrote them,
    which hold whatever the names are called later.
    """

    kind: str
    first: str
    second: str
    label: str
    pairs: tuple[tuple[str, str], ...]
    made: float


class NameDoubt(Struct, frozen=True):
    """Two names of the corpus that may be one, and why."""

    first: str
    second: str
    label: str
    reason: str


class FileState(Struct, frozen=True):
    """A file as it was when it was read: what tells whether it changed since.

    `path` is absolute; `shown` is how the person named it, and is what the list shows.
    """

    path: str
    size: int
    mtime_ns: int
    sha: str = ""
    shown: str = ""


class Added(Struct, frozen=True):
    """What adding one file's documents did: the rows that are new, altered and gone."""

    added: Sequence[int] = ()
    changed: Sequence[int] = ()
    removed: Sequence[int] = ()
