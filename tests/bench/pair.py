"""A pair that has worked for long: the tests' cast with 100 visits, claims and notes, a plan of
twelve sections with their text, and a budget with some 300 movements. Always the same one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path

from app import clock, create_app, jobs
from app.database import writing
from app.demo.mark import DemoMark
from app.extensions import db
from tests.bench.claims import Claims
from tests.bench.texts import Texts
from tests.bench.visits import Visits
from tests.cast import TODAY, assemble, settings

SECRET = "a secret of the figures, at least 32 characters"


class Work(Visits, Claims, Texts):
    """What the people of the pair did, through the rules of the app."""


def make(folder: Path) -> None:
    """The pair that most figures are of."""

    def work() -> None:
        pair = Work()
        for part in (pair.visits, pair.claims, pair.notes, pair.plan):
            with writing():
                part()
        while jobs.work_once():
            pass  # what is measured has done what was waiting

    filled(folder, work)


def filled(folder: Path, work: Callable[[], None], begun: date = TODAY) -> None:
    """The database and the files of a demo, as `make run` leaves them, in this folder, with the
    cast, who came together on the day that it began, and what this work has made."""
    (folder / "secret").write_text(SECRET)
    app = create_app(settings(folder, SECRET_KEY=SECRET))
    with app.app_context(), on(begun):
        db.create_all()
        assemble()
        db.session.add(DemoMark(id=1))
        db.session.commit()
        work()
        db.session.remove()
        db.engine.dispose()


@contextmanager
def on(day: date) -> Iterator[None]:
    before, clock.source = clock.source, lambda: clock.at(day, time(10), "UTC")
    try:
        yield
    finally:
        clock.source = before
