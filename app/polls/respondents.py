"""Who answers a poll: people of the pair, and guests with a personal link and no account."""

import secrets
from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import keys, mail
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused
from app.extensions import db
from app.pairs.models import MemberCity
from app.polls.models import Poll, PollOption

VALUES = ("yes", "if_need_be", "no")


class Respondent(db.Model):
    """A person, or a guest by name. A city counts those who stand for it. `secret_sha` is of a
    guest's link; without it the link is dead."""

    __tablename__ = "poll_respondent"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120), default="")
    mail: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(5), default="en")
    member_city_id: Mapped[int | None] = mapped_column(ForeignKey("member_city.id"))
    remarks: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    salt: Mapped[str] = mapped_column(String(32), default="")
    secret_sha: Mapped[str | None] = mapped_column(String(64), unique=True)

    poll: Mapped[Poll] = relationship(back_populates="respondents")
    person: Mapped[Person | None] = relationship()
    city: Mapped[MemberCity | None] = relationship()
    answers: Mapped[list["PollAnswer"]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (UniqueConstraint("poll_id", "person_id"),)

    @property
    def shown_name(self) -> str:
        return self.person.name if self.person else self.name

    @property
    def secret(self) -> str | None:
        return keys.shown("poll", self.salt, self.secret_sha)

    def said(self, option: PollOption) -> str:
        return next((one.value for one in self.answers if one.option_id == option.id), "")

    @classmethod
    def found_by(cls, secret: str) -> "Respondent | None":
        return db.session.scalar(select(cls).where(cls.secret_sha == keys.sha(secret)))

    @classmethod
    def who(cls, poll: Poll, person: Person) -> "Respondent | None":
        return next((one for one in poll.respondents if one.person_id == person.id), None)

    @classmethod
    def speak(
        cls,
        poll: Poll,
        values: dict[int, str],
        remarks: str,
        *,
        by: Person,
        city: MemberCity | None,
    ) -> "Respondent":
        """A person's own answer, the first or another one."""
        poll.hold_open()
        found = cls.who(poll, by)
        if found is None:
            found = cls(poll=poll, person=by)
            db.session.add(found)
        found.city = city
        found.answer(values, remarks)
        poll.record("poll.answered", by)
        return found

    @classmethod
    def invite(
        cls,
        poll: Poll,
        *,
        by: Person,
        name: str,
        city: MemberCity | None = None,
        mail: str = "",
        language: str = "en",
    ) -> "Respondent":
        """A guest with a link of their own; it is mailed where there is an address."""
        poll.hold_open()
        guest = cls(poll=poll, name=name, city=city, mail=mail, language=language)
        db.session.add(guest)
        guest._new_link(by)
        poll.record("poll.guest_invited", by, person=name)
        return guest

    def renew(self, *, by: Person) -> "Respondent":
        """Another link; the one before is dead."""
        self.poll.hold_open()
        self._new_link(by)
        self.poll.record("poll.link_renewed", by, person=self.name)
        return self

    def withdraw(self, *, by: Person) -> "Respondent":
        """What the guest has answered stays."""
        if lock(self).secret_sha is not None:
            self.secret_sha = None
            self.poll.record("poll.link_withdrawn", by, person=self.name)
        return self

    def speak_as_guest(self, values: dict[int, str], remarks: str) -> "Respondent":
        """By who holds the link: it changes this answer and nothing else."""
        self.poll.hold_open()
        if lock(self).secret_sha is None:
            raise Refused(_("This poll is over."))
        self.answer(values, remarks)
        self.poll.record("poll.guest_answered", None, person=self.name)
        return self

    def answer(self, values: dict[int, str], remarks: str) -> None:
        known = {option.id for option in self.poll.options}
        good = {n: value for n, value in values.items() if n in known and value in VALUES}
        if not good:
            raise Refused(_("Please say at least once whether you can come."))
        there = {one.option_id: one for one in self.answers}
        for number, value in good.items():
            if number in there:
                there[number].value = value
            else:
                self.answers.append(PollAnswer(option_id=number, value=value))
        self.remarks, self.answered_at = remarks, now()

    def _new_link(self, by: Person) -> None:
        self.salt = secrets.token_hex(16)
        secret = keys.made("poll", self.salt)
        self.secret_sha = keys.sha(secret)
        db.session.flush()
        if self.mail:
            self._write(secret, by)

    def _write(self, secret: str, by: Person) -> None:
        visit = self.poll.visit
        with force_locale(self.language):
            subject = _("When can you come? “%(title)s”", title=visit.title)
            body = _(
                "Hello %(name)s,\n\n%(who)s asks which days suit you for “%(title)s”. Your own "
                "link, without an account:\n\n%(url)s\n\nPlease do not pass it on: it changes your "
                "answer.\n",
                name=self.name,
                who=by.name,
                title=visit.title,
                url=f"{current_app.config['PUBLIC_URL']}/polls/{secret}",
            )
        mail.send("poll", self.mail, str(subject), str(body), pair_id=visit.pair_id)


class PollAnswer(db.Model):
    """yes · if_need_be · no."""

    id: Mapped[int] = mapped_column(primary_key=True)
    respondent_id: Mapped[int] = mapped_column(ForeignKey("poll_respondent.id"), index=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("poll_option.id"), index=True)
    value: Mapped[str] = mapped_column(String(10))

    __table_args__ = (UniqueConstraint("respondent_id", "option_id"),)
