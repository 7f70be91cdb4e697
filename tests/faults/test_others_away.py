"""The mail server, the file store or Valkey is away from a server that runs: who works with it
reads a sentence or notices nothing, and all goes on by itself when they are back."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select, update

from app import clock
from app.extensions import db
from app.files.models import File
from app.jobs import Job
from app.mail import Mail
from tests.claims import story
from tests.faults.forms import Forms
from tests.faults.servers import Mortal, inside
from tests.faults.troubles import NOTES, WORDS
from tests.services.s3 import S3
from tests.services.smtp import MailServer
from tests.services.valkey import Valkey
from tests.until import until


@dataclass
class Around:
    """A server, and what it needs besides its database, each to be stopped and started."""

    site: Mortal
    smtp: MailServer
    s3: S3
    valkey: Valkey


@pytest.fixture(scope="module")
def around(empty_sqlite: Path) -> Iterator[Around]:
    smtp, s3, valkey = MailServer(), S3(), Valkey()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", s3.options["key"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", s3.options["secret"])
        patch.setenv("AWS_ENDPOINT_URL", s3.endpoint)
        more = {"SMTP_URL": f"smtp://{smtp.host}:{smtp.port}", "REDIS_URL": valkey.url}
        site = Mortal(empty_sqlite, FILES_URL=f"{s3.bucket()}/files", **more)
        patch.setattr(clock, "source", site.clock)
        yield Around(site, smtp, s3, valkey)
        site.stop()
    for server in (smtp, s3, valkey):
        server.stop()


def test_a_code_waits_for_the_mail_server_and_comes_once(around: Around) -> None:
    site, somebody = around.site, Forms(around.site)
    around.smtp.stop()
    status, _page = somebody.post("/sign-in", mail="lena@example.org")
    assert status == 303
    assert "code" in somebody.get("/sign-in/code")[1]
    mail = select(Mail.sent_at, Mail.bounced_at).where(Mail.to == "lena@example.org")
    tried = select(Job.tries, Job.error).where(Job.kind == "mail").order_by(Job.id.desc())

    def first_try_failed() -> bool:
        with inside(site.app):
            tries, error = db.session.execute(tried).first() or (0, "")
            return bool(tries and error)

    until(first_try_failed)
    with inside(site.app):
        assert db.session.execute(mail).one() == (None, None)
    around.smtp.start()
    with inside(site.app):  # its next try is some seconds away: let it be now
        db.session.execute(update(Job).where(Job.kind == "mail").values(run_at=clock.now()))
        db.session.commit()
    until(lambda: bool(around.smtp.sent_to("lena@example.org")))
    (sent,) = around.smtp.sent_to("lena@example.org")
    code = next(word for word in sent.subject.split() if word.isdigit())
    assert somebody.post("/sign-in/code", code=code)[0] == 303
    assert somebody.get("/profile")[0] == 200


def test_a_file_is_told_beside_its_field_until_the_store_is_back(around: Around) -> None:
    site, s3 = around.site, around.s3
    with inside(site.app):
        visit_id = story.visit().id
    anna, path = Forms(site, "anna"), f"/pairs/cologne-soria/visits/{visit_id}/files"

    def give(once: str, htmx: bool = False) -> tuple[int, str]:
        return anna.post(path, paper=story.PNG, caption=WORDS, once=once, htmx=htmx)

    assert give("before")[0] == 303
    s3.stop()
    for htmx in (False, True):
        status, html = give("while away", htmx=htmx)
        field = BeautifulSoup(html, "html.parser").select_one("input[name=caption]")
        assert status == 422 and "Files cannot be stored or read just now" in html
        assert field and field["value"] == WORDS
    with inside(site.app):
        assert db.session.scalar(select(func.count(File.id))) == 1
        number = db.session.scalars(select(File.id)).one()
    status, html = anna.get(f"/files/{number}?original=1")
    assert status == 503 and "Files cannot be stored or read just now" in html
    assert anna.get(path)[0] == 200
    s3.start(s3.port)
    assert [give("while away")[0], give("while away")[0]] == [303, 303]
    with inside(site.app):
        assert db.session.scalar(select(func.count(File.id))) == 2
    assert anna.ask("GET", f"/files/{number}?original=1")[2] == story.PNG


def test_without_valkey_this_process_goes_on_and_hears_its_own(around: Around) -> None:
    site, valkey = around.site, around.valkey
    anna, path = Forms(site, "anna"), "/pairs/cologne-soria/visits"
    with inside(site.app):
        visit_id = story.visit().id
    files = f"{path}/{visit_id}/files"
    with listening(site) as ear:
        until(lambda: b"hello" in heard(ear))
        valkey.program.stop()
        assert anna.post(files, paper=story.PNG, caption="Without Valkey")[0] == 303
        until(lambda: b"nudge" in heard(ear))
    assert "Without Valkey" in Forms(site, "diego").get(files)[1]
    valkey.program.home.mkdir()
    valkey.start()
    with listening(site) as ear:
        until(lambda: b"hello" in heard(ear))
        assert anna.post(files, paper=story.PNG, caption="With it again")[0] == 303
        until(lambda: b"nudge" in heard(ear))


def listening(site: Mortal) -> socket.socket:
    """The stream of a browser of diego's, with the topics of its page."""
    html = Forms(site, "diego").get(NOTES)[1]
    topics = str(BeautifulSoup(html, "html.parser").select("body")[0]["data-topics"])
    ear = socket.create_connection(("127.0.0.1", site.port), timeout=0.1)
    asked = f"GET /live?topics={','.join(topics.split())} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    ear.sendall(f"{asked}Cookie: tandem={site.cookie('diego')['value']}\r\n\r\n".encode())
    return ear


def heard(ear: socket.socket) -> bytes:
    try:
        return ear.recv(65536)
    except TimeoutError:
        return b""
