"""Finding: rows that have the words, of pairs and audiences that the person may hear. Before they
are shown, each thing is asked once more who may hear of it now."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ARRAY, Integer, Select, Text, and_, case, cast, func, select

from app.extensions import db
from app.search.excerpts import excerpt, marked
from app.search.folding import words_of
from app.search.index import matching
from app.search.models import KINDS, SearchRow
from app.search.sources import load

SHOWN = 20
LEAST = 2  # letters of the only word


@dataclass(frozen=True)
class Asked:
    """What is looked for, and what it is narrowed to. `visit` and `city` are ids."""

    q: str = ""
    kind: str = ""
    city: int | None = None
    visit: int | None = None
    since: datetime | None = None
    start: int = 0

    @property
    def words(self) -> list[str]:
        words = words_of(self.q)
        return words if any(len(word) >= LEAST for word in words) else []


@dataclass(frozen=True)
class Hit:
    row: SearchRow
    title: Markup
    words: Markup


@dataclass
class Results:
    hits: list[Hit] = field(default_factory=list)
    following: int | None = None  # where the next page starts


def find(asked: Asked, topics: dict[int, list[str]]) -> Results:
    """`topics` are what the person may hear of, by pair. Titles come first, then what is new."""
    words = asked.words
    if not words or not topics:
        return Results()
    rows = _rows(asked, words, topics)
    allowed = _allowed(rows[:SHOWN], topics)
    hits = [
        Hit(row, marked(row.title, words), excerpt(row.text, words))
        for row in rows[:SHOWN]
        if (row.kind, row.thing_id) in allowed
    ]
    return Results(hits, asked.start + SHOWN if len(rows) > SHOWN else None)


def _rows(asked: Asked, words: list[str], topics: dict[int, list[str]]) -> list[SearchRow]:
    heard = {topic for each in topics.values() for topic in each}  # each names its own pair
    query = select(SearchRow).where(
        matching(words, list(topics)),
        SearchRow.pair_id.in_(_one_by_one(list(topics))),
        SearchRow.audience.in_(_one_by_one(sorted(heard))),
    )
    if asked.kind in KINDS:
        query = query.where(SearchRow.kind == asked.kind)
    if asked.visit:
        query = query.where(SearchRow.visit_id == asked.visit)
    if asked.city:
        query = query.where(SearchRow.cities.contains(f",{int(asked.city)},"))
    if asked.since:
        query = query.where(SearchRow.at >= asked.since)
    titled = and_(*((" " + SearchRow.head).contains(f" {word}") for word in words))
    query = query.order_by(case((titled, 0), else_=1), SearchRow.at.desc(), SearchRow.id.desc())
    return list(db.session.scalars(query.offset(asked.start).limit(SHOWN + 1)))


def _one_by_one(values: list[Any]) -> Select[Any]:
    """Many values in one parameter: the topics of a manager of thousands of pairs are more than a
    statement may have."""
    if db.engine.dialect.name == "sqlite":
        return select(func.json_each(json.dumps(values)).table_valued("value").c.value)
    return select(func.unnest(cast(values, ARRAY(Text if isinstance(values[0], str) else Integer))))


def _allowed(rows: list[SearchRow], topics: dict[int, list[str]]) -> set[tuple[str, int]]:
    """Those that are still there, and whose audience of now the person is part of: a role or a
    thing may have changed since the row was written."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row.thing_id)
    return {
        (kind, found.thing_id)
        for kind, ids in by_kind.items()
        for found in load(kind, ids, words=False)
        if found.audience in topics.get(found.pair_id, ())
    }
