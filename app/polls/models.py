"""A poll on the days of a visit: stays as dates, who answers what, and the choice.

Who is asked stands in respondents.py.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now, today
from app.database import lock
from app.errors import Refused
from app.extensions import db
from app.pairs.models import Pair
from app.visits.models import Visit
from app.visits.terms import Stops, wrong_days

if TYPE_CHECKING:
    from app.polls.respondents import Respondent

Days = tuple[date, date]


class Poll(db.Model):
    """On a visit that is not agreed yet. It ends with a choice, by closing it, or on its last
    day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    remarks: Mapped[str] = mapped_column(Text, default="")
    closes_on: Mapped[date | None]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    visit: Mapped[Visit] = relationship()
    asked_by: Mapped[Person] = relationship()
    all_options: Mapped[list["PollOption"]] = relationship(
        order_by="PollOption.from_on, PollOption.to_on, PollOption.id", back_populates="poll"
    )
    respondents: Mapped[list["Respondent"]] = relationship(
        order_by="Respondent.id", back_populates="poll"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def pair(self) -> Pair:
        return self.visit.pair

    @property
    def options(self) -> "list[PollOption]":
        return [option for option in self.all_options if option.removed_at is None]

    @property
    def chosen(self) -> "PollOption | None":
        return next((option for option in self.all_options if option.chosen_at), None)

    @property
    def is_undecided(self) -> bool:
        """A choice can be made: also once the last day for answers is over."""
        waits = self.visit.state in ("idea", "proposed") and self.visit.removed_at is None
        return not (self.closed_at or self.chosen) and waits

    @property
    def is_open(self) -> bool:
        """It takes answers."""
        over = self.closes_on is not None and self.closes_on < today(self.visit.zone)
        return self.is_undecided and not over

    @classmethod
    def of(cls, visit: Visit) -> "Poll | None":
        """The newest, with all that its page shows."""
        from app.polls.respondents import Respondent

        query = select(cls).where(cls.visit_id == visit.id).order_by(cls.id.desc()).limit(1)
        answers = selectinload(cls.respondents).selectinload(Respondent.answers)
        people = selectinload(cls.respondents).joinedload(Respondent.person)
        return db.session.scalar(query.options(selectinload(cls.all_options), answers, people))

    @classmethod
    def ask(
        cls,
        visit: Visit,
        options: list[Days],
        *,
        by: Person,
        remarks: str = "",
        closes_on: date | None = None,
    ) -> "Poll":
        lock(visit)
        visit.refuse_if("agreed", "held", "cancelled")
        pair = visit.pair
        if visit.online or visit.removed_at or pair.closed_at or pair.withdrawn_at:
            raise Refused(_("This is not possible any more: the visit has changed meanwhile."))
        earlier = cls.of(visit)
        if earlier and earlier.is_undecided:
            raise Refused(_("There is a poll already. Suggest your days in it."))
        if closes_on and closes_on < today(visit.zone):
            raise Refused(_("This day is over."), "closes_on")
        poll = cls(visit=visit, remarks=remarks, closes_on=closes_on, asked_by=by)
        db.session.add(poll)
        for days in dict.fromkeys(options):
            poll.all_options.append(_option(days))
        if len(poll.all_options) < 2:
            raise Refused(_("Please suggest at least two stays to choose from."), "options")
        poll.record("poll.asked", by)
        return poll

    def suggest(self, days: Days, *, by: Person) -> "PollOption":
        """One more stay; who has answered sees that it is new."""
        self.hold_open()
        known = next((o for o in self.all_options if (o.from_on, o.to_on) == days), None)
        if known and known.removed_at is None:
            raise Refused(_("These days are suggested already."), "from_on")
        option = known or _option(days)
        option.removed_at = None
        if known is None:
            self.all_options.append(option)
        self.record("poll.suggested", by)
        return option

    def close(self, *, by: Person) -> "Poll":
        """Without a choice."""
        if lock(self).closed_at is None and not self.chosen:
            self.closed_at = now()
            self.record("poll.closed", by)
        return self

    def reopen(self, *, by: Person) -> "Poll":
        lock(self.visit)
        if lock(self).closed_at is not None:
            self.closed_at = None
            if not self.is_undecided:
                raise Refused(_("This is not possible any more: the visit has changed meanwhile."))
            self.record("poll.reopened", by)
        return self

    def hold_open(self, *, to_choose: bool = False) -> None:
        """The visit first, then the poll: two choices at once are one."""
        lock(self.visit)
        lock(self)
        if not (self.is_undecided if to_choose else self.is_open):
            raise Refused(_("This poll is over."))

    def record(self, name: str, by: Person | None, **more: object) -> None:
        db.session.flush()
        events.record(
            name,
            self,
            by=by,
            audience=f"pair-{self.visit.pair_id}",
            pair_id=self.visit.pair_id,
            visit=self.visit.title,
            visit_id=self.visit_id,
            **more,
        )


class PollOption(db.Model):
    """A stay, from a day to a day, both included, on the hosts' calendar."""

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    chosen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    poll: Mapped[Poll] = relationship(back_populates="all_options")

    def remove(self, *, by: Person) -> "PollOption":
        self.poll.hold_open()
        if lock(self).removed_at is None:
            if len(self.poll.options) == 1:
                raise Refused(_("This is the last one. Close the poll instead."))
            self.removed_at = now()
            self.poll.record("poll.option_removed", by)
        return self

    def restore(self, *, by: Person) -> "PollOption":
        self.poll.hold_open()
        if lock(self).removed_at is not None:
            self.removed_at = None
            self.poll.record("poll.option_restored", by)
        return self

    def choose(self, *, by: Person) -> "PollOption":
        """The visit takes these days; where it was proposed already, every city is asked again."""
        self.poll.hold_open(to_choose=True)
        if lock(self).removed_at:
            raise Refused(_("These days were taken out of the poll."))
        visit = self.poll.visit
        if (visit.from_on, visit.to_on) != (self.from_on, self.to_on):
            visit.change(
                visit.version,
                by=by,
                title=visit.title,
                purpose=visit.purpose,
                cities=[guest.member_city_id for guest in visit.guests],
                stops=moved(visit, (self.from_on, self.to_on)),
            )
        self.chosen_at = now()
        self.poll.record("poll.chosen", by)
        return self


def moved(visit: Visit, days: Days) -> Stops:
    """The stops on other days: they keep order and lengths, and the last one ends with the stay."""
    first, last = days
    away = first - (visit.from_on or first)
    stops = [(s.member_city_id, s.from_on + away, s.to_on + away) for s in visit.stops]
    city, begins, _ends = stops[-1]
    if last < begins:
        raise Refused(_("The stops of this visit need more days than these."))
    return [*stops[:-1], (city, begins, last)]


def _option(days: Days) -> PollOption:
    first, last = days
    if sentence := wrong_days(first, last):
        raise Refused(sentence, "to_on")
    if last < today("UTC") - timedelta(1):
        raise Refused(_("These days are over."), "from_on")
    return PollOption(from_on=first, to_on=last)
