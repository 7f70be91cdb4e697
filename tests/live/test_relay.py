"""Two processes and a Valkey between them: it carries, it goes, it comes back."""

import contextlib
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
import redis

from app.live import relay
from tests.live.server import Client, Server, wait_for
from tests.services.line import Line
from tests.services.valkey import Valkey


@pytest.fixture(scope="module")
def pair(valkey_url: str) -> Iterator[tuple[Server, Server]]:
    servers = Server(REDIS_URL=valkey_url), Server(REDIS_URL=valkey_url)
    yield servers
    for server in servers:
        server.stop()


def listening(server: Server) -> Client:
    """A client whose server hears the others: `again` is said once it has subscribed. That may
    come between the hub's start and the client's joining, so it is not waited for for ever."""
    client = Client(server.port)
    client.until("event: hello")
    with contextlib.suppress(TimeoutError):
        client.until("event: again", seconds=5)
    return client


def hearing(server: Server, other: Server) -> Client:
    """A client that has heard something which was said at the other server."""
    client = Client(server.port)
    for turn in range(100):
        other.nudge(f"do you hear {turn}")
        with contextlib.suppress(TimeoutError):
            client.until("do you hear", seconds=0.2)
            return client
    raise AssertionError("the one does not hear the other")


def test_one_process_tells_the_other(pair: tuple[Server, Server]) -> None:
    here, there = pair
    client, same = listening(there), listening(here)
    here.nudge("budget-1", by="Ana")
    assert client.until("budget-1") and same.until("budget-1")
    here.nudge("last")
    client.until("last")
    same.until("last")
    assert len(client.nudges()) == len(same.nudges()) == 2  # nobody hears it twice


def test_sign_out_reaches_the_other_process(pair: tuple[Server, Server]) -> None:
    here, there = pair
    client = Client(there.port, person=2)
    client.until("event: hello")
    here.post("/say/drop", person=2)
    assert client.ended()


def test_valkey_goes_and_comes_back() -> None:
    valkey = Valkey()
    here, there = Server(REDIS_URL=valkey.url), Server(REDIS_URL=valkey.url)
    try:
        far, near = listening(there), listening(here)
        valkey.halt()
        for i in range(20):
            here.nudge(f"while-away-{i}")  # never fails, never waits (urlopen's limit is 5 s)
        near.until("while-away-19")
        far.text = ""
        valkey.start()
        far.until("event: again", seconds=10)  # it missed something, and is told so
        near.text = ""
        for _ in range(100):
            here.nudge("back")
            try:
                far.until("back", seconds=0.2)
                break
            except TimeoutError:
                continue
        assert "back" in far.text and "while-away-0" not in far.text
    finally:
        for server in (here, there):
            server.stop()
        valkey.stop()


def test_a_line_to_valkey_that_falls_silent_is_noticed(
    pair: tuple[Server, Server], valkey: Valkey
) -> None:
    """Nobody says that it is gone: only what no longer comes tells it."""
    line = Line(valkey.program.port)
    here, url = pair[0], f"redis://127.0.0.1:{line.port}/0"
    there = Server(REDIS_URL=url, LIVE_QUIET="1")
    try:
        client = listening(there)
        here.nudge("before")
        client.until("before")
        client.text = ""
        line.fall_silent()
        here.nudge("unheard")
        wait_for(lambda: "away" in there.said())
        line.heal()
        client.until("event: again", seconds=10)
        client.text = ""
        here.nudge("afterwards")
        client.until("afterwards", seconds=5)
    finally:
        line.stop()
        there.stop()


def test_valkey_may_be_away_for_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(relay, "sleep", slept.append)
    for failures in (1, 5000):
        relay.Relay._away(redis.ConnectionError(), failures)
    assert slept[0] <= 0.4 < 1.5 <= slept[1] <= 3


def poll(server: Server, after: str) -> str:
    """A long poll that goes on after this message: all it brings."""
    asked = urllib.parse.urlencode({"topics": "pair-1", "wait": 3, "ago": 0, "after": after})
    request = urllib.request.Request(f"{server.url}/live?{asked}", headers={"X-Person": "7"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return str(answer.read().decode())


def test_who_goes_on_at_the_other_process_misses_nothing_and_hears_nothing_twice(
    pair: tuple[Server, Server],
) -> None:
    """One long poll here, the next there: what is said between them comes with the next."""
    here, there = pair
    streams = {here: hearing(here, there), there: hearing(there, here)}
    here.nudge("first")
    for stream in streams.values():
        stream.until("first")
    mark = re.findall("id: (.+)", streams[here].text)[-1]
    for turn, (server, other) in enumerate([(there, here), (here, there), (there, there)]):
        for region in (f"one-{turn}", f"two-{turn}"):
            other.nudge(region)
            streams[server].until(region)
        text = poll(server, mark)
        assert re.findall('"region":"(.+?)"', text) == [f"one-{turn}", f"two-{turn}"]
        mark = re.findall("id: (.+)", text)[-1]
