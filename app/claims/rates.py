"""Exchange rates with their source and day, and which one counts. Their files: rate_files.py.

Rates come from imported files only, never from a live call.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import String, UniqueConstraint, and_, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Person
from app.claims.rate_files import Quote, Read, read
from app.clock import UTCDateTime, now
from app.database import writing
from app.events import record
from app.extensions import db
from app.money import DecimalText

SOURCES = ("ecb", "inforeuro", "manual")
ECB_DAYS = 10  # the longest the ECB has been silent is Easter's five days; older is out of date
AT_ONCE = 5000


class Rate(db.Model):
    """Units of a currency for one euro; InforEuro's is on the first of its month."""

    id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    on: Mapped[date]
    per_eur: Mapped[Decimal] = mapped_column(DecimalText)
    source: Mapped[str] = mapped_column(String(10))
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    __table_args__ = (UniqueConstraint("source", "currency", "on"),)


@dataclass(frozen=True)
class Imported:
    """What an import did; `broken` are lines with the reason, and nothing of them was taken."""

    source: str
    added: int
    changed: int
    same: int
    broken: list[tuple[int, str]]
    first: date | None
    last: date | None


def rate_for(currency: str, day: date, source: str) -> Rate | None:
    """The rate that counts on a day, or None while it has not been imported.

    ECB: the last one published on or before the day. InforEuro: its month's. Typed in by hand:
    that very day's. The euro's own is 1 and is no row.
    """
    if source not in SOURCES:
        raise ValueError(f"{source!r} is not a source of rates")
    if currency == "EUR":
        return _euro(day, source)
    query = select(Rate).where(Rate.currency == currency, Rate.source == source)
    if source == "ecb":
        query = query.where(Rate.on <= day, Rate.on >= day - timedelta(days=ECB_DAYS))
    else:
        query = query.where(Rate.on == (day.replace(day=1) if source == "inforeuro" else day))
    return db.session.scalar(query.order_by(Rate.on.desc()).limit(1))


def rates_for(wanted: Iterable[tuple[str, date]], source: str) -> dict[tuple[str, date], Rate]:
    """As rate_for, for many in one query; where the source has none, the one typed in by hand."""
    pairs = set(wanted)
    found = {(c, day): _euro(day, source) for c, day in pairs if c == "EUR"}
    others = pairs - found.keys()
    if not others:
        return found
    days = [day for _code, day in others]
    query = (
        select(Rate)
        .where(Rate.currency.in_({code for code, _day in others}))
        .where(Rate.source.in_((source, "manual")))
        .where(Rate.on.between(min(days) - timedelta(days=31), max(days)))
        .order_by(Rate.on.desc())
    )
    known = db.session.scalars(query).all()
    for code, day in others:
        for origin in (source, "manual"):
            rate = next((r for r in known if r.currency == code and _counts(r, day, origin)), None)
            if rate:
                found[code, day] = rate
                break
    return found


def _counts(rate: Rate, day: date, source: str) -> bool:
    """Whether a rate may stand for a day; of several the newest does."""
    if rate.source != source or rate.on > day:
        return False
    if source == "ecb":
        return rate.on >= day - timedelta(days=ECB_DAYS)
    return rate.on == (day.replace(day=1) if source == "inforeuro" else day)


def _euro(day: date, source: str) -> Rate:
    return Rate(currency="EUR", on=day, per_eur=Decimal(1), source=source)


def newest() -> list[Rate]:
    """Of each source and currency the last one, for the page of rates."""
    last = (
        select(Rate.source, Rate.currency, func.max(Rate.on).label("on"))
        .group_by(Rate.source, Rate.currency)
        .subquery()
    )
    same = and_(
        Rate.source == last.c.source, Rate.currency == last.c.currency, Rate.on == last.c.on
    )
    query = select(Rate).join(last, same).order_by(Rate.currency)
    return list(db.session.scalars(query))


def set_by_hand(currency: str, on: date, per_eur: Decimal, *, by: Person) -> Rate:
    """A rate for a day that no file has; typed in again it is corrected. Frozen ones stay."""
    place = {"currency": currency, "on": on, "source": "manual"}
    rate = db.session.scalar(select(Rate).filter_by(**place)) or Rate(**place)
    rate.per_eur, rate.imported_at = per_eur, now()
    db.session.add(rate)
    record("rate.set", rate, by=by, audience="programme", currency=currency, on=str(on))
    return rate


def import_file(
    file: str | Path | BinaryIO,
    *,
    name: str = "",
    month: date | None = None,
    since: date | None = None,
) -> Imported:
    """Takes the rates of a published file over, in one transaction; a repeat changes nothing.

    A rate that its source has corrected is corrected here too: claims keep the one they froze.
    """
    found = read(file, name=name, month=month)
    with writing():
        return take_over(found, since=since)


def take_over(found: Read, *, since: date | None = None) -> Imported:
    """Stores what was read from a file, within the caller's transaction."""
    quotes = [q for q in found.quotes.values() if since is None or q.on >= since]
    known = _known(found.source, quotes)
    added = [q for q in quotes if (q.currency, q.on) not in known]
    changed = [q for q in quotes if known.get((q.currency, q.on), q.per_eur) != q.per_eur]
    _add(found.source, added)
    _correct(found.source, changed)
    days = [quote.on for quote in quotes]
    return Imported(
        source=found.source,
        added=len(added),
        changed=len(changed),
        same=len(quotes) - len(added) - len(changed),
        broken=found.broken,
        first=min(days, default=None),
        last=max(days, default=None),
    )


def _known(source: str, quotes: list[Quote]) -> dict[tuple[str, date], Decimal]:
    if not quotes:
        return {}
    first, last = min(q.on for q in quotes), max(q.on for q in quotes)
    rows = db.session.execute(
        select(Rate.currency, Rate.on, Rate.per_eur)
        .where(Rate.source == source)
        .where(Rate.on.between(first, last))
    )
    return {(currency, on): per_eur for currency, on, per_eur in rows}


def _add(source: str, quotes: list[Quote]) -> None:
    at = now()
    for start in range(0, len(quotes), AT_ONCE):
        rows = [
            {"currency": q.currency, "on": q.on, "per_eur": q.per_eur}
            | {"source": source, "imported_at": at}
            for q in quotes[start : start + AT_ONCE]
        ]
        db.session.execute(insert(Rate), rows)


def _correct(source: str, quotes: list[Quote]) -> None:
    for quote in quotes:
        db.session.execute(
            update(Rate)
            .where(Rate.source == source, Rate.currency == quote.currency, Rate.on == quote.on)
            .values(per_eur=quote.per_eur, imported_at=now())
        )
