"""The mailed way into a pair: sent, sent again, withdrawn, accepted."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import mail as mails
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused
from app.events import record
from app.extensions import db
from app.pairs.memberships import Membership, city_for
from app.pairs.models import MemberCity, Pair
from app.pairs.people_words import ROLE

GOOD_FOR = timedelta(days=30)


class Invitation(db.Model):
    """An invitation to one address. Its secret stands in the mail only, hashed in the row."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    mail: Mapped[str] = mapped_column(String(254), index=True)
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
    letter: Mapped[mails.Mail | None] = relationship()

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
        site: str = "",
    ) -> tuple["Invitation", str]:
        """The invitation, its mail in the same transaction, and the secret that stands in the mail.

        `site`: where this site is, if PUBLIC_URL does not say it. An earlier one is replaced.
        """
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
            city=city_for(role, city),
            secret_sha=_sha(secret),
            invited_by=by,
        )
        db.session.add(invitation)
        invitation._record("invitation.sent", by)
        language = person.language if person else by.language
        invitation.letter = invitation._write(_address(secret, site), language)
        return invitation, secret

    def send_again(self, *, by: Person, site: str = "") -> "Invitation":
        """A new mail with a new address; the first one no longer opens anything."""
        self._refuse_closed()
        again, _secret = self.send(
            self.pair,
            mail=self.mail,
            name=self.name,
            role=self.role,
            city=self.city,
            by=by,
            site=site,
        )
        return again

    def withdraw(self, *, by: Person) -> "Invitation":
        self._refuse_closed()
        self.withdrawn_at = now()
        self._record("invitation.withdrawn", by)
        return self

    def accept(self, *, language: str = "en") -> Membership:
        """Only who holds the mailed secret, or is signed in at that address, gets here."""
        lock(self)
        if not self.is_open:
            raise Refused(_("This invitation is no longer open. Please ask for a new one."))
        self.accepted_at = now()
        person = Person.known_as(self.mail, self.name, language=language)
        return Membership.start(self.pair, person, self.role, self.city, by=person)

    @classmethod
    def open_for(cls, pair: Pair, mail: str | None = None) -> list["Invitation"]:
        """Those neither accepted nor withdrawn; the ones grown too old are among them."""
        query = select(cls).where(
            cls.pair_id == pair.id, cls.accepted_at.is_(None), cls.withdrawn_at.is_(None)
        )
        if mail:
            query = query.where(cls.mail == mail)
        shown = joinedload(cls.letter), joinedload(cls.city), joinedload(cls.invited_by)
        return list(db.session.scalars(query.options(*shown).order_by(cls.id)))

    @classmethod
    def found_by(cls, secret: str) -> "Invitation | None":
        return db.session.scalar(select(cls).where(cls.secret_sha == _sha(secret)))

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and not self.is_old

    @property
    def is_old(self) -> bool:
        return now() >= self.invited_at + GOOD_FOR

    def _refuse_closed(self) -> None:
        lock(self)
        if self.accepted_at:
            raise Refused(_("This invitation has been accepted already."))
        if self.withdrawn_at:
            raise Refused(_("This invitation has been withdrawn already."))

    def _write(self, address: str, language: str) -> mails.Mail:
        with force_locale(language):
            who = {"name": self.name, "by": self.invited_by.name, "pair": self.pair.name}
            subject = _("%(by)s invites you to %(pair)s in Tandem", **who)
            body = _(
                "Hello %(name)s,\n\n%(by)s invites you to %(pair)s as %(role)s. There the cities "
                "plan their visits, keep their notes and write their action plan together.\n\n"
                "Open this address to join: %(address)s\n\nIt is good for 30 days and for you "
                "alone, so please do not pass it on.\n",
                role=self._as(),
                address=address,
                **who,
            )
        return mails.send("invitation", self.mail, subject, body, pair_id=self.pair.id)

    def _as(self) -> str:
        role = str(ROLE[self.role])
        if self.city is None:
            return role
        return _("%(role)s of %(city)s", role=role, city=self.city.name)

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


def _address(secret: str, site: str) -> str:
    return f"{current_app.config['PUBLIC_URL'] or site}/invitations/{secret}"


def _sha(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
