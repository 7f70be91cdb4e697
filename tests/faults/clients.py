"""Others than our editor at the same text: an editor made of pycrdt, and the plain form. Both speak
the real wire; the first repeats what it has sent, and answers a gap as a browser has to."""

import json
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64decode
from collections.abc import Callable
from html import unescape
from typing import Any

from app.documents import render, tree
from app.documents.gaps import NOTHING
from app.documents.schema import SCHEMA_VERSION
from tests.faults.hand import Hand
from tests.faults.servers import Mortal
from tests.faults.truth import encoded


class Visitor:
    """A browser in which somebody is signed in."""

    def __init__(self, site: Mortal, name: str = "") -> None:
        self.url = site.url
        self.cookie = f"tandem={site.cookie(name)['value']}" if name else ""
        self.token = self.ask("/session/token")[1]["token"]

    def ask(self, path: str, data: bytes | None = None, kind: str = "") -> tuple[int, Any]:
        """Status and answer, read as JSON where it is."""
        headers = {"Cookie": self.cookie, "Accept": "application/json, text/html"}
        headers |= {"X-CSRFToken": self.token, "Content-Type": kind} if data is not None else {}
        request = urllib.request.Request(self.url + path, data, headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, self.read(answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, self.read(answer)

    def read(self, answer: Any) -> Any:
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookie = cookie.partition(";")[0]
        text = answer.read().decode()
        return json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text


class Editor(Hand):
    """An editor made of pycrdt, at a real server."""

    def __init__(self, site: Mortal, name: str, document_id: int, seed: int) -> None:
        super().__init__(seed)
        self.visitor = Visitor(site, name)
        self.path = f"/documents/{document_id}/updates"
        self.seq, self.batch, self.tab = -1, 0, secrets.token_hex(16)
        self.person = site.member(name)["person"]
        self.mine: list[bytes] = []
        self.acks: list[dict[str, Any]] = []
        self.gaps = 0

    def work(self, steps: int) -> None:
        for _step in range(steps):
            self.read()
            self.change(self.act, forgets=0.1)
        self.change(self.type)  # shows as a gap what was never sent
        self.read()

    def change(self, act: Callable[[], None], forgets: float = 0.0) -> None:
        before = self.doc.get_state()
        act()
        update = self.doc.get_update(before)
        if update == NOTHING:
            return
        self.mine.append(update)
        # At times nobody sends it. Not so what only deletes: nothing that follows would show it.
        if self.dice.random() >= forgets or update[0] == 0:
            self.send(update)

    def read(self) -> None:
        _status, told = self.visitor.ask(f"{self.path}?after={self.seq}")
        for update in [told["state"]] if "state" in told else []:
            self.doc.apply_update(b64decode(update))
        for line in told["updates"]:
            self.doc.apply_update(b64decode(line["update"]))
        self.seq = told["seq"]

    def send(self, update: bytes, resync: int = 0) -> None:
        self.batch += 1
        keys = {"tab": self.tab, "batch": self.batch, "schema_version": SCHEMA_VERSION}
        asked = urllib.parse.urlencode(keys | {"resync": resync, "person": self.person})
        for _again in range(1 + (self.dice.random() < 0.2)):
            status, told = self.visitor.ask(f"{self.path}?{asked}", update, "application/x-update")
            if status == 409 and told["error"] == "gap":
                self.gaps += 1
                self.send(self.doc.get_update(b64decode(told["state"])), resync=1)
                return
            assert status == 200, told
            ack = {"person": self.person, "tab": self.tab, "n": self.batch, "seq": told["seq"]}
            self.acks.append(ack)

    def report(self) -> dict[str, Any]:
        """As a page of world.mjs tells of itself."""
        words = render.plain_text(tree.read(self.doc))
        about = {"valid": "yes", "status": "saved", "words": words, "person": self.person}
        return about | {"seq": self.seq, "state": encoded(self.doc.get_update())}


def save_form(site: Mortal, name: str, document_id: int, words: str) -> int:
    """Somebody without JavaScript adds a line to the text; the status of the answer."""
    visitor, path = Visitor(site, name), f"/documents/{document_id}/text"
    html = visitor.ask(path)[1]
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', html))
    area = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", html, re.DOTALL)
    assert area
    fields |= {"text": unescape(area[1]) + f"\n\n{words}", "csrf_token": visitor.token}
    data = urllib.parse.urlencode(fields).encode()
    return visitor.ask(path, data, "application/x-www-form-urlencoded")[0]
