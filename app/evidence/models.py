"""An evidence pack that was made: of what, by whom, when, and the hash of its bytes. Packs are kept
as long as the records are. What goes into one: contents.py."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import events, jobs
from app.accounts.models import Person
from app.claims.models import Claim, Payment
from app.clock import UTCDateTime, now
from app.errors import Refused
from app.extensions import db
from app.files import sweep

KIND = "evidence.make"
SCOPES = ("claim", "visit", "pair", "cohort", "period", "sample")


class EvidencePack(db.Model):
    """`about` is what it was asked for: the thing's id, the days of a period, the numbers of a
    sample. `claim_ids` are the claims that this came to when it was asked for."""

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    claim_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    pair_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    percent: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    error: Mapped[str] = mapped_column(Text, default="")

    made_by: Mapped[Person] = relationship()

    @property
    def state(self) -> str:
        """making · done · failed."""
        return "failed" if self.error else "done" if self.done_at else "making"

    @property
    def file_name(self) -> str:
        return f"evidence-{self.id}.zip"

    @classmethod
    def of(cls, pair_ids: set[int]) -> list["EvidencePack"]:
        """Those of these pairs only, the newest first."""
        query = select(cls).options(joinedload(cls.made_by)).order_by(cls.id.desc())
        return [pack for pack in db.session.scalars(query) if set(pack.pair_ids) <= pair_ids]


sweep.refers(EvidencePack.sha256)


def ask(scope: str, title: str, claims: list[Claim], *, by: Person, **about: Any) -> EvidencePack:
    """A rule: the row, and the job that makes the file."""
    if not claims:
        raise Refused(_("No claim that was handed in belongs to this."), "scope")
    pack = EvidencePack(scope=scope, title=title[:200], about=about, made_by=by)
    pack.claim_ids = sorted(claim.id for claim in claims)
    pack.pair_ids = sorted({claim.pair_id for claim in claims})
    db.session.add(pack)
    db.session.flush()
    jobs.add(KIND, pack_id=pack.id)
    told(pack, "evidence.asked", by)
    return pack


def told(pack: EvidencePack, name: str, by: Person | None) -> None:
    events.record(name, pack, by=by, audience="programme", title=pack.title)


def chosen(
    pair_ids: list[int],
    *,
    pair_id: int | None = None,
    visit_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[Claim]:
    """Claims that were handed in, of these pairs; of a period those paid in it."""
    query = select(Claim).where(Claim.pair_id.in_(pair_ids), Claim.submitted_at.is_not(None))
    query = query.where(Claim.removed_at.is_(None)).order_by(Claim.id)
    if pair_id is not None:
        query = query.where(Claim.pair_id == pair_id)
    if visit_id is not None:
        query = query.where(Claim.visit_id == visit_id)
    if first is not None and last is not None:
        query = query.join(Payment, Payment.claim_id == Claim.id)
        query = query.where(Payment.paid_on.between(first, last))
    return list(db.session.scalars(query))


def numbered(pair_ids: list[int], text: str) -> tuple[list[Claim], list[str]]:
    """The claims of a pasted list of numbers, and those numbers that are none of them."""
    wanted = [word.strip(".,;").upper() for word in text.replace(",", " ").split()]
    numbers = list(dict.fromkeys(filter(None, wanted)))
    query = select(Claim).where(Claim.number.in_(numbers), Claim.pair_id.in_(pair_ids))
    query = query.where(Claim.submitted_at.is_not(None), Claim.removed_at.is_(None))
    found = {claim.number: claim for claim in db.session.scalars(query)}
    ordered = [found[number] for number in numbers if number in found]
    return ordered, [number for number in numbers if number not in found]
