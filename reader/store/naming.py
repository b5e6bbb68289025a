"""Names as the corpus knows them: forms that analyses write, and the entities that they are.

An analysis names things as far as its own text tells. Which forms are one is kept beside, so that
resolving them anew touches no article: forms move from entity to entity, and most of them stay.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from reader.model import Article
from reader.store.base import listed
from reader.store.intake import Intake
from reader.store.postings import (
    BLOCK,
    blocks,
    packed_contents,
    packed_numbers,
    unpacked_numbers,
)
from reader.store.preparing import Mentions
from reader.store.words import plain_phrase

if TYPE_CHECKING:
    from pyroaring import BitMap

SPELLINGS = 12
"""Spellings that are kept for each form."""

AT_ONCE = 20_000
"""Mentions that one transaction of a resolution moves: another writer never waits for long."""

Form = tuple[str, str]
"""The text of a form and its label."""


class Naming(Intake):
    """The part of the store that keeps who is named where."""

    def _mentions(self, content: int, names: Mentions, stamp: int) -> None:
        """What an article names, in place of what it named before."""
        db = self.db
        before, forms = self._named_before(content)
        after: dict[int, int] = {}
        entities: dict[int, int] = {}
        for text, label, count, spelled in names:
            number, entities[number] = self._form_number(text, label, spelled)
            after[number] = after.get(number, 0) + count
        was, entity_of = before if before is not None else 0, entities | forms.entities
        if was == stamp and forms.times == after:
            return
        for number, times in forms.times.items():
            if was != stamp or number not in after:
                key = entity_of[number], was, content, number
                db.execute(
                    "DELETE FROM mention WHERE entity = ? AND stamp = ? AND content = ? AND name = ?",
                    key,
                )
            self._tally("name", number, -(number not in after), after.get(number, 0) - times)
        for number, times in after.items():
            if was != stamp or number not in forms.times:
                db.execute(
                    "INSERT OR IGNORE INTO mention VALUES (?, ?, ?, ?)",
                    (entity_of[number], stamp, content, number),
                )
            if number not in forms.times:
                self._tally("name", number, 1, times)
        old, new = ({entity_of[number] for number in each} for each in (forms.times, after))
        for entity in old | new:
            change = sum(
                after.get(number, 0) - forms.times.get(number, 0)
                for number in after.keys() | forms.times.keys()
                if entity_of[number] == entity
            )
            self._tally("entity", entity, (entity in new) - (entity in old), change)
            if entity not in old:
                self._post(entity, content)
            elif entity not in new:
                self._unpost(entity, content)
        packed = packed_numbers([n for number, times in after.items() for n in (number, times)])
        db.execute("INSERT OR REPLACE INTO named VALUES (?, ?, ?)", (content, stamp, packed))

    def _forget(self, content: int) -> None:
        """The content is gone, and names nothing any more."""
        self._mentions(content, (), 0)
        self.db.execute("DELETE FROM named WHERE content = ?", (content,))

    def _named_before(self, content: int) -> tuple[int | None, _Before]:
        row = self.db.execute(
            "SELECT stamp, packed FROM named WHERE content = ?", (content,)
        ).fetchone()
        if row is None:
            return None, _Before({}, {})
        numbers = unpacked_numbers(row[1])
        times = dict(zip(numbers[::2], numbers[1::2], strict=True))
        found = self.db.execute(
            "SELECT id, entity FROM name WHERE id IN (SELECT value FROM json_each(?))",
            (listed(times),),
        )
        return int(row[0]), _Before(times, dict(found))

    def _form_number(self, text: str, label: str, spelled: Sequence[str]) -> tuple[int, int]:
        """The number of a form and that of its entity; a form that is new is an entity by itself."""
        db = self.db
        row = db.execute(
            "SELECT id, entity, spellings FROM name WHERE text = ? AND label = ?", (text, label)
        ).fetchone()
        if row is None:
            folded = plain_phrase(text)
            entity = self._entity(text, label)
            number = db.execute(
                "INSERT INTO name(text, label, entity, folded) VALUES (?, ?, ?, ?)",
                (text, label, entity, folded),
            ).lastrowid
            assert number is not None
            db.executemany(
                "INSERT OR IGNORE INTO name_word VALUES (?, ?)",
                [(word, number) for word in folded.split()],
            )
            known = "[]"
        else:
            number, entity, known = row
        spellings = json.loads(known)
        new = [s for s in spelled if s not in spellings]
        if new and len(spellings) < SPELLINGS:
            kept = json.dumps((spellings + new)[:SPELLINGS], ensure_ascii=False)
            db.execute("UPDATE name SET spellings = ? WHERE id = ?", (kept, number))
        return number, entity

    def _entity(self, text: str, label: str) -> int:
        """The number of the entity of this name, which is made if there is none."""
        row = self.db.execute(
            "SELECT id FROM entity WHERE text = ? AND label = ?", (text, label)
        ).fetchone()
        if row is None:
            row = self.db.execute(
                "INSERT INTO entity(text, label) VALUES (?, ?) RETURNING id", (text, label)
            ).fetchone()
        return int(row[0])

    def _tally(self, table: str, number: int, articles: int, mentions: int) -> None:
        if articles or mentions:
            self.db.execute(
                f"UPDATE {table} SET articles = articles + ?, mentions = mentions + ? WHERE id = ?",  # noqa: S608  # our names
                (articles, mentions, number),
            )

    def _post(self, entity: int, content: int) -> None:
        contents = self._posted(entity, content // BLOCK)
        contents.add(content)
        self.db.execute(
            "INSERT OR REPLACE INTO posting VALUES (?, ?, ?)",
            (entity, content // BLOCK, packed_contents(contents)),
        )

    def _unpost(self, entity: int, content: int) -> None:
        contents = self._posted(entity, content // BLOCK)
        contents.discard(content)
        self.db.execute(
            "UPDATE posting SET packed = ? WHERE entity = ? AND block = ?",
            (packed_contents(contents), entity, content // BLOCK),
        )

    def _posted(self, entity: int, block: int) -> BitMap:
        return self._union(
            self.db.execute(
                "SELECT packed FROM posting WHERE entity = ? AND block = ?", (entity, block)
            )
        )

    # the corpus's names

    def _named(self, article: Article) -> Article:
        names = self.canonical({(e.name, str(e.label)) for e in article.entities})
        if all(names.get((e.name, str(e.label)), e.name) == e.name for e in article.entities):
            return article
        entities = tuple(
            structs.replace(e, name=names.get((e.name, str(e.label)), e.name))
            for e in article.entities
        )
        return structs.replace(article, entities=entities)

    def canonical(self, names: Iterable[Form]) -> dict[Form, str]:
        """The corpus's name for each form of an article's own."""
        found: dict[Form, str] = {}
        for text, label in names:
            row = self.db.execute(
                "SELECT e.text FROM name n JOIN entity e ON e.id = n.entity "
                "WHERE n.text = ? AND n.label = ?",
                (text, label),
            ).fetchone()
            if row is not None:
                found[text, label] = row[0]
        return found

    def all_names(self) -> list[tuple[str, str, int]]:
        """Every form that an analysis gave: text, label, in how many articles; most frequent first."""
        rows = self.db.execute(
            "SELECT text, label, articles FROM name WHERE articles > 0 ORDER BY articles DESC, text, label"
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def resolve(self, names: Mapping[Form, str]) -> int:
        """Set the corpus's name for forms of analyses; returns for how many it is another one now.

        Forms that shall go by one name become one entity: that which most of their mentions are of
        already, so that as little as possible is written. In several transactions.
        """
        rows = self.db.execute(
            "SELECT n.text, n.label, n.id, n.entity, n.mentions, e.text FROM name n "
            "JOIN entity e ON e.id = n.entity"
        ).fetchall()
        groups: dict[Form, list[_Member]] = defaultdict(list)
        changed = 0
        for text, label, number, entity, mentions, called in rows:
            wanted = names.get((text, label), called)
            changed += wanted != called
            groups[wanted, label].append(_Member(number, entity, mentions, called))
        if not changed:
            return 0
        chosen = _chosen(groups)
        for some in _portions(groups, chosen):
            with self._writing():
                for called, moving in some:
                    self._gather(called, chosen.get(called), moving)
        with self._writing():
            self._tell_all()
        return changed

    def _rename(self, forms: Mapping[str, str], label: str) -> None:
        """Let forms (by their text) be the entities of these names, within the running transaction."""
        for called in dict.fromkeys(forms.values()):
            moving = [
                number
                for text, after in forms.items()
                if after == called
                for (number,) in self.db.execute(
                    "SELECT id FROM name WHERE text = ? AND label = ?", (text, label)
                )
            ]
            self._gather((called, label), self._entity(called, label), moving)

    def _gather(self, called: Form, target: int | None, numbers: Sequence[int]) -> None:
        """Make forms one entity of this name, that of number `target` while it is there."""
        db = self.db
        kept = db.execute("UPDATE entity SET text = ? WHERE id = ?", (called[0], target)).rowcount
        if target is None or not kept:
            target = db.execute("INSERT INTO entity(text, label) VALUES (?, ?)", called).lastrowid
            assert target is not None
        leaving: dict[int, list[int]] = defaultdict(list)
        for number, entity in db.execute(  # asked anew: a person may have moved it since
            "SELECT id, entity FROM name WHERE id IN (SELECT value FROM json_each(?))",
            (listed(numbers),),
        ).fetchall():
            if entity != target:
                leaving[entity].append(number)
        for entity, some in leaving.items():
            found = db.execute(
                "SELECT stamp, content, name FROM mention "
                "WHERE entity = ? AND name IN (SELECT value FROM json_each(?))",
                (entity, listed(some)),
            ).fetchall()
            db.executemany(
                "DELETE FROM mention WHERE entity = ? AND stamp = ? AND content = ? AND name = ?",
                [(entity, *row) for row in found],
            )
            db.executemany(
                "INSERT INTO mention VALUES (?, ?, ?, ?)", [(target, *row) for row in found]
            )
            db.execute(
                "UPDATE name SET entity = ? WHERE id IN (SELECT value FROM json_each(?))",
                (target, listed(some)),
            )
        for entity in (target, *leaving) if leaving else ():
            self._recount(entity)

    def _recount(self, entity: int) -> None:
        """Count the articles of an entity anew whose forms are others now; one without forms ends."""
        db = self.db
        forms, mentions = db.execute(
            "SELECT count(*), sum(mentions) FROM name WHERE entity = ?", (entity,)
        ).fetchone()
        db.execute("DELETE FROM posting WHERE entity = ?", (entity,))
        if not forms:
            db.execute("DELETE FROM entity WHERE id = ?", (entity,))
            return
        contents = {
            row[0] for row in db.execute("SELECT content FROM mention WHERE entity = ?", (entity,))
        }
        db.execute(
            "UPDATE entity SET articles = ?, mentions = ? WHERE id = ?",
            (len(contents), mentions, entity),
        )
        db.executemany(
            "INSERT INTO posting VALUES (?, ?, ?)",
            [(entity, *block) for block in blocks(contents)],
        )

    def _tell_all(self) -> None:
        self.db.execute(
            "INSERT INTO change(session, kind, packed) VALUES (?, 'changed', NULL)", (self.session,)
        )


class _Before(Struct, frozen=True):
    times: dict[int, int]
    entities: dict[int, int]


class _Member(Struct, frozen=True):
    number: int
    entity: int
    mentions: int
    called: str


def _chosen(groups: Mapping[Form, Sequence[_Member]]) -> dict[Form, int]:
    """The entity that each name goes on as: that of most mentions, no entity under two names."""
    weights: dict[tuple[Form, int], int] = defaultdict(int)
    for called, members in groups.items():
        for member in members:
            weights[called, member.entity] += member.mentions + 1
    chosen: dict[Form, int] = {}
    taken: set[int] = set()
    for called, entity in sorted(weights, key=lambda each: (-weights[each], each)):
        if called not in chosen and entity not in taken:
            chosen[called] = entity
            taken.add(entity)
    return chosen


def _portions(
    groups: Mapping[Form, Sequence[_Member]], chosen: Mapping[Form, int]
) -> Iterator[list[tuple[Form, list[int]]]]:
    """The names with the forms that they gain, in portions of some mentions each."""
    some: list[tuple[Form, list[int]]] = []
    weight = 0
    for called, members in groups.items():
        moving = [member for member in members if member.entity != chosen.get(called)]
        if not moving and all(member.called == called[0] for member in members):
            continue
        some.append((called, [member.number for member in moving]))
        weight += 20 + sum(member.mentions for member in moving)
        if weight > AT_ONCE:
            yield some
            some, weight = [], 0
    if some:
        yield some
