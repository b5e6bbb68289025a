"""Line kinds: each line of an article gets one of the contract's kinds and the evidence for it."""

from reader.clean.lines.classify import VERSION, Asked, classify, classify_many

__all__ = ["VERSION", "Asked", "classify", "classify_many"]
