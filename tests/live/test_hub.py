"""The hub by itself: who hears what, who is dropped and when. No server, no database."""

import socket
import time

import pytest

from app.live import wire
from app.live.hub import Hub
from app.live.listeners import CAP, Ask, SocketListener
from app.live.rights import Rights
from tests.live.server import OPEN, wait_for


class End:
    """The client's end of a listener."""

    def __init__(
        self, hub: Hub, topics: set[str], person: int = 1, *, life: float = 60, ask: Ask = set
    ) -> None:
        self.sock, other = socket.socketpair()
        OPEN.append(self.sock)
        self.sock.settimeout(5)
        self.listener = SocketListener(other, person, topics, ask, time.monotonic() + life)
        self.text = ""
        self.hub = hub

    def join(self, ago: float = 0.0) -> "End":
        self.hub.join(self.listener, ago)
        self.until("event: hello")
        return self

    def until(self, words: str) -> None:
        while words not in self.text:
            data = self.sock.recv(65536)
            assert data, f"ended before {words}: {self.text[-200:]}"
            self.text += data.decode()

    def ended(self) -> bool:
        try:
            while self.sock.recv(1 << 20):
                pass
        except ConnectionResetError:
            pass
        except TimeoutError:
            return False
        return True


@pytest.fixture
def hub() -> Hub:
    return Hub(beat=60)


@pytest.fixture
def end(hub: Hub) -> End:
    return End(hub, {"pair-1"}).join()


def test_a_topic_reaches_those_who_joined_it(hub: Hub, end: End) -> None:
    other = End(hub, {"pair-2"}).join()
    hub.publish("pair-1", wire.message("nudge", {"region": "one"}))
    hub.publish("pair-2", wire.message("nudge", {"region": "two"}))
    other.until("two")
    end.until("one")
    assert "one" not in other.text and "two" not in end.text


def test_the_head_and_hello_come_at_once_with_a_time_to_come_back(end: End) -> None:
    assert end.text.startswith("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream")
    assert "X-Accel-Buffering: no" in end.text
    assert "Cache-Control: private, no-store, no-transform" in end.text
    retry = int(end.text.split("retry: ")[1].split("\n")[0])
    assert 1000 <= retry <= 4000


def test_what_was_said_while_the_page_was_drawn_is_not_missed(hub: Hub) -> None:
    hub.whole_since -= 100
    hub.publish("pair-1", wire.message("nudge", {"region": "early"}))
    late = End(hub, {"pair-1"})
    late.join(ago=2)
    late.until("early")
    assert '"whole":true' in late.text
    assert '"whole":false' in End(hub, {"pair-1"}).join(ago=500).text


def test_a_heartbeat_is_an_event() -> None:
    one = End(Hub(beat=0.1), {"pair-1"}).join()
    one.until("event: beat\ndata: {}\n\nevent: beat")


def test_a_slow_client_is_dropped_and_the_others_are_not(hub: Hub, end: End) -> None:
    slow = End(hub, {"pair-1"}).join()
    block = wire.message("nudge", {"region": "x" * 60_000})
    for _ in range(12 + CAP // 60_000):
        hub.publish("pair-1", block)
        end.text = ""
        end.until("}\n\n")
    wait_for(lambda: slow.listener not in hub.listeners())
    assert slow.ended()
    assert end.listener in hub.listeners()


def test_a_client_that_catches_up_loses_nothing(hub: Hub, end: End) -> None:
    for i in range(40):
        hub.publish("pair-1", wire.message("nudge", {"region": f"n{i}" + "x" * 8000}))
    wait_for(lambda: bool(end.listener.waiting))
    end.until("n39")
    assert [f'"n{i}x' in end.text for i in range(40)] == [True] * 40


def test_a_client_that_leaves_is_forgotten(hub: Hub, end: End) -> None:
    end.sock.close()
    wait_for(lambda: not hub.listeners())
    assert hub.count(1) == 0


def test_drop_ends_the_streams_of_one_person(hub: Hub, end: End) -> None:
    other = End(hub, {"pair-1"}, person=2).join()
    hub.drop(1)
    assert end.ended()
    hub.publish("pair-1", wire.message("nudge", {"region": "still"}))
    other.until("still")


def test_a_stream_ends_with_its_session(hub: Hub) -> None:
    begin = time.monotonic()
    assert End(hub, {"pair-1"}, life=0.2).join().ended()
    assert time.monotonic() - begin < 3


def test_recheck_leaves_what_may_no_longer_be_heard(hub: Hub) -> None:
    mine: set[str] = {"pair-1", "pair-1-money"}
    one = End(hub, set(mine), ask=lambda topics: topics & mine).join()
    rights = Rights(hub)
    rights.start()
    mine.discard("pair-1-money")
    rights.recheck(1)
    one.until("event: again")
    hub.publish("pair-1-money", wire.message("nudge", {"region": "secret"}))
    hub.publish("pair-1", wire.message("nudge", {"region": "open"}))
    one.until("open")
    assert "secret" not in one.text


def test_rights_are_asked_again_without_being_told(hub: Hub) -> None:
    one = End(hub, {"pair-1"}, ask=lambda _topics: None).join()
    Rights(hub, every=0.1).start()
    assert one.ended()


def test_a_question_that_fails_ends_nothing(hub: Hub) -> None:
    asked = []

    def ask(_topics: frozenset[str]) -> set[str]:
        asked.append(1)
        raise RuntimeError("the database is away")

    one = End(hub, {"pair-1"}, ask=ask).join()
    Rights(hub, every=0.05).start()
    wait_for(lambda: len(asked) > 2)
    assert one.listener in hub.listeners()


def test_words_cannot_end_an_event_early() -> None:
    assert wire.message("nudge", {"by": "a\n\nevent: x\r\n"}).count(b"\n") == 3
