"""What the cities, the people and the claims of a crowd are called (see towns.py): pair 0 is the
model's own, the others have made-up names, each once."""

import random
from collections.abc import Iterator
from typing import Any

from tests.bench.renumbering import Maker
from tests.bench.words import SOUNDS
from tests.cast import CAST, TOWNS

SEED, A_COHORT = 27, 10
SLUG = "cologne-soria"
CITIES = [name for name, _land, _zone in TOWNS[:3]]
CODES = ("COL", "SOR", "VIT")
# Those whom all pairs have in common; and the stranger, whose pair is there once.
COMMON = ("maria", "tom", "vera", "sean")
Row = dict[str, Any]


def slug(k: int, pairs: int, seed: int = SEED) -> str:
    """Of pair k."""
    return _slug(_cities(pairs, seed)[k])


def who(short: str, k: int) -> str:
    """The name in the mail address of somebody's counterpart in pair k."""
    return f"{short}-{k}" if k else short


def words(rows: dict[str, list[Row]], pairs: int, seed: int) -> dict[str, Maker]:
    """What the model says, and what each other pair says in its place."""
    cities, people = _cities(pairs, seed), _people(pairs, seed)
    words: dict[str, Maker] = {SLUG: lambda k: _slug(cities[k])}
    words["Cohort 1"] = lambda k: f"Cohort {k // A_COHORT + 1}"
    for n, (city, code) in enumerate(zip(CITIES, CODES, strict=True)):
        words[city] = _nth(cities, n)
        words[code] = lambda k, n=n: _code(cities, k, n)  # type: ignore[misc]
    for n, short in enumerate(each for each in CAST if each not in COMMON):
        words[CAST[short][0]] = _nth(people, n)
        words[f"{short}@example.org"] = lambda k, short=short: f"{who(short, k)}@example.org"  # type: ignore[misc]
    for number in (row["number"] for row in rows["claim"]):
        _cohort, code, rest = number.split("-")
        n = CODES.index(code)
        words[number] = lambda k, n=n, rest=rest: (  # type: ignore[misc]
            f"C{k // A_COHORT + 1}-{_code(cities, k, n)}-{rest}"
        )
    return words


def _code(cities: list[list[str]], k: int, n: int) -> str:
    """No two of a cohort have the same."""
    return f"{cities[k][n][:3].upper()}{'ABC'[n]}{k % A_COHORT}" if k else CODES[n]


def _nth(names: list[list[str]], n: int) -> Maker:
    return lambda k: names[k][n]


def _slug(cities: list[str]) -> str:
    return f"{cities[0]}-{cities[1]}".lower()


def _cities(pairs: int, seed: int) -> list[list[str]]:
    """Longer than any word of a text, so that none begins with one."""
    made = _made_up(random.Random(f"cities {seed}"), 5)
    return [CITIES, *([next(made) for _city in CITIES] for _pair in range(1, pairs))]


def _people(pairs: int, seed: int) -> list[list[str]]:
    own = [full for short, (full, _role, _city) in CAST.items() if short not in COMMON]
    made = _made_up(random.Random(f"people {seed}"), 5)
    return [own, *([f"{next(made)} {next(made)}" for _one in own] for _pair in range(1, pairs))]


def _made_up(chance: random.Random, sounds: int) -> Iterator[str]:
    """Names, each once."""
    known: set[str] = set()
    while True:
        name = "".join(chance.choices(SOUNDS, k=sounds)).capitalize()
        if name not in known:
            known.add(name)
            yield name
