"""What goes wrong around a running server, and is over again: another that holds the database, a
disk without room. Nothing of it needs root."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from pycrdt import Doc, XmlElement, XmlText
from sqlalchemy import func, select

from app.budgets import ledger
from app.budgets.models import Budget
from app.documents import check, tree
from app.events import Event
from app.extensions import db
from app.files.models import File
from app.files.store import verify
from app.notes.models import Note
from tests.faults.servers import Mortal, inside

NOTES = "/pairs/cologne-soria/notes"
WORDS = "Cycling in Ärnsberg, “typed” with care"


@contextmanager
def held(site: Mortal) -> Iterator[None]:
    """Somebody else writes and does not end: a backup tool, another process that hangs."""
    if not site.database:
        with closing(sqlite3.connect(site.folder / "tandem.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(site.database.replace("+psycopg", "")) as other:
        other.execute("LOCK TABLE event, document_update IN SHARE ROW EXCLUSIVE MODE")
        yield
        other.rollback()


@contextmanager
def no_room(site: Mortal) -> Iterator[None]:
    """No file of the server may grow, as on a full disk: the kernel says EFBIG where a disk says
    ENOSPC. On PostgreSQL the database has no room either, and says so with its own code."""
    pids = [site.process.pid, *children(site.process.pid)]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    with full(site.database):
        for pid, (_soft, hard) in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
        try:
            yield
        finally:
            for pid, limits in before.items():
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def full(database: str) -> Iterator[None]:
    """What PostgreSQL answers when its disk is full; its own disk cannot be filled without root."""
    if not database:
        yield
        return
    says = "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'"
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as other:
        other.execute(
            f"CREATE FUNCTION no_room() RETURNS trigger AS 'BEGIN {quoted(says)}; END' "
            "LANGUAGE plpgsql".encode()
        )
        for table in ("event", "document_update"):
            other.execute(
                f"CREATE TRIGGER no_room BEFORE INSERT ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION no_room()".encode()
            )
        yield
        other.execute(b"DROP FUNCTION no_room() CASCADE")


def quoted(words: str) -> str:
    return words.replace("'", "''")


def children(pid: int) -> list[int]:
    """The processes below one, all of them."""
    own = [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return own + [below for child in own for below in children(child)]


def rows(site: Mortal) -> tuple[int, int, int]:
    """How many notes, files and events there are on disk."""
    with inside(site.app):
        count = (db.session.scalar(select(func.count(model.id))) for model in (Note, File, Event))
        return tuple(number or 0 for number in count)  # type: ignore[return-value]


def damage(site: Mortal, document_id: int) -> list[str]:
    """What is not whole: the text, the ledgers, the files, half-written ones too."""
    with inside(site.app):
        wrong = check.verify(document_id) + list(verify())
        for budget in db.session.scalars(select(Budget)):
            wrong += [str(each) for each in ledger.verify(budget)]
    parts = [path for path in (site.folder / "files").rglob("*") if path.name.endswith(".part")]
    return wrong + [f"half a file: {path}" for path in parts]


def typed(words: str) -> bytes:
    """A paragraph, as an editor sends it."""
    doc: Doc[object] = Doc()
    paragraph = tree.root_of(doc).children.append(XmlElement("paragraph"))
    paragraph.children.append(XmlText(words))
    return doc.get_update()
