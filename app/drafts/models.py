"""A file that came in for a plan: a draft to be taken in by its headings, a DOCX back from Word, or
a response table that was filled in. It is looked at, and taken over when somebody says so."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.extensions import db
from app.files import sweep
from app.pairs.models import Pair
from app.plans.models import Edition, Plan

KINDS = ("draft", "word", "answers")


class Arrival(db.Model):
    """`sha256` names its blob; `found` is what was read in it, `result` what was taken over."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("review_round.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    pair: Mapped[Pair] = relationship()
    plan: Mapped[Plan] = relationship()
    edition: Mapped[Edition | None] = relationship()
    uploaded_by: Mapped[Person] = relationship(foreign_keys=uploaded_by_id)

    @classmethod
    def hand_in(
        cls,
        plan: Plan,
        kind: str,
        name: str,
        sha256: str,
        *,
        by: Person,
        found: dict[str, Any],
        edition: Edition | None = None,
        round_id: int | None = None,
    ) -> "Arrival":
        arrival = cls(pair_id=plan.pair_id, plan=plan, kind=kind, name=name[:120], sha256=sha256)
        arrival.uploaded_by, arrival.edition, arrival.found = by, edition, found
        arrival.round_id = round_id
        db.session.add(arrival)
        db.session.flush()
        return arrival

    @classmethod
    def of(cls, plan_id: int) -> "list[Arrival]":
        query = select(cls).where(cls.plan_id == plan_id).order_by(cls.id.desc()).limit(20)
        return list(db.session.scalars(query))


sweep.refers(Arrival.sha256)
