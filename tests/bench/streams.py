"""A thousand open streams that hear of 20 updates a second: what they cost the one process."""

import contextlib
import http.client
import socket
import time
from pathlib import Path
from typing import Any

from pycrdt import Doc

from app.accounts.models import Person
from app.database import writing
from app.documents.schema import SCHEMA_VERSION
from app.extensions import db
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from tests.bench.figures import Figure
from tests.bench.serving import Site, app_on, cookie_of, signed_in
from tests.bench.writers import Writer, paragraph_of, writers

STREAMS, OF_A_PERSON = 1000, 20
A_SECOND = 20
MIB = 1024 * 1024


def figures(site: Site, folder: Path, seconds: float) -> list[Figure]:
    typist = Typist(site, writers(site, folder)[0])
    cookies = _listeners(folder, STREAMS // OF_A_PERSON)
    typist.type(20)
    memory = site.memory()
    ears = [_ear(site, one, typist.document) for one in cookies for _n in range(OF_A_PERSON)]
    cpu, began = site.cpu(), time.perf_counter()
    keys = typist.type(round(A_SECOND * seconds))
    share = 100 * (site.cpu() - cpu) / (time.perf_counter() - began)
    held = site.memory() / MIB
    grown = held - memory / MIB
    time.sleep(0.2)
    lost = keys * len(ears) - sum(map(_heard, ears))
    name = f"{STREAMS} streams, {A_SECOND} events/s"
    return [
        Figure(f"{name}: CPU", round(share, 1), "% of a core", most=20),
        Figure(f"{name}: memory", round(grown, 2), "MB", most=5),
        Figure(f"{STREAMS} open streams: the whole process", round(held, 1), "MB", most=120),
        Figure(f"{name}: lost", lost, "events", most=0),
    ]


class Typist:
    """One editor with a steady hand."""

    def __init__(self, site: Site, writer: Writer) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        self.document, self.batch = writer.document, 0
        self.headers = {"Cookie": writer.cookie, "X-CSRFToken": writer.token}
        self.headers["Content-Type"] = "application/octet-stream"
        self.doc: Doc[Any] = Doc()
        self.sent = self.doc.get_state()
        self.text = paragraph_of(self.doc)

    def type(self, keys: int) -> int:
        """So many keys, A_SECOND of them a second."""
        self.connection.close()  # the server may have done so, after two idle seconds
        began = time.perf_counter()
        for key in range(keys):
            self._press()
            time.sleep(max(0.0, began + (key + 1) / A_SECOND - time.perf_counter()))
        return keys

    def _press(self) -> None:
        self.text.insert(len(self.text), "e")
        update, self.sent = self.doc.get_update(self.sent), self.doc.get_state()
        self.batch += 1
        query = f"tab=steady&batch={self.batch}&schema_version={SCHEMA_VERSION}"
        url = f"/documents/{self.document}/updates?{query}"
        self.connection.request("POST", url, update, self.headers)
        answer = self.connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()


def _listeners(folder: Path, count: int) -> list[str]:
    """The cookies of so many contributors, each signed in."""
    app, names = app_on(folder), [f"listener{n}" for n in range(count)]
    with app.app_context(), writing():
        pair = db.session.query(Pair).filter_by(slug="cologne-soria").one()
        for name in names:
            person = Person.known_as(f"{name}@example.org", name)
            Membership.start(pair, person, "contributor", pair.cities[0], by=None)
    cookies = [cookie_of(signed_in(name, app)) for name in names]
    with app.app_context():
        db.engine.dispose()
    return cookies


def _ear(site: Site, cookie: str, document: int) -> socket.socket:
    """An open stream; what it hears stays with the system, some 20 kB, until it is counted."""
    ear = socket.create_connection(("127.0.0.1", site.port), timeout=10)
    lines = (
        f"GET /live?topics=document-{document} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: {cookie}",
    )
    ear.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    said = b""
    while b"event: hello" not in said:
        said += ear.recv(4096)
    return ear


def _heard(ear: socket.socket) -> int:
    """How many updates it heard; ends it."""
    said = b""
    ear.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while data := ear.recv(1 << 16):
            said += data
    ear.close()
    return said.count(b"event: update")
