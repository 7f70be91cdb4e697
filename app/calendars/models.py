"""The secret address of one person's calendar of one pair. It is made from the app's secret and the
row, so it can be shown again; the row keeps its hash only."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime

from flask import current_app
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import events
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
        return db.session.scalar(select(cls).where(cls.secret_sha == _sha(secret)))

    @classmethod
    def make(cls, pair: Pair, *, by: Person) -> "Subscription":
        """A new address; the one before is dead."""
        found = cls.of(by, pair)
        if found is None:
            found = cls(person=by, pair=pair)
            db.session.add(found)
        found.salt, found.made_at = secrets.token_hex(16), now()
        found.secret_sha = _sha(found._secret())
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
        if self.secret_sha is None:
            return None
        secret = self._secret()
        return secret if hmac.compare_digest(_sha(secret), self.secret_sha) else None

    def _secret(self) -> str:
        """192 bits."""
        key = str(current_app.config["SECRET_KEY"]).encode()
        told = f"calendar {self.salt}".encode()
        return urlsafe_b64encode(hmac.digest(key, told, "sha256")[:24]).decode()

    def _record(self, name: str, by: Person) -> None:
        db.session.flush()
        events.record(name, self, by=by, audience=f"person-{by.id}", pair_id=self.pair_id)


def _sha(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
