"""A traveller's needs: told to the officers of the host cities, to nobody else, until they are
deleted some weeks after the visit (purging.py). No event, mail or log holds their words."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import events, jobs
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.errors import Refused, Stale
from app.extensions import db
from app.pairs.models import Pair
from app.visits.models import Visit
from app.visits.travellers import Traveller

WORDS = ("diet", "access", "emergency_name", "emergency_phone", "remarks")


class Needs(db.Model):
    """One row a traveller."""

    __tablename__ = "needs"

    id: Mapped[int] = mapped_column(primary_key=True)
    traveller_id: Mapped[int] = mapped_column(ForeignKey("traveller.id"), unique=True)
    diet: Mapped[str] = mapped_column(Text, default="")
    access: Mapped[str] = mapped_column(Text, default="")
    emergency_name: Mapped[str] = mapped_column(String(120), default="")
    emergency_phone: Mapped[str] = mapped_column(String(40), default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    told_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    told_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    traveller: Mapped[Traveller] = relationship()
    told_by: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def visit(self) -> Visit:
        return self.traveller.visit

    @property
    def pair(self) -> Pair:
        return self.visit.pair

    @classmethod
    def of(cls, traveller: Traveller) -> "Needs | None":
        return db.session.scalar(select(cls).where(cls.traveller_id == traveller.id))

    @classmethod
    def on(cls, visit: Visit) -> dict[int, "Needs"]:
        """By traveller who is on the visit."""
        query = select(cls).join(Traveller, cls.traveller_id == Traveller.id)
        query = query.where(Traveller.visit_id == visit.id, Traveller.removed_at.is_(None))
        query = query.options(joinedload(cls.told_by))
        return {needs.traveller_id: needs for needs in db.session.scalars(query)}

    @classmethod
    def tell(
        cls, traveller: Traveller, version: int | None, *, by: Person, **words: str
    ) -> Traveller:
        """What was told before is replaced, and with empty words deleted. `version` is the one that
        the person saw; None for who may hand them in and not read them."""
        traveller.hold_still()
        if traveller.removed_at or deleted_on(traveller.visit) is None:
            raise Refused(_("This is not possible any more: the visit has changed meanwhile."))
        needs = cls.of(traveller)
        if needs and version is not None and version != needs.version:
            raise Stale(needs)
        if not any(words.values()):
            return needs.forget(by=by) if needs else traveller
        if needs is None:
            needs = cls(traveller=traveller)
            db.session.add(needs)
            jobs.add("needs.purge", run_at=now() + timedelta(days=1), traveller_id=traveller.id)
        for name in WORDS:
            setattr(needs, name, words.get(name, ""))
        needs.told_by, needs.told_at = by, now()
        needs._record("needs.told", by)
        return traveller

    def forget(self, *, by: Person | None) -> Traveller:
        """Deletes them for good: there is no bin for this. `by` None: their time is over."""
        self._record("needs.deleted", by)
        traveller = self.traveller
        db.session.delete(self)
        return traveller

    def _record(self, name: str, by: Person | None) -> None:
        """For the officers of each host and for the person; without a word of what they are."""
        db.session.flush()
        hosts = dict.fromkeys(stop.member_city_id for stop in self.visit.stops)
        topics = [f"city-{number}-host" for number in hosts]
        if self.traveller.person_id:
            topics.append(f"person-{self.traveller.person_id}")
        for topic in topics:
            events.record(
                name,
                self,
                by=by,
                audience=topic,
                pair_id=self.visit.pair_id,
                visit=self.visit.title,
                visit_id=self.visit.id,
                who=self.traveller.shown_name,
            )


def deleted_on(visit: Visit) -> date | None:
    """The day on which all needs told for a visit are deleted; None for an online meeting."""
    if visit.to_on is None:
        return None
    return visit.to_on + timedelta(weeks=visit.pair.cohort.purge_weeks)
