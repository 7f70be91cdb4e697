"""GET /live: one open stream for a browser, on the topics its person may hear. With `wait` it is a
long poll: a stream that ends with its first messages, for proxies that hold a stream to its end."""

import re
import time
from collections.abc import Iterable
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, abort, current_app, request, session
from flask_login import current_user

from app import clock, hearing
from app.extensions import db
from app.live import bus, handoff, threads, wire
from app.live.hub import Hub
from app.live.listeners import Ask, Listener, QueueListener, SocketListener

L = TypeVar("L", bound=Listener)

TOPICS = 64  # a browser's tabs together
STREAMS = 20  # of one person, over all their browsers
POLL = 25.0  # seconds that a long poll may wait
LIFE = 3600.0  # seconds; the browser then comes again, and its session is looked at anew
TOPIC = re.compile(r"[a-z]+(-[0-9]{1,12})?(-[a-z]+)?", re.ASCII)

bp = Blueprint("live", __name__)
bp.record_once(lambda state: bus.bind(state.app))


@bp.get("/live")
def listen() -> Response:
    if not current_user.is_authenticated:
        abort(401)
    asked = [topic for topic in request.args.get("topics", "").split(",") if topic]
    if len(asked) > TOPICS:
        abort(400)
    ask = asker(current_app._get_current_object(), current_user.get_id())  # type: ignore[attr-defined]
    topics = ask(frozenset(filter(TOPIC.fullmatch, asked)))
    if not topics:
        abort(403)
    if request.method == "HEAD":
        return Response(headers=wire.HEADERS)
    return _open(current_user.id, topics, ask)


def asker(app: Flask, session_id: str) -> Ask:
    """Asks through the door of a request, but in a context of its own: also long after it."""

    def ask(topics: frozenset[str]) -> set[str] | None:
        with app.app_context():
            person = app.login_manager._user_callback(session_id)  # type: ignore[attr-defined]
            if person is None or not person.is_active:
                return None
            return {topic for topic in topics if hearing.may_hear(person, topic)}

    return ask


def _open(person_id: int, topics: set[str], ask: Ask) -> Response:
    db.session.remove()  # a stream lives for long and holds no connection
    hub, ago, wait, ends = bus.here().hub, _ago(), _wait(), _ends()
    after = request.args.get("after", "")
    if hub.count(person_id) >= STREAMS:
        return _later(60)
    if taken := handoff.take(request.environ):
        sock, far = taken
        hub.join(_polling(SocketListener(sock, person_id, topics, ask, ends), wait), ago, after)
        answer = Response(status=204)  # the server writes it to the dummy
        answer.call_on_close(far.close)
        return answer
    listener = _polling(QueueListener(person_id, topics, ask, ends), wait)
    seat = threads.seat(hub, listener)
    if seat is None:
        return _at_once(hub, topics, ago, after) if wait else _later(10)
    hub.join(listener, ago, after)
    return _body(seat)


def _polling(listener: L, wait: float) -> L:
    if wait:
        listener.polls = True
        listener.ends = min(listener.ends, time.monotonic() + wait)
    return listener


def _at_once(hub: Hub, topics: set[str], ago: float, after: str) -> Response:
    """No place to wait: what was said so far, and when to ask again."""
    answer = _body([hub.greeting(topics, ago, after)[0]])
    answer.headers["Retry-After"] = "2"
    return answer


def _body(seat: Iterable[bytes]) -> Response:
    answer = Response(seat, headers=wire.HEADERS)
    answer.implicit_sequence_conversion = False
    return answer


def _later(seconds: int) -> Response:
    return Response(status=503, headers={"Retry-After": str(seconds)})


def _ago() -> float:
    """How long ago (ms) the page was drawn, or last heard anything."""
    return min(request.args.get("ago", 0, type=int), 3_600_000) / 1000


def _wait() -> float:
    """Seconds that a long poll waits; 0 where a stream is wanted."""
    wait = request.args.get("wait", 0.0, type=float)
    return min(wait, POLL) if wait > 0 else 0.0


def _ends() -> float:
    """Until when the stream may live: `session["ends"]` (Unix seconds) if that comes first."""
    left: Any = session.get("ends")
    seconds = float(left) - clock.now().timestamp() if isinstance(left, int | float) else LIFE
    return time.monotonic() + max(0.0, min(LIFE, seconds))
