"""The loaders of a visit and of what hangs on it: agenda, travellers, journeys, needs, files."""

from flask import abort

from app.access.asking import below, checked, in_pair, me, nothing
from app.attendance.models import Participant
from app.extensions import db
from app.files.models import File
from app.hosting.models import Duty
from app.journeys.models import Journey
from app.pairs.models import MemberCity
from app.polls.closed_days import ClosedDay
from app.polls.models import PollOption
from app.polls.respondents import Respondent
from app.table import may
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.papers import VisitFile
from app.visits.travellers import Traveller


def visit_to(verb: str, slug: str, visit_id: int, *, binned: bool = False) -> Visit:
    return in_pair(Visit, "visit.read", verb, slug, visit_id, binned)


def item_to(verb: str, slug: str, visit_id: int, item_id: int) -> AgendaItem:
    return below(AgendaItem, visit_to(verb, slug, visit_id), "visit_id", item_id)


def traveller_to(verb: str, slug: str, visit_id: int, traveller_id: int) -> Traveller:
    return below(Traveller, visit_to(verb, slug, visit_id), "visit_id", traveller_id)


def journey_of(verb: str, slug: str, visit_id: int, traveller_id: int) -> Traveller:
    """The traveller whose journey it is: for who may see those of the city, and for the person."""
    traveller = traveller_to("visit.read", slug, visit_id, traveller_id)
    if traveller.removed_at:
        abort(404)
    mine = traveller.person_id == me().id
    return traveller if mine else checked(traveller, "journey.read", verb)


def needs_of(slug: str, visit_id: int, traveller_id: int) -> Traveller:
    """The traveller whose needs may be told: by the person, for a guest by who plans for them."""
    traveller = traveller_to("visit.read", slug, visit_id, traveller_id)
    if traveller.removed_at or not tells_needs(traveller):
        abort(404)
    return traveller


def tells_needs(traveller: Traveller) -> bool:
    if traveller.person_id:
        return traveller.person_id == me().id
    return may(me(), "needs.hand_in", traveller)


def answers(traveller: Traveller) -> bool:
    """Who says whether a traveller comes."""
    if traveller.visit.state in ("held", "cancelled"):
        return False
    if traveller.person_id:
        return traveller.person_id == me().id
    return may(me(), "needs.hand_in", traveller)


def ticket_to(verb: str, slug: str, visit_id: int, traveller_id: int, file_id: int) -> File:
    """A file of a journey, in the bin or not."""
    traveller = journey_of(verb, slug, visit_id, traveller_id)
    journey, file = Journey.of(traveller), db.session.get(File, file_id)
    mine = journey and file and (file.kind, file.thing_id) == ("journey", journey.id)
    return file if file is not None and mine else nothing()


def sees_file(paper: VisitFile) -> bool:
    """Of a visit: what is for all, and what is a city's own for its people and the programme."""
    return may(me(), "cost.read", paper.city) if paper.city else may(me(), "visit.read", paper)


def visit_file_to(slug: str, visit_id: int, paper_id: int) -> VisitFile:
    """To be removed or brought back, in the bin or not, by who plans the visit and sees it."""
    visit = visit_to("visit.plan", slug, visit_id)
    paper = db.session.get(VisitFile, paper_id)
    there = paper is not None and paper.visit_id == visit.id and sees_file(paper)
    return paper if paper is not None and there else nothing()


def poll_option_to(slug: str, visit_id: int, option_id: int) -> PollOption:
    option = db.session.get(PollOption, option_id) or nothing()
    visit = visit_to("visit.plan", slug, visit_id)
    return option if option.poll.visit_id == visit.id else nothing()


def poll_guest_to(slug: str, visit_id: int, guest_id: int) -> Respondent:
    """A guest of the visit's poll: those with an account have no link."""
    guest = db.session.get(Respondent, guest_id) or nothing()
    visit = visit_to("visit.plan", slug, visit_id)
    return guest if guest.poll.visit_id == visit.id and not guest.person_id else nothing()


def city_to(verb: str, slug: str, member_city_id: int) -> MemberCity:
    return in_pair(MemberCity, "pair.read", verb, slug, member_city_id)


def closed_day_to(slug: str, closed_id: int) -> ClosedDay:
    """In the bin or not."""
    found = db.session.get(ClosedDay, closed_id) or nothing()
    city_to("city.keep", slug, found.member_city_id)
    return found


def participant_to(verb: str, slug: str, visit_id: int, participant_id: int) -> Participant:
    return below(Participant, visit_to(verb, slug, visit_id), "visit_id", participant_id)


def scan_to(slug: str, visit_id: int, file_id: int) -> tuple[Visit, File]:
    """A signed list of the visit, in the bin or not."""
    visit, file = visit_to("visit.plan", slug, visit_id), db.session.get(File, file_id)
    if file is None or (file.kind, file.thing_id) != ("visit", visit.id):
        nothing()
    return visit, file


def letter_for(slug: str, visit_id: int, traveller_id: int) -> Traveller:
    """For the traveller, who plans for their city, and the inviting hosts."""
    traveller = traveller_to("visit.read", slug, visit_id, traveller_id)
    return traveller if writes_letter(traveller) and not traveller.removed_at else nothing()


def writes_letter(traveller: Traveller) -> bool:
    person = me()
    invites = any(may(person, "letter.make", stop.city) for stop in traveller.visit.stops)
    mine = traveller.person_id == person.id
    return bool(traveller.shown_name) and (mine or invites or may(person, "letter.make", traveller))


def duty_to(verb: str, slug: str, visit_id: int, duty_id: int) -> Duty:
    return below(Duty, visit_to(verb, slug, visit_id), "visit_id", duty_id)
