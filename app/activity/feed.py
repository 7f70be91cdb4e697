"""The events that a person may read, newest first, as lines with their day. Words: words.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import Integer, Select, bindparam, func, literal_column, or_, select, union

from app.accounts.models import Person
from app.activity import words
from app.citations.models import Citation
from app.clock import local
from app.comments.models import Thread
from app.documents.passages import Passage
from app.events import Event
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.plans.models import Plan, Section
from app.takeaways.models import Takeaway

PAGE = 40
# Ours, and nearly 200: as values they would be written into the statement anew each time.
NAMES: list[Any] = [literal_column(repr(name)) for name in words.SENTENCES]
PAIR = bindparam("pair", type_=Integer)
NARROWED: dict[str, Any] = {
    "before": Event.id < bindparam("before"),
    "after": Event.id > bindparam("after"),
    "since": Event.at > bindparam("since"),
    "kinds": Event.kind.in_(bindparam("kinds", expanding=True)),
    "by": Event.actor_id == bindparam("by"),
    "but_by": Event.actor_id.is_distinct_from(bindparam("but_by")),
}  # by the name of its value
PEOPLE = select(Person.id, Person.name).where(Person.id.in_(bindparam("ids", expanding=True)))


@dataclass
class Entry:
    """A line of the feed; `times` where the same was done several times in a row."""

    id: int
    at: datetime
    day: date
    actor: Any  # their id and name; None where nobody did it
    sentence: Markup
    times: int = 1
    kind: str = ""
    thing_id: int = 0
    document_id: int | None = None  # the text that it is about


@dataclass
class Feed:
    entries: list[Entry]
    older: int | None  # the id that the next page starts below

    def by_day(self) -> list[tuple[date, list[Entry]]]:
        days: dict[date, list[Entry]] = {}
        for entry in self.entries:
            days.setdefault(entry.day, []).append(entry)
        return list(days.items())


def read(
    pair: Pair,
    topics: Iterable[str],
    *,
    zone: str,
    shared_only: bool,
    before: int | None = None,
    after: int | None = None,
    since: datetime | None = None,
    kinds: Iterable[str] = (),
    by: int | None = None,
    but_by: int | None = None,
    limit: int = PAGE,
    lines: int | None = None,
) -> Feed:
    """`topics` are what the person may hear; `shared_only` for those who see shared things only.

    `before` and `after` are ids of events, `but_by` is a person whose own are left out; `limit` is
    of events, `lines` of the lines made of them: no more are put into words.
    """
    narrowed = {
        "before": before,
        "after": after,
        "since": since,
        "kinds": list(kinds),
        "by": by,
        "but_by": but_by,
    }
    asked = {name: value for name, value in narrowed.items() if value}
    values = {"pair": pair.id, "topics": list(topics), "most": limit + 1, **asked}
    events = db.session.execute(_events(tuple(asked), shared_only), values).all()
    shown = events[:limit]
    people = _people(event.actor_id for event in shown)
    entries = (_entry(event, pair, people, zone) for event in shown)
    return Feed(_folded(entries, lines), shown[-1].id if len(events) > limit else None)


@cache
def _events(by: tuple[str, ...], shared_only: bool) -> Select[Any]:
    query = select(
        Event.id,
        Event.at,
        Event.name,
        Event.kind,
        Event.thing_id,
        Event.actor_id,
        Event.data,
    ).where(
        Event.pair_id == PAIR,
        Event.audience.in_(bindparam("topics", expanding=True)),
        Event.name.in_(NAMES),
        *(NARROWED[name] for name in by),
    )
    if shared_only:
        query = query.where(_still_shared())
    return query.order_by(Event.id.desc()).limit(bindparam("most"))


def _still_shared() -> Any:
    """What was shared once and is no longer must not be read of here either."""
    notes = select(Note.id).where(Note.pair_id == PAIR)
    notes = notes.where(Note.shared_at.is_not(None), Note.removed_at.is_(None))
    sections = select(Section.id).join(Section.plan).where(Plan.pair_id == PAIR)
    sections = sections.where(Section.shared_at.is_not(None))
    open_texts = union(
        select(Note.document_id).where(Note.id.in_(notes)),
        select(Section.document_id).where(Section.id.in_(sections)),
    )
    about = func.coalesce(Passage.document_id, Thread.document_id)
    threads = select(Thread.id).where(Thread.pair_id == PAIR).outerjoin(Thread.passage)
    threads = threads.where(Thread.plan_id.is_not(None) | about.in_(open_texts))
    return or_(
        Event.kind.not_in(("note", "section", "thread", "takeaway", "citation")),
        (Event.kind == "takeaway") & Event.thing_id.in_(_takeaways(notes)),
        (Event.kind == "citation") & Event.thing_id.in_(_citations(notes, sections)),
        (Event.kind == "thread") & Event.thing_id.in_(threads),
        (Event.kind == "note") & Event.thing_id.in_(notes),
        (Event.kind == "section") & Event.thing_id.in_(sections),
    )


def _takeaways(notes: Any) -> Any:
    return select(Takeaway.id).where(Takeaway.note_id.in_(notes))


def _citations(notes: Any, sections: Any) -> Any:
    """Of what is shared, in what is shared."""
    texts = select(Section.document_id).where(Section.id.in_(sections))
    here = func.coalesce(Passage.document_id, Section.document_id)
    query = select(Citation.id).join(Citation.section).outerjoin(Citation.passage)
    lessons = _takeaways(notes)
    return query.where(Citation.lesson_id.in_(lessons), here.in_(texts))


def _people(ids: Iterable[int | None]) -> dict[int, Any]:
    wanted = {number for number in ids if number}
    rows = db.session.execute(PEOPLE, {"ids": list(wanted)}) if wanted else ()
    return {person.id: person for person in rows}


def _entry(event: Any, pair: Pair, people: dict[int, Any], zone: str) -> Entry:
    actor = people.get(event.actor_id or 0)
    return Entry(
        event.id,
        event.at,
        local(event.at, zone).date(),
        actor,
        sentence(event, pair, actor),
        kind=event.kind,
        thing_id=event.thing_id,
        document_id=event.data.get("document_id"),
    )


def sentence(event: Any, pair: Pair, actor: Any) -> Markup:
    """Everything that people wrote is escaped; the template is ours and its translators'."""
    data = event.data
    values = {
        "who": _strong(actor.name if actor else words.SOMEBODY),
        "thing": _thing(event, pair),
        "person": _strong(data.get("person", "")),
        "role": words.ROLES.get(data.get("role", ""), words.OLD_ROLE),
        "traveller": _traveller(data),
        **{
            name: data.get(name, "")
            for name in (
                "city",
                "reason",
                "line",
                "path",
                "title",
                "source",
                "version",
                "quote",
                "body",
                "file",
            )
        },
    }
    template = str(escape(str(words.SENTENCES[event.name])))
    return Markup(template) % {name: escape(value) for name, value in values.items()}  # noqa: S704


def _thing(event: Any, pair: Pair) -> Markup:
    data = event.data
    title = data.get("visit") or data.get("number") or data.get("title") or data.get("name") or ""
    if event.kind == "budget":
        title = str(words.BUDGET)
    address = "" if event.name.endswith(words.GONE) else _address(event, pair)
    if not address:
        return _strong(title)
    return Markup('<a href="{}">{}</a>').format(address, title)


def _address(event: Any, pair: Pair) -> str:
    """Below /pairs/<slug>; these addresses stay put (design 14)."""
    visit = event.data.get("visit_id")
    plan = f"plan?edition={event.data['edition']}" if event.data.get("edition") else "plan"
    pages = {
        "visit": f"visits/{event.thing_id}",
        "agenda_item": f"visits/{visit}" if visit else "",
        "traveller": f"visits/{visit}" if visit else "",
        "poll": f"visits/{visit}/poll" if visit else "",
        "closed_day": "closed-days",
        "participant": f"visits/{visit}/attendance" if visit else "",
        "journey": f"visits/{visit}/journeys" if visit else "",
        "needs": f"visits/{visit}/needs" if visit else "",
        "duty": f"visits/{visit}" if visit else "",
        "visit_file": f"visits/{visit}" if visit else "",
        "note": f"notes/{event.thing_id}",
        "takeaway": f"takeaways/{event.thing_id}",
        "citation": f"{plan}#section-{event.data.get('section_id')}",
        "plan": "plan",
        "approval": f"approvals/{event.thing_id}",
        "edition": plan,
        "section": f"{plan}#section-{event.thing_id}",
        "thread": f"threads/{event.thing_id}",
        "review_round": f"rounds/{event.thing_id}",
        "claim": f"claims/{event.thing_id}",
        "budget": "budget",
        "membership": "people",
        "invitation": "people",
    }
    page = pages.get(event.kind, "")
    return f"/pairs/{pair.slug}/{page}" if page else ""


def _traveller(data: dict[str, Any]) -> Any:
    if data.get("count", 1) > 1:
        return str(words.COUNT) % {"n": data["count"]}
    return data.get("who") or str(words.COUNT) % {"n": 1}


def _strong(text: Any) -> Markup:
    return Markup("<strong>{}</strong>").format(str(text))


def _folded(entries: Iterable[Entry], most: int | None) -> list[Entry]:
    """The same sentence several times in a row is one line."""
    folded: list[Entry] = []
    for entry in entries:
        last = folded[-1] if folded else None
        if last and (last.sentence, last.day) == (entry.sentence, entry.day):
            last.times += 1
        elif len(folded) == most:
            break
        else:
            folded.append(entry)
    return folded
