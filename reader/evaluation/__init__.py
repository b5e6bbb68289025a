"""Measure what the program says against labelled files: line kinds, leftovers, names.

Beside the pipeline, above the stages: `run` is what ``wirereader evaluate`` calls, `evaluate`
gives the figures that the floors in CI are held against.
"""

from reader.evaluation.run import evaluate, run

__all__ = ["evaluate", "run"]
