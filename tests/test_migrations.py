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
