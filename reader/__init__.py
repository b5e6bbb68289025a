"""wirereader: a terminal reader for multilingual wire copy."""

__version__ = "0.1.0"
