"""An agenda is a draft until it is published: those who plan it see it, and the others are told
that there is none yet. From then on each change is seen at once."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.extensions import db
from app.visits.models import Visit


class Publication(db.Model):
    """That a visit's agenda is published. No row: it is a draft."""

    __tablename__ = "agenda_publication"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()

    @classmethod
    def of(cls, visit: Visit) -> "Publication | None":
        return db.session.get(cls, visit.id)


def published(visit_ids: list[int]) -> set[int]:
    """Those of these visits whose agenda is."""
    query = select(Publication.visit_id).where(Publication.visit_id.in_(visit_ids))
    return set(db.session.scalars(query))


def audience(visit: Visit) -> str:
    """Who hears of what changes in the agenda."""
    return f"pair-{visit.pair_id}" if Publication.of(visit) else f"pair-{visit.pair_id}-staff"


def publish(visit: Visit, *, by: Person) -> Visit:
    lock(visit).refuse_if("cancelled")
    if Publication.of(visit) is None:
        db.session.add(Publication(visit_id=visit.id, by_id=by.id))
        db.session.flush()
        _record("agenda.published", visit, by)
    return visit


def withdraw(visit: Visit, *, by: Person) -> Visit:
    """A draft again: who does not plan it sees it no more."""
    lock(visit).refuse_if("cancelled")
    published = Publication.of(visit)
    if published is not None:
        _record("agenda.withdrawn", visit, by)
        db.session.delete(published)
        db.session.flush()
    return visit


def _record(name: str, visit: Visit, by: Person) -> None:
    events.record(
        name,
        visit,
        by=by,
        audience=f"pair-{visit.pair_id}",
        pair_id=visit.pair_id,
        title=visit.title,
        visit_id=visit.id,
    )
