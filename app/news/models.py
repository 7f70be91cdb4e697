"""News for one person: something that waits for them or that they asked to hear of; what they wish
to get by mail; and what they do not want to hear of. How news come about is in telling.py and
due.py, how they are mailed in letters.py."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import keys
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.extensions import db
from app.pairs.models import Pair

CHOICES = ("waits_and_week", "daily", "waits", "none")
PURPOSE = "news"  # of the secret address that ends the mails


class News(db.Model):
    """`key` names the thing that it is about, so that nobody is told twice. `of`, `of_id` are a
    kind of search's sources and its id: they say whether the person may still read of it."""

    __tablename__ = "news"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    of: Mapped[str] = mapped_column(String(12))
    of_id: Mapped[int]
    page: Mapped[str] = mapped_column(String(120))  # below /pairs/<slug>/
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # for its sentence
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    mailed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    actor: Mapped[Person | None] = relationship(foreign_keys=actor_id)
    pair: Mapped[Pair] = relationship()

    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_news_person_id_at", "person_id", "at"),
    )

    @classmethod
    def of_person(cls, person: Person, limit: int) -> "list[News]":
        """The latest first."""
        query = select(cls).where(cls.person_id == person.id).order_by(cls.id.desc())
        query = query.options(joinedload(cls.actor), joinedload(cls.pair)).limit(limit)
        return list(db.session.scalars(query))

    @classmethod
    def unmailed(cls, person: Person) -> "list[News]":
        query = select(cls).where(cls.person_id == person.id, cls.mailed_at.is_(None))
        query = query.where(cls.seen_at.is_(None)).options(joinedload(cls.actor))
        return list(db.session.scalars(query.options(joinedload(cls.pair)).order_by(cls.id)))

    @classmethod
    def unseen(cls, person: Person) -> int:
        """How many they have not read; a look at /news asks whether they still may."""
        return db.session.scalar(UNSEEN, {"person": person.id}) or 0

    @classmethod
    def see_all(cls, person: Person) -> Person:
        """They have been read."""
        unseen = (cls.person_id == person.id) & cls.seen_at.is_(None)
        db.session.execute(update(cls).where(unseen).values(seen_at=now()))
        return person


UNSEEN = select(func.count(News.id)).where(
    News.person_id == bindparam("person"), News.seen_at.is_(None)
)  # put together once: it is asked on every page


class Wish(db.Model):
    """What somebody gets by mail. `morning_at` is when they are next looked after, at eight o'clock
    of theirs, `letter_at` when a letter leaves that is being gathered; `last_on` is the day of
    theirs on which they last got one, `told_id` the last event that a summary has told of. It has
    no version: two who speak to somebody at once do not stand in each other's way."""

    __tablename__ = "news_wish"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(String(16), default="waits_and_week")
    morning_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    letter_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_on: Mapped[date | None]
    told_id: Mapped[int] = mapped_column(default=0)
    salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    stop_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)

    person: Mapped[Person] = relationship()

    @property
    def id(self) -> int:
        return self.person_id

    def make_stop_secret(self) -> str:
        """192 bits of an address that ends the mails of this person; kept as a SHA-256 only."""
        secret = keys.made(PURPOSE, self.salt)
        self.stop_sha256 = keys.sha(secret)
        return secret

    @classmethod
    def stopped_by(cls, secret: str) -> "Wish | None":
        query = select(cls).where(cls.stop_sha256 == keys.sha(secret), cls.stop_sha256 != "")
        return db.session.scalar(query)

    def choose(self, choice: str) -> "Wish":
        if self.choice != choice:
            self.choice = choice
            if choice in ("daily", "none"):
                self.letter_at = None
        return self


class Mute(db.Model):
    """A pair or a thread that somebody does not want to hear of."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))  # pair | thread
    thing_id: Mapped[int]

    __table_args__ = (UniqueConstraint("person_id", "kind", "thing_id"),)

    @classmethod
    def find(cls, person_id: int, kind: str, thing_id: int) -> "Mute | None":
        return db.session.scalar(
            select(cls).where(
                cls.person_id == person_id, cls.kind == kind, cls.thing_id == thing_id
            )
        )

    @classmethod
    def of(cls, person: Person) -> set[tuple[str, int]]:
        query = select(cls.kind, cls.thing_id).where(cls.person_id == person.id)
        return {(kind, number) for kind, number in db.session.execute(query)}

    @classmethod
    def deaf(cls, pair_id: int, thread_id: int | None) -> set[int]:
        """Who has muted the pair, or the thread."""
        muted = (cls.kind == "pair") & (cls.thing_id == pair_id)
        if thread_id is not None:
            muted = muted | ((cls.kind == "thread") & (cls.thing_id == thread_id))
        return set(db.session.scalars(select(cls.person_id).where(muted)))

    @classmethod
    def turn(cls, person: Person, kind: str, thing_id: int, *, on: bool) -> Person:
        found = cls.find(person.id, kind, thing_id)
        if on and found is None:
            db.session.add(cls(person_id=person.id, kind=kind, thing_id=thing_id))
        if not on and found is not None:
            db.session.delete(found)
        return person
