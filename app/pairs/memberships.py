"""Who belongs to a pair, in which role and for which city; how they are invited and leave."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.errors import Refused
from app.events import record
from app.extensions import db
from app.pairs.models import MemberCity, Pair

ROLES = ("officer", "contributor", "expert", "observer")
CITY_ROLES = ("officer", "contributor")  # these belong to a city
INVITED_FOR = timedelta(days=30)


class Membership(db.Model):
    """A person in a pair: one role, and a city for officers and contributors."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    member_city_id: Mapped[int | None] = mapped_column(ForeignKey("member_city.id"))
    since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    person: Mapped[Person] = relationship()
    city: Mapped[MemberCity | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(
            "uq_membership_person",
            "pair_id",
            "person_id",
            unique=True,
            sqlite_where=removed_at.is_(None),
            postgresql_where=removed_at.is_(None),
        ),
    )

    @classmethod
    def start(
        cls, pair: Pair, person: Person, role: str, city: MemberCity | None, *, by: Person | None
    ) -> "Membership":
        """The person's membership; somebody who is a member already keeps what they are."""
        found = cls.of(pair.id, person.id)
        if found:
            return found
        membership = cls(pair=pair, person=person, role=role, city=_city_for(role, city))
        db.session.add(membership)
        membership._record("membership.started", by)
        return membership

    @classmethod
    def of(cls, pair_id: int, person_id: int) -> "Membership | None":
        return db.session.scalar(
            select(cls).where(
                cls.pair_id == pair_id, cls.person_id == person_id, cls.removed_at.is_(None)
            )
        )

    def change(self, role: str, city: MemberCity | None, *, by: Person) -> "Membership":
        city = _city_for(role, city)
        if self.role == "officer" and (role != "officer" or city != self.city):
            self._keep_an_officer()
        self.role, self.city = role, city
        self._record("membership.changed", by)
        return self

    def remove(self, *, by: Person) -> "Membership":
        if self.role == "officer":
            self._keep_an_officer()
        self.removed_at = now()
        self._record("membership.removed", by)
        return self

    def _keep_an_officer(self) -> None:
        """Under a lock on the city, so that two officers cannot leave at the same moment."""
        db.session.refresh(self.city, with_for_update=True)
        others = db.session.scalar(
            select(func.count()).where(
                Membership.member_city_id == self.member_city_id,
                Membership.role == "officer",
                Membership.removed_at.is_(None),
                Membership.id != self.id,
            )
        )
        if not others:
            raise Refused(_("A city keeps at least one officer. Please invite another one first."))

    def _record(self, name: str, by: Person | None) -> None:
        record(
            name,
            self,
            by=by,
            audience=f"pair-{self.pair.id}",
            pair_id=self.pair.id,
            person=self.person.name,
            person_id=self.person.id,
            role=self.role,
            city=self.city.name if self.city else "",
        )


def _city_for(role: str, city: MemberCity | None) -> MemberCity | None:
    if role not in CITY_ROLES:
        return None
    if city is None:
        raise Refused(_("Officers and contributors belong to a city. Please choose it."), "city")
    return city


class Invitation(db.Model):
    """A mailed way in. Its secret stands only in the mail; the row keeps the SHA-256."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    mail: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(12))
    member_city_id: Mapped[int | None] = mapped_column(ForeignKey("member_city.id"))
    secret_sha: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"))

    pair: Mapped[Pair] = relationship()
    city: Mapped[MemberCity | None] = relationship()
    invited_by: Mapped[Person] = relationship()

    @classmethod
    def send(
        cls,
        pair: Pair,
        *,
        mail: str,
        name: str,
        role: str,
        city: MemberCity | None,
        by: Person,
    ) -> tuple["Invitation", str]:
        """The invitation and its secret, which is to be mailed and never stored."""
        mail = mail.strip().lower()
        person = Person.at(mail)
        if person and Membership.of(pair.id, person.id):
            raise Refused(_("This person is a member of this pair already."), "mail")
        for open_one in cls.open_for(pair, mail):
            open_one.withdrawn_at = now()
        secret = secrets.token_urlsafe(24)
        invitation = cls(
            pair=pair,
            mail=mail,
            name=name,
            role=role,
            city=_city_for(role, city),
            secret_sha=_sha(secret),
            invited_by=by,
        )
        db.session.add(invitation)
        invitation._record("invitation.sent", by)
        return invitation, secret

    @classmethod
    def open_for(cls, pair: Pair, mail: str | None = None) -> list["Invitation"]:
        query = select(cls).where(
            cls.pair_id == pair.id, cls.accepted_at.is_(None), cls.withdrawn_at.is_(None)
        )
        if mail:
            query = query.where(cls.mail == mail)
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def found_by(cls, secret: str) -> "Invitation | None":
        invitation = db.session.scalar(select(cls).where(cls.secret_sha == _sha(secret)))
        return invitation if invitation and invitation.is_open else None

    @property
    def is_open(self) -> bool:
        return (
            self.accepted_at is None
            and self.withdrawn_at is None
            and now() < self.invited_at + INVITED_FOR
        )

    def accept(self) -> Membership:
        """Only who holds the mailed secret, or signed in at that address, gets here."""
        if not self.is_open:
            raise Refused(_("This invitation is no longer open. Please ask for a new one."))
        self.accepted_at = now()
        person = Person.known_as(self.mail, self.name)
        return Membership.start(self.pair, person, self.role, self.city, by=person)

    def withdraw(self, *, by: Person) -> "Invitation":
        if self.accepted_at:
            raise Refused(_("This invitation has been accepted already."))
        self.withdrawn_at = now()
        self._record("invitation.withdrawn", by)
        return self

    def _record(self, name: str, by: Person) -> None:
        record(
            name,
            self,
            by=by,
            audience=f"pair-{self.pair.id}-staff",
            pair_id=self.pair.id,
            person=self.name,
            role=self.role,
            city=self.city.name if self.city else "",
        )


def _sha(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
