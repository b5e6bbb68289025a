"""Bytes on disk become documents: discovery, decoding, one small reader a format.

Importing this room loads no parser; the one for HTML comes with the first page.
"""

from __future__ import annotations

from reader.ingest.decoding import Decoded, decode
from reader.ingest.discovery import Skipped, discover
from reader.ingest.errors import IngestError
from reader.ingest.reading import LIMIT, read

__all__ = ["LIMIT", "Decoded", "IngestError", "Skipped", "decode", "discover", "read"]
