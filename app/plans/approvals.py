"""A plan put for decision: a frozen version, the body that decides, and what it decided. Later
edits go on in the text; the version that was decided on stays."""

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, String, Text, bindparam, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused, Stale
from app.extensions import db
from app.files.models import File
from app.pairs.models import Pair
from app.plans.freezing import PlanVersion
from app.plans.models import Edition, Plan

if TYPE_CHECKING:
    from app.files.store import Taken

RESULTS = ("approved", "with_changes", "not_approved", "postponed")


class Approval(db.Model):
    """One for each edition and each time that it is put for decision. The signed PDF is a file of
    it (kind `approval`)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    body: Mapped[str] = mapped_column(String(160))
    decides_on: Mapped[date | None]
    file_number: Mapped[str] = mapped_column(String(80), default="")
    result: Mapped[str | None] = mapped_column(String(14))
    remarks: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    plan: Mapped[Plan] = relationship()
    edition: Mapped[Edition | None] = relationship()
    plan_version: Mapped[PlanVersion] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=asked_by_id)
    recorded_by: Mapped[Person | None] = relationship(foreign_keys=recorded_by_id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def audience(self) -> str:
        return self.plan_version.audience

    @property
    def language(self) -> str:
        return self.plan_version.language

    @property
    def is_approved(self) -> bool:
        return self.result in ("approved", "with_changes")

    @property
    def files(self) -> list[File]:
        """The signed papers."""
        query = select(File).where(File.kind == self.__tablename__, File.thing_id == self.id)
        return list(db.session.scalars(query.where(File.removed_at.is_(None)).order_by(File.id)))

    @classmethod
    def of(cls, plan_id: int) -> "list[Approval]":
        """The latest first, with what says who may see them."""
        ids = db.session.scalars(OF_PLAN, {"plan": plan_id}).all()
        # What is joined costs also where there is no row.
        return list(db.session.scalars(_whole(), {"ids": ids})) if ids else []

    @classmethod
    def on(cls, plan_version_id: int) -> "list[Approval]":
        """What was asked and decided about one frozen version."""
        query = select(cls).where(cls.plan_version_id == plan_version_id).order_by(cls.id)
        return list(db.session.scalars(query))

    @classmethod
    def ask(
        cls,
        plan: Plan,
        *,
        by: Person,
        body: str,
        decides_on: date | None = None,
        edition: Edition | None = None,
    ) -> "Approval":
        """Freezes the plan, or one of its editions, as it is now, for a body to decide on."""
        name = _("For decision: %(body)s", body=body)
        frozen = PlanVersion.keep(lock(plan), name, by=by, edition=edition, kind="decision")
        approval = cls(pair_id=plan.pair_id, plan=plan, edition=edition, plan_version=frozen)
        approval.body, approval.decides_on, approval.asked_by = body, decides_on, by
        db.session.add(approval)
        approval._record("approval.asked", by)
        return approval

    def record(
        self, version: int, *, by: Person, signed: "Taken | None" = None, **facts: Any
    ) -> "Approval":
        """What was decided, or what was wrong in what somebody recorded: body, decides_on,
        file_number, result, remarks. A signed paper is added to those that are there."""
        if version != lock(self).version:
            raise Stale(self)
        if facts.get("result") and not facts.get("decides_on"):
            raise Refused(_("On which day was this decided?"), "decides_on")
        changed = {name for name, value in facts.items() if getattr(self, name) != value}
        for name in changed:
            setattr(self, name, facts[name])
        if "result" in changed and self.result:
            self.recorded_at, self.recorded_by = now(), by
            self._record("approval.recorded", by)
        elif changed:
            self._record("approval.corrected", by)
        if signed is not None:
            File.add(signed, self, pair_id=self.pair_id, by=by)
            self._record("approval.paper_added", by)
        return self

    def take_off(self, file: File, *, by: Person) -> "Approval":
        """A paper that is not the right one."""
        if lock(file).removed_at is None:
            file.remove(by=by)
            self._record("approval.paper_removed", by)
        return self

    def put_back(self, file: File, *, by: Person) -> "Approval":
        if lock(file).removed_at is not None:
            file.restore()
            self._record("approval.paper_restored", by)
        return self

    def _record(self, name: str, by: Person) -> None:
        db.session.flush()
        events.record(
            name,
            self,
            by=by,
            audience=self.audience,
            pair_id=self.pair_id,
            title=self.plan.name,
            body=self.body,
            result=self.result or "",
            plan_id=self.plan_id,
        )


OF_PLAN = select(Approval.id).where(Approval.plan_id == bindparam("plan"))


@cache
def _whole() -> Select[Approval]:
    edition, sections = joinedload(PlanVersion.edition), PlanVersion.with_sections()
    frozen = joinedload(Approval.plan_version).options(edition, sections)
    query = select(Approval).where(Approval.id.in_(bindparam("ids", expanding=True)))
    return query.order_by(Approval.id.desc()).options(joinedload(Approval.plan), frozen)
