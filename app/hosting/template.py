"""What nearly every visit needs of its hosts, and how long before the arrival."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.models import Person
from app.errors import Refused
from app.hosting.models import Duty
from app.pairs.models import MemberCity
from app.visits.models import Visit

USUAL = {
    "hotel": (_l("Name hotels near the meeting place, with prices"), 42),
    "programme": (_l("Send the draft agenda to the guests"), 28),
    "room": (_l("Book the room for workshops"), 28),
    "sites": (_l("Ask the places that are visited"), 21),
    "interpreter": (_l("Book an interpreter"), 21),
    "lunch": (_l("Order lunch; ask about diets first"), 10),
    "transport": (_l("See to transport between the places"), 10),
    "fetch": (_l("Say who fetches whom, and where"), 5),
    "attendance": (_l("Print the attendance list"), 2),
}


def take(visit: Visit, city: MemberCity, keys: list[str], *, by: Person) -> Visit:
    """Those that somebody ticked, for one host, in the words of who asks. What is there already
    under the same name is left."""
    if not keys:
        raise Refused(_("Choose at least one."), "duties")
    there = {duty.title for duty in Duty.of(visit) if duty.member_city_id == city.id}
    for key in keys:
        title, days = USUAL[key]
        if str(title) not in there:
            Duty.add(visit, by=by, title=str(title), city=city, days_before=days)
    return visit
