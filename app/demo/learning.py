"""What the story's people took away from their notes: lessons that the plan cites, one that it does
not yet, a decision, and follow-ups of which one is done."""

from datetime import time
from typing import Any

from sqlalchemy import select

from app.citations.models import Citation
from app.demo.cast import person
from app.demo.clockwork import Days, Telling
from app.demo.writing import section_of
from app.documents.quoting import Quoted
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.takeaways import follow_ups, lessons
from app.takeaways.models import Takeaway

# (day, who, note, kind, words in the note, sentence or "" for the words, facts)
MARKED: tuple[tuple[int, str, str, str, str, str, dict[str, Any]], ...] = (
    (
        -31,
        "lena",
        "How the one-stop shop works",
        "lesson",
        "One person stays with an owner from the first question to the last invoice.",
        "Owners finish when one person stays with them until the last invoice.",
        {
            "domain": "buildings",
            "lever": "governance",
            "needed": "Two posts in the housing office.",
        },
    ),
    (
        -31,
        "anna",
        "By bicycle through the districts",
        "lesson",
        "Whole blocks are done, never single flats. The owners vote once, the works take eleven "
        "months.",
        "Renovate whole blocks with one vote of the owners.",
        {"domain": "buildings", "lever": "participation"},
    ),
    (
        -29,
        "diego",
        "Proximity offices",
        "lesson",
        "After the works the office moves on to the next street.",
        "",
        {"domain": "buildings", "lever": "social_innovation"},
    ),
    (
        -30,
        "diego",
        "The old town, from inside",
        "decision",
        "this is the part that fits best",
        "Soria tests insulation from inside on one house of the old town.",
        {},
    ),
    (
        -28,
        "anna",
        "By bicycle through the districts",
        "follow_up",
        "what happens with a block where one owner says no?",
        "Ask Vitoria-Gasteiz what happens with a block where one owner says no.",
        {"owner": "anna", "due": 12},
    ),
    (
        -28,
        "diego",
        "Proximity offices",
        "follow_up",
        "Cesefor asks whether one could travel through the villages around Soria, in a van.",
        "Find out what a van for the villages would cost.",
        {"owner": "diego", "due": 20},
    ),
)


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    return [*(_marked(days, pair, n, *row) for n, row in enumerate(MARKED)), _used(days, pair)]


def _marked(
    days: Days,
    pair: Pair,
    n: int,
    offset: int,
    short: str,
    title: str,
    kind: str,
    words: str,
    sentence: str,
    facts: dict[str, Any],
) -> Telling[None]:
    yield from days.until(offset)
    who = person(short)
    told = {key: value for key, value in facts.items() if key not in ("owner", "due")}
    if "due" in facts:
        told |= {"owner": person(facts["owner"]), "due_on": days.day(facts["due"])}

    def rule() -> Takeaway:
        note = db.session.scalars(select(Note).where(Note.title == title)).one()
        return Takeaway.mark(note, kind, sentence, by=who, quoted=Quoted(words), **told)

    yield from days.do(offset, rule, who, at=time(12, n))


def _used(days: Days, pair: Pair) -> Telling[None]:
    """The city that it comes from agrees that it is published; the plan cites two of three; the
    first follow-up of Soria is done."""
    yield from days.until(-17)
    anna, ibai, diego = person("anna"), person("ibai"), person("diego")
    first, second = _of(pair, "lesson")[:2]
    yield from days.do(-17, lambda: lessons.publish(first, by=ibai), ibai)
    words = Quoted("One person who stays with an owner from the first question to the last invoice")
    yield from days.do(
        -16, lambda: Citation.cite(first, section_of(pair, 4), by=anna, quoted=words), anna
    )
    block = Quoted("Renovating by block, with one vote")
    yield from days.do(
        -16,
        lambda: Citation.cite(second, section_of(pair, 4), by=anna, quoted=block),
        anna,
        at=time(10, 30),
    )
    done = _of(pair, "follow_up")[1]
    yield from days.do(-5, lambda: follow_ups.finish(done, by=diego), diego)


def _of(pair: Pair, kind: str) -> list[Takeaway]:
    query = select(Takeaway).where(Takeaway.pair_id == pair.id, Takeaway.kind == kind)
    return list(db.session.scalars(query.order_by(Takeaway.id)))
