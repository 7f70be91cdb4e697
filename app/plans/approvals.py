"""A plan put for decision: a frozen version, the body that decides, and what it decided. Later
edits go on in the text; the version that was decided on stays."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.errors import Refused, Stale
from app.extensions import db
from app.files.models import File
from app.files.store import Taken
from app.pairs.models import Pair
from app.plans.freezing import PlanVersion
from app.plans.models import Edition, Plan

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
        return f"pair-{self.pair_id}"

    @property
    def files(self) -> list[File]:
        """The signed PDF, and what else was added."""
        query = select(File).where(File.kind == "approval", File.thing_id == self.id)
        return list(db.session.scalars(query.where(File.removed_at.is_(None)).order_by(File.id)))

    @classmethod
    def of(cls, plan_id: int, edition: Edition | None) -> "list[Approval]":
        """Of the original or of one edition, the newest first."""
        query = select(cls).where(cls.plan_id == plan_id)
        same = cls.edition_id == edition.id if edition else cls.edition_id.is_(None)
        return list(db.session.scalars(query.where(same).order_by(cls.id.desc())))

    @classmethod
    def ask(
        cls, plan: Plan, edition: Edition | None, body: str, decides_on: date | None, *, by: Person
    ) -> "Approval":
        """Freezes the texts of now for a decision."""
        sections = [each for each in (edition or plan).sections if each.document.seq]
        name = _("For decision by %(body)s", body=body)
        frozen = PlanVersion.freeze(plan, sections, name, by=by, kind="decision", edition=edition)
        approval = cls(pair=plan.pair, plan=plan, edition=edition, plan_version=frozen, body=body)
        approval.decides_on, approval.asked_by = decides_on, by
        db.session.add(approval)
        approval._record("approval.asked", by)
        return approval

    def decide(
        self, version: int, *, by: Person, result: str, file_number: str, on: date, remarks: str
    ) -> "Approval":
        """What the body has decided; what was recorded wrongly can be put right."""
        if version != self.version:
            raise Stale(self)
        if result not in RESULTS:
            raise Refused(_("Choose one."), "result")
        self.result, self.file_number, self.decides_on = result, file_number, on
        self.remarks, self.recorded_at, self.recorded_by = remarks, now(), by
        self._record("approval.recorded", by)
        return self

    def add_file(self, taken: Taken, *, by: Person) -> File:
        file = File.add(taken, self, pair_id=self.pair_id, by=by)
        self._record("approval.signed", by)
        return file

    def _record(self, name: str, by: Person) -> None:
        db.session.flush()
        events.record(
            name,
            self,
            by=by,
            audience=self.audience,
            pair_id=self.pair_id or self.pair.id,
            title=self.plan.name,
            body=self.body,
            edition=self.edition.language if self.edition else "",
        )
