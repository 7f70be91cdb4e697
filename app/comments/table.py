"""The response table of a round: each comment with its answer, as plain rows. Its page, its files
and what comes back filled in all have these columns."""

from dataclasses import dataclass
from typing import Any

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

    @property
    def cells(self) -> list[str]:
        severity = str(words.SEVERITY[self.severity][0]) if self.severity else ""
        answer = str(words.ANSWER[self.answer][0]) if self.answer else ""
        state = str(words.STATE[self.state][0])
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
    """In the order of the plan; of one reviewer only where it is an expert who asks."""
    headings = {
        part.section.document_id: (part.position, part.heading) for part in found.plan_version.parts
    }
    told = [each for each in threads_of(found) if not each.private]
    mine = [each for each in told if person_id in (None, each.opened_by_id)]
    mine.sort(key=lambda each: (headings.get(_home(each), (999, ""))[0], _start(each), each.id))
    return [_row(each, headings.get(_home(each), (0, ""))[1]) for each in mine]


def _home(thread: Thread) -> Any:
    return thread.home_id


def _start(thread: Thread) -> int:
    return thread.passage.start if thread.passage else -1


def _row(thread: Thread, heading: str) -> Row:
    said = [each.body for each in thread.comments if not each.removed_at and each.body]
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
        state=thread.state,
    )
