"""Each test server starts, answers and can be told to misbehave."""

import smtplib

import fsspec
import psycopg
import pytest
import redis
from playwright.sync_api import Browser

from tests.services.postgres import Postgres
from tests.services.s3 import S3
from tests.services.smtp import MailServer


def ask(url: str, statement: str) -> object:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None


def send(server: MailServer, to: list[str]) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP(server.host, server.port) as client:
        return client.sendmail("tandem@example.eu", to, "Subject: Código\n\n¡Hola!".encode())


def test_postgres_answers(postgres_url: str) -> None:
    assert str(ask(postgres_url, "SELECT version()")).startswith("PostgreSQL 18")


def test_postgres_copies_a_database(postgres: Postgres) -> None:
    first = postgres.create()
    with psycopg.connect(first.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE visit AS SELECT 7 AS id")
    copy = postgres.create(template=first)
    postgres.drop(first)
    assert ask(copy, "SELECT id FROM visit") == 7
    postgres.drop(copy)


def test_valkey_carries_a_message(valkey_url: str) -> None:
    with redis.Redis.from_url(valkey_url) as client, client.pubsub() as channel:
        channel.subscribe("pair-3")
        assert channel.get_message(timeout=5)
        client.publish("pair-3", "budget-3")
        message = channel.get_message(timeout=5)
    assert message and message["data"] == b"budget-3"


def test_smtp_keeps_the_mail(smtp_server: MailServer) -> None:
    send(smtp_server, ["ana@example.eu"])
    [mail] = smtp_server.sent_to("ana@example.eu")
    assert mail.sender == "tandem@example.eu"
    assert "Hola" in mail.text


def test_smtp_bounces_one_address(smtp_server: MailServer) -> None:
    smtp_server.bounce("gone@example.eu")
    refused = send(smtp_server, ["ana@example.eu", "gone@example.eu"])
    assert refused["gone@example.eu"][0] == 550
    assert smtp_server.sent_to("ana@example.eu") and not smtp_server.sent_to("gone@example.eu")


def test_smtp_refuses(smtp_server: MailServer) -> None:
    smtp_server.refuse()
    with pytest.raises(smtplib.SMTPDataError, match="Try again later"):
        send(smtp_server, ["ana@example.eu"])
    assert not smtp_server.mails


def test_smtp_goes_away_and_returns(smtp_server: MailServer) -> None:
    smtp_server.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp_server, ["ana@example.eu"])
    smtp_server.start()
    assert not send(smtp_server, ["ana@example.eu"])


def test_s3_keeps_a_file(s3: S3) -> None:
    store, folder = fsspec.core.url_to_fs(s3.bucket(), **s3.options)
    store.pipe_file(f"{folder}/proof", b"%PDF-1.7")
    assert store.cat_file(f"{folder}/proof") == b"%PDF-1.7"


@pytest.mark.browser
def test_the_browser_shows_a_page(browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<h1>Tandem</h1>")
        assert page.inner_text("h1") == "Tandem"
