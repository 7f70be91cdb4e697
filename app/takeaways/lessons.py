"""What is done with a lesson: the city that it comes from agrees that it may be published, or takes
that back. Where lessons are used is in app/citations."""

from flask_babel import lazy_gettext as _l

from app.accounts.models import Person
from app.clock import now
from app.database import lock
from app.takeaways.models import Takeaway

# The programme's emission domains and levers of change (shared/reference/programme.md).
DOMAINS = {
    "buildings": _l("Buildings"),
    "energy": _l("Energy"),
    "mobility": _l("Mobility"),
    "waste": _l("Waste"),
    "industry": _l("Industry"),
    "land": _l("Land use and green areas"),
}
LEVERS = {
    "governance": _l("Governance and policy"),
    "finance": _l("Finance"),
    "participation": _l("Participation"),
    "social_innovation": _l("Social innovation"),
    "technology": _l("Technology"),
    "skills": _l("Skills and learning"),
}


def publish(lesson: Takeaway, *, by: Person) -> Takeaway:
    """Said by the city that it comes from: its words may go out with an exported plan."""
    if lock(lesson).publish_agreed_at is None:
        lesson.publish_agreed_at, lesson.publish_agreed_by = now(), by
        lesson.record("published", by, city=lesson.city.name)
    return lesson


def withhold(lesson: Takeaway, *, by: Person) -> Takeaway:
    if lock(lesson).publish_agreed_at is not None:
        lesson.publish_agreed_at = lesson.publish_agreed_by = None
        lesson.record("withheld", by, city=lesson.city.name)
    return lesson
