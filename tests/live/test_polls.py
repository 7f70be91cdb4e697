"""The long poll: a stream that ends with its first messages, for who sits behind a proxy that holds
streams back until they end."""

import time
from collections.abc import Iterator

import pytest

from app.live import hub as hubs
from app.live import wire
from app.live.hub import Hub
from app.live.listeners import SocketListener
from tests.live.server import Client, Server, wait_for
from tests.live.test_hub import End


@pytest.fixture
def hub() -> Hub:
    return Hub(beat=60)


def poll(hub: Hub, topics: set[str], seconds: float = 60, ago: float = 0.0) -> End:
    one = End(hub, topics, life=seconds)
    one.listener.polls = True
    return one.join(ago)


def said(region: str) -> bytes:
    return wire.message("nudge", {"region": region, "tab": "", "by": ""})


def rest(end: End) -> str:
    """All that still comes, until the end."""
    while data := end.sock.recv(65536):
        end.text += data.decode()
    return end.text


def test_it_ends_with_its_first_messages(hub: Hub) -> None:
    one = poll(hub, {"pair-1"})
    hub.publish("pair-2", said("elsewhere"))
    hub.publish("pair-1", said("here"))
    assert '"here"' in rest(one) and "elsewhere" not in one.text
    wait_for(lambda: not hub.listeners())


def test_what_was_missed_comes_at_once_and_ends_it(hub: Hub) -> None:
    hub.whole_since -= 100
    hub.publish("pair-1", said("early"))
    assert '"early"' in rest(poll(hub, {"pair-1"}, ago=5))


def test_who_may_have_missed_something_is_told_at_once(hub: Hub) -> None:
    """Behind such a proxy even the hello arrives with the end."""
    assert '"whole":false' in rest(poll(hub, {"pair-1"}, ago=500))


def test_it_ends_when_its_time_is_over(hub: Hub) -> None:
    began = time.monotonic()
    assert rest(poll(hub, {"pair-1"}, seconds=0.2)).count("event:") == 1  # the hello
    assert time.monotonic() - began < 3


def test_a_beat_is_no_news() -> None:
    hub = Hub(beat=0.1)
    one, stream = poll(hub, {"pair-1"}), End(hub, {"pair-1"}).join()
    stream.until("event: beat")
    hub.publish("pair-1", said("here"))
    assert '"here"' in rest(one) and "beat" not in one.text


def test_who_lost_a_topic_is_told_to_read_again(hub: Hub) -> None:
    one = poll(hub, {"pair-1", "pair-2"})
    hub.keep(one.listener, {"pair-1"})
    assert "event: again" in rest(one)


def test_all_that_waits_for_one_goes_out_in_one_send(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred who write and a hundred who listen are not ten thousand sends."""
    one, sends = End(hub, {"pair-1"}).join(), []
    plain = SocketListener.flush

    def flush(listener: SocketListener) -> bool:
        sends.append(len(listener.waiting))
        return plain(listener)

    monkeypatch.setattr(SocketListener, "flush", flush)
    hub._leave_task(lambda: time.sleep(0.3))  # the hub is busy
    time.sleep(0.05)
    for n in range(50):
        hub.publish("pair-1", said(f"n{n}"))
    one.until('"n49"')
    assert len(sends) <= 2
    assert [f'"n{n}"' in one.text for n in range(50)] == [True] * 50


def test_more_was_said_than_is_kept(hub: Hub) -> None:
    hub.whole_since -= 100
    for n in range(hubs.RECENT + 1):
        hub.publish("pair-1", said(f"n{n}"))
    assert '"whole":false' in End(hub, {"pair-2"}).join(ago=5).text
    assert '"whole":true' in End(hub, {"pair-2"}).join(ago=0).text


# -- on real servers ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.stop()


def asked(server: Server, wait: str, person: int = 1) -> Client:
    return Client(server.port, f"pair-1&wait={wait}", person)


def test_sixty_polls_are_taken_and_all_end_with_a_nudge(server: Server) -> None:
    clients = [asked(server, "20", 10 + n // 20) for n in range(60)]
    for client in clients:
        client.until("event: hello")
    assert server.get("/ok") == b"ok"
    server.nudge("visit-5")
    for client in clients:
        assert client.ended() and len(client.nudges()) == 1
        assert client.text.count("HTTP/1.1") == 1


@pytest.mark.parametrize("wait", ["0.3", "-1", "nan", "x"])
def test_only_a_number_of_seconds_is_a_poll(server: Server, wait: str) -> None:
    client = asked(server, wait, 90)
    client.until("event: hello")
    assert client.ended(2.5) == (wait == "0.3")
    client.close()


def test_without_a_socket_few_wait_and_the_rest_are_answered_at_once() -> None:
    server = Server(NO_SOCKET="1")
    try:
        clients = [asked(server, "20") for _ in range(4)]
        for client in clients:
            client.until("event: hello")
        server.nudge("early")
        for client in clients:
            assert client.ended() and len(client.nudges()) == 1
        seats = [asked(server, "20") for _ in range(4)]
        for client in seats:
            client.until("event: hello")
        more = asked(server, "20&ago=20000")
        assert more.until("early") and "Retry-After: 2" in more.text and " 200 " in more.text
        assert server.get("/ok") == b"ok"
    finally:
        server.stop()
