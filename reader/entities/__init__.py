"""Names: who and where, across outlets, spellings and scripts.

Highlighting is useful when "Путин", "Putin" and "Vladimir Putin" are one
person, in one article and across a corpus. The room has two halves that share
one knowledge of names.

Recognition, one article at a time, in a worker process::

    recogniser = Recogniser()                        # models load on first use
    entities = recogniser.recognise(document, lines, language)
    note = recogniser.fallback(language)             # Note when there is no model, else None
    versions(languages)                              # engines and rules in force; loads nothing

`Entity.name` is then the fullest form that the article itself gives.

Resolution, over a corpus, cheap enough for the reader's own process::

    resolver = Resolver(merges=[("name", "name")], splits=[("name", "name")])
    resolution = resolver.resolve([(article_id, entities), ...])
    resolution.add(article_id, entities)             # incremental; same result in any order
    resolution.remove(article_id)
    resolution.name(article_id, entity) -> str       # the one form that all variants share
    resolution.suggestions() -> tuple[Suggestion, ...]   # doubtful pairs, for a person to decide

Pure functions for whoever needs less: `keys(name, label)` and
`same(first, second, label)`, which answers `SAME`, `DIFFERENT` or `DOUBTFUL`
with a reason.

Importing this package loads neither spaCy nor numpy.
"""

from __future__ import annotations

from reader.entities.likeness import Judgement, Verdict, keys, same
from reader.entities.recogniser import Recogniser, versions
from reader.entities.resolver import Resolution, Resolver, Suggestion

__all__ = [
    "Judgement",
    "Recogniser",
    "Resolution",
    "Resolver",
    "Suggestion",
    "Verdict",
    "keys",
    "same",
    "versions",
]
