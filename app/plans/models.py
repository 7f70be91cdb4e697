"""A plan: the cities it belongs to and its sections, in order. A section is in sections.py, the
plan in another language in editions.py."""

from collections import defaultdict
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Select, String, bindparam, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.documents.models import Document
from app.extensions import db
from app.pairs.models import MemberCity, Pair
from app.plans.editions import Edition
from app.plans.sections import Section, SectionWriter

__all__ = ["Edition", "Plan", "PlanCity", "Section", "SectionWriter"]


class Plan(db.Model):
    """The action plan of one or more twin cities. `language` is the original's."""

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
        primaryjoin="and_(Plan.id == Section.plan_id, Section.edition_id.is_(None), "
        "Section.removed_at.is_(None))",
    )
    all_editions: Mapped[list[Edition]] = relationship(back_populates="plan", order_by="Edition.id")

    @classmethod
    def of(cls, pair_id: int) -> "Plan | None":
        """The pair's first plan."""
        found = cls.first_id(pair_id)
        return db.session.get(cls, found) if found else None

    @classmethod
    def first_id(cls, pair_id: int) -> int | None:
        return db.session.scalar(FIRST, {"pair": pair_id})

    @classmethod
    def whole(cls, plan_id: int) -> "Plan | None":
        """With all that its page shows, in as many queries for thirty sections as for one."""
        plan = db.session.get(cls, plan_id)
        return _fill(plan) if plan else None

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
        events.record(
            "plan.started",
            plan,
            by=by,
            audience=f"pair-{pair.id}-staff",
            pair_id=pair.id,
            title=plan.name,
        )
        return plan

    def add_section(self, heading: str, *, by: Person) -> "Section":
        last = max((section.position for section in lock(self).sections), default=0)
        section = Section(
            plan=self,
            position=last + 1,
            heading=heading,
            document=Document.create(self.pair_id),
        )
        db.session.add(section)
        db.session.flush()
        for edition in self.all_editions:
            edition.take_in(section)
        section.record("section.added", by)
        return section

    @property
    def editions(self) -> list[Edition]:
        """Those that are not in the bin, in the order in which they were started."""
        return [edition for edition in self.all_editions if edition.removed_at is None]

    def city_ids(self) -> set[int]:
        return {city.member_city_id for city in self.cities}


class PlanCity(db.Model):
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"), primary_key=True)


FIRST = select(func.min(Plan.id)).where(Plan.pair_id == bindparam("pair"))


THIS = Section.plan_id == bindparam("plan"), Section.removed_at.is_(None)
EDITIONS = select(Edition).where(Edition.plan_id == bindparam("plan")).order_by(Edition.id)
CITIES = select(PlanCity).where(PlanCity.plan_id == bindparam("plan"))
WRITERS = select(SectionWriter).join(Section, SectionWriter.section_id == Section.id).where(*THIS)


@cache
def _sections() -> Select[Section]:
    """Of the plan and of its editions, in their order."""
    query = select(Section).where(*THIS).order_by(Section.position, Section.id)
    return query.options(joinedload(Section.document), joinedload(Section.owner))


def _fill(plan: Plan) -> Plan:
    """Reads what the plan has. With statements put together once: to load a list of a list, each
    time with its own, took most of the page."""
    sections, editions, cities = (_rows(plan, each) for each in (_sections(), EDITIONS, CITIES))
    writers = defaultdict(list)
    for writer in _rows(plan, WRITERS):
        writers[writer.section_id].append(writer)
    of_edition = defaultdict(list)
    for section in sections:
        of_edition[section.edition_id].append(section)
        set_committed_value(section, "plan", plan)
        set_committed_value(section, "writers", writers[section.id])
    for edition in editions:
        set_committed_value(edition, "sections", of_edition[edition.id])
    for name, found in (("sections", of_edition[None]), ("all_editions", editions)):
        set_committed_value(plan, name, found)
    set_committed_value(plan, "cities", cities)
    return plan


def _rows(plan: Plan, query: Select[Any]) -> list[Any]:
    return list(db.session.scalars(query, {"plan": plan.id}))
