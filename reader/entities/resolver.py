"""One name for each person, organisation and place of a corpus, in whatever spelling or script.

Resolution is a function of the set of names, so neither the order of the
articles nor how they were batched changes it: distinct names are nodes, names
that are the same are joined, and a name's entity is its connected component. A
full name is compared only with those that share a key. Bare surnames never join
full names to each other: they are looked up last, and only a single owner,
or one whom the surname alone names in the news, takes them.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from reader.entities.gazetteer import gazetteer
from reader.entities.keys import CYRILLIC, fold, word_keys
from reader.entities.likeness import Verdict, keys, known_by_surname, same, same_person
from reader.entities.linking import canonical_names
from reader.entities.persons import known_like, person, rows, surname_keys
from reader.model import Entity, EntityLabel

Node = tuple[EntityLabel, str]
"""A label and a folded name, or a table's identity."""
Pair = tuple[str, str]


class Suggestion(Struct, frozen=True):
    """Two names that may be one: a person decides. Both are canonical names of the resolution."""

    first: str
    second: str
    label: EntityLabel
    reason: str


class Resolver:
    """Makes resolutions under a person's merges and splits, which win over every rule.

    `merges` and `splits` are pairs of names, in any form that the corpus holds.
    """

    def __init__(self, merges: Iterable[Pair] = (), splits: Iterable[Pair] = ()) -> None:
        self._merges = tuple(merges)
        self._splits = tuple(splits)

    def resolve(self, articles: Iterable[tuple[str, Sequence[Entity]]]) -> Resolution:
        """The resolution of a corpus, given as pairs of an article's id and its entities."""
        resolution = Resolution(self._merges, self._splits)
        for article, entities in articles:
            resolution.add(article, entities)
        return resolution


class Resolution:
    """The entities of a corpus; grows and shrinks by articles, whatever their order."""

    def __init__(self, merges: Iterable[Pair] = (), splits: Iterable[Pair] = ()) -> None:
        self._merges = tuple(merges)
        self._splits = tuple(splits)
        self._articles: dict[str, dict[tuple[str, EntityLabel], str]] = {}
        self._counts: dict[Node, Counter[str]] = {}
        self._edges: defaultdict[Node, set[Node]] = defaultdict(set)
        self._doubts: defaultdict[Node, dict[Node, str]] = defaultdict(dict)
        self._index: defaultdict[tuple[EntityLabel, str], set[Node]] = defaultdict(set)
        self._names: dict[Node, str] | None = None
        self._suggestions: tuple[Suggestion, ...] = ()

    def add(self, article: str, entities: Sequence[Entity]) -> None:
        """Take in an article, or its new analysis in place of the old one."""
        self.remove(article)
        mentions = [(entity.text, entity.label) for entity in entities]
        linked = dict(zip(mentions, canonical_names(mentions), strict=True))
        self._articles[article] = linked
        for name, label in sorted({(name, label) for (_, label), name in linked.items()}):
            self._count(name, label, 1)
        self._names = None

    def add_name(self, name: str, label: EntityLabel, articles: int = 1) -> None:
        """Take in an article's own fullest form, as `Entity.name` has it, with how many use it.

        For a caller that keeps names and counts itself: `canonical` then answers, and the
        work grows with the names, not with the articles.
        """
        self._count(name, label, articles)
        self._names = None

    def _count(self, name: str, label: EntityLabel, articles: int) -> None:
        node = node_of(name, label)
        if node not in self._counts:
            self._counts[node] = Counter()
            self._connect(node)
        self._counts[node][name] += articles

    def remove(self, article: str) -> None:
        """Forget an article; no error when it was never added."""
        linked = self._articles.pop(article, None)
        if linked is None:
            return
        for name, label in {(name, label) for (_, label), name in linked.items()}:
            node = node_of(name, label)
            counts = self._counts[node]
            counts[name] -= 1
            if counts[name] <= 0:
                del counts[name]
            if not counts:
                self._disconnect(node)
        self._names = None

    def name(self, article: str, entity: Entity) -> str:
        """The canonical name of a mention; its own text when the article was never added."""
        linked = self._articles.get(article, {}).get((entity.text, entity.label))
        return entity.text if linked is None else self.canonical(linked, entity.label)

    def names(self, article: str) -> Mapping[tuple[str, EntityLabel], str]:
        """The canonical names of an article's surfaces, by surface and label."""
        return {
            mention: self.canonical(linked, mention[1])
            for mention, linked in self._articles.get(article, {}).items()
        }

    def canonical(self, name: str, label: EntityLabel) -> str:
        """The canonical name of an article's own fullest form; the form itself when unknown."""
        return self._resolved().get(node_of(name, label), name)

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Pairs of entities that may be one, by name; decided pairs are no longer among them."""
        self._resolved()
        return self._suggestions

    def _connect(self, node: Node) -> None:
        label = node[0]
        for key in _keys(node):
            for other in self._index.get((label, key), ()):
                if other != node and other not in self._edges[node]:
                    self._compare(node, other)
            self._index[label, key].add(node)
        for key in _across(node):
            for other in self._index.get((label, key), ()):
                if other not in self._edges[node]:
                    self._compare(node, other)

    def _compare(self, node: Node, other: Node) -> None:
        if other in self._doubts[node]:
            return
        if node[0] is EntityLabel.PER:
            judgement = same_person(person(node[1]), person(other[1]))
        else:
            judgement = same(node[1], other[1], node[0])
        if judgement.verdict is Verdict.SAME:
            self._edges[node].add(other)
            self._edges[other].add(node)
        elif judgement.verdict is Verdict.DOUBTFUL:
            self._doubts[node][other] = self._doubts[other][node] = judgement.reason

    def _disconnect(self, node: Node) -> None:
        del self._counts[node]
        for other in self._edges.pop(node, set()):
            self._edges[other].discard(node)
        for key in _keys(node):
            self._index[node[0], key].discard(node)
        for other in self._doubts.pop(node, {}):
            self._doubts[other].pop(node, None)

    def _resolved(self) -> dict[Node, str]:
        if self._names is None:
            components = self._components()
            self._names = self._named(components)
            self._suggestions = self._doubtful(self._names)
        return self._names

    def _components(self) -> dict[Node, Node]:
        """Each node's component, named by its least node; merges join, splits cut."""
        extra: defaultdict[Node, set[Node]] = defaultdict(set)
        for first, second in self._merges:
            for left, right in self._pairs(first, second):
                extra[left].add(right)
                extra[right].add(left)
        apart = {pair for first, second in self._splits for pair in self._pairs(first, second)}
        component: dict[Node, Node] = {}
        for start in sorted(self._counts):
            if start in component:
                continue
            reached = self._reach(start, extra)
            for least, members in _cut(reached, apart, lambda node: self._near(node, extra)):
                component.update(dict.fromkeys(members, least))
        self._take_bare(component, apart)
        return component

    def _near(self, node: Node, extra: Mapping[Node, set[Node]]) -> set[Node]:
        return self._edges.get(node, set()) | extra.get(node, set())

    def _reach(self, start: Node, extra: Mapping[Node, set[Node]]) -> set[Node]:
        reached, waiting = {start}, deque([start])
        while waiting:
            for other in self._near(waiting.popleft(), extra):
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
        return reached

    def _pairs(self, first: str, second: str) -> list[tuple[Node, Node]]:
        """The nodes of two written names under each label that the corpus has both under."""
        pairs = []
        for label in EntityLabel:
            left, right = node_of(first, label), node_of(second, label)
            if left in self._counts and right in self._counts and left != right:
                pairs.append((left, right))
        return pairs

    def _take_bare(self, component: dict[Node, Node], apart: set[tuple[Node, Node]]) -> None:
        """Give each bare surname to its single owner, or to whom it names in the news."""
        owners: defaultdict[str, set[Node]] = defaultdict(set)
        for node in self._counts:
            if node[0] is EntityLabel.PER and not person(node[1]).bare:
                for key in _keys(node):
                    owners[key].add(node)
        bare: defaultdict[Node, list[Node]] = defaultdict(list)
        for node in sorted(self._counts):
            if node[0] is EntityLabel.PER and person(node[1]).bare:
                bare[component[node]].append(node)
        for least, members in bare.items():
            if not person(least[1]).bare:
                continue
            fitting = {
                owner
                for node in members
                for key in _keys(node)
                for owner in owners.get(key, ())
                if same_person(person(node[1]), person(owner[1])).verdict is not Verdict.DIFFERENT
                and (node, owner) not in apart
                and (owner, node) not in apart
            }
            known = next((full for node in members if (full := known_by_surname(node[1]))), None)
            entities = {
                component[owner]
                for owner in fitting
                if known is None
                or same_person(person(owner[1]), person(known)).verdict is Verdict.SAME
            }
            if len(entities) == 1:
                component.update(dict.fromkeys(members, entities.pop()))

    def _named(self, component: Mapping[Node, Node]) -> dict[Node, str]:
        members: defaultdict[Node, list[Node]] = defaultdict(list)
        for node, least in component.items():
            members[least].append(node)
        names: dict[Node, str] = {}
        for nodes in members.values():
            name = self._best(nodes)
            names.update(dict.fromkeys(nodes, name))
        return names

    def _best(self, nodes: Sequence[Node]) -> str:
        """The table's name, or the commonest full form, Latin letters first."""
        label = nodes[0][0]
        for node in sorted(nodes):
            if label is not EntityLabel.PER:
                entry = gazetteer("en").lookup(next(iter(sorted(self._counts[node]))))
                if entry is not None and entry.label is label:
                    return entry.name
            elif (known := _known_full(node[1])) is not None:
                return known
        forms: Counter[str] = Counter()
        for node in nodes:
            forms.update(self._counts[node])

        def order(name: str) -> tuple[bool, bool, bool, int, int, str]:
            full = " " in name
            return (
                label is EntityLabel.PER and not full,
                bool(CYRILLIC.search(name)),
                name.isupper() and len(name) > 4,
                -forms[name],
                len(name),
                name,
            )

        return min(forms, key=order)

    def _doubtful(self, names: Mapping[Node, str]) -> tuple[Suggestion, ...]:
        decided = {frozenset(pair) for pair in (*self._merges, *self._splits)}
        found: dict[tuple[str, str, EntityLabel], str] = {}
        for left, doubts in sorted(self._doubts.items()):
            for right, reason in sorted(doubts.items()):
                first, second = sorted((names[left], names[right]))
                if left < right and first != second and frozenset((first, second)) not in decided:
                    found.setdefault((first, second, left[0]), reason)
        return tuple(
            Suggestion(first, second, label, reason)
            for (first, second, label), reason in sorted(found.items())
        )


def node_of(name: str, label: EntityLabel) -> Node:
    """What a name is in the graph: its table entry, or its folded letters."""
    if label is not EntityLabel.PER:
        entry = gazetteer("en").lookup(name)
        if entry is not None and entry.label is label:
            return label, entry.id
    return label, fold(name)


@lru_cache(maxsize=65_536)
def _keys(node: Node) -> frozenset[str]:
    label, name = node
    if label is not EntityLabel.PER:
        return keys(name, label) if not name.startswith(f"{label.value}:") else frozenset()
    one = person(name)
    found = {f"p:{key}" for key in surname_keys(one)}
    if not one.bare and not rows(one.core, "surnames"):
        # A second witness may excuse a surname's spelling while the given name agrees.
        starts = {key[:2] for key in word_keys(one.core)}
        script = "c" if CYRILLIC.search(one.core) else "l"
        found |= {f"{script}:{key}:{start}" for key in word_keys(one.given[0]) for start in starts}
    return frozenset(found)


def _across(node: Node) -> list[str]:
    """The keys under which a person of the other script may be one with a misspelt surname."""
    other = {"c": "l", "l": "c"}
    return [other[key[0]] + key[1:] for key in _keys(node) if key[:2] in ("c:", "l:")]


@lru_cache(maxsize=65_536)
def _known_full(name: str) -> str | None:
    """The usual spelling of a person in the news, from a full name or a bare surname."""
    one = person(name)
    if one.bare:
        return known_by_surname(name)
    for usual, full in known_like(one):
        if same_person(one, full).verdict is Verdict.SAME:
            return usual
    return None


def _cut(
    reached: set[Node],
    apart: set[tuple[Node, Node]],
    near: object,
) -> list[tuple[Node, set[Node]]]:
    """A component, cut where a person split it: every node goes to the nearer of the two sides."""
    assert callable(near)
    inside = sorted((a, b) for a, b in apart if a in reached and b in reached)
    if not inside:
        return [(min(reached), reached)]
    seeds = sorted({node for pair in inside for node in pair})
    side = {seed: seed for seed in seeds}
    waiting = deque(seeds)
    while waiting:
        node = waiting.popleft()
        for other in sorted(near(node)):
            if other in reached and other not in side:
                side[other] = side[node]
                waiting.append(other)
    # Seeds that no person set apart from each other stay together.
    split = {frozenset(pair) for pair in inside}
    groups: list[set[Node]] = []
    for seed in seeds:
        for group in groups:
            if all(frozenset((seed, member)) not in split for member in group & set(seeds)):
                group.add(seed)
                break
        else:
            groups.append({seed})
    parts = []
    for group in groups:
        members = {node for node in reached if side.get(node) in group}
        parts.append((min(members), members))
    return parts
