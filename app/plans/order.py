"""The order of a plan's sections."""

from flask_babel import gettext as _

from app.accounts.models import Person
from app.database import lock
from app.errors import Refused
from app.plans.sections import Section


def move(section: Section, step: int, *, by: Person) -> Section:
    """Changes places with the section before (-1) or after it (+1).

    All are numbered anew: two may have had the same number, added at once or back from the bin.
    """
    order = list(lock(section.plan).sections)
    at, to = order.index(section), order.index(section) + step
    if not 0 <= to < len(order):
        raise Refused(_("There is nothing further in this direction."))
    order[at], order[to] = order[to], order[at]
    for number, each in enumerate(order, 1):
        each.position = number
        each.lead()
    section.record("section.moved", by)
    return section
