"""The buttons of visits, in an order in which each can be pressed (see tests/presses.py)."""

from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.hosting.models import Duty
from app.pairs.models import Pair
from app.polls.models import PollOption
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.travellers import Traveller
from tests.cast import TODAY
from tests.claims import story
from tests.pressing import LATER, Form, Press, last, of

ITEM = {"title": "Walk", "kind": "walk", "day": str(TODAY), "starts": "09:00", "minutes": "60"}

DUTY = {"title": "Book the room", "owner_id": "", "days_before": "7", "on": "", "remarks": ""}


def duty(_client: FlaskClient) -> Form:
    return DUTY | {"member_city_id": str(last(Visit).stops[0].member_city_id)}


def the_first(_client: FlaskClient) -> Form:
    """The visit whose agenda is copied: the one that was cancelled."""
    query = db.session.query(Visit.id).filter(Visit.cancelled_at.is_not(None))
    return {"source": str(query.order_by(Visit.id).limit(1).scalar())}


def stay(_client: FlaskClient) -> Form:
    """To Soria, beginning today."""
    pair = db.session.scalars(select(Pair).filter_by(slug="cologne-soria")).one()
    here, there = pair.cities[:2]
    row = {"member_city_id": there.id, "from_on": TODAY, "to_on": LATER}
    stop = {f"stops-0-{name}": str(value) for name, value in row.items()}
    return {"title": "In Soria", "cities": str(here.id)} | stop


def changed_stay(client: FlaskClient) -> Form:
    return stay(client) | {"title": "Two days in Soria", "version": last(Visit).version}


def guest(_client: FlaskClient) -> Form:
    city = last(Visit).pair.cities[0].id
    about = {"kind": "guest", "name": "Guest", "member_city_id": city, "payer": "programme"}
    return about | {"planned": "100"}


def renamed_guest(client: FlaskClient) -> Form:
    return guest(client) | {"name": "A guest", "version": last(Traveller).version}


def stays(_client: FlaskClient) -> Form:
    """Both in the future, whatever day it is."""
    return {f"options-{n}-{name}": day for n in (0, 1) for name, day in SOON[n].items()}


def said(_client: FlaskClient) -> Form:
    return {f"option-{last(PollOption).id}": "yes", "remarks": "By train"}


def journey(_client: FlaskClient) -> Form:
    return {"mode": "train", "travel_cost": "90", "ticket": story.PNG}


def rail(_client: FlaskClient) -> Form:
    here, there = last(Visit).pair.cities[:2]
    return {"one": str(here.id), "other": str(there.id), "remarks": "Over Paris"}


STAY = {"from_on": "2027-06-24", "to_on": "2027-06-24"}
SOON = [
    {"from_on": str(TODAY), "to_on": str(LATER)},
    {"from_on": "2027-02-02", "to_on": "2027-02-03"},
]
VISITS = [
    Press("anna", "visits.plan", stay),
    Press("anna", "agenda.add", ITEM),
    Press("anna", "agreement.cancel", {"reason": "Nobody has time."}),
    Press("anna", "visits.plan", stay),
    Press("anna", "visits.change", changed_stay),
    Press("anna", "visits.remove"),
    Press("anna", "visits.restore"),
    Press("anna", "agenda.add", ITEM),
    Press("lena", "agenda.add", ITEM | {"title": "Talk", "starts": "10:00"}),
    Press("anna", "agenda.change", of(AgendaItem, **ITEM | {"starts": "11:00"})),
    Press("anna", "agenda.move", {"step": "up"}),
    Press("anna", "agenda.move", {"day": str(LATER)}),
    Press("anna", "agenda.remove"),
    Press("anna", "agenda.restore"),
    Press("anna", "agenda.copy", the_first),
    Press("anna", "agenda.publish"),
    Press("anna", "agenda.withdraw"),
    Press("anna", "polls.ask", stays),
    Press("anna", "polls.suggest", {"from_on": "2027-02-09", "to_on": "2027-02-10"}),
    Press("anna", "polls.remove_option"),
    Press("anna", "polls.restore_option"),
    Press("anna", "polls.answer", said),
    Press("anna", "polls.invite", {"name": "Guest", "mail": "", "language": "en"}),
    Press("anna", "polls.renew"),
    Press("anna", "polls.withdraw"),
    Press("anna", "polls.close"),
    Press("anna", "polls.reopen"),
    Press("anna", "polls.choose"),
    Press("anna", "visits.change", changed_stay),
    Press("anna", "closed_days.add", {"name": "Feast"} | STAY),
    Press("anna", "closed_days.remove"),
    Press("anna", "closed_days.restore"),
    Press("anna", "hosting.add", duty),
    Press("anna", "hosting.change", lambda c: duty(c) | {"version": last(Duty).version}),
    Press("anna", "hosting.finish"),
    Press("anna", "hosting.reopen"),
    Press("anna", "hosting.remove"),
    Press("anna", "hosting.restore"),
    Press("anna", "hosting.take", lambda c: duty(c) | {"duties": "lunch"}),
    Press("anna", "papers.add", {"paper": story.PNG, "caption": "A map"}),
    Press("anna", "papers.remove"),
    Press("anna", "papers.restore"),
    Press("anna", "calendars.make"),
    Press("anna", "calendars.withdraw"),
    Press("anna", "travellers.add", guest),
    Press("anna", "travellers.change", renamed_guest),
    Press("anna", "travellers.remove"),
    Press("anna", "travellers.restore"),
    Press("anna", "travellers.answer", {"answer": "perhaps"}),
    Press("anna", "journeys.plan", journey),
    Press("anna", "journeys.remove_ticket"),
    Press("anna", "journeys.restore_ticket"),
    Press("anna", "journeys.remove"),
    Press("anna", "journeys.restore"),
    Press("anna", "journeys.confirm_rail", rail),
    Press("anna", "journeys.take_rail_back"),
    Press("anna", "needs.tell", {"diet": "No nuts"}),
    Press("anna", "agreement.propose"),
    Press("diego", "agreement.agree", lambda _: {"terms": str(last(Visit).terms)}),
    Press("anna", "today.write", {"text": "Roofs"}),
    Press("anna", "today.photograph", {"photograph": story.PNG, "what": "receipt"}),
    Press("anna", "attendance.everybody"),
    Press("anna", "attendance.tick", {"seen-t1": "1"}),
    Press("anna", "attendance.add", {"name": "Host", "organisation": "Energy agency"}),
    Press("anna", "attendance.remove"),
    Press("anna", "attendance.restore"),
    Press("anna", "attendance.hand_in", {"scan": story.PNG}),
    Press("anna", "attendance.remove_scan"),
    Press("anna", "attendance.restore_scan"),
    Press("anna", "agreement.hold"),
    Press("anna", "reports.start"),
    Press("anna", "agreement.settle"),
]
