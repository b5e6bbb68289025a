"""Languages and scripts: what an article is written in, and what was left in another language.

`leftovers` finds by script first and by language second, leaves alone what belongs, and names a
fragment's language only as surely as its letters allow. Tables load on first use.
"""

from reader.language.article import article_language
from reader.language.leftovers import leftovers

VERSION = "8.cc1492d81e50"
"""Changes with the rules and, by the digest of the room's data, with its tables: an older analysis is stale then."""

__all__ = ["VERSION", "article_language", "leftovers"]
