"""The register of claims of a pair with 1,000 lines on one page, as a manager reads it."""

import random
import shutil
from pathlib import Path

from sqlalchemy import insert, select

from app.claims.lines import Line
from app.database import writing
from app.extensions import db
from tests.bench import pages
from tests.bench.figures import Figure
from tests.bench.load import measure
from tests.bench.serving import app_on, tandem

LINES = 1000
LEAST = 40  # requests a second; ihatemoney 7.2.1, also Flask, has 16.5 on a page like it


def figures(pair: Path, folder: Path, rounds: int, seconds: float) -> list[Figure]:
    shutil.copytree(pair, folder, dirs_exist_ok=True)
    fill(folder)
    path, runs = f"{pages.PAIR}/claims/register", []
    with tandem(folder, "maria") as site:
        rows = site.get(path).count(b"<tr><td>")
        assert rows == LINES, rows
        for _round in range(rounds):
            runs.append((measure(site, path, 8, 2 * seconds), measure(site, path, 1, seconds)))
    many, one = pages.medians(runs, "per_second")
    cpu, _one = pages.medians(runs, "cpu_ms")
    name = f"register of {LINES} lines"
    return [
        Figure(f"{name}: 8 connections", many, "requests/s", least=LEAST),
        Figure(f"{name}: 1 connection", one, "requests/s"),
        Figure(f"{name}: CPU, 8 connections", cpu, "ms/request"),
    ]


def fill(folder: Path) -> None:
    """As many lines as are wanted, in the claims that there are, each with an amount of its own."""
    app, dice = app_on(folder), random.Random(1)
    with app.app_context():
        with writing():
            lines = Line.__table__
            query = select(lines).where(lines.c.removed_at.is_(None)).order_by(lines.c.id)
            known = [dict(row) for row in db.session.execute(query).mappings()]
            more = []
            for n in range(LINES - len(known)):
                amount = dice.randrange(200, 120_000)
                row = known[n % len(known)]
                eur = None if row["eur"] is None else amount
                more.append(row | {"id": None, "amount": amount, "eur": eur, "split_id": None})
            for row in more:
                del row["id"]
            db.session.execute(insert(lines), more)
        db.session.remove()
        db.engine.dispose()
