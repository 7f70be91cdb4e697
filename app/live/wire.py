"""What goes over the stream, as bytes: its head and its messages. Nothing here sends."""

import json
import random
from collections.abc import Mapping
from typing import Any

HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "private, no-store, no-transform",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}
HEAD = (
    "HTTP/1.1 200 OK\r\n"
    + "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    + "Connection: close\r\n\r\n"
).encode()


def message(event: str, data: Mapping[str, Any]) -> bytes:
    """One event. JSON holds no raw line break, so nobody's words can end it early."""
    return f"event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def numbered(number: str, told: bytes) -> bytes:
    """With an id: who was cut off asks for what came after it."""
    return f"id: {number}\n".encode() + told


def hello(whole: bool) -> bytes:
    """The first event. `whole` is False if something may have been missed since `ago`.

    The time to wait before coming back differs from stream to stream: after a restart all of
    them come back, and not at once.
    """
    retry = random.randint(1000, 4000)  # noqa: S311 - spreads load, hides nothing
    return f"retry: {retry}\n".encode() + message("hello", {"whole": whole})


BEAT = message("beat", {})
AGAIN = message("again", {})
