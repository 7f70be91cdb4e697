"""A response table that came back filled in: what it would change, and doing it."""

from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.clock import now
from app.comments import answers
from app.comments.models import Thread
from app.comments.reviewing import threads_of
from app.comments.rounds import ReviewRound
from app.comments.table_files import Filled
from app.database import lock
from app.drafts.models import Arrival
from app.errors import Refused
from app.extensions import db

Change = dict[str, Any]


def changes(found: ReviewRound, filled: list[Filled]) -> list[Change]:
    """A change for each row that says something new; `why` says why one cannot be taken."""
    known = {each.id: each for each in threads_of(found) if not each.private}
    told = [_change(known.get(row.number), row) for row in filled]
    return [each for each in told if each]


def _change(thread: Thread | None, row: Filled) -> Change | None:
    change = {"number": row.number, "answer": row.answer, "said": row.said, "reason": row.reason}
    if thread is None:
        return change | {"why": "unknown"}
    change |= {"was": thread.answer or "", "was_reason": thread.answer_reason}
    if not row.said and not row.reason:
        return None
    if not row.answer:
        return change | {"why": "answer"}
    if (row.answer, row.reason) == (thread.answer or "", thread.answer_reason):
        return None
    if row.answer != "accepted" and not row.reason:
        return change | {"why": "reason"}
    return change | {"why": ""}


def hand_in(
    found: ReviewRound, name: str, sha256: str, filled: list[Filled], *, by: Person
) -> Arrival:
    """What came, beside what is there now; it changes nothing yet."""
    told = changes(found, filled)
    if not told:
        raise Refused(_("There is nothing new in this table."), "file")
    more: dict[str, Any] = {"found": {"changes": told}, "round_id": found.id}
    return Arrival.hand_in(found.plan, "answers", name, sha256, by=by, **more)


def take_over(arrival: Arrival, *, by: Person) -> Arrival:
    """Answers what can be answered, and leaves what somebody has answered since the file came; a
    repeat finds nothing left."""
    if lock(arrival).applied_at is not None:
        return arrival
    taken, left = 0, []
    good = [change for change in arrival.found["changes"] if not change["why"]]
    for change in sorted(good, key=lambda each: int(each["number"])):
        thread = db.session.get(Thread, change["number"])
        if thread is None or thread.round_id != arrival.round_id:
            continue
        answers.locked(thread)
        if (thread.answer or "", thread.answer_reason) != (change["was"], change["was_reason"]):
            left.append(thread.id)
            continue
        answers.answer(thread, thread.version, change["answer"], change["reason"], by=by)
        taken += 1
    arrival.applied_at, arrival.applied_by_id = now(), by.id
    arrival.result = {"taken": taken, "left": left}
    return arrival
