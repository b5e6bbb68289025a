"""Which articles tell the same story: the same wire copy, printed by several outlets with small edits."""

from reader.stories.sketching import ALIKE, VERSION, Sketch, likeness, sketch

__all__ = ["ALIKE", "VERSION", "Sketch", "likeness", "sketch"]
