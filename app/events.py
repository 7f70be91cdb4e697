"""What happened: written down with the change itself, told to others once it is stored.

A rule calls record() beside its change; act() runs the rule as one transaction, once for each key
that a form carries; listeners marked with @on then hear of it. A listener that fails is alone.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import UTCDateTime, now
from app.database import writing
from app.extensions import Base, db

log = logging.getLogger(__name__)
tab: ContextVar[str] = ContextVar("tab", default="")  # which browser tab asked; set by hx

T = TypeVar("T")


class Event(db.Model):
    """Something that happened; `audience` is the topic of those who may hear of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    pair_id: Mapped[int | None] = mapped_column(ForeignKey("pair.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    audience: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        Index("ix_event_pair_id_id", "pair_id", "id"),
        Index("ix_event_kind_thing_id", "kind", "thing_id"),
    )


class Once(db.Model):
    """A form that has been acted on: the same key from the same person acts no second time."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str | None] = mapped_column(String(40))
    thing_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    __table_args__ = (UniqueConstraint("person_id", "key"),)


@dataclass(frozen=True)
class Happened:
    """An event as listeners get it: plain values, so nothing is read after the commit."""

    name: str
    kind: str
    id: int
    pair_id: int | None
    audience: str
    actor_id: int | None
    actor_name: str
    tab: str
    data: dict[str, Any] = field(default_factory=dict)
    event_id: int = 0
    told: list[int] = field(default_factory=list)  # people for whom news were written


_within: dict[str, list[Callable[[Happened], None]]] = defaultdict(list)
_listeners: dict[str, list[Callable[[Happened], None]]] = defaultdict(list)


def on(*names: str) -> Callable[[Callable[[Happened], None]], Callable[[Happened], None]]:
    """Marks a listener. `visit.agreed` is one event, `visit.*` all of a noun, `*` all."""

    def listen(listener: Callable[[Happened], None]) -> Callable[[Happened], None]:
        for name in names:
            _listeners[name].append(listener)
        return listener

    return listen


def within(*names: str) -> Callable[[Callable[[Happened], None]], Callable[[Happened], None]]:
    """Marks what is written in the same transaction as the change: jobs, news. If it fails, the
    change fails; nudges belong to @on."""

    def listen(listener: Callable[[Happened], None]) -> Callable[[Happened], None]:
        for name in names:
            _within[name].append(listener)
        return listener

    return listen


def record(
    name: str, thing: Any, *, by: Any, audience: str, pair_id: int | None = None, **data: Any
) -> None:
    """Writes down, in the rule's transaction, that `by` did it (None: the house itself)."""
    db.session.flush()
    event = Event(
        name=name,
        kind=thing.__tablename__,
        thing_id=thing.id,
        pair_id=pair_id,
        actor_id=by.id if by else None,
        audience=audience,
        data=data,
    )
    db.session.add(event)
    db.session.flush()
    happened = Happened(
        name=name,
        kind=event.kind,
        id=event.thing_id,
        pair_id=pair_id,
        audience=audience,
        actor_id=event.actor_id,
        actor_name=by.name if by else "",
        tab=tab.get(),
        data=data,
        event_id=event.id,
    )
    db.session.info.setdefault("happened", []).append(happened)
    for pattern in _patterns(name):
        for listener in _within[pattern]:
            listener(happened)


def act(rule: Callable[[], T], *, by: Any = None, once: str = "") -> T:
    """Runs a rule in one write transaction and tells what happened after it is stored.

    A repeat of the same `once` by the same person runs nothing and gets the first result.
    """
    db.session.info["happened"] = []
    by_id = by.id if by else None
    try:
        with writing():
            first = _first(by_id, once)
            if first:
                return _thing(first)
            mark = _mark(by_id, once)
            result = rule()
            db.session.flush()
            if mark is not None:
                mark.kind = getattr(result, "__tablename__", None)
                mark.thing_id = getattr(result, "id", None)
    except IntegrityError:
        # On PostgreSQL two equal requests can race to the unique key: the loser is a repeat.
        first = _first(by_id, once)
        if first is None:
            raise
        return _thing(first)
    tell()
    return result


def tell() -> None:
    """Tells the listeners what was recorded since the last transaction began."""
    for happened in db.session.info.pop("happened", []):
        for pattern in _patterns(happened.name):
            for listener in _listeners[pattern]:
                try:
                    listener(happened)
                except Exception:
                    log.exception("%s did not hear %s", listener.__qualname__, happened.name)


def _patterns(name: str) -> tuple[str, str, str]:
    return name, f"{name.split('.')[0]}.*", "*"


def _first(by_id: int | None, once: str) -> Once | None:
    if by_id is None or not once:
        return None
    return db.session.scalar(select(Once).where(Once.person_id == by_id, Once.key == once[:64]))


def _mark(by_id: int | None, once: str) -> Once | None:
    if by_id is None or not once:
        return None
    mark = Once(person_id=by_id, key=once[:64])
    db.session.add(mark)
    db.session.flush()
    return mark


def _thing(first: Once) -> Any:
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ == first.kind:
            return db.session.get(mapper.class_, first.thing_id)
    return None
