"""A review round ends: its response table stays as it is then, and so do the texts."""

from dataclasses import asdict

from flask_babel import gettext as _

from app.accounts.models import Person
from app.clock import now
from app.comments import table
from app.comments.reviewing import tell
from app.comments.rounds import ReviewRound
from app.database import lock
from app.plans.freezing import PlanVersion


def close(found: ReviewRound, *, by: Person) -> ReviewRound:
    """Whatever is said and done afterwards, the table says what it said then."""
    if lock(found).closed_at is not None:
        return found
    found.response_table = [asdict(row) for row in table.rows(found)]
    sections = [part.section for part in found.plan_version.parts if not part.section.removed_at]
    if sections:
        name = _("After review round %(number)s", number=found.number)
        found.closing_version = PlanVersion.freeze(found.plan, sections, name, by=by, kind="round")
    found.closed_at, found.closed_by_id = now(), by.id
    tell("round.closed", found, by)
    return found
