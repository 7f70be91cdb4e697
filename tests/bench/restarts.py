"""How soon the server is back after kill -9: from its start to its first answer, with Python and
the app read anew, their bytecode kept. Beside it the machine's own pace: reading Flask and
SQLAlchemy alone."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from app import create_app
from app.extensions import db
from tests.bench.figures import Figure
from tests.bench.starting import with_bytecode
from tests.browser.site import Server
from tests.cast import assemble, settings
from tests.services.postgres import Postgres

KILLS = 5
BARE = [sys.executable, "-c", "import flask, sqlalchemy, flask_sqlalchemy"]


class Killed(Server):
    """gunicorn as `make run` starts it, on one of the two databases."""

    def __init__(self, database: str, kept: dict[str, str]) -> None:
        self.database = database
        self.more = {"TANDEM_DEMO": "1", "DATABASE_URL": database} | kept
        super().__init__()

    def prepare(self) -> None:
        app = create_app(settings(self.folder, self.database))
        with app.app_context():
            db.create_all()
            assemble()
            db.session.remove()
            db.engine.dispose()


def figures() -> list[Figure]:
    postgres = Postgres()
    try:
        return [figure("SQLite", ""), figure("PostgreSQL", postgres.create())]
    finally:
        postgres.stop()


def figure(name: str, database: str) -> Figure:
    back, bare = [], []
    with with_bytecode() as kept:
        site = Killed(database, kept)
        read = partial(subprocess.run, BARE, check=True, env=os.environ | kept)
        read()
        for _kill in range(KILLS):
            site.kill()
            back.append(timed(site.start))
            bare.append(timed(read))
        site.stop()
    seconds, beside = (round(median(times), 2) for times in (back, bare))
    return Figure(f"back after kill -9, {name}", seconds, "s", beside, most=2.0)


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    for each in figures():
        print(each.line(), flush=True)
