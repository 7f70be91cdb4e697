"""Ticking who is there: merged with what others ticked meanwhile, never put in its place."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.attendance.models import Attendance, Participant, record
from app.clock import now, today
from app.database import lock
from app.errors import Refused
from app.extensions import db
from app.files.models import File
from app.visits.models import Visit

Counts = dict[str, int]  # how many are present, by the participant's name in forms


def tick(visit: Visit, day: date, seen: Counts, wanted: Counts, *, by: Person) -> Visit:
    """What differs from what the person had seen is changed, all else stays as it is by now."""
    lock(visit)
    _refuse(visit, day)
    changed = [key for key in {*seen, *wanted} if seen.get(key, 0) != wanted.get(key, 0)]
    done = [_set(visit, day, key, wanted.get(key, 0), by) for key in sorted(changed)]
    if any(done):
        record("attendance.ticked", visit, visit, by, day=day.isoformat())
    return visit


def everybody(visit: Visit, day: date, *, by: Person) -> Visit:
    """All who may be ticked, where nobody has counted them otherwise."""
    there = {key: n for (key, on), n in Attendance.on(visit).items() if on == day}
    wanted = {one.key: there.get(one.key, one.count) for one in Participant.of(visit)}
    return tick(visit, day, there, wanted, by=by)


def _set(visit: Visit, day: date, key: str, present: int, by: Person) -> bool:
    participant = Participant.stored(visit, key)
    if participant is None:
        return False
    query = select(Attendance).where(
        Attendance.participant_id == participant.id, Attendance.day == day
    )
    found = db.session.scalar(query)
    present = min(max(present, 0), participant.count)
    if not present:
        if found:
            db.session.delete(found)
        return found is not None
    if found is None:
        found = Attendance(participant=participant, day=day, present=present, by_id=by.id)
        db.session.add(found)
    found.present, found.by_id, found.at = present, by.id, now()
    return True


def _refuse(visit: Visit, day: date) -> None:
    visit.refuse_if("cancelled")
    if day not in visit.days:
        raise Refused(_("This is not a day of the visit."))
    if day > today(visit.zone_on(day)):
        raise Refused(_("This day has not begun yet."))


def scans(visit: Visit) -> list[File]:
    """The lists that came back signed."""
    query = select(File).where(File.kind == "visit", File.thing_id == visit.id)
    return list(db.session.scalars(query.where(File.removed_at.is_(None)).order_by(File.id)))


def bin_scan(visit: Visit, file: File, *, gone: bool, by: Person) -> Visit:
    """Into the bin, or out of it."""
    if gone != (lock(file).removed_at is not None):
        file.remove(by=by) if gone else file.restore()
        name = f"attendance.scan_{'removed' if gone else 'restored'}"
        record(name, visit, visit, by, title=file.name)
    return visit
