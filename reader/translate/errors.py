"""What can go wrong with a translation, in words for the person who meets it."""

from __future__ import annotations


class TranslationError(Exception):
    """A translation or a model operation failed; the message is one line that says what to do."""
