"""Where what can be found comes from: each kind read from its own tables, with who may hear of it
now. The same function fills the index and says, before a result is shown, whether it still may
be."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.claims.lines import Line
from app.claims.models import Claim
from app.clock import at as at_clock
from app.clock import now
from app.extensions import db
from app.pairs.memberships import Membership
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.publishing import published

MIDDAY = time(12)
Ids = Collection[int] | None  # None: all there are


@dataclass(frozen=True)
class Found:
    """A thing as search keeps it. `page` is below the pair's address."""

    kind: str
    thing_id: int
    pair_id: int
    audience: str
    at: datetime
    page: str
    title: str
    text: str = ""
    visit_id: int | None = None
    cities: tuple[int, ...] = ()
    seq: int = 0


Source = Callable[[Ids, bool], list[Found]]
SOURCES: dict[str, Source] = {}


def source(kind: str) -> Callable[[Source], Source]:
    """Marks what reads a kind: given ids, and whether the words are wanted, too. What is in the bin
    is left out."""

    def mark(read: Source) -> Source:
        SOURCES[kind] = read
        return read

    return mark


def load(kind: str, ids: Ids, *, words: bool) -> list[Found]:
    return SOURCES[kind](ids, words) if ids is None or ids else []


def rows(query: Any, model: Any, ids: Ids) -> list[Any]:
    query = query if ids is None else query.where(model.id.in_(ids))
    return list(db.session.scalars(query.order_by(model.id)))


@source("visit")
def visits(ids: Ids, words: bool) -> list[Found]:
    query = Visit.whole() if ids is None else Visit.whole().where(Visit.id.in_(ids))
    return [
        Found(
            "visit",
            visit.id,
            visit.pair_id,
            f"pair-{visit.pair_id}",
            at_clock(visit.begins_on, MIDDAY, visit.zone) if visit.begins_on else now(),
            f"visits/{visit.id}",
            visit.title,
            "\n".join([visit.purpose, *(stop.city.name for stop in visit.stops)]) if words else "",
            visit.id,
            cities_of(visit),
        )
        for visit in db.session.scalars(query)
        if visit.removed_at is None
    ]


@source("agenda_item")
def agenda(ids: Ids, words: bool) -> list[Found]:
    """A draft is the cities' and the programme's."""
    query = select(AgendaItem).where(AgendaItem.removed_at.is_(None))
    visit = joinedload(AgendaItem.visit)
    found = rows(query.options(visit.selectinload(Visit.stops)), AgendaItem, ids)
    open_ones = published(list({each.visit_id for each in found}))
    return [
        Found(
            "agenda_item",
            each.id,
            each.visit.pair_id,
            f"pair-{each.visit.pair_id}{'' if each.visit_id in open_ones else '-staff'}",
            at_clock(each.day, each.starts, each.visit.zone_on(each.day)),
            f"visits/{each.visit_id}#{each.__tablename__}-{each.id}",
            each.title,
            "\n".join(filter(None, (each.place, each.lead, each.remarks))) if words else "",
            each.visit_id,
            cities_of(each.visit),
        )
        for each in found
        if each.visit.removed_at is None
    ]


@source("claim")
def claims(ids: Ids, words: bool) -> list[Found]:
    query = select(Claim).where(Claim.removed_at.is_(None))
    query = query.options(joinedload(Claim.city), joinedload(Claim.visit))
    found = rows(query, Claim, ids)
    said: dict[int, list[str]] = {each.id: [] for each in found}
    asked = select(Line.claim_id, Line.description).where(Line.removed_at.is_(None))
    for number, words_ in db.session.execute(asked.where(Line.claim_id.in_(said))) if words else ():
        said[number].append(words_)
    return [
        Found(
            "claim",
            each.id,
            each.pair_id,
            f"city-{each.member_city_id}-money",
            each.submitted_at or each.drafted_at,
            f"claims/{each.id}",
            each.number,
            "\n".join([each.city.name, each.visit.title, *said[each.id]]) if words else "",
            each.visit_id,
            (each.member_city_id,),
        )
        for each in found
    ]


@source("membership")
def people(ids: Ids, words: bool) -> list[Found]:
    query = select(Membership).where(Membership.removed_at.is_(None))
    query = query.options(joinedload(Membership.person), joinedload(Membership.city))
    return [
        Found(
            "membership",
            each.id,
            each.pair_id,
            f"pair-{each.pair_id}",
            each.since,
            f"people#membership-{each.id}",
            each.person.name,
            " ".join(dict.fromkeys(filter(None, (_city(each), each.person.home_city)))),
            cities=(each.member_city_id,) if each.member_city_id else (),
        )
        for each in rows(query, Membership, ids)
    ]


def cities_of(visit: Visit | None) -> tuple[int, ...]:
    """The hosts of a visit."""
    return tuple(dict.fromkeys(stop.member_city_id for stop in visit.stops)) if visit else ()


def _city(member: Membership) -> str:
    return member.city.name if member.city else ""
