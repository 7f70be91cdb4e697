"""Emission factors by version: a journey keeps the version it was planned with. New ones are new
rows in factors.csv, never other figures in old ones."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NEWEST = "GB-2025"
MODES = ("train", "coach", "plane", "car", "ferry", "tram", "bus", "bicycle", "foot", "other")
LAND = {
    "train": "train_national",
    "coach": "coach",
    "bus": "local_bus",
    "tram": "light_rail_tram",
    "car": "car_medium_petrol",
}
NOTHING = ("bicycle", "foot")  # they emit nothing that is counted


@dataclass(frozen=True)
class Factor:
    """Kilograms of CO2 equivalents for each passenger-km or vehicle-km, and where it is from."""

    version: str
    country: str
    year: int
    key: str
    kg: float
    per: str
    label: str
    source: str

    @property
    def of_a_vehicle(self) -> bool:
        return self.per == "vehicle-km"


@cache
def of_version(version: str) -> dict[str, Factor]:
    text = files("app.journeys").joinpath("factors.csv").read_text("utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        if row["version"] == version:
            figures = {"year": int(row["year"]), "kg": float(row["kg"])}
            found[row["key"]] = Factor(**(row | figures))  # type: ignore[arg-type]
    return found


def factor(mode: str, countries: tuple[str, str], version: str) -> Factor | None:
    """None for what emits nothing, and for what no factor is published here (ferry, other).

    Flights: the set is British and tells flights to or from the United Kingdom from others. A
    great-circle distance is what it wants: 8 % for detours are in the factors.
    """
    if mode == "plane":
        british = [country == "GB" for country in countries]
        if all(british):
            key = "plane_domestic_uk_average_with_RF"
        elif any(british):
            key = "plane_short_haul_economy_with_RF"
        else:
            key = "plane_intl_non_uk_economy_with_RF"
    else:
        key = LAND.get(mode, "")
    return of_version(version).get(key)
