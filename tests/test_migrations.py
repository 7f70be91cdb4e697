"""Migrations from empty to now, and back, on both databases; nothing left to generate."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from app import create_app
from app.extensions import db
from tests.cast import assemble, on_both, settings
from tests.claims import story
from tests.services.postgres import Postgres


@pytest.fixture
def bare(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """The app on an empty database."""
    url = ""
    if database == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.create()
    return create_app(settings(tmp_path, url))


@on_both
def test_from_empty_to_now_and_back(bare: Flask, capsys: pytest.CaptureFixture[str]):
    with bare.app_context():
        upgrade()
        check()  # exits where models and migrations differ
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.session.remove()
        db.engine.dispose()


@on_both
def test_a_migrated_database_keeps_its_ledger(bare: Flask):
    with bare.app_context():
        upgrade()
        assemble()
        for change in ("UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_entry"):
            with pytest.raises(DatabaseError, match="append-only"):
                db.session.execute(text(change))
            db.session.rollback()
        db.session.remove()
        db.engine.dispose()


@on_both
def test_rows_survive_a_table_that_is_rewritten(bare: Flask):
    """Back and forth over the migration that changes the tables of claims, with a decided one."""
    with bare.app_context():
        upgrade()
        assemble()
        with bare.test_request_context():
            number = story.decided(story.visit(), 10_000).number
            db.session.remove()
        downgrade(revision="0012")
        upgrade()
        claim = db.session.query(story.Claim).one()
        assert (claim.number, claim.state) == (number, "decided")
        assert [line.eur for line in story.Line.of(claim)] == [10_000]
        db.session.remove()
        db.engine.dispose()
