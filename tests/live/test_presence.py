"""Who is where: each process has a table and tells what changed in it, also between two of them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.live.pace import KEPT, Pace
from app.live.presence import CALM, LIFE, PER_PERSON, PER_PLACE, Entry, Presence
from tests.live.server import Client, Server, wait_for

Told = list[tuple[str, str, dict[str, Any]]]


class Table(Presence):
    """A process with nobody else, whose clock the test moves."""

    def __init__(self) -> None:
        super().__init__(lambda message: self.heard(message), self.note)
        self.told: Told = []
        self.at = 100.0
        self.clock = lambda: self.at

    def note(self, topic: str, data: bytes, *, keep: bool = True) -> None:
        name, _, rest = data.decode().partition("\n")
        self.told.append((topic, name.removeprefix("event: "), json.loads(rest.strip()[6:])))

    def regions(self) -> list[str]:
        found = [data["region"] for _topic, name, data in self.told if name == "nudge"]
        self.told.clear()
        return found

    def records(self) -> list[tuple[int, str]]:
        found = [(d["person"], d["doing"]) for _t, name, d in self.told if name == "presence"]
        self.told.clear()
        return found


def entry(person: int = 1, tab: str = "a", doing: str = "reading", **more: Any) -> Entry:
    """Somebody at document 5."""
    place = more.pop("place", "document-5")
    record = {"person": person, "doing": doing, "cursor": more.pop("cursor", None)}
    regions = {"here": [f"{place}-here"], "writers": ["outline"]}
    return Entry(place, person, tab, doing, record, more.pop("audience", "pair-1"), **regions)


@pytest.fixture
def table() -> Table:
    return Table()


def test_who_comes_is_told_and_who_stays_is_not(table: Table) -> None:
    table.say(entry())
    assert table.told[0] == ("document-5", "presence", entry().record)
    assert table.told[1][0] == "pair-1"
    assert table.regions() == ["document-5-here"]
    table.at += LIFE / 2
    table.say(entry())
    assert table.told == []
    table.at += LIFE - 1
    assert len(table.entries("document-5")) == 1


def test_who_vanished_is_gone_without_a_word_of_theirs(table: Table) -> None:
    table.say(entry(doing="writing"))
    table.told.clear()
    table.at += LIFE
    assert table.entries("document-5") == []
    table.tick()
    assert [name for _topic, name, _data in table.told] == ["presence", "nudge", "nudge"]
    assert table.told[0][2]["doing"] == "gone"
    assert table.regions() == ["document-5-here", "outline"]
    assert not table._places, "an empty place is forgotten"


def test_the_outlines_hear_of_writers_alone_and_not_of_cursors(table: Table) -> None:
    table.say(entry(1))
    assert "outline" not in table.regions()
    table.at += CALM
    table.say(entry(1, doing="writing"))
    assert table.regions() == ["document-5-here", "outline"]
    for n in range(20):
        table.at += CALM
        table.say(entry(1, doing="writing", cursor={"at": n}))
    assert not [one for one in table.told if one[1] == "nudge"]
    assert table.records() == [(1, "writing")] * 20
    table.say(entry(2, "b"))
    assert table.regions() == ["document-5-here"]


def test_many_who_come_and_go_make_few_nudges(table: Table) -> None:
    for n in range(40):
        table.say(entry(n, f"t{n}"))
        table.leave(entry(n, f"t{n}"))
    table.say(entry(50, "last"))
    assert len(table.regions()) == 1
    table.at += CALM
    table.tick()
    assert table.regions() == ["document-5-here"], "what came too early is told in the end"
    table.at += CALM
    table.tick()
    assert table.regions() == []


def test_a_tab_is_one_persons(table: Table) -> None:
    table.say(entry(1, "a"))
    table.say(entry(2, "a", doing="writing"))
    assert [(one.person, one.doing) for one in table.entries()] == [(1, "reading")]
    table.leave(entry(2, "a"))
    assert [(one.person, one.doing) for one in table.entries()] == [(1, "reading")]


def test_there_is_room_for_so_many(table: Table) -> None:
    for n in range(PER_PERSON + 5):
        table.say(entry(1, f"a{n}", place=f"document-{n}"))
    assert len(table.entries(person=1)) == PER_PERSON
    for n in range(PER_PLACE + 5):
        table.say(entry(100 + n, f"b{n}", place="document-900"))
    assert len(table.entries("document-900")) == PER_PLACE
    table.at += LIFE
    table.say(entry(1, "later"))
    assert len(table.entries()) == 1, "those who are gone take no room"


def test_the_latest_word_says_who_hears(table: Table) -> None:
    table.say(entry(1, "a"))
    table.at += CALM
    table.told.clear()
    table.leave(entry(1, "a", audience="pair-1-staff"))
    assert [topic for topic, name, _data in table.told if name == "nudge"] == ["pair-1-staff"]


def test_signed_out_is_gone_everywhere(table: Table) -> None:
    table.say(entry(1, "a"))
    table.say(entry(1, "b", place="document-6"))
    table.say(entry(2, "c"))
    table.drop(1)
    assert [one.person for one in table.entries()] == [2]


def test_a_pace_is_kept_by_each_for_themselves() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert [pace.allows("a", 10) for _ in range(25)].count(True) == 20
    assert pace.allows("b", 10)
    now[0] += 1
    assert [pace.allows("a", 10) for _ in range(25)].count(True) == 10
    for n in range(KEPT + 10):
        pace.allows(n, 10)
    assert len(pace._left) == KEPT


# -- processes -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair(valkey_url: str) -> Iterator[tuple[Server, Server]]:
    servers = (
        Server(REDIS_URL=valkey_url, LIVE_PRESENCE="2"),
        Server(REDIS_URL=valkey_url, LIVE_PRESENCE="2"),
    )
    yield servers
    for server in servers:
        server.stop()


def listening(server: Server) -> Client:
    client = Client(server.port, topics="pair-1")
    client.until("event: again")
    return client


def who(server: Server) -> list[int]:
    return list(json.loads(server.get("/who")))


def test_one_process_knows_who_the_other_met_and_lets_go_by_itself(
    pair: tuple[Server, Server],
) -> None:
    here, there = pair
    near, far = listening(here), listening(there)
    here.post("/say/here", person=7)
    for client in (near, far):
        client.until('"document-1-here"')
    assert who(here) == who(there) == [7]
    for client in (near, far):
        client.text = ""
        client.until('"document-1-here"', seconds=6)  # nobody renews it: no page asks, all are told
    assert who(here) == who(there) == []


def test_who_starts_late_learns_at_the_next_renewal(
    pair: tuple[Server, Server], valkey_url: str
) -> None:
    here, _there = pair
    here.post("/say/here", person=8)
    late = Server(REDIS_URL=valkey_url, LIVE_PRESENCE="2")
    try:
        listening(late)
        assert who(late) == []
        here.post("/say/here", person=8)
        wait_for(lambda: who(late) == [8])
        here.post("/say/gone", person=8)
        wait_for(lambda: who(late) == [])
    finally:
        late.stop()
