"""GET /live on real servers: taken sockets on fresh and reused connections, limits, the end."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.live.server import Client, Server, wait_for


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server(LIVE_HEARTBEAT="0.5")
    yield one
    one.stop()


def streams(server: Server, count: int, *, reuse: bool) -> list[Client]:
    clients = [Client(server.port, person=10 + i // 20, reuse=reuse) for i in range(count)]
    for client in clients:
        client.until("event: hello")
    return clients


@pytest.mark.parametrize("reuse", [False, True], ids=["fresh", "reused"])
def test_sixty_sockets_are_taken_and_all_still_stream(server: Server, reuse: bool) -> None:
    clients = streams(server, 60, reuse=reuse)
    time.sleep(0.6)  # past the server's own closing of what it thinks is the connection
    server.nudge("budget-1", by="Ana", tab="t1")
    for client in clients:
        client.until('"budget-1"')
        assert client.nudges() == [{"region": "budget-1", "tab": "t1", "by": "Ana"}]
        assert client.text.count("HTTP/1.1") == 1  # the server's own answer went to the dummy
        client.close()


def test_pages_are_answered_while_streams_are_open(server: Server) -> None:
    clients = streams(server, 20, reuse=False)
    assert all(server.get("/ok") == b"ok" for _ in range(20))
    clients[0].until("event: beat")
    for client in clients:
        client.close()


def test_it_stops_within_three_seconds_with_sixty_streams_open() -> None:
    server = Server()
    clients = streams(server, 60, reuse=False)
    assert server.stop() < 3
    assert all(client.ended(1) for client in clients)


def test_it_works_under_flask_run() -> None:
    server = Server("flask")
    try:
        clients = streams(server, 20, reuse=False)
        server.nudge("visit-5")
        for client in clients:
            client.until("visit-5")
            assert client.text.count("HTTP/1.1") == 1
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("topics", "person", "status"),
    [
        ("pair-1", None, 401),
        ("person-7", 8, 403),
        ("", 8, 403),
        ("nonsense/../,<script>", 8, 403),
        (",".join(f"pair-{i}" for i in range(65)), 8, 400),
    ],
)
def test_who_may_not_hear_is_told_so(
    server: Server, topics: str, person: int | None, status: int
) -> None:
    assert f" {status} " in Client(server.port, topics, person).until("\r\n").split("\r\n")[0]


def test_a_foreign_topic_is_left_out(server: Server) -> None:
    client = Client(server.port, "pair-1,person-7", 8)
    client.until("event: hello")
    server.nudge("secret", topic="person-7")
    server.nudge("open", topic="pair-1")
    client.until("open")
    assert "secret" not in client.text


def test_a_person_has_twenty_streams_and_no_more(server: Server) -> None:
    clients = [Client(server.port, person=50) for _ in range(20)]
    for client in clients:
        client.until("event: hello")
    refused = Client(server.port, person=50)
    refused.until("Retry-After: 60")
    assert " 503 " in refused.text
    clients.pop().close()
    wait_for(lambda: "hello" in _first(Client(server.port, person=50)))


def test_sign_out_ends_the_stream_and_it_does_not_come_back(server: Server) -> None:
    client = Client(server.port, person=60)
    client.until("event: hello")
    server.post("/say/drop", person=60)
    assert client.ended()
    assert " 401 " in _first(Client(server.port, person=60))


def test_a_lost_membership_leaves_its_topic(server: Server) -> None:
    client = Client(server.port, "pair-1,pair-2", person=61)
    client.until("event: hello")
    server.post("/say/recheck", person=61, topic="pair-2")
    client.until("event: again")
    server.nudge("secret", topic="pair-2")
    server.nudge("open", topic="pair-1")
    client.until("open")
    assert "secret" not in client.text


def test_a_stream_ends_when_its_session_does(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/as/70?ends={time.time() + 1}") as enter:  # noqa: S310
        cookie = enter.headers["Set-Cookie"].split(";")[0]
    asked = urllib.request.Request(  # noqa: S310
        f"{server.url}/live?topics=pair-1", headers={"Cookie": cookie}
    )
    begin = time.monotonic()
    with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310
        assert b"event: hello" in answer.read()
    assert time.monotonic() - begin < 4


def test_without_a_socket_four_threads_stream_and_the_rest_are_told_to_wait() -> None:
    server = Server(NO_SOCKET="1", LIVE_HEARTBEAT="0.3")
    try:
        clients = [Client(server.port) for _ in range(4)]
        for client in clients:
            client.until("event: hello")
        refused = Client(server.port)
        assert " 503 " in refused.until("Retry-After: 10")
        server.nudge("visit-5")
        for client in clients:
            client.until("visit-5")
            assert "X-Accel-Buffering: no" in client.text
        assert server.get("/ok") == b"ok"
        clients.pop().close()  # its thread is free once the next beat finds nobody there
        wait_for(lambda: "hello" in _first(Client(server.port)))
        assert server.stop() < 3
    finally:
        server.stop()


def test_head_takes_no_socket(server: Server) -> None:
    asked = urllib.request.Request(  # noqa: S310
        f"{server.url}/live?topics=pair-1", headers={"X-Person": "1"}, method="HEAD"
    )
    with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310
        assert answer.headers["Content-Type"].startswith("text/event-stream")


def _first(client: Client) -> str:
    """The beginning of the answer: its head, and what came with it."""
    text = client.until("\n\n" if "200" in client.until("\r\n") else "\r\n\r\n")
    client.close()
    return text


def test_an_unknown_address_is_still_an_error(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError):
        server.get("/nothing")
