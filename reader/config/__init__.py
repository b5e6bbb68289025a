"""Settings: typed, documented where they are defined, refused where they mean nothing."""

from reader.config.load import ConfigError, config_path, from_text, load
from reader.config.settings import (
    AnalysisSettings,
    ReaderSettings,
    Settings,
    StoreSettings,
    TranslationSettings,
)

__all__ = [
    "AnalysisSettings",
    "ConfigError",
    "ReaderSettings",
    "Settings",
    "StoreSettings",
    "TranslationSettings",
    "config_path",
    "from_text",
    "load",
]
