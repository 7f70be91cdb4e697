"""Others than our editor at the same text: an editor made of pycrdt, and the plain form. Both speak
the real wire; the first repeats what it has sent, and answers a gap as a browser has to."""

import json
import random
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64decode
from collections.abc import Callable
from html import unescape
from typing import Any

from pycrdt import Doc, XmlElement, XmlText

from app.documents import positions, render, tree
from app.documents.gaps import NOTHING
from app.documents.schema import SCHEMA_VERSION
from tests.faults.servers import Mortal
from tests.faults.truth import encoded

SIGNS = ("é", "😀", "字", "Ωμέγα", "word ", "e\u0301")


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


class Editor:
    """An editor made of pycrdt: the shapes of y-tiptap, offsets in UTF-8."""

    def __init__(self, site: Mortal, name: str, document_id: int, seed: int) -> None:
        self.visitor, self.dice = Visitor(site, name), random.Random(seed)
        self.path = f"/documents/{document_id}/updates"
        self.doc: Doc[Any] = Doc()
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

    # -- what somebody does ----------------------------------------------------------------------

    def act(self) -> None:
        roll = self.dice.random()
        act = self.type if roll < 0.6 else self.cut if roll < 0.75 else self.split
        act()

    def runs(self) -> list[XmlText]:
        return [node.source for node in tree.walk(tree.read(self.doc)) if node.tag == ""]

    def paragraph(self, place: int, words: str) -> None:
        made = tree.root_of(self.doc).children.insert(place, XmlElement("paragraph"))
        made.children.insert(0, XmlText(words))

    def type(self) -> None:
        runs = self.runs()
        if not runs or self.dice.random() < 0.1:
            self.paragraph(0, self.dice.choice(SIGNS))
            return
        run = self.dice.choice(runs)
        marks = {"bold": {}} if self.dice.random() < 0.2 else None
        run.insert(self.border(run), self.dice.choice(SIGNS), marks)

    def cut(self) -> None:
        runs = self.runs()
        if runs:
            run = self.dice.choice(runs)
            text = text_of(run)
            low = self.dice.randrange(len(text) + 1)
            high = min(len(text), low + self.dice.randrange(8))
            del run[positions.utf8(text, low) : positions.utf8(text, high)]

    def split(self) -> None:
        """As y-tiptap: the tail goes, and comes again in a new paragraph after this one."""
        blocks = list(tree.root_of(self.doc).children)
        place = self.dice.randrange(len(blocks) + 1)
        if place == len(blocks) or getattr(blocks[place], "tag", "") != "paragraph":
            return
        inner = [child for child in blocks[place].children if isinstance(child, XmlText)]
        if inner:
            at = self.border(inner[0])
            tail = text_of(inner[0]).encode()[at:].decode()
            del inner[0][at:]
            self.paragraph(place + 1, tail)

    def border(self, run: XmlText) -> int:
        """A byte offset between two characters."""
        text = text_of(run)
        return positions.utf8(text, self.dice.randrange(len(text) + 1))

    def report(self) -> dict[str, Any]:
        """As a page of world.mjs tells of itself."""
        words = render.plain_text(tree.read(self.doc))
        about = {"valid": "yes", "status": "saved", "words": words, "person": self.person}
        return about | {"seq": self.seq, "state": encoded(self.doc.get_update())}


def text_of(run: XmlText) -> str:
    return "".join(words for words, _marks in run.diff())


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
