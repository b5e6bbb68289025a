"""How much of a query the full-text index can tell by itself, beside what only rows know.

An article may have several rows in that index: its text, and translations that came later. Each holds the facts of
the article (`facts`), a word stands in one of them. So of several words that must all be there a row may hold
but one, whereas what must not be there is missing in all of them. `Bounds` keep to that: every article that
matches has a row that satisfies `most`, whatever else a row may be asked; who reads them looks at the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from reader.store.facts import ANY


class Bounds(Struct, frozen=True):
    """FTS5 expressions around a condition; the empty one stands for "not known".

    A row of every article that matches satisfies `most` and does not satisfy `never`; with `each` all its rows
    do. An article of which a row satisfies `least` matches. With `exact` that is all there is to say of an
    article that has one row.
    """

    most: str = ""
    never: str = ""
    least: str = ""
    each: bool = True
    exact: bool = False

    @property
    def expression(self) -> str:
        """What a row must satisfy as one FTS5 expression, empty where nothing is known."""
        if not self.never:
            return self.most
        return f"({self.most or quoted(ANY)} NOT {self.never})"


UNKNOWN = Bounds()
"""Of what the index knows nothing."""


def fact(*words: str, exact: bool = True) -> Bounds:
    """Articles with one of these facts, which each of their rows holds; some of them, where it is not `exact`."""
    one = _joined(" OR ", [quoted(word) for word in words])
    return Bounds(one, least=one if exact else "", exact=exact and bool(one))


def words(match: str) -> Bounds:
    """Articles of which a row satisfies an FTS5 expression."""
    return Bounds(f"({match})", least=f"({match})", each=False, exact=True)


def negation(of: Bounds) -> Bounds:
    """Articles that do not match."""
    known = of.each and of.expression
    least = f"({quoted(ANY)} NOT {known})" if known else ""
    return Bounds(never=of.least, least=least, exact=of.exact and bool(of.least))


def both(parts: Sequence[Bounds]) -> Bounds:
    """Articles that match all of these; of those whose words one row holds the first is kept."""
    kept = [part for part in parts if part.each]
    some = [part for part in parts if not part.each]
    kept = [*some[:1], *kept]
    return Bounds(
        _joined(" AND ", [part.most for part in kept]),
        _joined(" OR ", [part.never for part in kept]),
        _all(" AND ", [part.least for part in parts]),
        not some,
        len(some) < 2 and all(part.exact for part in parts),
    )


def either(parts: Sequence[Bounds]) -> Bounds:
    """Articles that match one of these."""
    return Bounds(
        _all(" OR ", [part.expression for part in parts]),
        least=_all(" OR ", [part.least for part in parts]),
        each=all(part.each for part in parts),
        exact=all(part.exact for part in parts),
    )


def quoted(word: str) -> str:
    """A word as FTS5 takes it, whatever signs it holds."""
    return f'"{word}"'


def _joined(glue: str, parts: Sequence[str]) -> str:
    known = list(dict.fromkeys(part for part in parts if part))
    return f"({glue.join(known)})" if len(known) > 1 else "".join(known)


def _all(glue: str, parts: Sequence[str]) -> str:
    return _joined(glue, parts) if all(parts) else ""
