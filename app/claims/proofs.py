"""What proves a line: a file of the claim, and what kind of proof it is."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.claims.splits import Split
from app.clock import UTCDateTime, now
from app.errors import Refused
from app.extensions import db
from app.files.models import File

if TYPE_CHECKING:
    from app.claims.lines import Line
    from app.files.store import Taken

PROOFS = ("invoice", "payment", "boarding_pass", "employer", "attendance")
BIN = timedelta(days=30)  # as long can a removed proof be brought back
MOST = 20  # files at one line: more is a folder dropped by mistake


class Proof(db.Model):
    """A file that proves a line. The file hangs on the claim, so one file can prove several."""

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("claim_line.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), index=True)
    kind: Mapped[str] = mapped_column(String(14))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    line: Mapped["Line"] = relationship()
    file: Mapped[File] = relationship()

    def remove(self, *, by: Person) -> "Proof":
        self.line.begin()
        self.removed_at = now()
        self.line.claim.record("claim.proof_removed", by, line=self.line.description)
        return self

    def restore(self, *, by: Person) -> "Proof":
        self.line.begin()
        self.removed_at = None
        self.line.claim.record("claim.proof_restored", by, line=self.line.description)
        return self


def is_taken_back(file: File, *, undo: bool) -> bool:
    """Whether all that it proved was removed, be it the proof or its line. To who may `undo` that
    it still shows, as long as they can."""
    query = select(Proof).where(Proof.file_id == file.id).options(joinedload(Proof.line))
    proofs = db.session.scalars(query).all()
    removals = [(proof.removed_at, proof.line.removed_at) for proof in proofs]
    if not removals or (None, None) in removals:
        return False
    since = max(min(filter(None, removal)) for removal in removals)
    return not (undo and proofs[0].line.claim.state == "draft" and since > now() - BIN)


def prove(line: "Line", kind: str, files: "list[Taken | File]", *, by: Person) -> "Line":
    """Adds files that were just taken in, or that the claim has already, as proofs of a line."""
    line.begin()
    known = {proof.file_id for proof in line.proofs}
    if len(known) + len(files) > MOST:
        raise Refused(_("A line can have %(n)s files at most.", n=MOST), "files")
    for given in files:
        file = given if isinstance(given, File) else _hang(given, line, by)
        if (file.kind, file.thing_id) != (line.claim.__tablename__, line.claim.id):
            raise Refused(_("This file belongs to something else."), "files")
        if kind == "invoice":
            _refuse_split(line, file)
        if file.id not in known:
            db.session.add(Proof(line=line, kind=kind, file=file))
            known.add(file.id)
    line.claim.record("claim.proof_added", by, line=line.description, files=len(files))
    db.session.expire(line, ["proofs"])
    return line


def _refuse_split(line: "Line", file: File) -> None:
    """An invoice that is shared out proves its own parts only: together they never exceed it."""
    kind = type(line)
    parts = select(kind.id).join(Split, Split.id == kind.split_id)
    parts = parts.where(Split.file_id == file.id, kind.removed_at.is_(None))
    parts = parts.where(Split.id != (line.split_id or 0))
    if db.session.scalar(parts.limit(1)) is not None:
        raise Refused(_("This invoice is split already. Please change its lines."), "files")


def _hang(taken: "Taken", line: "Line", by: Person) -> File:
    return File.add(taken, line.claim, pair_id=line.claim.pair_id, by=by)
