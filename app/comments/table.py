"""The response table of a round: each comment with its answer, as plain rows. Its page, its files
and what comes back filled in all have these columns."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.comments import words
from app.comments.models import Thread
from app.comments.reviewing import threads_of
from app.comments.rounds import ReviewRound

ANSWER, REASON = 6, 7  # the columns that are filled in, counted from 0


@dataclass(frozen=True)
class Row:
    """`number` is the thread's, by which a row is known again."""

    number: int
    section: str
    quote: str
    comment: str
    reviewer: str
    severity: str
    answer: str
    reason: str
    state: str
    reviewer_id: int = 0
    version: int = 0  # of the thread

    @property
    def cells(self) -> list[str]:
        severity = str(words.SEVERITY[self.severity][0]) if self.severity else ""
        answer = str(words.ANSWER[self.answer][0]) if self.answer else ""
        state = _("Needs no answer") if self.state == "typo" else str(words.STATE[self.state][0])
        said = [str(self.number), self.section, self.quote, self.comment, self.reviewer]
        return [*said, severity, answer, self.reason, state]


def columns() -> list[str]:
    return [
        _("No."),
        _("Section"),
        _("Words"),
        _("Comment"),
        _("Reviewer"),
        _("Weight"),
        _("Answer"),
        _("Reason"),
        _("State"),
    ]


def rows(found: ReviewRound, person_id: int | None = None) -> list[Row]:
    """In the order of the plan; of one reviewer only where it is an expert who asks. Of a round
    that is closed, as they were then."""
    told = _kept(found) if found.closed_at else _now(found)
    return [row for row in told if person_id in (None, row.reviewer_id)]


def _kept(found: ReviewRound) -> list[Row]:
    return [Row(**row) for row in found.response_table]


def _now(found: ReviewRound) -> list[Row]:
    headings = {part.section.document_id: part.heading for part in found.plan_version.parts}
    told = [each for each in threads_of(found) if not each.private]
    return [_row(each, headings.get(each.document_id or 0, "")) for each in told]


def _row(thread: Thread, heading: str) -> Row:
    said = _said(thread)
    if thread.replacement is not None:
        said.append(_("Suggested wording: %(words)s", words=thread.replacement or "–"))
    return Row(
        number=thread.id,
        section=heading,
        quote=thread.quote,
        comment="\n".join(said),
        reviewer=thread.word_author or thread.opened_by.name,
        severity=thread.severity or "",
        answer=thread.answer or "",
        reason=thread.answer_reason,
        state=_state(thread),
        reviewer_id=thread.opened_by_id,
        version=thread.version,
    )


def _state(thread: Thread) -> str:
    """A typo needs no answer."""
    return "typo" if thread.severity == "typo" and thread.state == "open" else thread.state


def _said(thread: Thread) -> list[str]:
    """What the reviewer said first, and who said what to it."""
    comments = [each for each in thread.comments if not each.removed_at and each.body]
    first = thread.comments[0] if thread.comments else None
    return [
        each.body if each is first else f"{each.word_author or each.author.name}: {each.body}"
        for each in comments
    ]
