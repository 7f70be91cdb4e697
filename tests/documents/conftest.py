"""Each request in a context of its own, as on a server: the open context of the test would carry
who was signed in from one request to the next."""

import contextvars
from typing import Any

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def own_context(request: pytest.FixtureRequest) -> None:
    if "app" not in request.fixturenames:
        return
    app: Flask = request.getfixturevalue("app")
    inner = app.wsgi_app

    def fresh(environ: Any, start: Any) -> Any:
        return contextvars.Context().run(inner, environ, start)

    app.wsgi_app = fresh  # type: ignore[assignment,method-assign]
