"""The mails: a letter with what waits, and summaries. Each is written with the marks that say what
it told of, in one transaction, so a crash tells nothing twice and loses nothing; the mail itself
goes as every mail does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app import hearing, jobs, mail
from app.accounts.models import Person
from app.activity import feed
from app.clock import local, now
from app.database import lock, writing
from app.events import Event
from app.extensions import db
from app.news import due, timing
from app.news.models import Mute, News, Wish
from app.news.reading import readable, waiting
from app.news.telling import LETTER
from app.news.words import sentence
from app.pairs import waits
from app.pairs.models import Pair
from app.table import sees_shared_only

LINES = 12  # of a pair in a summary
EVENTS = 200  # of a pair that are looked at for them


@dataclass(frozen=True)
class Letter:
    """What is to be written, put together before anything is locked; `done` are the ids of all news
    that it settles, told or no longer of interest."""

    kind: str
    subject: str
    body: str
    done: tuple[int, ...]
    last: int = 0  # the last event that it tells of


@jobs.job(LETTER)
def letter(person_id: int) -> None:
    """What waits, if it still does. Nothing where the letter has left, or is not due yet."""
    wish = db.session.get_one(Wish, person_id)
    due_at, gathers = wish.letter_at, wish.choice in ("waits", "waits_and_week")
    if due_at is None or due_at > now():
        return
    made = _waiting(wish.person)
    with writing():
        wish = lock(db.session.get_one(Wish, person_id))
        if wish.letter_at == due_at:
            wish.letter_at = None
            if gathers:
                _send(wish, made)


def morning(person_id: int) -> None:
    """At eight on a working day: deadlines are looked for, and what is wished for is written."""
    with writing():
        wish = lock(db.session.get_one(Wish, person_id))
        due_at, mine = wish.morning_at, waits.pairs_of(wish.person)
        if due_at > now():
            return
        due.look(wish.person, mine)
    wish = db.session.get_one(Wish, person_id)
    week = timing.is_weekly(due_at, now(), wish.person.zone)
    summed = wish.choice == "daily" or (wish.choice == "waits_and_week" and week)
    pairs = [pair for pair, _at in mine]
    made = _summary(wish, pairs) if summed else _waiting(wish.person)
    with writing():
        wish = lock(db.session.get_one(Wish, person_id))
        if wish.morning_at == due_at:
            wish.morning_at = timing.next_morning(wish.person.zone, now())
            wish.letter_at = None  # what was gathered goes with this one
            if summed or wish.choice in ("waits", "none"):
                wish.told_id = made.last
            _send(wish, made)


def _waiting(person: Person) -> Letter:
    """What was not mailed yet and still waits."""
    last = db.session.scalar(select(func.max(Event.id))) or 0
    told, done = _taken(person)
    n = len(told)
    with force_locale(person.language):
        subject = ngettext("One thing waits for you", "%(num)d things wait for you", n)
        return Letter("news", str(subject), _list(told), done, last)


def _summary(wish: Wish, pairs: list[Pair]) -> Letter:
    """What waits, and what happened since the last one."""
    person, last = wish.person, db.session.scalar(select(func.max(Event.id))) or 0
    told, done = _taken(person)
    muted = Mute.of(person)
    with force_locale(person.language):
        parts = [_list(told)] if told else []
        for pair in pairs:
            if ("pair", pair.id) not in muted:
                parts += _of_pair(wish, pair, last, muted)
        weekly = wish.choice == "waits_and_week"
        subject = _("Your week in Tandem") if weekly else _("Your day in Tandem")
        return Letter("summary", str(subject), "\n\n".join(parts), done, last)


def _taken(person: Person) -> tuple[list[News], tuple[int, ...]]:
    """The news that are to be told, and the ids of all that are done with."""
    found = News.unmailed(person)
    told = waiting(person, readable(person, found))
    return told, tuple(news.id for news in found)


def _of_pair(wish: Wish, pair: Pair, last: int, muted: set[tuple[str, int]]) -> list[str]:
    """What others did in a pair, as the person may read it; without what a letter has told."""
    person = wish.person
    read = feed.read(
        pair,
        hearing.topics(person, pair),
        zone=person.zone,
        shared_only=sees_shared_only(person, pair),
        after=wish.told_id or _since(wish),
        but_by=person.id,
        limit=EVENTS,
    )
    mailed = select(News.event_id).where(
        News.person_id == person.id, News.mailed_at.is_not(None), News.event_id.is_not(None)
    )
    known = set(db.session.scalars(mailed))
    entries = [
        each
        for each in read.entries
        if each.id not in known and each.id <= last and (each.kind, each.thing_id) not in muted
    ]
    if not entries:
        return []
    lines = [f"– {each.sentence.striptags()}" for each in entries[:LINES]]
    more = len(entries) - LINES
    if more > 0:
        lines.append(ngettext("and one more", "and %(num)d more", more))
    address = f"{current_app.config['PUBLIC_URL']}/pairs/{pair.slug}/activity"
    return [f"{pair.name}\n\n" + "\n".join(lines) + f"\n\n{address}"]


def _since(wish: Wish) -> int:
    """The first summary tells of the last week, or the last day, and not of all there is."""
    days = 7 if wish.choice == "waits_and_week" else 1
    begins: datetime = now() - timedelta(days=days)
    return db.session.scalar(select(func.max(Event.id)).where(Event.at < begins)) or 0


def _list(told: list[News]) -> str:
    if not told:
        return ""
    site = current_app.config["PUBLIC_URL"]
    lines = [_("Waiting for you")]
    for news in told:
        said = sentence(news)
        lines.append(f"– {said}\n  {site}/pairs/{news.pair.slug}/{news.page}")
    return "\n\n".join(lines)


def _send(wish: Wish, made: Letter) -> None:
    """In the transaction that says what was told; never an empty one."""
    done = update(News).where(News.id.in_(made.done), News.mailed_at.is_(None))
    db.session.execute(done.values(mailed_at=now()))
    if not made.body or wish.choice == "none":
        return
    site, person = current_app.config["PUBLIC_URL"], wish.person
    stop = f"{site}/news/unsubscribing/{wish.make_stop_secret()}"
    with force_locale(person.language):
        hello = _("Hello %(name)s,", name=person.name)
        foot = _(
            "You choose what you get by mail: %(choice)s\nNo more of these mails: %(stop)s\n",
            choice=f"{site}/news/choice",
            stop=stop,
        )
    body = f"{hello}\n\n{made.body}\n\n{foot}"
    mail.send(made.kind, person.mail, made.subject, body, unsubscribe=stop)
    wish.last_on = local(now(), person.zone).date()
