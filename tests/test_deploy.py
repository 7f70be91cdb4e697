"""docs/deploy.md does not drift: what it tells people to write and to start is started here, and
its table has every setting that there is."""

import contextlib
import re
import secrets
import sqlite3
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from flask import Flask

from tests import deploying
from tests.services.caddy import Caddy
from tests.services.postgres import Postgres
from tests.services.s3 import S3
from tests.services.smtp import MailServer
from tests.services.valkey import Valkey
from tests.town import Town

CONFIG = (deploying.PROJECT / "app" / "config.py").read_text()
README = (deploying.PROJECT / "README.md").read_text()
SETTING = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


@pytest.fixture(scope="module")
def mails() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def town(mails: MailServer) -> Iterator[Town]:
    town = Town(deploying.ONE, mails)
    town.prepare()
    town.serve()
    yield town
    town.stop()


def test_every_setting_is_in_the_table_and_nothing_else() -> None:
    read = set(re.findall(r'(?:env\.get|_number)\("(\w+)"', CONFIG))
    listed = SETTING.findall(deploying.DOCUMENT.read_text())
    assert len(read) > 5 and sorted(read) == sorted(listed)


def test_the_readme_keeps_those_without_which_it_does_not_start() -> None:
    assert SETTING.findall(README) == ["SECRET_KEY", "PUBLIC_URL", "SMTP_URL"]
    assert "](docs/deploy.md" in README


def test_settings_are_read_in_one_place() -> None:
    for path in (deploying.PROJECT / "app").rglob("*.py"):
        if path.name != "config.py":
            assert not re.search(r"os\.environ|getenv", path.read_text()), path


def test_each_command_of_the_document_exists(app: Flask) -> None:
    text = deploying.DOCUMENT.read_text()
    named = {line.split()[0] for line in re.findall(r"flask --app wsgi ([\w-]+)", text)}
    assert {"backup", "restore", "verify", "work", "db", "move-to"} <= named
    assert named <= set(app.cli.commands)


def test_the_first_manager_signs_in_over_tls(town: Town) -> None:
    manager = town.sign_in()
    assert manager.cookie.startswith("__Host-tandem=")
    with manager.opened("/profile") as answer:
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"]


def test_tandem_knows_through_the_proxy_who_asks_and_believes_nobody_else(town: Town) -> None:
    for source in ("127.0.0.2", "127.0.0.2", "127.0.0.3"):
        lie = {"X-Forwarded-For": secrets.token_hex(4)}
        visitor = town.visitor(source)
        form = urllib.parse.urlencode({"mail": "x@y.example", "csrf_token": visitor.token})
        assert visitor.ask("/sign-in", form.encode(), **lie)[0] == 303
    with contextlib.closing(sqlite3.connect(town.folder / "tandem.db")) as database:
        asked = "SELECT network FROM sign_in_code ORDER BY id DESC LIMIT 3"
        last, second, first = (network for [network] in database.execute(asked))
    assert first == second != last


def test_the_stream_comes_at_once_through_the_proxy(town: Town) -> None:
    manager = town.sign_in()
    with manager.opened("/live?topics=programme") as stream:
        assert b"event: hello" in b"".join(stream.readline() for _line in range(4))


def test_who_asks_while_it_starts_again_waits_and_sees_no_error(town: Town) -> None:
    manager, answers = town.sign_in(), []
    town.end("node 0")
    asking = threading.Thread(target=lambda: answers.append(manager.get("/profile")[0]))
    asking.start()
    town.serve()
    asking.join(20)
    assert answers == [200]


def test_while_nothing_answers_the_proxy_says_a_sentence() -> None:
    text = deploying.caddyfile(deploying.ONE, 9, site="http://127.0.0.1:PORT {")
    caddy = Caddy(text.replace("lb_try_duration 10s", "lb_try_duration 0s"))
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{caddy.port}/") as answer:
            pytest.fail(f"{answer.status}")
    except urllib.error.HTTPError as answer:
        with answer:
            assert answer.code == 502 and answer.headers["Retry-After"] == "5"
            assert b"What you typed is kept" in answer.read()
    finally:
        caddy.stop()


def test_last_nights_backup_moves_the_town_to_two_nodes(
    town: Town, postgres: Postgres, valkey: Valkey, s3: S3
) -> None:
    """They share by three settings, beside the store's keys; a worker of its own does the jobs."""
    said = town.run(*deploying.command("tandem-backup.service"))
    [file] = town.backups.iterdir()
    assert str(file) in said
    larger = Town(deploying.TWO, town.smtp, **shared(postgres, valkey, s3), WORKER="none")
    try:
        for line in deploying.blocks()["back from a backup"].splitlines():
            said = larger.run(*deploying.installed(line.replace("FILE", str(file))))
        assert "Everything is whole" in said
        larger.start("worker", deploying.command("tandem-worker.service"))
        larger.serve()
        manager = larger.sign_in()
        assert [manager.get("/profile")[0] for _node in range(4)] == [200] * 4
        assert not (larger.folder / "tandem.db").exists()
    finally:
        larger.stop()


def shared(postgres: Postgres, valkey: Valkey, s3: S3) -> dict[str, str]:
    """The settings that the document adds for several nodes, for the servers of the tests."""
    told = deploying.environment("/etc/tandem/env, in addition, on each node")
    url = postgres.create().replace("postgresql+psycopg", "postgresql")
    patience = told["DATABASE_URL"].partition("?")[2]
    ours = {
        "DATABASE_URL": f"{url}?{patience}",
        "REDIS_URL": valkey.url,
        "FILES_URL": s3.bucket(),
        "AWS_ACCESS_KEY_ID": s3.options["key"],
        "AWS_SECRET_ACCESS_KEY": s3.options["secret"],
        "AWS_ENDPOINT_URL": s3.endpoint,
    }
    assert ours.keys() == told.keys() and patience
    return ours
