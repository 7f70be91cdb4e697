"""The database is away altogether, or the line of writers does not move: a page that needs neither,
and the same request works when it is over."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.database import writing
from app.extensions import db
from tests.cast import on_both
from tests.faults.test_no_answer import given_back, sentence
from tests.faults.troubles import NOTES, WORDS

As = Callable[..., FlaskClient]
FORM = {"title": WORDS, "once": "k"}
SAYS = "cannot be reached just now"


@contextmanager
def away() -> Iterator[None]:
    """Nobody gets a connection."""

    def refuse(*_args: object) -> None:
        raise OperationalError("connect", {}, Exception("connection refused"))

    engine = db.engine
    db.session.remove()
    event.listen(engine, "checkout", refuse)
    yield
    event.remove(engine, "checkout", refuse)


@on_both
def test_what_is_said_needs_no_database(app: Flask, as_: As) -> None:
    anna, htmx = as_("anna"), as_("anna", htmx=True)
    with away():
        for client, is_page in ((anna, True), (htmx, False)):
            answer = client.post(NOTES, data=FORM)
            assert (answer.status_code, "<html" in answer.text) == (503, is_page)
            assert SAYS in sentence(answer.text)
            assert given_back(answer.text)["title"] == WORDS
        assert SAYS in sentence(anna.get(NOTES).text)
        headers = {"Accept": "application/json"}
        told = anna.post("/documents/1/updates", data=b"x", headers=headers)
        assert told.status_code == 503 and SAYS in told.get_json()["sentence"]
    assert anna.post(NOTES, data=FORM).status_code == 303


def test_who_waits_in_the_line_of_writers_is_told_in_time(app: Flask, as_: As) -> None:
    """Of this process: somebody in it writes and does not end."""
    app.config["BUSY_MS"] = 100
    anna, held, over = as_("anna"), threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), writing():
            held.set()
            over.wait(30)

    db.session.remove()
    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    answers = [anna.post(NOTES, data=FORM) for _again in range(2)]
    page = anna.get(NOTES)
    over.set()
    holder.join()
    assert [answer.status_code for answer in answers] == [503, 503]
    assert SAYS in sentence(answers[0].text) and page.status_code == 200
    assert anna.post(NOTES, data=FORM).status_code == 303
