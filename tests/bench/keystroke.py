"""A keystroke's way to the others' screens, with all that a browser sends: beside Hocuspocus,
y-websocket and a bare echo, all asked by the same client (js/keystroke.mjs), in turns."""

from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Figure
from tests.bench.node import JS, client, peer
from tests.bench.serving import Site
from tests.bench.writers import told, writers
from tests.services.chromium import PROJECT

OURS, GOAL = "tandem", "hocuspocus"
PEERS = {
    GOAL: JS / "hocuspocus.mjs",
    "y-websocket": PROJECT / "node_modules/y-websocket/bin/server.cjs",
    "echo": JS / "echo.mjs",
}
KEYS = {2: 60, 20: 60, 100: 40}  # clients: keystrokes in a round
GAP = 5  # milliseconds between two
Found = dict[tuple[str, int], list[dict[str, float]]]


def figures(site: Site, folder: Path, rounds: int) -> list[Figure]:
    found = _rounds(site, told(writers(site, folder)), rounds)
    return [figure for clients in KEYS for figure in _of(clients, found)]


def _rounds(site: Site, who: dict[str, Any], rounds: int) -> Found:
    found: Found = defaultdict(list)
    with ExitStack() as stack:
        ports = {OURS: site.port}
        ports |= {kind: stack.enter_context(peer(script)) for kind, script in PEERS.items()}
        ask = stack.enter_context(client("keystroke.mjs"))
        for _round in range(rounds):
            for clients, keys in KEYS.items():
                for kind, port in ports.items():
                    wanted = {"kind": kind, "port": port, "clients": clients, "keys": keys}
                    found[kind, clients].append(ask(wanted | {"gap": GAP, "who": who}))
    return found


def _of(clients: int, found: Found) -> list[Figure]:
    def at(kind: str, share: str) -> float:
        return round(median(run[share] for run in found[kind, clients]), 2)

    name = f"keystroke, {clients} clients"
    goal = {"times": 2.0} if clients >= 20 else {}
    rows = [Figure(f"{name}: p50", at(OURS, "p50"), "ms", at(GOAL, "p50"), **goal)]
    rows.append(Figure(f"{name}: p99", at(OURS, "p99"), "ms", at(GOAL, "p99")))
    for kind in list(PEERS)[1:]:
        rows.append(Figure(f"{name}: p50, beside {kind}", at(OURS, "p50"), "ms", at(kind, "p50")))
    lost = sum(run["expected"] - run["heard"] for run in found[OURS, clients])
    return [*rows, Figure(f"{name}: lost", lost, "messages", most=0)]
