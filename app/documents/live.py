"""Tells the others of each stored line: editors that follow `document-<id>` get the update itself
at once, readers are nudged to read the text again, at most once a second for each text."""

import logging
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app

from app.accounts.models import Person
from app.documents import owners
from app.documents.writer import Appended, at_once, on_written
from app.extensions import db
from app.live import bus

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two nudges of one text


@dataclass(frozen=True)
class Lately:
    """Lines of one text that came within a second: their numbers, from the first to the last; the
    page that wrote them, "" if more than one did; and somebody's name."""

    document_id: int
    first: int
    last: int
    page: str = ""
    by: str = ""


Listener = Callable[[Lately], None]
_listeners: list[Listener] = []


def once_a_second(listener: Listener) -> Listener:
    """Marks who is told what was written in a text: of its first lines at once, of those that
    follow within a second at its end. In an app context, and not for each keystroke."""
    _listeners.append(listener)
    return listener


@at_once
def tell(line: Appended) -> None:
    update = {"seq": line.seq, "tab": line.tab, "update": b64encode(line.payload).decode()}
    bus.send(f"document-{line.document_id}", "update", {"document": line.document_id, **update})


@dataclass
class Text:
    """A text that is being written: who hears of it, and what they were not told yet."""

    document_id: int
    regions: list[tuple[str, str]]  # each with its audience
    asked: float  # when
    told: float  # when
    names: dict[int, str] = field(default_factory=dict)
    waits: tuple[str, int] | None = None  # the page that wrote, and its person
    first: int = 0  # the numbers of the lines that wait
    last: int = 0


_lock = threading.Lock()


@on_written
def nudge(lines: list[Appended]) -> None:
    """The first lines are told at once, those that follow within a second at its end."""
    line, now, texts = lines[-1], time.monotonic(), _texts(_app())
    if all(one.quiet for one in lines):
        # Whoever marks a passage knows who may hear of it; what shows this text is asked anew.
        if line.document_id in texts:
            texts[line.document_id].asked = -EVERY
        _tell(Lately(line.document_id, lines[0].seq, line.seq, line.page))
        return
    text = texts.get(line.document_id)
    if text is None or now - text.asked >= EVERY:
        text = _asked(texts, line.document_id, text, now)
    if text is None:
        return
    for person_id in {one.person_id for one in lines if one.person_id} - text.names.keys():
        person = db.session.get(Person, person_id)
        text.names[person_id] = person.name if person else ""
    page = line.page if all(one.page == line.page for one in lines) else ""
    with _lock:
        first = text.waits is None
        if text.waits and text.waits[0] != page:
            page = ""  # more than one page wrote: none of them may skip it
        text.waits, text.last = (page, line.person_id or 0), line.seq
        text.first = lines[0].seq if first else text.first
    if now - text.told >= EVERY:
        _say(text)
    elif first:
        _later(_app(), line.document_id, text.told + EVERY - now)


def _asked(texts: dict[int, Text], document_id: int, text: Text | None, now: float) -> Text | None:
    """Who is told may change while it is written; what nobody writes any more is forgotten."""
    for number in [n for n, old in texts.items() if now - old.asked > 10 * EVERY]:
        del texts[number]
    regions = owners.regions_of(document_id)
    if not regions:
        texts.pop(document_id, None)
        return None
    text = texts.setdefault(document_id, text or Text(document_id, [], 0.0, -EVERY))
    text.regions, text.asked = regions, now
    return text


def _later(app: Flask, document_id: int, seconds: float) -> None:
    def say() -> None:
        text = _texts(app).get(document_id)
        if text is not None:
            with app.app_context():
                _say(text)

    timer = threading.Timer(seconds, say)
    timer.daemon = True
    timer.start()


def _say(text: Text) -> None:
    with _lock:
        waits, text.waits = text.waits, None
        first, last = text.first, text.last
        if waits:
            text.told = time.monotonic()
    if waits:
        by = text.names.get(waits[1], "")
        for audience, region in text.regions:
            bus.nudge(audience, region, tab=waits[0], by=by)
        _tell(Lately(text.document_id, first, last, waits[0], by))


def _tell(lately: Lately) -> None:
    for listener in _listeners:
        try:
            listener(lately)
        except Exception:
            log.exception("%s did not hear of written lines", listener.__qualname__)


def _texts(app: Flask) -> dict[int, Text]:
    texts: dict[int, Text] = app.extensions.setdefault("document_texts", {})
    return texts


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined]
