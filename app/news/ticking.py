"""Looks every minute whose morning it is. Any number of processes may: each person's row says
whether their morning has been."""

import logging
from datetime import timedelta

from sqlalchemy import select

from app import jobs
from app.accounts.models import Person
from app.clock import now
from app.database import writing
from app.extensions import db
from app.news import letters, timing
from app.news.models import Wish

log = logging.getLogger(__name__)
AT_ONCE = 200  # people of one look


@jobs.every(60)
def tick() -> None:
    without = select(Person.id).where(Person.id.not_in(select(Wish.person_id))).limit(AT_ONCE)
    new = db.session.scalars(without).all()
    if new:
        with writing():
            for person in db.session.scalars(select(Person).where(Person.id.in_(new))):
                timing.wish_of(person)
    due = select(Wish.person_id).where(Wish.morning_at <= now()).order_by(Wish.morning_at)
    for person_id in db.session.scalars(due.limit(AT_ONCE)).all():
        try:
            letters.morning(person_id)
        except Exception:  # the others have their mornings all the same
            log.exception("the morning of person %s went wrong", person_id)
            db.session.rollback()
            _put_off(person_id)


def _put_off(person_id: int) -> None:
    """Tried again in an hour, after those who wait."""
    with writing():
        db.session.get_one(Wish, person_id).morning_at = now() + timedelta(hours=1)
