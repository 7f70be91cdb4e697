"""States of a text that stay: one is kept by itself when a spell of work is over (spells.py) and
before another is restored (batch.py), others are named by people. Who took part says the log."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.accounts.models import Person
from app.clock import now
from app.documents import store, tree
from app.documents.models import Document, DocumentUpdate, Version
from app.errors import Refused
from app.extensions import db


def keep(
    document_id: int,
    seq: int,
    state: bytes,
    name: str | None = None,
    by_id: int | None = None,
    at: datetime | None = None,
) -> Version:
    """Without a name: kept by itself, or (`by_id`) before that person restored another."""
    version = Version(document_id=document_id, seq=seq, deflated=store.deflate(state))
    version.name, version.by_id, version.at = name, by_id, at or now()
    db.session.add(version)
    db.session.flush()
    return version


def name(document: Document, words: str, by: Person) -> Version:
    """Keeps the text of now under a name. A rule: runs inside a write transaction."""
    words = " ".join(words.split())
    if not words:
        raise Refused(_("Give the version a name."), field="name")
    if len(words) > 200:
        raise Refused(_("This name is too long: at most 200 characters."), field="name")
    doc, seq = store.load(document.id)
    return keep(document.id, seq, doc.get_update(), words, by.id)


def now_of(document: Document, words: str, by: Person | None) -> Version:
    """A version of the text of now, in the caller's transaction: the one that is there at this line
    of the log, or a new one under this name."""
    asked = select(Version).where(Version.document_id == document.id, Version.seq == document.seq)
    found = db.session.scalar(asked.order_by(Version.id.desc()).limit(1))
    if found is not None:
        return found
    doc, seq = store.load(document.id)
    return keep(document.id, seq, doc.get_update(), words[:200], by.id if by else None)


def exists(document_id: int, seq: int) -> bool:
    asked = select(Version.id).where(Version.document_id == document_id, Version.seq == seq)
    return db.session.scalar(asked.limit(1)) is not None


def of(document_id: int) -> list[Version]:
    """All of a text's versions, the latest first, without loading their states."""
    asked = select(Version).where(Version.document_id == document_id)
    return list(db.session.scalars(asked.order_by(Version.seq.desc(), Version.id.desc())))


def shown_since(version: Version, since: datetime | None) -> bool:
    """Whether those may see it who see the text only `since` then: what was kept later, and what
    was kept by itself and still was the text then. A name from before is the cities' own."""
    if since is None or version.at >= since:
        return True
    return not version.name and version.seq >= _seq_at(version.document_id, since)


def _seq_at(document_id: int, moment: datetime) -> int:
    row = DocumentUpdate
    asked = select(row.seq).where(row.document_id == document_id, row.at <= moment)
    return db.session.scalar(asked.order_by(row.seq.desc()).limit(1)) or 0


def listed(document_id: int, since: datetime | None = None) -> list[tuple[Version, list[Person]]]:
    """Each version (shown `since` then) with who wrote after the one before it, latest first."""
    found = of(document_id)
    seqs = [*(version.seq for version in found), 0]
    after = [next(s for s in seqs[n:] if s < v.seq or not s) for n, v in enumerate(found)]
    both = [(v, a) for v, a in zip(found, after, strict=True) if shown_since(v, since)]
    return [(v, people(document_id, a, v.seq)) for v, a in both]


def took_part(version: Version) -> list[Person]:
    """Who wrote between the version before and this one."""
    return people(version.document_id, before(version), version.seq)


def before(version: Version) -> int:
    """The line at which the version before this one was taken; 0 for the first."""
    asked = select(func.max(Version.seq)).where(
        Version.document_id == version.document_id, Version.seq < version.seq
    )
    return db.session.scalar(asked) or 0


def people(document_id: int, after: int, upto: int) -> list[Person]:
    """Who wrote the lines after one and up to another, in the order of their first line."""
    row = DocumentUpdate
    asked = (
        select(Person)
        .join(row, row.person_id == Person.id)
        .where(row.document_id == document_id, row.seq > after, row.seq <= upto)
        .group_by(Person.id)
        .order_by(func.min(row.seq))
    )
    return list(db.session.scalars(asked))


def text_of(version: Version) -> tree.Node:
    return tree.read(tree.load(version.state))
