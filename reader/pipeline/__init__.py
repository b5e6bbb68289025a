"""The pipeline: the only room that knows all stages, from files on disk to analyses in the store.

`Analysis` works beside the reader in processes of its own; `analyse` takes one document through all
stages in this one. Names load when they are first used: the reader needs neither parsers nor models.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reader.pipeline.analysis import Analysis
    from reader.pipeline.coordinator import Coordinator
    from reader.pipeline.messages import Changed, Event, Failed, Finished, Progress
    from reader.pipeline.settings import Settings
    from reader.pipeline.stages import Stages, analyse

_HOME = {
    "Analysis": "analysis",
    "Coordinator": "coordinator",
    "Settings": "settings",
    "Stages": "stages",
    "analyse": "stages",
}

__all__ = [
    "Analysis",
    "Changed",
    "Coordinator",
    "Event",
    "Failed",
    "Finished",
    "Progress",
    "Settings",
    "Stages",
    "analyse",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f"reader.pipeline.{_HOME.get(name, 'messages')}")
    value: object = getattr(module, name)
    return value
