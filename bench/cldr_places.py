"""Draw the names of territories and of the zones' cities out of CLDR (Unicode licence), by way of Babel.

Writes ``reader/entities/data/cldr.json.gz``: territory codes and zone names to
a language's names, the usual one first. Run again after a new CLDR release:
``python -m bench.cldr_places``.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

LANGUAGES = ("en", "ru", "uk", "de", "fr", "bg", "es", "it", "pl", "be")
TARGET = Path(__file__).parent.parent / "reader" / "entities" / "data" / "cldr.json.gz"


def main() -> None:
    """Write the table."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    from babel import Locale

    territories: dict[str, dict[str, list[str]]] = {}
    cities: dict[str, dict[str, list[str]]] = {}
    for language in LANGUAGES:
        locale = Locale(language)
        for code, name in locale.territories.items():
            if len(code) in (2, 3) and code not in ("ZZ", "XA", "XB", "QO", "EZ"):
                territories.setdefault(code, {}).setdefault(language, []).append(name)
        for zone, names in locale.time_zones.items():
            if "city" in names and "/" in zone:
                cities.setdefault(zone, {})[language] = [names["city"]]
    english_default = {zone: zone.rsplit("/", 1)[1].replace("_", " ") for zone in cities}
    for zone, default in english_default.items():
        cities[zone].setdefault("en", [default])
    data = {"source": "Unicode CLDR by way of Babel", "territories": territories, "cities": cities}
    packed = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    TARGET.write_bytes(gzip.compress(packed, 9, mtime=0))


if __name__ == "__main__":
    main()
