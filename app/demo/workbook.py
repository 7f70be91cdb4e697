"""The demo's input: the real pairs of data/pairs.csv as the XLSX that a manager would hand in."""

import csv
from collections.abc import Iterator
from pathlib import Path

from app.demo import cast
from app.demo.names import Namer
from app.pairs import sheets

DATA = Path(__file__).parent / "data"
TWIN, PILOT = (360_000, 90_000), (90_000, 120_000)  # EUR cents: own travel, costs as host
TOGETHER = {"Cologne": "Cologne – Soria", "Soria": "Cologne – Soria"}

Rows = dict[str, list[list[object]]]


def of_cohort(number: int) -> bytes:
    """The workbook of one cohort."""
    rows: Rows = {name: [] for name in sheets.SHEETS}
    namer, seen = Namer(), set()
    for pair, activity, city, country, side in _cities(number):
        if (pair, city) in seen:
            continue  # Cologne and Soria share their seven pilots
        seen.add((pair, city))
        rows["Cities"].append([pair, activity, city, country, side, ""])
        _people(rows, namer, pair, city, country, side)
        _money(rows, pair, city, side)
    return sheets.write(rows)  # type: ignore[arg-type]


def pot(number: int) -> int:
    """EUR cents: what the budgets come to, and a tenth more, in whole thousands of euro."""
    pairs = {(pair, city, side) for pair, _a, city, _c, side in _cities(number)}
    given = sum(sum(TWIN if side == "twin" else PILOT) for _p, _c, side in pairs)
    return -(-given * 11 // 10 // 100_000) * 100_000


def _cities(number: int) -> list[tuple[str, str, str, str, str]]:
    """Pairs in the order of the list, the twins of each before its pilots."""
    rows = list(_listed(number))
    order = list(dict.fromkeys(row[0] for row in rows))
    return sorted(rows, key=lambda row: (order.index(row[0]), row[4] != "twin"))


def _listed(number: int) -> Iterator[tuple[str, str, str, str, str]]:
    countries = {row["city"]: row["country"] for row in _csv("pilots.csv")}
    for row in _csv("pairs.csv"):
        if int(row["cohort"]) != number:
            continue
        twin, pilots = _short(row["twin_city"]), row["pilot_cities"].split(";")
        activity = row["pilot_activity"].partition(" (printed")[0]
        activity = activity.partition(" (activity name")[0]
        pair = TOGETHER.get(twin) or _name(twin, pilots, activity)
        yield pair, activity, twin, row["twin_country"], "twin"
        for pilot in pilots:
            yield pair, activity, pilot, countries[pilot], "pilot"


def _name(twin: str, pilots: list[str], activity: str) -> str:
    """Belfast – Galway; where there are many pilots, the name of their activity."""
    if len(pilots) > 3:
        return f"{twin} – {activity.partition(' - ')[0]}"
    return " – ".join([twin, *pilots])


def _people(rows: Rows, namer: Namer, pair: str, city: str, country: str, side: str) -> None:
    ours = [one for one in (*cast.OURS, cast.STRANGER) if one[3] == city]
    if pair.startswith("Cologne") and city == "Cologne":
        ours += [one for one in cast.OURS if not one[3]]
    for short, name, role, home in ours:
        rows["People"].append([cast.mail(short), name, role, pair, home, "en"])
    officers = [cast.mail(one[0]) for one in ours if one[2] == "officer"]
    while len(officers) < (2 if side == "twin" else 1):
        mail, name = namer.person(city, country)
        rows["People"].append([mail, name, "officer", pair, city, "en"])
        officers.append(mail)
    rows["Seats"].append([pair, city, len(officers), " ".join(officers)])


def _money(rows: Rows, pair: str, city: str, side: str) -> None:
    for direction, amount in zip(
        ("outgoing", "incoming"), TWIN if side == "twin" else PILOT, strict=True
    ):
        rows["Budgets"].append([pair, city, direction, amount // 100])


def _short(city: str) -> str:
    return city.partition(" (")[0]


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
