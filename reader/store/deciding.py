"""A person's word on names: which are one, which are not; each decision can be taken back.

A decision shows at once, as it only alters the corpus's names for some spellings, and is kept
beside them, so that names which are resolved anew later come out the same. It is an action of the
journal like any other.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from reader.store.counting import Counting
from reader.store.errors import StoreError
from reader.store.journal import Entry, Journal
from reader.store.marks import DECISIONS, Decision, append_decision, log_path, names_noted
from reader.store.records import Change, NameDecision, NameDoubt


class NamePair(NamedTuple):
    """Two forms as analyses wrote them, their label, and the name a person knew the first by."""

    first: str
    second: str
    label: str
    called: str


LABELS = {
    "merge": "take names for one",
    "split": "set a name apart",
    "apart": "keep names apart",
}
"""What the journal calls each kind of decision."""

_DOUBTS = "name-doubts"
_DOUBTS_KEPT = 500


class Deciding(Counting, Journal):
    """The part of the store that keeps merges and splits of names."""

    def name_decisions(self) -> list[NameDecision]:
        """Every decision in force, oldest first."""
        return [_decision(each) for each in self._decided()]

    def name_pairs(self, kind: str) -> list[NamePair]:
        """What was decided ``merge`` or ``split``, form by form.

        Where a person decided the same pair twice, the later word counts.
        """
        last: dict[tuple[frozenset[str], str], tuple[str, NamePair]] = {}
        for decision in self.name_decisions():
            for first, second in decision.pairs:
                key = frozenset((first, second)), decision.label
                last.pop(key, None)
                pair = NamePair(first, second, decision.label, decision.first)
                last[key] = decision.kind, pair
        return [pair for which, pair in last.values() if which == kind]

    def merge_names(self, first: str, second: str, label: str) -> NameDecision:
        """Take two names for one, which is called `first` from now on.

        Raises `StoreError` where the corpus has not both, or they are one already.
        """
        if first == second:
            raise StoreError("that is one name already")
        with self._writing(durable=True):
            ours, theirs = self._form(first, label), self._form(second, label)
            moved = [text for text, _ in self.name_forms(second, label)]
            entry = _entry("merge", first, second, label, [(ours, theirs)])
            self._decide(entry, dict.fromkeys(moved, first))
        return _decision(entry)

    def split_name(self, name: str, form: str, label: str) -> NameDecision:
        """Set one form of a name apart; it goes by itself from now on.

        Raises `StoreError` where the name has no such form, or no other one.
        """
        with self._writing(durable=True):
            forms = [text for text, _ in self.name_forms(name, label)]
            others = [text for text in forms if text != form]
            if form not in forms:
                raise StoreError(f"“{form}” is no form of “{name}”")
            if not others:
                raise StoreError(f"“{name}” has no other form")
            entry = _entry("split", name, form, label, [(text, form) for text in others])
            # The form that gave the entity its name keeps it; the others then need another.
            staying = others[0] if form == name else name
            named = {form: form} | (dict.fromkeys(others, staying) if form == name else {})
            self._decide(entry, named)
        return _decision(entry)

    def keep_names_apart(self, first: str, second: str, label: str) -> NameDecision:
        """Two names that might be one are not, and shall not be proposed again."""
        with self._writing(durable=True):
            pair = (self._form(first, label), self._form(second, label))
            entry = _entry("split", first, second, label, [pair])
            self._decide(entry, {})
        return _decision(entry)

    def undo_name_decision(self) -> NameDecision | None:
        """Take back the latest decision on names that is this session's or an ended one's, None if there is
        none; `undo` takes them back in their turn among all other actions.
        """
        before = self.name_decisions()
        if self.undo(*LABELS.values()) is None:
            return None
        after = self.name_decisions()
        return next((each for each in reversed(before) if each not in after), None)

    def redo_name_decision(self) -> NameDecision | None:
        """Decide again what was taken back last, None if nothing was taken back since."""
        before = self.name_decisions()
        if self.redo(*LABELS.values()) is None:
            return None
        return next((each for each in self.name_decisions() if each not in before), None)

    def _put(self, entry: Entry, label: str, *, back: bool) -> Change:
        if entry["field"] != "names":
            return super()._put(entry, label, back=back)
        decision = entry["decision"]
        named = self.canonical([(text, decision["label"]) for text, _, _ in decision["renamed"]])
        altered = {}
        for text, before, after in decision["renamed"]:
            expected, called = (after, before) if back else (before, after)
            if named.get((text, decision["label"])) == expected:
                altered[text] = called
        self._rename(altered, decision["label"])
        self._keep(decision, on=not back)
        self._tell_all()
        return Change(label, (), 0, _about(decision))

    # doubts

    def set_name_doubts(self, doubts: Iterable[NameDoubt]) -> None:
        """Keep the pairs of names that may be one, the most interesting first."""
        kept = [[d.first, d.second, d.label, d.reason] for d in doubts][:_DOUBTS_KEPT]
        if kept != self.get_state(_DOUBTS):
            self.set_state(_DOUBTS, kept)

    def name_doubts(self) -> list[NameDoubt]:
        """The pairs of names that may be one and on which nobody has decided."""
        kept = self.get_state(_DOUBTS)
        decided = {
            (frozenset(pair), decision.label)
            for decision in self.name_decisions()
            for pair in ((decision.first, decision.second), *decision.pairs)
        }
        doubts = [NameDoubt(*map(str, each)) for each in kept] if isinstance(kept, list) else []
        return [
            doubt
            for doubt in doubts
            if (frozenset((doubt.first, doubt.second)), doubt.label) not in decided
            and self.name_forms(doubt.first, doubt.label)
            and self.name_forms(doubt.second, doubt.label)
        ]

    def _decided(self) -> list[dict[str, Any]]:
        kept = self.get_state(DECISIONS)
        return [each for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []

    def _form(self, name: str, label: str) -> str:
        """The commonest form of a name: what an analysis wrote, which the corpus's name may not be."""
        forms = self.name_forms(name, label)
        if not forms:
            raise StoreError(f"no article names “{name}” any more")
        return forms[0][0]

    def _decide(self, entry: Decision, named: dict[str, str]) -> None:
        self._settle()
        label = entry["label"]
        before = self.canonical([(text, label) for text in named])
        altered = {text: after for text, after in named.items() if before[text, label] != after}
        entry["renamed"] += [[text, before[text, label], after] for text, after in altered.items()]
        self._rename(altered, label)
        self._keep(entry, on=True)
        self._enter(LABELS[_kind(entry)], {"field": "names", "decision": entry})
        self._tell_all()

    def _keep(self, decision: Decision, *, on: bool) -> None:
        """Put a decision in force, or take it back, in the database and in the record beside it."""
        before, record = self._decided(), log_path(self.path)
        kept = [each for each in before if each != decision]
        self.db.execute(
            "INSERT OR REPLACE INTO state VALUES (?, ?)",
            (DECISIONS, json.dumps([*kept, decision] if on else kept, ensure_ascii=False)),
        )
        if before and not names_noted(record):  # they are older than this part of the record
            for each in before:
                self._noted(append_decision(record, each, on=True))
        self._noted(append_decision(record, decision, on=on))


def _entry(
    kind: str, first: str, second: str, label: str, pairs: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "kind": kind, "first": first, "second": second, "label": label,
        "pairs": [list(pair) for pair in pairs], "renamed": [], "made": time.time(),
    }  # fmt: skip


def _kind(entry: Mapping[str, Any]) -> str:
    return "apart" if entry["kind"] == "split" and not entry["renamed"] else str(entry["kind"])


def _about(entry: Mapping[str, Any]) -> str:
    sign = "=" if entry["kind"] == "merge" else "≠"
    return f"{entry['first']} {sign} {entry['second']}"


def _decision(entry: dict[str, Any]) -> NameDecision:
    pairs = tuple((str(first), str(second)) for first, second in entry["pairs"])
    return NameDecision(
        entry["kind"], entry["first"], entry["second"], entry["label"], pairs, entry["made"]
    )


def decided(
    names: Mapping[tuple[str, str], str], merges: Iterable[NamePair], splits: Iterable[NamePair]
) -> dict[tuple[str, str], str]:
    """Names (text and label) that a resolution gave, corrected where it missed a person's word.

    All that shares a name with either side of a merge goes by the name that the person chose; the
    second of a split goes by itself where it came out under the name of the first.
    """
    result = dict(names)
    for first, second, label, called in merges:
        both = {result.get((first, label)), result.get((second, label))}
        if None not in both:
            result |= {
                key: called for key, name in result.items() if key[1] == label and name in both
            }
    staying: dict[tuple[str, str], str] = {}
    for first, second, label, _ in splits:
        name = result.get((second, label))
        if name is None or result.get((first, label)) != name:
            continue
        if name != second:
            result[second, label] = second
        else:  # it gave all of them its name
            result[first, label] = staying.setdefault((second, label), first)
    return result
