"""What a press of a button is, and the forms that several areas fill in (see presses.py)."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from flask.testing import FlaskClient
from sqlalchemy import select

from app.documents import store
from app.documents.models import Document
from app.extensions import db
from tests.cast import TODAY

LATER = TODAY + timedelta(days=1)
Form = dict[str, Any]
Data = Mapping[str, Any] | Callable[[FlaskClient], Form]


class Press(NamedTuple):
    """Somebody presses a button of a form, on the newest thing of its kind."""

    who: str
    endpoint: str
    data: Data = MappingProxyType({})

    def form(self, client: FlaskClient) -> Form:
        return self.data(client) if callable(self.data) else dict(self.data)


def last(model: Any) -> Any:
    return db.session.scalars(select(model).order_by(model.id.desc()).limit(1)).one()


def of(model: Any, **more: Any) -> Data:
    """A form that was opened just now, so with the version of the newest of these."""
    return lambda _client: {"version": last(model).version} | more


def words(_client: FlaskClient) -> Form:
    return {"text": "Some words.\n", "base": str(store.load(last(Document).id)[1])}
