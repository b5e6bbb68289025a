"""A name is spelled as the article spells it, whatever script and case ending it arrives in.

"Макрона" over a photograph in a story about Emmanuel Macron is Macron: names
are matched by a skeleton of their consonants, in which the usual renderings of
a sound fall together (к, c, ck; х, kh, h; в, w, v) and vowels, which case
endings and schemes of transliteration change, do not count. The article's own
spelling comes first, then a lexicon of names that no scheme can restore
(Мерц, Си Цзиньпин), and only then the scheme.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from reader.model import Entity
from reader.translate.data import load
from reader.translate.transliteration import SCHEMES, transliterate

_CYRILLIC: Final = re.compile(r"[Ѐ-ӿ]")
_LATIN_WORD: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")

# Sounds that transliterations and languages write in many ways, longest spelling first.
_SOUNDS: Final = (
    ("cs", "X"), ("cz", "X"), ("sz", "S"), ("shch", "X"), ("tsch", "X"), ("sch", "X"), ("sh", "X"),
    ("tch", "X"), ("ch", "X"),
    ("zh", "X"), ("dzh", "X"), ("dj", "X"), ("dzi", "S"), ("tz", "S"), ("ts", "S"), ("kh", "H"),
    ("gh", "H"), ("ph", "F"), ("th", "T"), ("ck", "K"), ("qu", "K"), ("x", "KS"), ("j", "X"),
    ("c", "K"), ("q", "K"), ("k", "K"), ("g", "H"), ("h", "H"), ("w", "V"), ("v", "V"),
    ("f", "V"), ("z", "S"), ("s", "S"), ("b", "B"), ("d", "D"), ("t", "T"), ("l", "L"),
    ("m", "M"), ("n", "N"), ("p", "P"), ("r", "R"),
)  # fmt: skip
_SIBILANTS: Final = str.maketrans(
    {"č": "ch", "ć": "ch", "ç": "ch", "š": "sh", "ś": "sh", "ş": "sh", "ș": "sh", "ž": "zh",
     "ż": "zh", "ł": "l", "đ": "dj", "ß": "ss", "ğ": "", "ı": "i"}
)  # fmt: skip
# A foreign W in front of a vowel, as Russian and Ukrainian write it.
_W: Final = re.compile(r"^(?:У(?=[аеиоэі])|В(?=[аеиоі]))")
PARTICLES: Final = frozenset(
    ("аль", "ас", "аш", "ар", "ад", "эль", "ель", "бен", "бин", "бін", "ибн", "фон", "дер", "ден", "ван",
     "де", "ди", "да", "дю", "ду", "ла", "ле", "лос", "дос", "тер", "абу", "оглы", "кызы")
)  # fmt: skip
_ENDINGS: Final = (
    "ого", "ему", "ому", "ыми", "ими", "ами", "ями", "ией", "ской", "ську",
    "ой", "ей", "ою", "ею", "ом", "ем", "ём", "ым", "им", "ую", "юю", "ах", "ях", "ов", "ев",
    "ам", "ям", "ым", "ий", "а", "я", "у", "ю", "е", "и", "ы", "і",
)  # fmt: skip


class Spelling(Struct, frozen=True):
    """How a mention is written in the target, and what that rests on.

    `basis` is ``article`` (some text spells it), ``lexicon`` or ``scheme``.
    """

    text: str
    basis: str


class Names:
    """How the article and the corpus spell the names that a translation meets.

    `spellings` maps mentions in the source's script, in any case form, to the
    spelling wanted; `spelled` lists names as target-language texts write them,
    most trusted first. Immutable; cheap to build for each article.
    """

    def __init__(
        self, spellings: Mapping[str, str] | None = None, spelled: Iterable[str] = ()
    ) -> None:
        self.spellings = {_fold(k): v for k, v in (spellings or {}).items()}
        ordered = dict.fromkeys((*self.spellings.values(), *spelled))
        self.spelled = tuple(name for name in ordered if not _CYRILLIC.search(name))
        self._words: dict[str, list[str]] = {}
        self._wholes: dict[str, list[str]] = {}
        for name in self.spelled:
            self._wholes.setdefault(skeleton(name), []).append(name)
            for word in _LATIN_WORD.findall(name):
                if len(word) > 1 and word[0].isupper():
                    for key in _keys(word):
                        self._words.setdefault(key, []).append(word)

    @classmethod
    def of(cls, *groups: Iterable[Entity]) -> Names:
        """Names from entities: those of the article first, then those of the corpus."""
        spellings: dict[str, str] = {}
        spelled: dict[str, None] = {}
        for entities in groups:
            for entity in entities:
                if _CYRILLIC.search(entity.text):
                    if not _CYRILLIC.search(entity.name):
                        spellings.setdefault(entity.text, entity.name)
                        spelled.setdefault(entity.name)
                else:
                    spelled.setdefault(entity.text)
                    spelled.setdefault(entity.name)
        kept = {k: v for k, v in spellings.items() if len(k.split()) >= len(v.split())}
        return cls(kept, spelled)

    def over(self, spellings: Mapping[str, str]) -> Names:
        """These names with `spellings` outranking them: a user's glossary."""
        if not spellings:
            return self
        merged = {**self.spellings, **spellings}
        return Names(merged, (*spellings.values(), *self.spelled))

    def __bool__(self) -> bool:
        return bool(self.spelled)

    def resolve(self, mention: str, language: str, scheme: str = "press") -> Spelling | None:
        """The spelling of a name, None where neither a text nor the lexicon knows it."""
        known = self.spellings.get(_fold(mention))
        if known is not None:
            return Spelling(known, "article")
        words = mention.split()
        if len(words) > 1:
            whole = self._whole(mention, language, scheme)
            if whole is not None:
                return Spelling(whole, "article")
        else:
            word = self._word(mention, language, scheme)
            if word is not None:
                return Spelling(word, "article")
        known = lexicon_name(mention, language)
        return Spelling(known, "lexicon") if known is not None else None

    def spell(self, mention: str, language: str, scheme: str = "press") -> Spelling:
        """The spelling of a name of any number of words; what nobody spelled is transliterated."""
        whole = self.resolve(mention, language, scheme)
        if whole is not None:
            return whole
        out: list[str] = []
        bases: set[str] = set()
        words = mention.split()
        inflected = is_inflected(words)
        for word in words:
            found = self.resolve(word, language, scheme)
            if found is None:
                given = given_name(word, language)
                if given is not None:
                    found = Spelling(given, "lexicon")
            if found is None:
                base = nominative(word) if inflected else word
                found = Spelling(transliterate(base, language, scheme), "scheme")
            out.append(found.text)
            bases.add(found.basis)
        basis = next(b for b in ("scheme", "lexicon", "article") if b in bases)
        return Spelling(" ".join(out), basis)

    def _word(self, word: str, language: str, scheme: str) -> str | None:
        best: tuple[float, str] | None = None
        for form in _forms(word):
            for latin in _renderings(form, language, scheme):
                for known in self._words.get(skeleton(latin), ()):
                    score = _similarity(latin, known)
                    # "Пятин" has the consonants of Putin: the first vowel tells them apart
                    least = 0.5 if _vowel(latin) == _vowel(known) else 0.8
                    if skeleton(known) != skeleton(latin):
                        least -= 0.2  # matched without the mute ending of a French name
                    if score >= least and (best is None or score > best[0]):
                        best = (score, known)
        if best is None:
            return None
        return best[1].upper() if word.isupper() and len(word) > 1 else best[1]

    def _whole(self, mention: str, language: str, scheme: str) -> str | None:
        """A name of several words, each of which must match, in order."""
        words = mention.split()
        keys = [
            {
                skeleton(latin)
                for form in _forms(word)
                for latin in _renderings(form, language, scheme)
            }
            for word in words
        ]
        for name in self.spelled:
            parts = _LATIN_WORD.findall(name)
            if len(parts) == len(words) and all(
                _keys(part) & key for part, key in zip(parts, keys, strict=True)
            ):
                return name
        return None

    def repair(self, source: str, target: str, language: str) -> str:
        """`target` with the names of `source` spelled as the article spells them.

        What an engine made of a name ("Makron", "Macaron") is found by its
        sound and replaced; a name that the engine left out is not invented.
        """
        for mention in mentions(source):
            found = self.resolve(mention, language)
            if found is None or re.search(rf"(?<!\w){re.escape(found.text)}(?!\w)", target):
                continue
            wrong = _heard(mention, found.text, target, language)
            if wrong is not None:
                target = target[: wrong[0]] + found.text + target[wrong[1] :]
        return target

    def lost(self, source: str, target: str, language: str) -> dict[str, str]:
        """Mentions of `source` whose spelling `target` lacks, longest first, with that spelling."""
        found: dict[str, str] = {}
        for mention in mentions(source):
            if any(mention in longer for longer in found):
                continue
            known = self.resolve(mention, language)
            if known is None:
                continue
            last = known.text.split()[-1]
            if not re.search(rf"(?<!\w){re.escape(last)}(?!\w)", target):
                found[mention] = known.text
        return found


def name_word(word: str) -> bool:
    """Whether a word may stand in a name: capitalised, or a particle such as аль-, фон, де."""
    return word[:1].isupper() or word.split("-")[0] in PARTICLES


def mentions(text: str) -> Iterator[str]:
    """Runs of capitalised Cyrillic words in `text`, longest first within a run, then single words."""
    runs = re.findall(r"[А-ЯЁІЇЄҐЎ][\w'’ʼ-]*(?: [А-ЯЁІЇЄҐЎ][\w'’ʼ-]*)*", text)
    for run in runs:
        words = run.split()
        if len(words) > 1:
            yield run
        yield from (word for word in words if len(word) > 2)


def _heard(mention: str, spelling: str, target: str, language: str) -> tuple[int, int] | None:
    """The span of `target` that renders `mention` otherwise than `spelling`, None where there is none."""
    wanted = {skeleton(spelling)}
    for form in _forms(mention) if " " not in mention else (mention,):
        wanted |= {skeleton(latin) for latin in _renderings(form, language, "press")}
    size = len(spelling.split())
    words = list(re.finditer(r"[^\W\d_]+(?:[-’'](?!s\b)[^\W\d_]+)*", target))
    best: tuple[float, tuple[int, int]] | None = None
    for at in range(len(words) - size + 1):
        run = words[at : at + size]
        if not all(word[0][0].isupper() for word in run):
            continue
        start, end = run[0].start(), run[-1].end()
        text = target[start:end]
        score = _similarity(text, spelling)
        close = skeleton(text) in wanted and score >= 0.4
        if (close or score >= 0.75) and (best is None or score > best[0]):
            best = (score, (start, end))
    return best[1] if best is not None else None


@functools.lru_cache(maxsize=8192)
def _keys(word: str) -> frozenset[str]:
    """The skeleton of a word, and that without a final consonant that French does not speak."""
    whole = skeleton(word)
    mute = re.sub(r"(?<=[aeiouy])(?:[stxdz]|lt|nt|rt|ts|lts)$", "", word.casefold())
    short = skeleton(mute)
    return frozenset((whole, short)) if len(short) > 1 else frozenset((whole,))


@functools.lru_cache(maxsize=8192)
def skeleton(name: str) -> str:
    """The consonants of a Latin-script name as classes of sounds; equal for renderings of one name."""
    spelled = name.casefold().translate(_SIBILANTS)
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c)
    )
    # a mute h at the end; the x of pinyin and of Greek names in front
    plain = re.sub(r"(?<=[aeiouy])h\b", "", plain)
    plain = re.sub(r"\bx", "s", plain)
    out: list[str] = []
    at = 0
    while at < len(plain):
        for spelling, sound in _SOUNDS:
            if plain.startswith(spelling, at):
                if spelling == "c" and plain[at + 1 : at + 2] in ("e", "i", "y"):
                    sound = "S"
                out.append(sound)
                at += len(spelling)
                break
        else:
            if at == 0 and plain[0].isalpha():
                out.append("-")  # a vowel in front counts, whichever it is
            at += 1
    return re.sub(r"(.)\1+", r"\1", "".join(out))


def _vowel(name: str) -> str:
    """The first vowel of a Latin-script name as a class of sounds."""
    found = re.search(r"y?[aeiouäëöüáéíóúàèâêîôû]|y", name.casefold())
    if found is None:
        return ""
    letters = "".join(
        c for c in unicodedata.normalize("NFKD", found[0]) if not unicodedata.combining(c)
    )
    return {"y": "i", "ya": "a", "ye": "e", "yi": "i", "yo": "o", "yu": "u"}.get(letters, letters)


def _similarity(left: str, right: str) -> float:
    from rapidfuzz.distance import Levenshtein  # deferred: compiled code

    return float(Levenshtein.normalized_similarity(left.casefold(), right.casefold()))


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


def _forms(word: str) -> Iterator[str]:
    """The word and what it may have been before its case ending."""
    yield word
    lowered = word.lower()
    for ending in _ENDINGS:
        if lowered.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            yield stem
            if ending in ("ого", "ому", "им", "ым", "ой"):
                yield stem + ("ий" if stem[-1:].lower() in "кгхсц" else "ый")
    if lowered.endswith("ця"):
        yield word[:-2] + "ец"


@functools.lru_cache(maxsize=8192)
def _renderings(word: str, language: str, scheme: str) -> tuple[str, ...]:
    """What the word may be in Latin letters: by the lexicon and by every scheme."""
    found = [transliterate(word, language, scheme)]
    if _W.match(word):
        found.append(transliterate(_W.sub("W", word), language, scheme))
    found += [transliterate(word, "ru", name) for name in SCHEMES if name != scheme]
    if language == "uk":
        found.append(transliterate(word, "uk"))
    known = _lexicon(language).get(_fold(word))
    given = given_name(word, language)
    return tuple(dict.fromkeys(name for name in (known, given, *found) if name))


@functools.cache
def _lexicon(language: str) -> Mapping[str, str]:
    tables = load("lexicon.toml")
    merged: dict[str, str] = {}
    for name in ("names", *(("names_uk",) if language == "uk" else ())):
        merged |= {_fold(source): target for source, target in tables[name].items()}
    return merged


@functools.cache
def _given(language: str) -> Mapping[str, str]:
    tables = load("lexicon.toml")
    merged = {_fold(s): t for s, t in tables["given"].items()}
    if language == "uk":
        merged |= {_fold(s): t for s, t in tables["given_uk"].items()}
    return merged


def given_name(word: str, language: str) -> str | None:
    """The usual spelling of a Russian, Ukrainian or well-known foreign given name, in any case form."""
    table = _given(language)
    folded = _fold(word)
    if folded in table:
        return table[folded]
    for ending, bare in (
        ("а", ""), ("у", ""), ("ом", ""), ("е", ""), ("я", "й"), ("ю", "й"), ("ем", "й"),
        ("я", "ь"), ("ы", "а"), ("и", "я"), ("у", "а"), ("ой", "а"), ("е", "а"), ("ей", "я"),
        ("ю", "я"), ("и", "а"), ("ем", "ь"), ("ю", "ь"), ("ею", "я"), ("ою", "а"), ("і", "а"),
        ("ию", "ия"), ("ии", "ия"), ("ией", "ия"), ("ию", "ий"), ("ия", "ий"), ("ием", "ий"),
        ("я", "я"), ("ра", "р"), ("ла", "ел"), ("ла", "ёл"),
    ):  # fmt: skip
        if folded.endswith(ending):
            base = folded[: -len(ending)] + bare
            if base in table and len(base) > 2:
                return table[base]
    return None


def lexicon_name(mention: str, language: str) -> str | None:
    """A name that no scheme restores, in any case form: Макрона, Мерцем, Си Цзиньпину."""
    table = _lexicon(language)
    folded = _fold(mention)
    if folded in table:
        return table[folded]
    *front, last = folded.split()
    if not last:
        return None
    for form in _forms(last):
        if len(form) < 3:
            continue
        for bare in (form, form + "ь", form + "й", form + "а", form + "я"):
            if form == last and bare == last:
                continue
            for head in [front] if front else [[]]:
                base = " ".join((*head, bare))
                if base in table:
                    return table[base]
    return None


def nominative(word: str) -> str:
    """A Russian or Ukrainian surname or given name as it stands in a dictionary, as far as endings tell."""
    lowered = word.lower()
    for ending, bare in (
        ("ского", "ский"), ("скому", "ский"), ("ским", "ский"), ("ском", "ский"),
        ("цкого", "цкий"), ("цкому", "цкий"), ("цким", "цкий"), ("цком", "цкий"),
        ("ского", "ский"), ("ської", "ська"), ("ському", "ський"), ("ським", "ський"),
        ("ського", "ський"), ("скую", "ская"), ("ской", "ская"),
        ("ова", "ов"), ("ову", "ов"), ("овым", "ов"), ("ове", "ов"), ("овой", "ова"),
        ("ева", "ев"), ("еву", "ев"), ("евым", "ев"), ("еве", "ев"), ("евой", "ева"),
        ("ина", "ин"), ("ину", "ин"), ("иным", "ин"), ("ине", "ин"), ("иной", "ина"),
        ("ына", "ын"), ("ыну", "ын"), ("ыным", "ын"), ("ыной", "ына"),
        ("овича", "ович"), ("овичу", "ович"), ("евича", "евич"), ("евичу", "евич"),
        ("ука", "ук"), ("уку", "ук"), ("юка", "юк"), ("чука", "чук"), ("яна", "ян"),
    ):  # fmt: skip
        if lowered.endswith(ending) and len(lowered) > len(ending) + 1:
            return word[: -len(ending)] + bare
    return word


def is_inflected(words: list[str]) -> bool:
    """Whether a given name in front stands in an oblique case, so that the surname does too."""
    if len(words) < 2:
        return False
    table = _given("uk")
    first = _fold(words[0])
    return first not in table and given_name(words[0], "uk") is not None
