"""Pages with 100 rows: requests a second at 1 and 8 connections, CPU, queries, each beside a bare
Flask page of the same size in the same run. Rounds are interleaved, the median counts."""

import json
from collections import defaultdict
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure
from tests.bench.load import Measured, measure
from tests.bench.people import ROWS, SECTIONS
from tests.bench.serving import Site, app_on, serving, signed_in
from tests.queries import asked_by

PAIR = "/pairs/cologne-soria"
PAGES = {  # name: (address, its peer's rows, and the expressions in each: about as many as ours)
    "overview": (PAIR, 30, 8),
    "visits": (f"{PAIR}/visits", ROWS, 8),
    "claims": (f"{PAIR}/claims", ROWS, 12),
    "notes": (f"{PAIR}/notes", ROWS, 5),
    "plan": (f"{PAIR}/plan", SECTIONS, 60),
}
CONNECTIONS = (1, 8)
Runs = dict[tuple[str, int], list[tuple[Measured, Measured]]]


def figures(site: Site, folder: Path, rounds: int, seconds: float) -> list[Figure]:
    sizes = {name: [*peer, len(site.get(path))] for name, (path, *peer) in PAGES.items()}
    with serving("tests.bench.bare:make()", BARE=json.dumps(sizes)) as bare:
        runs = _rounds(site, bare, rounds, seconds)
    asked = queries(folder)
    return [figure for name in PAGES for figure in _of_page(name, runs, asked[name])]


def queries(folder: Path) -> dict[str, int]:
    """Statements sent to the database for each page, its texts rendered before."""
    app = app_on(folder)
    client = signed_in("anna", app)
    return {name: asked_by(client, path) for name, (path, *_peer) in PAGES.items()}


def _rounds(site: Site, bare: Site, rounds: int, seconds: float) -> Runs:
    """Ours and the peer's in turn, so that both meet the same machine."""
    runs: Runs = defaultdict(list)
    for _round in range(rounds):
        for name, (path, *_peer) in PAGES.items():
            for connections in CONNECTIONS:
                ours = measure(site, path, connections, seconds)
                runs[name, connections].append(
                    (ours, measure(bare, f"/{name}", connections, seconds))
                )
    return runs


def _of_page(name: str, runs: Runs, asked: int) -> list[Figure]:
    found = []
    for connections in CONNECTIONS:
        at = f"{connections} connection{'s' if connections > 1 else ''}"
        ours, peer = medians(runs[name, connections], "per_second")
        found.append(Figure(f"{name}: {at}", ours, "requests/s", beside=peer, share=0.5))
        for wait in ("p50", "p99"):
            ours, peer = medians(runs[name, connections], wait)
            found.append(Figure(f"{name}: {wait}, {at}", ours, "ms", beside=peer))
        ours, peer = medians(runs[name, connections], "cpu_ms")
        found.append(Figure(f"{name}: CPU, {at}", ours, "ms/request", beside=peer, most=10))
    found.append(Figure(f"{name}: queries", asked, "queries/request"))
    return found


def medians(pairs: list[tuple[Measured, Measured]], what: str) -> tuple[float, float]:
    ours, peers = ([getattr(run, what) for run in side] for side in zip(*pairs, strict=True))
    return round(median(ours), 2), round(median(peers), 2)
