"""How much the fault tests try: a little with `make test` and `make faults SHORT=1`, all of it with
`make faults`, a share of all with `make faults SIZE=0.1`. One place says the numbers."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    short: int
    full: int


# Each is for both databases together where a test runs on both.
SIZES = {
    "kills": Size(4, 1000),  # of a server, while 20 people type and 20 lines are decided
    "histories": Size(2, 50),  # of each kind, through the product's browser code and a server
    "many_histories": Size(40, 10_000),  # of real Yjs and pycrdt, through its log
    "updates": Size(1000, 100_000),  # that are broken
    "sequences": Size(16, 2000),  # of acts on claims by all roles; half as many on PostgreSQL
    "claims": Size(120, 10_000),  # for one budget, on each database
}


def is_full() -> bool:
    return bool(os.environ.get("SIZE"))


def size(name: str) -> int:
    """So many. TANDEM_KILLS=7 sets one of them alone."""
    share, one = float(os.environ.get("SIZE") or 0), SIZES[name]
    wanted = max(one.short, round(one.full * share)) if share else one.short
    return count(f"TANDEM_{name.upper()}", wanted)


def count(name: str, otherwise: int) -> int:
    """How many, from the environment; few by default, so that `make test` stays quick."""
    return int(os.environ.get(name, otherwise))
