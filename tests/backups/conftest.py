"""A house in which something of everything has happened, and empty places to bring it to."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.demo.story import tell
from app.extensions import db
from tests.cast import settings, work_off
from tests.faults.servers import inside
from tests.running import apart, leave
from tests.services.postgres import Postgres
from tests.services.s3 import CREDENTIALS, S3

Place = Callable[..., Flask]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told")
    app = create_app(settings(folder, DEMO=True))
    with app.app_context():
        upgrade()
        assert tell()
        work_off()
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def place(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    """place("postgresql"): an app on an empty database, its files in a store of their own."""
    made: list[Flask] = []

    def new(database: str = "sqlite", *, told: Path | None = None, **more: Any) -> Flask:
        folder = tmp_path / f"place{len(made)}"
        if told:
            shutil.copytree(told, folder)
        folder.mkdir(exist_ok=True)
        url = ""
        if database == "postgresql":
            postgres: Postgres = request.getfixturevalue("postgres")
            url = postgres.create()
            s3: S3 = request.getfixturevalue("s3")
            monkeypatch.setenv("AWS_ENDPOINT_URL", s3.endpoint)
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", CREDENTIALS["key"])
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", CREDENTIALS["secret"])
            monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
            more = {"FILES_URL": s3.bucket()} | more
        app = create_app(settings(folder, url, DEMO=True, **more))
        apart(app)
        made.append(app)
        return app

    yield new
    for app in made:
        leave(app)


def run(app: Flask, *words: object) -> Result:
    """A command of that house."""
    with inside(app):
        return app.test_cli_runner().invoke(args=[str(word) for word in words])


def done(app: Flask, *words: object) -> str:
    """What a command says that must succeed."""
    result = run(app, *words)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.output


def hash_of(app: Flask) -> str:
    """What `flask verify` says of all that is there; it must be whole."""
    return done(app, "verify").split()[-1]
