"""The servers as fixtures: each starts when a test first asks for it, once per worker.

They fail where a server does not start; nothing is skipped. The app's fixtures live elsewhere.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.services.chromium import chromium
from tests.services.postgres import Postgres
from tests.services.s3 import S3
from tests.services.smtp import MailServer
from tests.services.valkey import Valkey


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """An empty database of this worker, shared by its tests."""
    return postgres.create()


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    server = Valkey()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def valkey_url(valkey: Valkey) -> str:
    return valkey.url


@pytest.fixture(scope="session")
def smtp() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def smtp_server(smtp: MailServer) -> MailServer:
    smtp.forget()
    return smtp


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    server = S3()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
