"""Durable updates a second of many editors of one text, their streams open, beside a bare Flask
POST on the same kind of server. Rounds in turns, the median counts."""

from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Figure
from tests.bench.node import client
from tests.bench.serving import Site, serving
from tests.bench.writers import told, writers

EDITORS = (20, 100)
Runs = dict[tuple[int, bool], list[dict[str, Any]]]


def figures(site: Site, folder: Path, rounds: int, seconds: float) -> list[Figure]:
    runs, who = defaultdict(list), told(writers(site, folder))
    with serving("tests.bench.bare:taking()") as bare, client("editors.mjs") as ask:
        for _round in range(rounds):
            for editors in EDITORS:
                for ours in (True, False):
                    wanted = {"port": (site if ours else bare).port, "clients": editors}
                    wanted |= {"seconds": seconds, "streams": ours, "who": who}
                    runs[editors, ours].append(ask(wanted))
    return [figure for editors in EDITORS for figure in _of(editors, runs)]


def _of(editors: int, runs: Runs) -> list[Figure]:
    def at(what: str, ours: bool) -> float:
        return round(median(run[what] for run in runs[editors, ours]), 2)

    name = f"{editors} editors of one text"
    return [
        Figure(name, at("per_second", True), "updates/s", at("per_second", False), share=0.5),
        Figure(f"{name}: p99", at("p99", True), "ms", at("p99", False)),
    ]
