"""The people of a pair as its page shows them: by city, then those from outside."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Appointment, Person
from app.extensions import db
from app.pairs.memberships import ROLES, Membership
from app.pairs.models import Pair
from app.pairs.people_words import SIDE

OUTSIDE = (
    ("expert", _l("Experts"), _l("They read and comment what the cities share.")),
    ("observer", _l("Observers"), _l("They read what the cities share.")),
)


@dataclass(frozen=True)
class Group:
    """A heading with the people under it; `empty` says so where there are none."""

    key: str
    title: str
    sub: str
    members: list[Membership]
    empty: str = ""


def groups(pair: Pair) -> list[Group]:
    """A city is always shown; experts and observers where there are some."""
    rows = _members(pair)
    shown = [
        Group(
            key=f"city-{city.id}",
            title=city.name,
            sub=str(SIDE[city.side]),
            members=[row for row in rows if row.member_city_id == city.id],
            empty=_("Nobody from %(city)s has joined yet.", city=city.name),
        )
        for city in pair.cities
    ]
    for role, title, sub in OUTSIDE:
        members = [row for row in rows if row.role == role]
        if members:
            shown.append(Group(f"{role}s", str(title), str(sub), members))
    return shown


def managers(pair: Pair) -> list[Person]:
    return Appointment.managers(pair.cohort.programme_id)


def _members(pair: Pair) -> list[Membership]:
    query: Any = (
        select(Membership)
        .join(Membership.person)
        .where(Membership.pair_id == pair.id, Membership.removed_at.is_(None))
        .options(joinedload(Membership.person), joinedload(Membership.city))
        .order_by(Person.name, Membership.id)
    )
    return sorted(db.session.scalars(query), key=lambda row: ROLES.index(row.role))
