"""What holds for every suite: no test fails for the time it takes, however busy the machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("wirereader", deadline=None)
settings.load_profile("wirereader")
