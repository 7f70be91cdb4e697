"""What must be true of a text after whatever happened to it: nothing lost, nothing doubled, all
copies equal. Says what is wrong in sentences."""

import re
from base64 import b64decode, b64encode
from collections import Counter
from typing import Any

from bs4 import BeautifulSoup
from pycrdt import Doc
from sqlalchemy import select

from app.documents import check, render, store, tree
from app.documents.gaps import clocks, missing
from app.documents.models import DocumentUpdate
from app.extensions import db
from tests.faults.servers import Mortal, inside
from tests.faults.world import World

Told = dict[str, Any]
WORD = re.compile(r"<p\d+\.\d+>")


def wrongs(site: Mortal, world: World, document_id: int, told: Told) -> list[str]:
    """Compares what the pages told with the log, the server's Doc, its wire and its page."""
    with inside(site.app):
        doc, seq = store.load(document_id)
        rows = db.session.execute(
            select(DocumentUpdate).where(DocumentUpdate.document_id == document_id)
        ).scalars()
        log = {(row.person_id, row.tab, row.batch): row.seq for row in rows}
        wrong = check.verify(document_id) + list(told["troubles"])
        if len(log) != seq:
            wrong.append(f"{len(log)} keys in a log of {seq} lines")
    wrong += [f"acknowledged {ack}, not in the log" for ack in told["acks"] if not kept(log, ack)]
    wrong += [f"still in a browser: {row}" for row in told["kept"]]
    wrong += absent(doc, [b64decode(update) for update in told["mine"]])
    wrong += differing(world, doc, told, fetched(site, document_id))
    wrong += shown(site, document_id, doc, told["copies"])
    return wrong


def kept(log: dict[Any, int], ack: Told) -> bool:
    return log.get((ack["person"], ack["tab"], ack["n"])) == ack["seq"]


def absent(doc: Doc[Any], updates: list[bytes]) -> list[str]:
    """Each change that a page made is in the server's text, as it was made."""
    state = doc.get_state()
    lost = [update for update in updates if missing(update, state)]
    return [f"{len(lost)} of {len(updates)} changes are not on the server"] if lost else []


def differing(world: World, doc: Doc[Any], told: Told, wire: list[bytes]) -> list[str]:
    """Every page, the server's Doc, the wire, and all changes merged once by Yjs say the same."""
    wrong = []
    states = [copy["state"] for copy in told["copies"]]
    states.append(world.ask("merge", updates=[encoded(update) for update in wire])["state"])
    states.append(encoded(doc.get_update()))
    asked = world.ask("same", states=states)
    if asked["others"] or asked["pending"]:
        wrong.append(f"the copies differ: {asked}")
    top = tree.read(doc)
    for place, state in enumerate(states):
        other = tree.load(b64decode(state))
        if clocks(other.get_state()) != clocks(doc.get_state()) or not same(tree.read(other), top):
            wrong.append(f"copy {place} differs from the server")
    return wrong


def same(one: tree.Node, other: tree.Node) -> bool:
    return tree.same(one, other) or render.html_of(one) == render.html_of(other)


def fetched(site: Mortal, document_id: int) -> list[bytes]:
    """What GET …/updates gives somebody who has nothing."""
    answer = site.get("anna", f"/documents/{document_id}/updates?after=-1")
    told = answer.json()
    state = [b64decode(told["state"])] if "state" in told else []
    return state + [b64decode(line["update"]) for line in told["updates"]]


def shown(site: Mortal, document_id: int, doc: Doc[Any], copies: list[Told]) -> list[str]:
    """The words that a page shows are those in each editor."""
    html = site.get("diego", f"/documents/{document_id}").text
    soup = BeautifulSoup(html, "html.parser")
    section = soup.select_one(f"#document-{document_id}")
    assert section
    there = bare(section.get_text())
    expected = bare(BeautifulSoup(render.html_of(tree.read(doc)), "html.parser").get_text())
    wrong = [] if expected in there else ["the page does not show the text"]
    for copy in copies:
        if copy["valid"] != "yes":
            wrong.append(f"an editor shows what its schema forbids: {copy['valid']}")
        if bare(copy["words"]) != bare(render.plain_text(tree.read(doc))):
            wrong.append(f"an editor shows other words: {copy['words']!r}")
        if copy["status"] != "saved":
            wrong.append(f"an editor says {copy['status']}")
    return wrong


def doubled(words: str) -> list[str]:
    return [word for word, times in Counter(WORD.findall(words)).items() if times > 1]


def bare(words: str) -> str:
    return "".join(words.split())


def encoded(data: bytes) -> str:
    return b64encode(data).decode()
