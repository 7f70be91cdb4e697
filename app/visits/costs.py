"""Who sees planned costs: those of the own city, managers and auditors. Others read names only."""

from typing import NamedTuple

from flask_babel import gettext as _

from app import access
from app.accounts.models import Person
from app.errors import Refused
from app.pairs.models import Pair
from app.visits.reserving import DoesNotFit


class CostsOf(NamedTuple):
    """The planned costs of a city's travellers, as a thing of the permission table."""

    pair: Pair
    member_city_id: int


def seen_by(person: Person, pair: Pair, member_city_id: int) -> bool:
    return access.may(person, "cost.read", CostsOf(pair, member_city_id))


def without_amounts(no: DoesNotFit, person: Person, pair: Pair) -> Refused:
    """The refusal as this person may read it: amounts only for who may see them anyway."""
    if access.may(person, "money.read", pair) and seen_by(person, pair, no.city.id):
        return no
    sentence = _(
        "The planned costs of %(city)s do not fit in what its budget has left. Nothing was saved.",
        city=no.city.name,
    )
    return Refused(sentence, no.field)
