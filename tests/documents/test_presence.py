"""Who is with a text, through the front door: what is told, to whom, and what cannot be forged."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Person
from app.documents import presence_views
from app.events import act
from app.hearing import may_hear
from app.live.pace import Pace
from app.live.presence import CALM, LIFE, Presence
from app.notes.models import Note
from app.pairs.memberships import Membership
from app.plans.models import Plan
from tests.cast import person

As = Callable[..., FlaskClient]
TAB = {"anna": "a" * 32, "diego": "d" * 32, "marek": "e" * 32, "lena": "1" * 32}


class Room:
    """What is told of those who are with texts, at a clock that the test moves."""

    def __init__(self, table: Presence, as_: As) -> None:
        self.table, self.as_, self.at = table, as_, 1000.0
        self.told: list[tuple[str, str, dict[str, Any]]] = []
        table.clock, table._publish = lambda: self.at, self.note

    def note(self, topic: str, data: bytes, *, keep: bool = True) -> None:
        name, body = data.decode().strip().split("\n")
        self.told.append((topic, name.removeprefix("event: "), json.loads(body[6:])))

    def say(self, who: str, text: int, doing: str = "reading", /, **more: Any) -> int:
        word = {"tab": TAB[who], "doing": doing, "cursor": None} | more
        answer = self.as_(who).post(f"/documents/{text}/presence", json=word)
        return int(answer.status_code)

    def regions(self, name: str) -> list[str]:
        who = person(name)
        nudges = [one for one in self.told if one[1] == "nudge" and may_hear(who, one[0])]
        return [data["region"] for _topic, _name, data in nudges]

    def records(self, name: str) -> list[dict[str, Any]]:
        who = person(name)
        return [
            data for topic, kind, data in self.told if kind == "presence" and may_hear(who, topic)
        ]

    def seen_by(self, name: str, text: int) -> str:
        answer = self.as_(name, htmx=True).get(f"/documents/{text}/presence")
        assert answer.status_code == 200
        return " ".join(answer.text.split())

    def later(self, seconds: float = CALM) -> None:
        self.at += seconds
        self.told.clear()


@pytest.fixture
def room(app: Flask, as_: As) -> Room:
    return Room(app.extensions["live"].presence, as_)


def share(document_id: int, yes: bool = True) -> None:
    note = Note.query.filter_by(document_id=document_id).one()
    anna = person("anna")
    act(lambda: note.share(by=anna) if yes else note.unshare(by=anna), by=anna)


def test_the_server_says_who_it_is(room: Room, document_id: int, cast: dict[str, Person]) -> None:
    forged = {"name": "Diego Serrano", "person": cast["diego"].id, "city": "Soria", "colour": 1}
    assert room.say("anna", document_id, "writing", cursor={"anchor": 3}, **forged) == 204
    anna = cast["anna"].id
    record = {"document": document_id, "tab": TAB["anna"], "person": anna, "name": "Anna Keller"}
    record |= {"city": "Cologne", "colour": anna % 8, "role": "officer"}
    record |= {"doing": "writing", "cursor": {"anchor": 3}}
    assert room.records("diego") == [record]
    assert room.as_("diego").get(f"/documents/{document_id}/carets").json == [record]
    assert "Anna Keller (Cologne) is writing" in room.seen_by("diego", document_id)
    assert f"person-colour-{anna % 8}" in room.seen_by("diego", document_id)
    assert "is writing" not in room.seen_by("anna", document_id), "only you: nothing is said"


def test_nobody_takes_anothers_tab(room: Room, document_id: int) -> None:
    room.say("anna", document_id, "writing")
    for doing in ("reading", "gone"):
        room.say("diego", document_id, doing, tab=TAB["anna"])
        assert "Anna Keller (Cologne) is writing" in room.seen_by("lena", document_id)
        assert "Diego" not in room.seen_by("lena", document_id)


def test_each_is_named_once_and_writers_first(room: Room, document_id: int) -> None:
    room.say("diego", document_id)
    room.say("anna", document_id)
    room.say("anna", document_id, "writing", tab="b" * 32)
    seen = room.seen_by("lena", document_id)
    assert seen.count("Anna Keller") == 1
    assert seen.index("Anna Keller (Cologne) is writing") < seen.index("Diego Serrano (Soria) is")
    page = room.as_("lena").get(f"/documents/{document_id}").text
    assert "Anna Keller (Cologne) is writing" in page


def test_who_may_not_read_says_nothing_and_hears_nothing(room: Room, document_id: int) -> None:
    assert room.say("marek", document_id) == 404
    room.say("anna", document_id, "writing")
    for name in ("marek", "ines", "sean"):
        assert not room.regions(name) and not room.records(name)
        for path in ("presence", "carets"):
            assert room.as_(name).get(f"/documents/{document_id}/{path}").status_code == 404
    assert f"document-{document_id}-here" in room.regions("vera")


def test_an_expert_is_seen_reading_but_neither_writes_nor_sees_carets(
    room: Room, document_id: int
) -> None:
    share(document_id)
    assert room.say("marek", document_id) == 204
    assert room.say("marek", document_id, "writing") == 403
    assert "Marek Nowak is reading" in room.seen_by("anna", document_id)
    room.later()
    room.say("anna", document_id, "writing")
    assert room.regions("marek") == [f"document-{document_id}-here"]
    assert room.records("marek") == []
    assert room.as_("marek").get(f"/documents/{document_id}/carets").status_code == 403


def test_a_text_that_is_no_longer_shared_has_no_experts(room: Room, document_id: int) -> None:
    share(document_id)
    room.say("anna", document_id)
    room.say("marek", document_id)
    room.later()
    share(document_id, False)
    assert "Marek" not in room.seen_by("anna", document_id)
    assert room.regions("anna") == [f"document-{document_id}-here"]
    assert room.regions("marek") == []
    room.later()
    room.say("diego", document_id, "writing")
    assert room.regions("diego") and room.regions("marek") == []
    assert room.say("marek", document_id) == 404


def test_the_text_itself_closes_at_once(
    heard: Callable[[str], list[str]], document_id: int
) -> None:
    share(document_id)
    share(document_id, False)
    assert heard("marek").count(f"document-{document_id}") == 2  # the second one is `closing`


def test_a_removed_member_is_gone_at_once(room: Room, document_id: int, pair: Any) -> None:
    room.say("lena", document_id, "writing")
    room.later()
    maria = person("maria")
    row = Membership.of(pair.id, person("lena").id)
    assert row
    act(lambda: row.remove(by=maria), by=maria)
    assert room.records("anna")[0]["doing"] == "gone"
    assert room.regions("anna") == [f"document-{document_id}-here"]
    assert "Lena" not in room.seen_by("anna", document_id)
    assert room.say("lena", document_id, "writing") == 404, "what was remembered holds no longer"


def test_who_says_nothing_more_is_gone_after_a_while(room: Room, document_id: int) -> None:
    room.say("anna", document_id, "writing")
    room.later(LIFE - 1)
    room.table.tick()
    assert "Anna" in room.seen_by("diego", document_id) and room.told == []
    room.later(1)
    room.table.tick()
    assert "Anna" not in room.seen_by("diego", document_id)
    assert room.records("diego")[0]["doing"] == "gone"
    assert room.regions("diego") == [f"document-{document_id}-here"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ({"doing": "dancing"}, 400),
        ({"tab": "a"}, 400),
        ({"tab": "A" * 32}, 400),
        ({"cursor": "here"}, 400),
        ({"cursor": {"at": "x" * 1010}}, 204),
        ({"cursor": {"at": "x" * 1030}}, 413),
        ({"cursor": {"at": "x" * 5000}}, 413),
        ({"doing": ["reading"]}, 400),
    ],
)
def test_what_is_no_word_is_refused(
    room: Room, document_id: int, word: dict[str, Any], status: int
) -> None:
    assert room.say("anna", document_id, "reading", **word) == status
    assert len(room.table.entries()) == (status == 204)
    body = room.as_("anna").post(f"/documents/{document_id}/presence", data="x")
    assert body.status_code == 400


def test_too_many_words_are_refused_and_the_last_one_never(
    app: Flask, room: Room, document_id: int
) -> None:
    app.extensions["presence_pace"] = Pace(lambda: room.at)
    said = [room.say("anna", document_id, "writing", cursor={"at": n}) for n in range(25)]
    assert said == [204] * 20 + [429] * 5
    word = {"tab": TAB["anna"], "doing": "reading", "cursor": None}
    answer = room.as_("anna").post(f"/documents/{document_id}/presence", json=word)
    assert answer.headers["Retry-After"] == "1"
    assert room.say("diego", document_id) == 204, "each has a pace of their own"
    assert room.say("anna", document_id, "gone") == 204
    assert "Anna" not in room.seen_by("diego", document_id)
    tabs = [room.say("anna", document_id, tab=f"{n:032x}") for n in range(90)]
    assert tabs.count(204) == 80 - 20, "many tabs are one person"


def test_a_right_is_asked_once_in_a_while(
    room: Room, document_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    ask = presence_views._asked

    def note(document_id: int) -> presence_views.At:
        asked.append(document_id)
        return ask(document_id)

    monkeypatch.setattr(presence_views, "_asked", note)
    for _n in range(5):
        room.say("anna", document_id)
    assert len(asked) == 1
    share(document_id)
    room.say("anna", document_id)
    assert len(asked) == 2


def test_a_section_being_written_shows_in_the_outline_and_on_the_overview(
    room: Room, pair: Any
) -> None:
    plan = Plan.of(pair.id)
    assert plan
    section, base = plan.sections[0], f"/pairs/{pair.slug}"
    outline = f"plan-{pair.id}-outline"
    room.say("anna", section.document_id, "reading")
    assert outline not in room.regions("diego")
    room.later()
    room.say("anna", section.document_id, "writing")
    assert {outline, f"overview-{pair.id}-plan"} <= set(room.regions("diego"))
    assert room.regions("marek") == []
    for path in (f"{base}/plans/{plan.id}/outline", f"{base}/overview/plan"):
        assert "Anna Keller is writing" in room.as_("diego", htmx=True).get(path).text
        assert "is writing" not in room.as_("anna", htmx=True).get(path).text
    room.later()
    room.say("anna", section.document_id, "writing", cursor={"at": 1})
    assert room.regions("diego") == []
