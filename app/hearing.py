"""Who may hear: the topics of a person, asked when a stream joins one and as long as it listens. It
asks the table of rights (access.py) and decides nothing itself."""

from sqlalchemy import select

from app.access import may, owner_of
from app.accounts.models import Person
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import MemberCity, Pair
from app.standing import programme_role, standing


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
        if may(person, "cost.read", city):
            heard.append(f"city-{city.id}-own")
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
