"""Plans and their sections: owner, state, shared or not. A section's text is a document."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.documents.models import Document
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.pairs.models import MemberCity, Pair


class Plan(db.Model):
    """The action plan of one or more twin cities, in one language."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    language: Mapped[str] = mapped_column(String(5), default="en")
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    pair: Mapped[Pair] = relationship()
    cities: Mapped[list["PlanCity"]] = relationship()
    sections: Mapped[list["Section"]] = relationship(
        back_populates="plan",
        order_by="Section.position, Section.id",
        primaryjoin="and_(Plan.id == Section.plan_id, Section.removed_at.is_(None))",
    )

    @classmethod
    def of(cls, pair_id: int) -> "Plan | None":
        """The pair's first plan."""
        query = select(cls).where(cls.pair_id == pair_id).order_by(cls.id)
        return db.session.scalar(query)

    @classmethod
    def start(cls, pair: Pair, cities: list[MemberCity], *, by: Person | None) -> "Plan":
        """A plan with a section for each heading of the cohort's outline."""
        plan = cls(pair=pair, name=pair.cohort.plan_name, language=pair.cohort.languages[0])
        plan.cities = [PlanCity(member_city_id=city.id) for city in cities]
        db.session.add(plan)
        for heading in pair.cohort.outline:
            plan.sections.append(
                Section(
                    position=heading.position,
                    heading=heading.heading,
                    guidance=heading.guidance,
                    document=Document.create(pair.id),
                )
            )
        record(
            "plan.started",
            plan,
            by=by,
            audience=f"pair-{pair.id}-staff",
            pair_id=pair.id,
            title=plan.name,
        )
        return plan

    def add_section(self, heading: str, *, by: Person) -> "Section":
        last = max((section.position for section in self.sections), default=0)
        section = Section(
            plan=self,
            position=last + 1,
            heading=heading,
            document=Document.create(self.pair_id),
        )
        db.session.add(section)
        section._record("section.added", by)
        return section

    def city_ids(self) -> set[int]:
        return {city.member_city_id for city in self.cities}


class PlanCity(db.Model):
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"), primary_key=True)


class SectionWriter(db.Model):
    """Somebody whom the owner of a section lets write in it."""

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)

    person: Mapped[Person] = relationship()


class Section(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(160))
    guidance: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    shared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship(back_populates="sections")
    document: Mapped[Document] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    writers: Mapped[list[SectionWriter]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def state(self) -> str:
        """empty · drafting · shared · settled (in review: while a review round is open)."""
        if self.settled_at:
            return "settled"
        if self.shared_at:
            return "shared"
        return "drafting" if self.document.seq else "empty"

    @property
    def audience(self) -> str:
        pair_id = self.plan.pair_id
        return f"pair-{pair_id}" if self.shared_at else f"pair-{pair_id}-staff"

    def may_write(self, person_id: int) -> bool:
        """Whom the owner lets write; officers of the plan's cities may in any case (access)."""
        return self.owner_id == person_id or any(w.person_id == person_id for w in self.writers)

    def change(
        self,
        version: int,
        *,
        by: Person,
        heading: str,
        owner: Person | None,
        writers: list[Person],
    ) -> "Section":
        if version != self.version:
            raise Stale(self)
        self.heading, self.owner = heading, owner
        self.writers = [SectionWriter(person=person) for person in writers]
        self._record("section.changed", by, owner=owner.name if owner else "")
        return self

    def move(self, step: int, *, by: Person) -> "Section":
        """Changes places with the section before (-1) or after it (+1)."""
        db.session.refresh(self.plan, with_for_update=True)
        order = self.plan.sections
        at = order.index(self) + step
        if not 0 <= at < len(order):
            raise Refused(_("There is nothing further in this direction."))
        self.position, order[at].position = order[at].position, self.position
        self._record("section.moved", by)
        return self

    def remove(self, *, by: Person) -> "Section":
        self.removed_at, self.removed_by_id = now(), by.id
        self._record("section.removed", by)
        return self

    def restore(self, *, by: Person) -> "Section":
        self.removed_at = self.removed_by_id = None
        self._record("section.restored", by)
        return self

    def share(self, *, by: Person) -> "Section":
        if self.shared_at is None:
            self.shared_at = now()
            self._record("section.shared", by)
        return self

    def unshare(self, *, by: Person) -> "Section":
        if self.shared_at is not None:
            self._record("section.unshared", by)
            self.shared_at = None
        return self

    def settle(self, *, by: Person) -> "Section":
        if not self.document.seq:
            raise Refused(_("This section is empty. Write something before you settle it."))
        if self.settled_at is None:
            self.settled_at = now()
            self._record("section.settled", by)
        return self

    def reopen(self, *, by: Person) -> "Section":
        if self.settled_at is not None:
            self.settled_at = None
            self._record("section.reopened", by)
        return self

    def _record(self, name: str, by: Person, **data: object) -> None:
        db.session.flush()
        record(
            name,
            self,
            by=by,
            audience=self.audience,
            pair_id=self.plan.pair_id,
            title=self.heading,
            document_id=self.document_id,
            **data,
        )
