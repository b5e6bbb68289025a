"""Leftovers: fragments that a page left in another language, with their span, language and kind."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from reader.language import latin
from reader.language.belonging import DISCUSSED, block_reason, reason, sentence, weak_reason
from reader.language.context import likely
from reader.language.fragments import Verdict, by_script, cyrillic
from reader.language.homoglyphs import Homoglyph, disguised, homoglyphs
from reader.language.kindred import Foreign, kindred
from reader.language.kinds import kind_inside, kind_of_line
from reader.language.letters import Letters, letters
from reader.language.runs import Run, runs
from reader.language.scripts import count_scripts, script_of
from reader.language.strays import Stray, strays
from reader.model import UNDETERMINED, Document, Leftover, LeftoverKind, Line, LineKind

_DOMAINS = {
    ".ru": "ru", ".su": "ru", ".ua": "uk", ".by": "be", ".bg": "bg", ".rs": "sr", ".kz": "kk", ".mk": "mk",
}  # fmt: skip


class _Found(Struct, frozen=True):
    start: int
    end: int
    line: Line
    script: str
    whole: bool
    rule: str
    doubtful: bool = False


def leftovers(document: Document, lines: Sequence[Line], language: str) -> tuple[Leftover, ...]:
    """Every leftover of the document, in order, none overlapping another.

    `language` is the article's own; `lines` are its classified lines.
    """
    text = document.text
    read = letters(text)
    own = _own_script(read, language)
    alien = own != "Latn" or read.foreign
    strange = latin.strangers(text, language) if own == "Latn" else frozenset()
    filled = [line for line in lines if line.kind is not LineKind.EMPTY]
    out_of_place = strays(text, filled, language, strange) if own == "Latn" else []
    if not alien and not out_of_place:
        return ()
    disguises = list(homoglyphs(text, own == "Latn", read)) if alien else []
    whole: list[Homoglyph] = []
    kinds = _Kinds(text, filled)
    pieces = list(_foreign(text, filled, read, own, disguises, whole)) if alien else []
    if all(piece.doubtful for piece in pieces):
        # A page without any certain debris is good copy: weak evidence of belonging suffices.
        pieces = []
    found = [_stretch(text, one.line, one, "language-sentence", kinds) for one in out_of_place]
    if own != "Latn":
        found += [
            _stretch(text, line, stretch, "latin-debris", kinds)
            for line in read.holding({"Latn"}, filled)
            for stretch in latin.debris(text, line.start, line.end, line.kind.kept)
        ]
    found += [
        _stretch(text, line, stretch, "kindred-sentence", kinds, "Cyrl")
        for line, stretch in kindred(text, filled, language)
    ]
    if 5 * sum(one.end - one.start for one in found) > 3 * len(text.strip()):
        # What fills most of a text is no fragment: the article's language was misjudged.
        found = []
    found.extend(_named(document, pieces, kinds))
    found.extend(_disguise(text, word) for word in (*disguises, *whole))
    return _apart(found)


def _own_script(read: Letters, language: str) -> str:
    main = next(iter(read.counts.most_common(1)), ("", 0))[0]
    if language in {"ru", "uk", "be", "bg", "mk", "kk"}:
        return "Cyrl"
    if language == "sr":
        return main or "Cyrl"
    if language in {"ar", "fa", "ur", "ckb", "ps", "ug"}:
        return "Arab"
    if language in latin.known_languages():
        return "Latn"
    return main or "Latn"


_JUDGED = 64
_MAY_BE_CITED = 0.6
"""The chance from which a fragment belongs where the page shows no certain debris; by writers left out of the fit."""
_CITED = 0.99
"""That from which it belongs whatever else the page shows: beside debris hardly anything is cited and not marked."""
_LEFT = 0.2
"""That below which a sentence that speaks of words does not vouch for it."""
_UNWEIGHED = 0.5
_EAST_ASIAN = {"Hani", "Kana", "Hang"}


def _foreign(
    text: str,
    lines: Sequence[Line],
    read: Letters,
    own: str,
    disguises: Sequence[Homoglyph],
    whole: list[Homoglyph],
) -> Iterator[_Found]:
    """Fragments in a script other than the article's and than Latin that do not belong.

    `disguises` are the words of mixed scripts; words that are found to be all look-alikes on the
    way are added to `whole`.
    """
    theirs = set(read.counts) - {"Latn", own} - (_EAST_ASIAN if own in _EAST_ASIAN else set())
    holding = {line.number for line in read.holding(theirs, lines)}
    if not holding:
        return
    block: list[_Found] = []
    before = ""
    for line in [*lines, None]:
        content = text[line.start : line.end] if line else ""
        alien: list[Run] = []
        if line and line.number in holding:
            alien = [
                run
                for run in runs(text, line.start, line.end)
                if run.group != own and not (run.group == "Hani" and own in _EAST_ASIAN)
            ]
        if line and alien and alien[0].whole_line:
            piece = _Found(
                alien[0].start,
                alien[0].end,
                line,
                _script(content, alien[0].group),
                True,
                "script-line",
            )
            if not block or piece.script == block[-1].script:
                block.append(piece)
                continue
            yield from _block(text, block, before, content)
            block = [piece]
            continue
        if line and not content.strip():
            continue
        if block:
            yield from _block(text, block, before, content)
            block = []
        before = content
        if line and alien:
            yield from _within(text, line, alien, own, disguises, whole)


def _block(text: str, block: Sequence[_Found], before: str, after: str) -> Iterator[_Found]:
    """The lines of a block, unless the block belongs; set phrases never do."""
    if block_reason(text[block[0].start : block[-1].end], before, after) is None:
        yield from block


def _within(
    text: str,
    line: Line,
    alien: Sequence[Run],
    own: str,
    disguises: Sequence[Homoglyph],
    whole: list[Homoglyph],
) -> Iterator[_Found]:
    """Fragments inside a line that do not belong; what is discussed vouches for its sentence."""
    content = text[line.start : line.end]
    open_pieces: list[tuple[_Found, tuple[int, int]]] = []
    vouched: set[tuple[int, int]] = set()
    judged = 0
    for run in alien:
        for start, end in _outside(text, run, disguises):
            meant = disguised(text, start, end) if own == "Latn" else None
            low, high = start - line.start, end - line.start
            judged += 1
            # Hundreds of fragments in one line are no prose to weigh: all of them were left.
            why = reason(content, low, high, run.group) if judged <= _JUDGED else None
            chance = _UNWEIGHED
            weighed = judged <= _JUDGED and run.group == "Cyrl" and own == "Latn"
            if weighed and line.kind.kept and why in (None, "discussed"):
                chance = likely(content, low, high, len(alien))
            if why == "discussed" and chance < _LEFT:
                why = None
            capitals = text[start:end].isupper() and end - start > 1
            if meant is not None and (why is None or (capitals and why == "announced")):
                whole.append(meant)
                continue
            around = sentence(content, low, high) if judged <= _JUDGED else (low, high)
            if why in DISCUSSED:
                vouched.add(around)
            if why is None:
                script = _script(text[start:end], run.group)
                if chance > _CITED:
                    continue
                doubtful = chance > _MAY_BE_CITED or (
                    judged <= _JUDGED and weak_reason(content, low, high, run.group) is not None
                )
                piece = _Found(start, end, line, script, False, "script-run", doubtful)
                open_pieces.append((piece, around))
    yield from (piece for piece, around in open_pieces if around not in vouched)


def _script(text: str, group: str) -> str:
    counts = count_scripts(text)
    counts.pop("Latn", None)
    if group == "Hani":
        return counts.most_common(1)[0][0] if counts else group
    return group


def _outside(text: str, run: Run, disguises: Sequence[Homoglyph]) -> Iterator[tuple[int, int]]:
    """The parts of a run that no disguised word covers, trimmed to their letters."""
    first = bisect_left(disguises, run.start, key=lambda d: d.end)
    inside: list[Homoglyph] = []
    for d in disguises[first : first + (run.end - run.start)]:
        if d.start >= run.end:
            break
        if d.end > run.start:
            inside.append(d)
    if not inside:
        yield run.start, run.end
        return
    starts = [run.start, *(d.end for d in inside)]
    ends = [*(d.start for d in inside), run.end]
    for low, high in zip(starts, ends, strict=True):
        while low < high and script_of(text[low]) in {None, "Latn"}:
            low += 1
        while high > low and script_of(text[high - 1]) in {None, "Latn"}:
            high -= 1
        if low < high:
            yield low, high


def _stretch(
    text: str,
    line: Line,
    stretch: latin.Stretch | Foreign | Stray,
    rule: str,
    kinds: _Kinds,
    script: str = "Latn",
) -> Leftover:
    fragment = text[stretch.start : stretch.end]
    whole = fragment == text[line.start : line.end].strip()
    return Leftover(
        stretch.start,
        stretch.end,
        fragment,
        stretch.language,
        script,
        kinds.of(fragment, line, whole),
        rule,
        stretch.basis,
        stretch.candidates if isinstance(stretch, Stray) else (stretch.language,),
    )


class _Kinds:
    """Tells the kind of a leftover by its line and the line after it."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._text = text
        self._inside: dict[int, LeftoverKind] = {}
        self._after = {one.number: other for one, other in pairwise(lines)}
        self._before = {other.number: one for one, other in pairwise(lines)}

    def of(self, fragment: str, line: Line, whole: bool) -> LeftoverKind:
        """The kind of a fragment of a line; `whole` where it fills the line."""
        text = self._text
        if not whole:
            if line.number not in self._inside:
                self._inside[line.number] = kind_inside(line, text[line.start : line.end])
            return self._inside[line.number]
        before, after = self._before.get(line.number), self._after.get(line.number)
        below = text[after.start : after.end] if after else ""
        return kind_of_line(fragment, line, before, after, below)


def _expected(document: Document) -> str | None:
    url = document.url or ""
    host = url.partition("://")[2].partition("/")[0].casefold()
    return next((la for ending, la in _DOMAINS.items() if host.endswith(ending)), None)


def _named(document: Document, pieces: Sequence[_Found], kinds: _Kinds) -> Iterator[Leftover]:
    text = document.text
    own = [p for p in pieces if p.script == "Cyrl"]
    verdicts = cyrillic([text[p.start : p.end] for p in own], _expected(document))
    named: dict[int, Verdict] = {p.start: v for p, v in zip(own, verdicts, strict=True)}
    for p in pieces:
        fragment = text[p.start : p.end]
        verdict = named.get(p.start) or by_script(fragment, p.script)
        yield Leftover(
            p.start,
            p.end,
            fragment,
            verdict.language,
            p.script,
            kinds.of(fragment, p.line, p.whole),
            p.rule,
            verdict.basis,
            verdict.candidates,
        )


def _disguise(text: str, word: Homoglyph) -> Leftover:
    return Leftover(
        word.start,
        word.end,
        text[word.start : word.end],
        UNDETERMINED,
        word.script,
        LeftoverKind.HOMOGLYPH,
        "homoglyph",
        "",
        (),
        word.intended,
    )


def _apart(found: Sequence[Leftover]) -> tuple[Leftover, ...]:
    """In order, without overlaps: a homoglyph goes first, then the earlier and longer."""
    kept: list[Leftover] = []
    starts: list[int] = []
    for one in sorted(found, key=lambda f: (f.kind is not LeftoverKind.HOMOGLYPH, f.start, -f.end)):
        at = bisect_left(starts, one.start)
        if (at and kept[at - 1].end > one.start) or (at < len(kept) and starts[at] < one.end):
            continue
        starts.insert(at, one.start)
        kept.insert(at, one)
    return tuple(kept)
