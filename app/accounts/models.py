"""People and what they may do for a programme. Roles in a pair live in pairs/memberships.py."""

from datetime import date, datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import UTCDateTime, now
from app.errors import Stale
from app.events import record
from app.extensions import db, login

LANGUAGES = ("en", "de", "es")


class Person(UserMixin, db.Model):
    """Somebody with a mail address. `epoch` rises to sign them out everywhere."""

    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(5), default="en")
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Brussels")
    home_city: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def at(cls, mail: str) -> "Person | None":
        return db.session.scalar(select(cls).where(cls.mail == mail.strip().lower()))

    @classmethod
    def known_as(cls, mail: str, name: str, *, language: str = "en") -> "Person":
        """The person at this address, made on first mention."""
        person = cls.at(mail)
        if person is None:
            person = cls(mail=mail.strip().lower(), name=name.strip(), language=language)
            db.session.add(person)
            db.session.flush()
        return person

    def get_id(self) -> str:
        return f"{self.id}.{self.epoch}"

    def change(
        self,
        version: int,
        *,
        name: str,
        language: str,
        zone: str,
        home_city: str,
        phone: str = "",
    ) -> "Person":
        if version != self.version:
            raise Stale(self)
        moved = zone != self.zone
        self.name, self.language, self.zone, self.home_city = name, language, zone, home_city
        self.phone = phone
        if moved:
            record("person.moved", self, by=self, audience=f"person-{self.id}")
        return self

    def speak(self, language: str) -> "Person":
        self.language = language
        return self

    def sign_out_everywhere(self) -> "Person":
        self.epoch += 1
        record("person.signed_out", self, by=self, audience=f"person-{self.id}")
        return self

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class Appointment(db.Model):
    """A manager of a programme, or an auditor of named cohorts until a day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    role: Mapped[str] = mapped_column(String(10))  # manager | auditor
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"))  # auditors only
    until: Mapped[date | None]
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("person_id", "programme_id", "role", "cohort_id"),)

    @classmethod
    def appoint(
        cls,
        person: Person,
        programme: Any,
        role: str = "manager",
        *,
        cohort: Any = None,
        until: date | None = None,
    ) -> "Appointment":
        """The person's appointment; one that was there already (or was ended) is renewed."""
        found = db.session.scalar(
            select(cls).where(
                cls.person_id == person.id,
                cls.programme_id == programme.id,
                cls.role == role,
                cls.cohort_id == (cohort.id if cohort else None),
            )
        )
        if found is None:
            found = cls(person_id=person.id, programme_id=programme.id, role=role)
            found.cohort_id = cohort.id if cohort else None
            db.session.add(found)
        found.removed_at, found.until = None, until
        db.session.flush()
        return found

    @classmethod
    def managers(cls, programme_id: int) -> list[Person]:
        return list(
            db.session.scalars(
                select(Person)
                .join(cls, cls.person_id == Person.id)
                .where(cls.programme_id == programme_id, cls.role == "manager")
                .where(cls.removed_at.is_(None))
                .order_by(Person.name)
            )
        )


BY_ID = select(Person).where(Person.id == bindparam("id"))


@login.user_loader
def load(session_id: str) -> Person | None:
    """The person of a session, unless they have signed out everywhere since."""
    number, _, epoch = session_id.partition(".")
    if not (number.isdecimal() and epoch.isdecimal()):
        return None
    person = db.session.scalar(BY_ID, {"id": int(number)})
    return person if person and person.epoch == int(epoch) else None
