"""How a visit comes to be agreed: proposed, a yes from each city concerned, money reserved."""

from flask_babel import gettext as _

from app.accounts.models import Person
from app.clock import now
from app.database import lock
from app.errors import Refused
from app.pairs.models import MemberCity
from app.visits.expiring import look_later
from app.visits.models import Visit
from app.visits.reserving import release_rest, reserve_all
from app.visits.terms import Agreement
from app.visits.travellers import Traveller


def propose(visit: Visit, *, by: Person, city: MemberCity | None) -> Visit:
    """Asks every city concerned; the proposer's own city says yes by proposing."""
    lock(visit)
    visit.refuse_if("proposed", "agreed", "held", "cancelled")
    visit.proposed_at = now()
    visit.record("visit.proposed", by)
    if city in visit.waits_for:
        agree(visit, city, by=by)
    return visit


def agree(visit: Visit, city: MemberCity | None, *, by: Person, terms: int | None = None) -> Visit:
    """The yes of a city; `None` is the programme's, which counts for every city that waits.

    `terms` are those that the person had before them: nobody says yes to what they did not see.

    The last yes reserves the planned cost of those whom the programme pays for; where that does
    not fit in what is left, it is turned down and nothing is written.
    """
    # Two last yeses at once must not both believe that the other one is still missing.
    lock(visit)
    visit.refuse_if("idea", "agreed", "held", "cancelled")
    if terms is not None and terms != visit.terms:
        raise Refused(
            _("The days, stops or cities have changed meanwhile. Please look, and say yes again.")
        )
    if city is not None and city not in visit.waits_for:
        raise Refused(_("%(city)s has said yes already.", city=city.name))
    yes_of = visit.waits_for if city is None else [city]
    for one in yes_of:
        visit.agreements.append(
            Agreement(member_city_id=one.id, terms=visit.terms, by=by, at=now())
        )
    visit.record("visit.agreed_by_city", by, city=", ".join(one.name for one in yes_of))
    if not visit.waits_for:
        reserve_all(visit, Traveller.all_on(visit), by=by)
        look_later(visit)
        visit.record("visit.agreed", by)
    return visit


def settle_costs(visit: Visit, city: MemberCity | None, *, by: Person) -> Visit:
    """No (more) costs: what is still reserved for a city's travellers is free again."""
    lock(visit)
    visit.refuse_if("idea", "proposed", "agreed")
    release_rest(visit, city, by=by)
    topic = f"pair-{visit.pair_id}-money"
    visit.record("visit.settled", by, audience=topic, city=city.name if city else "")
    return visit
