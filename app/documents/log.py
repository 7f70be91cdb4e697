"""Writing to a text: append() for an update that a browser made, change() for one that the server
makes from the text of now. Both end the caller's reading transaction, and answer after the commit.
The thread behind them is in writer.py."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from pycrdt import Doc

from app import events
from app.database import is_writing
from app.documents.foreign import foreign
from app.documents.posts import Post
from app.documents.refusals import BadUpdate, Busy, SchemaTooOld, TooLarge
from app.documents.schema import SCHEMA_VERSION
from app.documents.writer import writer_of
from app.extensions import db

UPDATE_BYTES = 256 * 1024
RESYNC_BYTES = 2 * 1024 * 1024
PATIENCE = 30.0  # seconds until the sender is told to try again; a repeat is recognised


def append(
    document_id: int,
    payload: bytes,
    *,
    person_id: int | None,
    tab: str,
    batch: int,
    schema_version: int = SCHEMA_VERSION,
    resync: bool = False,
) -> int:
    """Stores an update and gives its number in the log. The same (person, tab, batch) with the same
    bytes gets the same number again."""
    if schema_version != SCHEMA_VERSION:
        raise SchemaTooOld
    if len(payload) > (RESYNC_BYTES if resync else UPDATE_BYTES):
        raise TooLarge
    if not 0 < len(tab) <= 64 or not 0 <= batch < 2**31:
        raise BadUpdate("tab or batch")
    if foreign(payload):
        raise BadUpdate("foreign")
    return _send(Post(document_id, person_id, tab, batch, payload=payload))


def change(
    document_id: int,
    build: Callable[[Doc[Any]], bytes | None],
    *,
    person_id: int | None,
    tab: str,
    batch: int = 0,
    restores: bool = False,
    quiet: bool = False,
) -> int:
    """Stores what `build` makes of the text as it is under the lock. It must not change that Doc,
    and must be quick: all writers wait. A repeat of the same key builds nothing."""
    post = Post(document_id, person_id, tab, batch, build=build, restores=restores)
    post.quiet = quiet
    return _send(post)


def _send(post: Post) -> int:
    if is_writing():
        raise RuntimeError("the writer would wait for this very transaction")
    # Nothing is held while the writer works, and what is read afterwards is read anew.
    if db.session.registry.has():
        db.session.rollback()
    post.page = events.tab.get()
    writer_of(current_app._get_current_object()).put(post)  # type: ignore[attr-defined]
    try:
        return post.answer.wait(PATIENCE)
    except TimeoutError:
        raise Busy from None
