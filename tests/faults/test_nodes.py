"""Any node answers any request: two of them share a PostgreSQL, a Valkey and an S3 store, and a
proxy asks them in turn. What one knows the other knows."""

import re
import secrets
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import func, select

from app import jobs, mail
from app.database import writing
from app.extensions import db
from app.files.models import File
from app.notes.models import Note
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from tests.claims.story import PNG
from tests.faults.nodes import PAIR, Nodes
from tests.faults.people import Person, Stream
from tests.faults.servers import count, inside
from tests.live.server import wait_for

MAILS = count("TANDEM_NODE_MAILS", 200)
TAB = "0123456789abcdef" * 2
NOTHING = b"\0\0"  # an update that changes no word


def stored(nodes: Nodes, query: Any) -> Any:
    with inside(nodes.here.app):
        return db.session.scalar(query)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each gives, all begun together."""
    given: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        start.wait()
        given[place] = acts[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def new_note(person: Person, title: str) -> int:
    assert person.send(f"{PAIR}/notes", title=title, once=secrets.token_hex(8))[0] == 303
    return int(re.findall(r"\d+", person.where)[-1])


def test_somebody_signs_in_and_every_second_request_goes_to_the_other_node(nodes: Nodes) -> None:
    ibai = Person(nodes.url)
    assert ibai.send("/sign-in", mail="ibai@example.org")[0] == 303
    wait_for(lambda: nodes.mails.sent_to("ibai@example.org"))
    [sent] = nodes.mails.sent_to("ibai@example.org")
    [code] = re.findall(r"\b\d{6}\b", sent.text)
    assert ibai.get("/sign-in/code")[0] == 200
    assert ibai.send("/sign-in/code", code=code)[0] == 303
    for _request in range(4):
        status, page = ibai.get(PAIR)
        assert status == 200 and "Ibai Etxarri" in page


def test_a_file_handed_in_at_one_node_is_read_at_the_other(nodes: Nodes) -> None:
    anna, there = Person.of("anna", nodes.here), Person.of("anna", nodes.there)
    note_id = new_note(anna, "With a picture")
    answer = anna.hand_in(f"{PAIR}/notes/{note_id}/files", "files", "square.png", PNG)
    assert answer[0] == 303, answer[1]
    mine = select(File.id).where(File.kind == "note", File.thing_id == note_id)
    file_id = stored(nodes, mine)
    shown = there.ask_bytes(f"/files/{file_id}/preview/1", None)
    original = there.ask_bytes(f"/files/{file_id}?original=1", None)
    assert (shown[0], shown[1][:2]) == (200, b"\xff\xd8")
    assert original[0] == 200 and original[1][:8] == PNG[:8]
    assert not list(nodes.here.folder.glob("files/**/*"))


def test_a_form_that_two_nodes_get_counts_once(nodes: Nodes) -> None:
    both = [Person.of("anna", node) for node in nodes.both]
    for turn in range(5):
        form = {"title": f"Twice {turn}", "once": secrets.token_hex(8)}
        sends = [partial(person.send, f"{PAIR}/notes", **form) for person in both]
        assert [status for status, _page in at_once(*sends)] == [303, 303]
        assert both[0].where == both[1].where
        notes = select(func.count()).select_from(Note).where(Note.title == form["title"])
        assert stored(nodes, notes) == 1


def test_what_changes_at_one_node_is_told_on_the_streams_of_the_other(nodes: Nodes) -> None:
    streams = [Stream(node, "diego", f"pair-{pair_id(nodes)}-staff") for node in nodes.both]
    try:
        for place, node in enumerate(nodes.both):
            note_id = new_note(Person.of("anna", node), f"Told {place}")
            for stream in streams:
                stream.until(f"note-{note_id}")
                stream.text = ""
    finally:
        for stream in streams:
            stream.close()


def pair_id(nodes: Nodes) -> int:
    return int(stored(nodes, select(Pair.id).where(Pair.slug == "cologne-soria")))


def member(nodes: Nodes, name: str) -> int:
    person_id = nodes.here.member(name)["person"]
    mine = select(Membership.id).where(Membership.person_id == person_id)
    return int(stored(nodes, mine))


def test_who_is_removed_at_one_node_has_lost_the_right_at_both_at_once(nodes: Nodes) -> None:
    document_id = nodes.here.text("A text of Cologne and Soria")
    topics = f"pair-{pair_id(nodes)},document-{document_id}"
    streams = [Stream(node, "lena", topics) for node in nodes.both]
    lena = [Person.of("lena", node) for node in nodes.both]
    post = f"/documents/{document_id}/updates?tab={TAB}&schema_version=1&batch="
    maria, number = Person.of("maria", nodes.here), member(nodes, "lena")
    try:
        assert [one.tell(f"{post}1", NOTHING)[0] for one in lena] == [200, 200]
        assert maria.send(f"{PAIR}/people/{number}/removal", once="remove")[0] == 303
        assert [stream.ended() for stream in streams] == [True, True]
        assert [one.tell(f"{post}2", NOTHING)[0] for one in lena] == [404, 404]
    finally:
        for stream in streams:
            stream.close()
        assert maria.send(f"{PAIR}/people/{number}/restoration", once="restore")[0] == 303
    assert [one.get(PAIR)[0] for one in lena] == [200, 200]


def test_who_signs_out_everywhere_is_out_at_both_nodes(nodes: Nodes) -> None:
    streams = [Stream(node, "tom", "programme") for node in nodes.both]
    tom = [Person.of("tom", node) for node in nodes.both]
    assert [one.get("/profile")[0] for one in tom] == [200, 200]
    cookies = [one.cookie for one in tom]
    assert tom[0].send("/sessions/ending", once="out")[0] == 303
    try:
        assert [stream.ended() for stream in streams] == [True, True]
        for one, cookie in zip(tom, cookies, strict=True):
            one.cookie = cookie
            assert one.get("/profile")[0] == 302
            assert "/sign-in" in one.where
    finally:
        for stream in streams:
            stream.close()


def test_each_job_is_done_once_by_whichever_worker(nodes: Nodes) -> None:
    """So many that the second worker, which looks once a second, finds the first one at work."""
    for node in nodes.both:  # a worker begins with its node's first request
        Person(node.url)
    addresses = [f"reader{n}@example.org" for n in range(MAILS)]
    with inside(nodes.here.app), writing():
        for address in addresses:
            mail.send("news", address, "Once", "Only once.")
    left = select(func.count()).where(mail.Mail.to.in_(addresses), mail.Mail.sent_at.is_(None))
    wait_for(lambda: not stored(nodes, left), seconds=60)
    got = {address: len(nodes.mails.sent_to(address)) for address in addresses}
    assert got == dict.fromkeys(addresses, 1)
    tries = select(func.max(jobs.Job.tries)).where(jobs.Job.kind == "mail")
    assert stored(nodes, tries) == 1


def test_each_sees_who_is_at_the_text_on_the_other_node(nodes: Nodes) -> None:
    document_id = nodes.here.text("Who is here")
    stream = Stream(nodes.there, "diego", f"document-{document_id}")
    anna, diego = Person.of("anna", nodes.here), Person.of("diego", nodes.there)
    said = {"tab": TAB, "doing": "writing", "cursor": None}
    try:
        assert anna.tell(f"/documents/{document_id}/presence", said)[0] == 204
        stream.until("Anna Keller")
        assert "Anna Keller" in diego.get(f"/documents/{document_id}/carets")[1]
        assert anna.tell(f"/documents/{document_id}/presence", said | {"doing": "gone"})[0] == 204
        stream.until('"gone"')
        assert diego.get(f"/documents/{document_id}/carets")[1].strip() == "[]"
    finally:
        stream.close()
