"""Cities that began on SQLite move to PostgreSQL in one command, and back if they want."""

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.models import Person
from app.database import writing
from app.extensions import db
from tests.backups.conftest import Place, done, hash_of, inside, run
from tests.cast import on_both


def people(app: Flask) -> int:
    with inside(app):
        return db.session.scalar(select(func.count()).select_from(Person)) or 0


def writes(app: Flask) -> tuple[int, str]:
    """The answer to somebody who writes a note there."""
    client = app.test_client()
    client.post("/demo/entry", data={"role": "officer"})
    answer = client.post(
        "/pairs/cologne-soria/notes", data={"title": "Written late", "once": "o", "template": ""}
    )
    return answer.status_code, answer.text


@on_both
def test_in_one_command(told: Path, place: Place, database: str) -> None:
    old, new = place(told=told), place(database)
    url = new.config["SQLALCHEMY_DATABASE_URI"]
    before, everybody = hash_of(old), people(old)
    assert before in done(old, "move-to", url)
    new.config["FILES_URL"] = old.config["FILES_URL"]  # they stay where they are
    assert hash_of(new) == before and people(new) == everybody
    assert writes(new)[0] == 303


@on_both
def test_what_was_left_takes_nothing_more(told: Path, place: Place, database: str) -> None:
    """A server that was forgotten says so to people, and keeps nothing that nobody would see."""
    old = place(told=told)
    if database == "postgresql":
        first, old = old, place("postgresql", FILES_URL=old.config["FILES_URL"])
        done(first, "move-to", old.config["SQLALCHEMY_DATABASE_URI"])
    before = hash_of(old)
    done(old, "move-to", place().config["SQLALCHEMY_DATABASE_URI"])
    status, page = writes(old)
    assert status == 503 and "moved" in page and "Traceback" not in page
    assert hash_of(old) == before
    done(old, "stay")
    assert writes(old)[0] == 303


def test_not_into_a_house_that_is_lived_in(told: Path, place: Place) -> None:
    old, new = place(told=told), place(told=told)
    before = hash_of(new)
    result = run(old, "move-to", new.config["SQLALCHEMY_DATABASE_URI"])
    assert result.exit_code == 1 and "not empty" in result.output
    assert hash_of(new) == before and writes(old)[0] == 303


def test_words_that_postgresql_cannot_keep_do_not_hinder_it(told: Path, place: Place) -> None:
    """SQLite has kept the sign NUL, which came with words that somebody copied."""
    old, new = place(told=told), place("postgresql")
    with inside(old), writing():
        db.session.execute(update(Person).values(name=Person.name + "\0"))
    before = hash_of(old)
    done(old, "move-to", new.config["SQLALCHEMY_DATABASE_URI"])
    new.config["FILES_URL"] = old.config["FILES_URL"]
    assert hash_of(new) == before
