"""How Tandem grows: 10, 100 and more pairs with two years of work each (towns.py), all served at
the same time and asked in turns; what each figure grows by, as the exponent b of a * pairs ** b."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from math import log
from pathlib import Path
from statistics import linear_regression, median

from tests.bench import towns
from tests.bench.asking import Town, Typing, pages, queries, search, served
from tests.bench.figures import Figure

MIB = 1024 * 1024
UPDATE, SIZE = "an update of a text", "the database"
FLAT, LINEAR = 0.1, 1.1  # the most that an exponent may be
UPDATES = 40  # in a round
Measured = dict[str, dict[int, float]]  # by what was measured, and by how many pairs


def figures(
    folder: Path, sizes: list[int], rounds: int, seconds: float
) -> tuple[list[Figure], Measured]:
    towns.fill(folder, sizes)
    with ExitStack() as stack:
        crowds = [served(stack, folder / str(pairs), pairs) for pairs in sizes]
        found = measured(crowds, rounds, seconds)
    asked = {town.pairs: queries(town) for town in crowds}
    lost = {town.pairs: len(town.lost) for town in crowds}
    return [*_told(found), *_queries(asked), *_lost(lost)], found


def measured(crowds: list[Town], rounds: int, seconds: float) -> Measured:
    """The median of all rounds. In each, one crowd is asked after the other, so that all of them
    meet the same machine."""
    runs: dict[tuple[str, int], list[float]] = defaultdict(list)
    typists = {town.pairs: Typing(town) for town in crowds}
    for _round in range(rounds):
        for town in crowds:
            for name, value in [*pages(town, seconds), *search(town)]:
                runs[name, town.pairs].append(value)
            updates = typists[town.pairs].keys(UPDATES)
            runs[f"{UPDATE}: p50", town.pairs].append(median(updates))
    found: Measured = defaultdict(dict)
    for (name, pairs), values in runs.items():
        found[name][pairs] = round(median(values), 2)
    for town in crowds:
        found[SIZE][town.pairs] = round((town.folder / "tandem.db").stat().st_size / MIB, 2)
    return found


def exponent(values: dict[int, float]) -> float:
    """b of the a * pairs ** b that is nearest: a line through the logarithms, by least squares."""
    few = [max(value, 0.01) for value in values.values()]
    return linear_regression([log(n) for n in values], [log(value) for value in few]).slope


def _told(found: Measured) -> Iterator[Figure]:
    for name, values in found.items():
        unit = "MiB" if name == SIZE else "ms/request" if name.endswith("CPU") else "ms"
        least = values[min(values)]
        for pairs, value in sorted(values.items()):
            beside = least if pairs > min(values) else None
            yield Figure(f"growth, {pairs:,} pairs, {name}", value, unit, beside)
        if len(values) > 1:
            yield Figure(f"growth, {name}", round(exponent(values), 3), "exponent", **_goal(name))


def _goal(name: str) -> dict[str, float]:
    """Pages of a pair, updates and search in a pair are to stay as they are. Of pages the CPU
    counts: how long they take depends on what else the machine does."""
    if name == SIZE:
        return {"most": LINEAR}
    flat = name.endswith("CPU") or name in (f"{UPDATE}: p50", "search in a pair: p50")
    return {"most": FLAT} if flat and "manager" not in name else {}


def _queries(asked: dict[int, dict[str, int]]) -> Iterable[Figure]:
    few, many = min(asked), max(asked)
    for name, value in asked[many].items():
        title = f"growth, {many:,} pairs, {name}: queries (beside: {few:,} pairs)"
        yield Figure(title, value, "queries/request", beside=asked[few][name], times=1)


def _lost(lost: dict[int, int]) -> Iterable[Figure]:
    """Where a server died over a page."""
    for pairs, many in lost.items():
        yield Figure(f"growth, {pairs:,} pairs: pages not answered", many, "pages", most=0)
