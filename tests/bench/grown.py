"""Pages of a pair that has grown: how fast each is beside a bare page of its size, and that ten
times as much takes no more queries."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.extensions import db
from tests.bench import pages
from tests.bench.figures import Figure
from tests.bench.load import measure
from tests.bench.serving import Site, app_on, serving, signed_in, tandem
from tests.queries import asked_by


class Grown(NamedTuple):
    """`pages` by name: (address, its peer's rows, and the expressions in each). `make` fills a
    folder with the whole, or with a tenth of it; `most` is the goal, in ms of CPU a request."""

    title: str
    who: str
    pages: dict[str, tuple[str, int, int]]
    make: Callable[[Path, bool], None]
    most: float | None = None


def figures(grown: Grown, folder: Path, rounds: int, seconds: float) -> list[Figure]:
    whole, tenth = folder / "whole", folder / "tenth"
    for place in (whole, tenth):
        place.mkdir()
        grown.make(place, place is whole)
    asked, few = queries(grown, whole), queries(grown, tenth)
    found: list[Figure] = []
    with tandem(whole, grown.who) as site:
        for name in grown.pages:
            found += _page(grown, site, name, rounds, seconds)
    for name in grown.pages:
        about = f"{grown.title}, {name}: queries (beside: a tenth of it)"
        found.append(Figure(about, asked[name], "queries/request", beside=few[name], times=1))
    return found


def queries(grown: Grown, folder: Path) -> dict[str, int]:
    app = app_on(folder)
    client = signed_in(grown.who, app)
    counted = {name: asked_by(client, path) for name, (path, *_peer) in grown.pages.items()}
    with app.app_context():
        db.engine.dispose()
    return counted


def _page(grown: Grown, site: Site, name: str, rounds: int, seconds: float) -> list[Figure]:
    path, *peer = grown.pages[name]
    size = len(site.get(path))
    with serving("tests.bench.bare:make()", BARE=json.dumps({"it": [*peer, size]})) as bare:
        runs = [
            (measure(site, path, 1, seconds), measure(bare, "/it", 1, seconds))
            for _round in range(rounds)
        ]
    ours, beside = pages.medians(runs, "per_second")
    cpu, bare_cpu = pages.medians(runs, "cpu_ms")
    title = f"{grown.title}, {name}"
    return [
        Figure(f"{title}: 1 connection", ours, "requests/s", beside=beside),
        Figure(f"{title}: CPU", cpu, "ms/request", beside=bare_cpu, most=grown.most),
    ]
