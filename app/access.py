"""Who may do what: THE table, the loaders that give a thing or 401 / 404 / 403, and who may hear.

Views, stream, mail, search and exports ask here, and nothing else decides. The table reads like
the one in domain.md; a cell says for what a role may do the verb: ALL of it, things of its OWN
city, SHARED things only, or NO.
"""

from typing import Any, NoReturn

from flask import abort, g
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import is_taken_back
from app.documents.models import Document
from app.extensions import db
from app.files.models import File
from app.notes.models import Note
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from app.pairs.models import MemberCity, Pair
from app.pairs.programmes import Cohort
from app.plans.models import Plan, Section
from app.standing import Standing, programme_role, standing
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.travellers import Traveller

NO, ALL, OWN, SHARED = "no", "all", "own", "shared"
ROLES = ("officer", "contributor", "expert", "observer", "manager", "auditor")

TABLE: dict[str, tuple[str, str, str, str, str, str]] = {
    #                 officer contrib. expert observer manager auditor
    "pair.read":        (ALL, ALL, ALL, ALL, ALL, ALL),
    "visit.read":       (ALL, ALL, ALL, ALL, ALL, ALL),
    "visit.plan":       (ALL, ALL, NO, NO, ALL, NO),
    "visit.agree":      (OWN, NO, NO, NO, ALL, NO),
    "visit.settle":     (OWN, NO, NO, NO, ALL, NO),
    "cost.read":        (OWN, OWN, NO, NO, ALL, ALL),
    "money.read":       (ALL, NO, NO, NO, ALL, ALL),
    "claim.read":       (OWN, NO, NO, NO, ALL, ALL),
    "claim.file":       (OWN, NO, NO, NO, NO, NO),
    "claim.decide":     (NO, NO, NO, NO, ALL, NO),
    "claim.pay":        (NO, NO, NO, NO, ALL, NO),
    "note.read":        (ALL, ALL, SHARED, SHARED, ALL, ALL),
    "note.write":       (ALL, ALL, NO, NO, ALL, NO),
    "section.read":     (ALL, ALL, SHARED, SHARED, ALL, ALL),
    "section.write":    (OWN, SHARED, NO, NO, NO, NO),
    "section.steer":    (OWN, NO, NO, NO, NO, NO),
    "people.read":      (ALL, ALL, ALL, ALL, ALL, ALL),
    "people.manage":    (OWN, NO, NO, NO, ALL, NO),
    "mail.read":        (NO, NO, NO, NO, ALL, ALL),
    "programme.manage": (NO, NO, NO, NO, ALL, NO),
}  # fmt: skip


def me() -> Person:
    """Who asks. 401 for nobody."""
    if not current_user.is_authenticated:
        abort(401)
    return current_user._get_current_object()


def may(person: Person, verb: str, thing: Any) -> bool:
    """Whether somebody may do a verb of the table to a thing (or, for new things, in its pair)."""
    pair = pair_of(thing)
    if pair is None:
        return verb == "programme.manage" and programme_role(person) == "manager"
    at = standing(person, pair)
    if at is None:
        return False
    scope = TABLE[verb][ROLES.index(at.role)]
    if scope == OWN:
        # An officer of a city that is not the plan's writes where the owner lets them.
        return _is_own(at, thing) or (verb == "section.write" and _is_shared(person, verb, thing))
    if scope == SHARED:
        return _is_shared(person, verb, thing)
    return scope == ALL


def sees_shared_only(person: Person, pair: Pair) -> bool:
    """Experts and observers: of notes and sections they see what was shared."""
    at = standing(person, pair)
    return at is not None and TABLE["note.read"][ROLES.index(at.role)] == SHARED


def pair_of(thing: Any) -> Pair | None:
    if isinstance(thing, Pair):
        return thing
    if isinstance(thing, Line):
        return thing.claim.pair
    if isinstance(thing, (AgendaItem, Traveller)):
        return thing.visit.pair
    if isinstance(thing, Section):
        return thing.plan.pair
    return getattr(thing, "pair", None)


def _is_own(at: Standing, thing: Any) -> bool:
    """Things of the person's city; a whole pair or visit: there is something of their own in it."""
    if isinstance(thing, (Section, Plan)):
        return at.city_id in (thing.plan if isinstance(thing, Section) else thing).city_ids()
    if isinstance(thing, Visit):
        return at.city_id in {city.id for city in thing.concerned}
    if isinstance(thing, Pair):
        return at.city_id is not None
    city_id = thing.id if isinstance(thing, MemberCity) else _claim_of(thing).member_city_id
    return at.city_id is not None and at.city_id == city_id


def _claim_of(thing: Any) -> Any:
    return thing.claim if isinstance(thing, Line) else thing


def _is_shared(person: Person, verb: str, thing: Any) -> bool:
    if verb == "section.write":
        return isinstance(thing, Section) and thing.may_write(person.id)
    return isinstance(thing, Pair) or getattr(thing, "shared_at", None) is not None


# -- loaders ------------------------------------------------------------------------------------


def pair_to(verb: str, slug: str) -> Pair:
    query = select(Pair).where(Pair.slug == slug).options(joinedload(Pair.cohort))
    pair = db.session.scalar(query)
    return _checked(pair, "pair.read", verb)


def visit_to(verb: str, slug: str, visit_id: int, *, binned: bool = False) -> Visit:
    return _in_pair(Visit, "visit.read", verb, slug, visit_id, binned)


def note_to(verb: str, slug: str, note_id: int, *, binned: bool = False) -> Note:
    return _in_pair(Note, "note.read", verb, slug, note_id, binned)


def claim_to(verb: str, slug: str, claim_id: int, *, binned: bool = False) -> Claim:
    return _in_pair(Claim, "claim.read", verb, slug, claim_id, binned)


def section_to(verb: str, slug: str, section_id: int, *, binned: bool = False) -> Section:
    return _in_pair(Section, "section.read", verb, slug, section_id, binned)


def plan_to(verb: str, slug: str, plan_id: int) -> Plan:
    return _in_pair(Plan, "pair.read", verb, slug, plan_id)


def membership_to(verb: str, slug: str, membership_id: int, *, binned: bool = False) -> Membership:
    return _in_pair(Membership, "people.read", verb, slug, membership_id, binned)


def invitation_to(verb: str, slug: str, invitation_id: int) -> Invitation:
    """For who may take it back; to `accept` it, for the person at the address that was invited."""
    person, found = me(), db.session.get(Invitation, invitation_id)
    if found is None or found.pair.slug != slug:
        abort(404)
    if verb == "accept":
        return found if found.mail == person.mail else _nothing()
    return _checked(found, "people.manage", verb)


def item_to(verb: str, slug: str, visit_id: int, item_id: int) -> AgendaItem:
    return _below(AgendaItem, visit_to(verb, slug, visit_id), "visit_id", item_id)


def traveller_to(verb: str, slug: str, visit_id: int, traveller_id: int) -> Traveller:
    return _below(Traveller, visit_to(verb, slug, visit_id), "visit_id", traveller_id)


def line_to(verb: str, slug: str, claim_id: int, line_id: int) -> Line:
    return _below(Line, claim_to(verb, slug, claim_id), "claim_id", line_id)


def document_to(verb: str, document_id: int) -> Document:
    """`read` or `write`, as the note or section that it belongs to says."""
    owner = owner_of(document_id)
    kind = "note" if isinstance(owner, Note) else "section"
    _checked(owner, f"{kind}.read", f"{kind}.{verb}")
    return db.session.get_one(Document, document_id)


def owner_of(document_id: int) -> Note | Section | None:
    """What a document is the text of; None once it is in the bin."""
    for model in (Note, Section):
        query = select(model).where(model.document_id == document_id, model.removed_at.is_(None))
        if found := db.session.scalar(query):
            return found  # type: ignore[return-value]
    return None


def file_to(verb: str, file_id: int) -> File:
    """As the thing says that it hangs on."""
    file = db.session.get(File, file_id)
    if file is None or file.removed_at:
        return _checked(None, "", "")
    if file.kind == "document":
        document_to("read", file.thing_id)
        return file
    kinds: dict[str, tuple[type[Any], str]] = {"claim": (Claim, "claim.read")}
    model, reading = kinds[file.kind]
    thing = db.session.get(model, file.thing_id)
    _checked(None if thing is None or thing.removed_at else thing, reading, reading)
    return _nothing() if is_taken_back(file, undo=may(me(), "claim.file", thing)) else file


def cohort_to_manage(cohort_id: int) -> Cohort:
    manage()
    return db.session.get(Cohort, cohort_id) or _nothing()


def manage() -> Person:
    """Managers only. Others do not learn that there is such a page."""
    person = me()
    if programme_role(person) != "manager":
        abort(404)
    return person


def _in_pair(
    model: type[Any], reading: str, verb: str, slug: str, thing_id: int, binned: bool = False
) -> Any:
    """A thing of this pair; from the bin only for who asks for it there."""
    thing = db.session.get(model, thing_id)
    pair = pair_of(thing) if thing is not None else None
    gone = getattr(thing, "removed_at", None) is not None
    wrong = pair is None or pair.slug != slug or gone != binned
    return _checked(None if wrong else thing, reading, verb)


def _below(model: type[Any], parent: Any, key: str, thing_id: int) -> Any:
    thing = db.session.get(model, thing_id)
    if thing is None or getattr(thing, key) != parent.id:
        abort(404)
    return thing


def _checked(thing: Any, reading: str, verb: str) -> Any:
    person = me()
    if thing is None or not may(person, reading, thing):
        abort(404)
    g.pair = pair_of(thing)
    if verb != reading and not may(person, verb, thing):
        abort(403)
    return thing


def _nothing() -> NoReturn:
    abort(404)


# -- who may hear -------------------------------------------------------------------------------


def topics(person: Person, pair: Pair | None = None) -> list[str]:
    """All that somebody may hear about, of a pair and of themselves."""
    heard = [f"person-{person.id}"]
    if programme_role(person):
        heard.append("programme")
    at = standing(person, pair) if pair else None
    if pair is None or at is None:
        return heard
    heard.append(f"pair-{pair.id}")
    if at.role in ("officer", "contributor"):
        heard.append(f"pair-{pair.id}-cities")
    if at.role in ("officer", "contributor", "manager", "auditor"):
        heard.append(f"pair-{pair.id}-staff")
    if may(person, "money.read", pair):
        heard.append(f"pair-{pair.id}-money")
    for city in pair.cities:
        if at.role in ("manager", "auditor") or (at.role == "officer" and at.city_id == city.id):
            heard.append(f"city-{city.id}-money")
        if at.role == "officer" and at.city_id == city.id:
            heard.append(f"city-{city.id}-host")
    return heard


def may_hear(person: Person, topic: str) -> bool:
    """Asked when a stream joins a topic, and again as long as it listens."""
    kind, _, rest = topic.partition("-")
    number = rest.partition("-")[0]
    if topic == "programme":
        return programme_role(person) is not None
    if not number.isdecimal():
        return False
    if kind == "document":
        owner = owner_of(int(number))
        verb = "note.write" if isinstance(owner, Note) else "section.write"  # it carries the log
        return owner is not None and may(person, verb, owner)
    pair = None
    if kind == "pair":
        pair = db.session.get(Pair, int(number))
    elif kind == "city":
        pair = db.session.scalar(select(Pair).join(Pair.cities).where(MemberCity.id == int(number)))
    return topic in topics(person, pair)
