"""The secret address of one person's calendar of one pair. It is made from the app's secret and the
row, so it can be shown again; the row keeps its hash only."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import events, keys
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.extensions import db
from app.pairs.models import Pair


class Subscription(db.Model):
    """`salt` changes with each new address; no hash: it is withdrawn."""

    __tablename__ = "calendar_subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"))
    salt: Mapped[str] = mapped_column(String(32), default="")
    secret_sha: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    person: Mapped[Person] = relationship()
    pair: Mapped[Pair] = relationship()

    __table_args__ = (UniqueConstraint("person_id", "pair_id"),)

    @classmethod
    def of(cls, person: Person, pair: Pair) -> "Subscription | None":
        return db.session.scalar(
            select(cls).where(cls.person_id == person.id, cls.pair_id == pair.id)
        )

    @classmethod
    def found_by(cls, secret: str) -> "Subscription | None":
        return db.session.scalar(select(cls).where(cls.secret_sha == keys.sha(secret)))

    @classmethod
    def make(cls, pair: Pair, *, by: Person) -> "Subscription":
        """A new address; the one before is dead."""
        found = cls.of(by, pair)
        if found is None:
            found = cls(person=by, pair=pair)
            db.session.add(found)
        found.salt, found.made_at = secrets.token_hex(16), now()
        found.secret_sha = keys.sha(keys.made("calendar", found.salt))
        found._record("calendar.made", by)
        return found

    def withdraw(self, *, by: Person) -> "Subscription":
        if self.secret_sha is not None:
            self.secret_sha = None
            self._record("calendar.withdrawn", by)
        return self

    @property
    def secret(self) -> str | None:
        """None where it is withdrawn, and where the app's own secret is another by now."""
        return keys.shown("calendar", self.salt, self.secret_sha)

    def _record(self, name: str, by: Person) -> None:
        db.session.flush()
        events.record(name, self, by=by, audience=f"person-{by.id}", pair_id=self.pair_id)
