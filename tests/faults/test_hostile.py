"""Updates that nobody's editor made: broken, foreign, forbidden, or valid and full of harm. Each is
refused in words or shown without harm, and the text goes on."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pycrdt import Array, Doc, Map, Text, XmlElement, XmlFragment, XmlText
from sqlalchemy import select

from app.documents import versions
from app.documents.models import DocumentUpdate
from app.extensions import db
from tests.documents.test_text import opened
from tests.documents.writing import Browser, new_document, read, seq_of
from tests.faults.clients import Editor, Visitor
from tests.faults.safe import unsafe
from tests.faults.servers import Mortal, inside
from tests.faults.sizes import size
from tests.faults.truth import encoded, wrongs
from tests.faults.world import World
from tests.services.chromium import PROJECT

PART = 1000  # broken updates for one text, in one process: a text grows by those that are taken
UPDATES = size("updates")
parts = [(n, min(n + PART, UPDATES)) for n in range(0, UPDATES, PART)]
URL = "/documents/{}/updates?tab=t&batch={}&schema_version=1"


@pytest.mark.parametrize(("low", "high"), parts)
def test_broken_updates_are_refused_or_harmless(
    site: Mortal, world: World, tried: Callable[..., None], low: int, high: int
) -> None:
    """In a process that may use 2 GB; what it took, Yjs can read as well."""
    document_id, person = site.text("One *text*: é 😀 字"), site.member("anna")["person"]
    command = [sys.executable, "-m", "tests.faults.fuzz", str(site.folder), str(document_id)]
    done = subprocess.run(
        [*command, str(person), str(low), str(high)], cwd=PROJECT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["wrong"] == [] and told["megabytes"] < 600
    assert sum(told["told"].values()) == high - low
    assert {*told["told"]} <= {"taken", "bad-update", "gap"} and told["told"]["bad-update"]
    with inside(site.app):
        asked = select(DocumentUpdate.payload).where(DocumentUpdate.document_id == document_id)
        lines = [encoded(line) for line in db.session.scalars(asked.order_by("seq"))]
    assert world.ask("merge", updates=lines)["state"]
    html = site.get("diego", f"/documents/{document_id}").text
    assert "On." in html
    tried(updates=high - low, taken=told["told"]["taken"])


def test_after_broken_updates_people_write_on(site: Mortal, world: World) -> None:
    """Somebody sends rubbish over the wire while two others write."""
    document_id = site.text("Begun")
    people = [site.member("anna"), site.member("diego")]
    world.ask("open", document=document_id, seed=21, browsers=people, steps=30)
    lena = Visitor(site, "lena")
    for n, bad in enumerate([b"", b"\x00", b"nonsense", b"\xff" * 64, bytes(300_000)] * 4):
        status, told = lena.ask(URL.format(document_id, n), bad, "application/x")
        assert (status, bool(told["sentence"])) == (413 if len(bad) > 2**18 else 400, True)
    told = world.ask("finish")
    world.ask("close")
    assert wrongs(site, world, document_id, told) == []


def test_another_documents_bytes_and_other_roots(site: Mortal, world: World) -> None:
    """They are valid: they may bring foreign words or nothing that is shown, and no harm."""
    one, other = site.text("Ours é"), site.text("Theirs 😀")
    anna, theirs = Visitor(site, "anna"), Editor(site, "anna", other, 1)
    theirs.read()
    foreign = theirs.doc.get_update()
    assert anna.ask(URL.format(one, 1), foreign, "application/x")[0] == 200
    # A part of another text builds on what this one never had.
    before = theirs.doc.get_state()
    theirs.type()
    part = theirs.doc.get_update(before)
    status, told = anna.ask(URL.format(site.text("Third"), 1), part, "application/x")
    assert (status, told["error"]) == (409, "gap") and told["sentence"]
    told = world.history(document=one, seed=22, browsers=[site.member("anna")], steps=10)
    assert wrongs(site, world, one, told) == []


def other_roots() -> list[Any]:
    """Roots that are no text of ours: with these in it no editor could open the text any more."""
    hook = Array([1, {"a": [None, True, 2.5, "x", b"y"]}])
    return [("default", Text("<b>x</b>")), ("default", hook), ("default", Map({"k": "x"}))] + [
        (name, kind()) for name in ("evil", "__proto__") for kind in (Text, Array, Map)
    ]


@pytest.mark.parametrize("place", range(9))
def test_other_roots_and_other_kinds_are_refused(site: Mortal, place: int) -> None:
    document_id, anna = site.text("Ours é"), Visitor(site, "anna")
    name, root = other_roots()[place]
    doc: Doc[Any] = Doc()
    doc[name] = root
    if place > 2:
        root.update({"a": 1}) if isinstance(root, Map) else root.insert(0, "x")
    status, told = anna.ask(URL.format(document_id, 1), doc.get_update(), "application/x")
    assert (status, told["error"]) == (400, "bad-update") and told["sentence"]
    assert "Ours é" in site.get("diego", f"/documents/{document_id}").text
    assert anna.ask(URL.format(document_id, 1), an_update(), "application/x")[0] == 200


@pytest.mark.parametrize(("name", "status"), [("sean", 404), ("marek", 404), ("", 401)])
def test_forbidden_over_the_wire(site: Mortal, name: str, status: int) -> None:
    document_id = site.text("Ours")
    somebody = Visitor(site, name)
    answer = somebody.ask(URL.format(document_id, 1), an_update(), "application/x")
    assert answer[0] == status and answer[1]
    with inside(site.app):
        assert seq_of(document_id) == 1


def test_without_its_csrf_token_nothing_is_taken(site: Mortal) -> None:
    document_id, anna = site.text("Ours"), Visitor(site, "anna")
    token, anna.token = anna.token, "wrong"
    status, said = anna.ask(URL.format(document_id, 1), an_update(), "application/x")
    assert status in (400, 403) and said
    anna.token = token
    assert anna.ask(URL.format(document_id, 1), an_update(), "application/x")[0] == 200


def an_update() -> bytes:
    doc: Doc[Any] = Doc()
    fragment = doc.get("default", type=XmlFragment)
    fragment.children.append(XmlElement("paragraph")).children.append(XmlText("x"))
    return doc.get_update()


HOSTILE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "//evil.example",
    "\\\\evil.example",
    'https://a" onclick="x',
]
ATTRS = {
    "onclick": "x",
    "style": "background:url(javascript:1)",
    "id": "main",
    "class": "btn",
    "src": "https://evil.example/x.png",
    "href": "javascript:1",
    "hx-get": "/",
    "data-x": "1",
    "name": "x",
    "srcdoc": "<script>",
    "level": "<b>",
    "colspan": '2" onclick="x',
    "start": "1e999",
    "checked": '" onclick="x',
    "alt": '"><script>alert(1)</script>',
}
STRANGE = ("script", "iframe", "style", "svg", "form", "a onclick=x", "<b>", "", "html", "math")
KNOWN = ("paragraph", "heading", "image", "tableCell", "orderedList", "taskItem", "codeBlock")


def test_valid_updates_full_of_harm_are_shown_without_it(as_: Any, pair: Any, cast: Any) -> None:
    document_id = new_document(pair, cast["anna"])
    anna = Browser(document_id, cast["anna"].id, "a" * 32)
    before = anna.doc.get_state()
    for tag in (*STRANGE, *KNOWN):
        block = anna.fragment.children.append(XmlElement(tag, ATTRS))
        run = block.children.append(XmlText(f"words of {tag} <script>alert(1)</script>"))
        for n, href in enumerate(HOSTILE):
            run.insert(len(run), f" link{n}", {"link": {"href": href, "onclick": "x"}})
        for mark in ("script", "onclick", "style", 'bold--"><script', "link", "passage"):
            run.insert(len(run), f" {mark}", {mark: ATTRS})
        block.children.append(XmlElement("script")).children.append(XmlText("inner"))
    assert anna.send(anna.doc.get_update(before)) == 1
    diego, url = as_("diego"), f"/documents/{document_id}"
    diego.post(f"{url}/versions", data={"name": "Harm", "once": "o"})
    version = versions.of(document_id)[0].id
    for path in (url, f"{url}/versions/{version}"):
        soup = BeautifulSoup(diego.get(path).text, "html.parser")
        prose = soup.select_one(".prose")
        assert prose, path
        assert "words of script <script>alert(1)</script>" in prose.text and "inner" in prose.text
        assert unsafe(prose.decode_contents()) == []
    # The plain form gives it back as words, and takes it as words.
    form = opened(diego, document_id)
    assert (
        diego.post(f"{url}/text", data=form | {"text": form["text"] + "\n\nOn."}).status_code == 303
    )
    assert read(document_id)[-1] == "On." and seq_of(document_id) == 2
