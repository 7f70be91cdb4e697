"""A thread of comments: on a passage, on a section or note, or on a whole plan; it may carry a
suggestion. What is done with a thread is in threads.py, review rounds are in rounds.py."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.documents.models import Document
from app.documents.passages import Passage
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.plans.models import Plan, Section

if TYPE_CHECKING:
    from app.comments.rounds import ReviewRound

SEVERITIES = ("must", "should", "typo")
ANSWERS = ("accepted", "in_part", "not_accepted")


class Thread(db.Model):
    """Its home is a passage's text, a text, or a plan. `sent_at` is empty while a reviewer keeps it
    to themselves. `replacement` is a suggestion: the words that the passage should have."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    passage_id: Mapped[int | None] = mapped_column(ForeignKey("passage.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    cities_only: Mapped[bool] = mapped_column(default=False)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # A suggestion, and what became of it.
    replacement: Mapped[str | None] = mapped_column(Text)
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decline_reason: Mapped[str] = mapped_column(Text, default="")
    # In a review round.
    round_id: Mapped[int | None] = mapped_column(ForeignKey("review_round.id"), index=True)
    severity: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str | None] = mapped_column(String(12))
    answer_reason: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    insisted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Who said it in Word, where that is no member; `opened_by` uploaded the file.
    word_author: Mapped[str] = mapped_column(String(120), default="")
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    passage: Mapped[Passage | None] = relationship()
    document: Mapped[Document | None] = relationship()
    plan: Mapped[Plan | None] = relationship()
    opened_by: Mapped[Person] = relationship(foreign_keys=opened_by_id)
    assignee: Mapped[Person | None] = relationship(foreign_keys=assignee_id)
    resolved_by: Mapped[Person | None] = relationship(foreign_keys=resolved_by_id)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)
    answered_by: Mapped[Person | None] = relationship(foreign_keys=answered_by_id)
    round: Mapped["ReviewRound | None"] = relationship(foreign_keys=round_id)
    comments: Mapped[list["Comment"]] = relationship(back_populates="thread", order_by="Comment.id")

    __table_args__ = (Index("ix_thread_round_id_opened_by_id", "round_id", "opened_by_id"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def home_id(self) -> int | None:
        """The text that it is about; None for a whole plan."""
        return self.passage.document_id if self.passage else self.document_id

    @property
    def owner(self) -> "Section | Note | Plan | None":
        """What it is about, in the bin or not."""
        if self.plan_id:
            return self.plan
        query = select(Note).where(Note.document_id == self.home_id)
        return Section.with_text(self.home_id or 0) or db.session.scalar(query)

    @property
    def quote(self) -> str:
        return self.passage.quote if self.passage else ""

    @property
    def private(self) -> bool:
        """Until its reviewer sends the review, nobody else knows of it."""
        return self.sent_at is None

    @property
    def suggests(self) -> bool:
        """A suggestion that nobody has decided on."""
        return self.replacement is not None and not (self.applied_at or self.declined_at)

    @property
    def shared_at(self) -> datetime | None:
        """Since when experts and observers may read it; never one that is for the cities only."""
        if self.cities_only:
            return None
        owner: Any = self.owner
        return owner.started_at if isinstance(owner, Plan) else getattr(owner, "shared_at", None)

    @property
    def audience(self) -> str:
        if self.private:
            return f"person-{self.opened_by_id}"
        if self.cities_only:
            return f"pair-{self.pair_id}-cities"
        return f"pair-{self.pair_id}" if self.shared_at else f"pair-{self.pair_id}-staff"

    @property
    def state(self) -> str:
        """open · answered · silent (answered, and the expert said nothing in time) · insisted
        (not solved yet) · solved."""
        if self.resolved_at or self.confirmed_at:
            return "solved"
        if self.answered_at is None:
            return "open"
        if self.insisted_at:  # an answer after it takes it away
            return "insisted"
        silence = timedelta(days=self.pair.cohort.silence_days)
        return "silent" if self.answered_at + silence < now() else "answered"


class Comment(db.Model):
    """What somebody said in a thread. Removed, its words go, its name and its place stay."""

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    word_author: Mapped[str] = mapped_column(String(120), default="")
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    thread: Mapped[Thread] = relationship(back_populates="comments")
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    mentions: Mapped[list["Mention"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def pair(self) -> Pair:
        return self.thread.pair


class Mention(db.Model):
    """A member who was named in a comment with @."""

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship()
