"""What one manager asks for and a second one confirms: who asked never answers."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused


class TwoManagers:
    """Columns of a change that waits for its second manager. `confirmed` is None until then."""

    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed: Mapped[bool | None]

    @declared_attr
    def by_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("person.id"))

    @declared_attr
    def answered_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("person.id"))

    @declared_attr
    def by(cls) -> Mapped[Person]:
        return relationship(foreign_keys=[cls.by_id])  # type: ignore[list-item]

    @declared_attr
    def answered_by(cls) -> Mapped[Person | None]:
        return relationship(foreign_keys=[cls.answered_by_id])  # type: ignore[list-item]

    def settle(self, confirmed: bool, *, by: Person) -> None:
        """The second manager's word, once. Who asked may take it back, but not confirm it."""
        lock(self)
        if self.answered_at is not None:
            raise Refused(_("This has been answered already."))
        if confirmed and by.id == self.by_id:
            raise Refused(_("You asked for this, so a second manager confirms it."))
        self.answered_at, self.answered_by, self.confirmed = now(), by, confirmed
