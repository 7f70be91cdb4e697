"""What is still reserved for a visit is free again after the cohort's last day for claims."""

from datetime import timedelta

from app import events, jobs
from app.clock import now, today
from app.database import lock
from app.extensions import db
from app.visits.models import Visit
from app.visits.reserving import release_rest, reserved_by_city

KIND = "visits.expire"
LOOK_AGAIN = timedelta(days=30)  # the cohort's day may be moved


def look_later(visit: Visit) -> None:
    """In the rule that reserves."""
    jobs.add(KIND, run_at=now() + LOOK_AGAIN, visit_id=visit.id)


@jobs.job(KIND)
def expire(visit_id: int) -> None:
    visit = db.session.get_one(Visit, visit_id)
    events.act(lambda: _expire(visit))


def _expire(visit: Visit) -> Visit:
    lock(visit)
    last = visit.pair.cohort.last_claim_date
    days_left = (last - today(visit.zone)).days + 1
    if days_left > 0:
        run_at = now() + min(LOOK_AGAIN, timedelta(days=days_left))
        jobs.add(KIND, run_at=run_at, visit_id=visit.id)
    elif reserved_by_city(visit):
        release_rest(visit, None, by=None)
        visit.record("visit.expired", None, audience=f"pair-{visit.pair_id}-money")
    return visit
