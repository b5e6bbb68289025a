"""Where stores lie: one database a corpus, in the data folder of the person."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path


def data_folder() -> Path:
    """``$WIREREADER_DATA``, else ``wirereader`` in the XDG data folder (or what the system has instead)."""
    named = os.environ.get("WIREREADER_DATA")
    if named:
        return Path(named)
    xdg = os.environ.get("XDG_DATA_HOME")
    if xdg and Path(xdg).is_absolute():
        return Path(xdg) / "wirereader"
    import platformdirs  # deferred: 5 ms, for systems without XDG variables

    return Path(platformdirs.user_data_dir("wirereader", appauthor=False))


def store_path(paths: Sequence[Path], folder: Path | None = None) -> Path:
    """The store of a corpus: named after its first folder and a digest of all its paths, made absolute."""
    whole = sorted(str(Path(os.path.abspath(path))) for path in paths)  # noqa: PTH100  # links stay as named
    digest = hashlib.sha256("\0".join(whole).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    first = Path(whole[0]).name if whole else ""
    name = (
        "".join(c if c.isalnum() or c in "-_." else "-" for c in first)[:40].strip(".-") or "corpus"
    )
    return (folder or data_folder()) / "stores" / f"{name}-{digest}.db"
