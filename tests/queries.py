"""How many queries a request costs: they must not grow with the rows on a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from app.extensions import db

NOT_ASKED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")


def asked_by(client: FlaskClient, path: str) -> int:
    """How many statements a page sends; it is asked for once before, for what is kept."""
    assert client.get(path).status_code == 200, path
    with client.application.app_context(), count_queries() as sent:
        client.get(path)
    return len(sent)


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """The statements that are sent while it is open; `len()` of it is the count."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_ASKED):
            sent.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
