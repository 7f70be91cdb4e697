"""How a feature tells others: nudge() and send(). In this process, and through the relay if any.

Losing a message costs nothing: a page that missed one reads again when its stream comes back.
"""

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import current_app
from flask.sansio.app import App

from app.live import wire
from app.live.hub import Hub
from app.live.marks import NOBODYS
from app.live.presence import LIFE, Presence
from app.live.relay import QUIET, Message, Relay
from app.live.rights import Rights


def nudge(topic: str, region: str, *, tab: str = "", by: str = "", quiet: bool = False) -> None:
    """Says to those who may hear `topic` that the region with this id has changed; `quiet` where no
    word of it has, so that it may be shown under a reader's eyes."""
    more = {"quiet": True} if quiet else {}
    send(topic, "nudge", {"region": region, "tab": tab, "by": by} | more)


def send(topic: str, event: str, data: Mapping[str, Any]) -> None:
    here().send(topic, event, data)


def drop(person_id: int) -> None:
    """Ends this person's streams: signed out everywhere, or no longer with us."""
    here().tell({"kind": "drop", "person": person_id})


def recheck(person_id: int) -> None:
    """Asks again what this person may hear: a membership or a role has changed."""
    here().tell({"kind": "recheck", "person": person_id})


def bind(app: App) -> None:
    """Gives the app a hub and a bus of its own, and a relay where REDIS_URL says so."""
    hub = Hub(beat=float(app.config.get("LIVE_HEARTBEAT", 15)))
    rights = Rights(hub, every=float(app.config.get("LIVE_RECHECK", 60)))
    bus = Bus(hub, rights, life=float(app.config.get("LIVE_PRESENCE", LIFE)))
    if url := app.config.get("REDIS_URL"):
        quiet = float(app.config.get("LIVE_QUIET", QUIET))
        bus.relay = Relay(url, heard=bus.heard, gap=bus.gap, quiet=quiet)
    app.extensions["live"] = bus


def here() -> "Bus":
    bus: Bus = current_app.extensions["live"]
    return bus


class Bus:
    """What one app says and hears."""

    def __init__(self, hub: Hub, rights: Rights, life: float = LIFE) -> None:
        self.hub = hub
        self.rights = rights
        self.relay: Relay | None = None
        self._forgets: dict[str, Callable[[], None]] = {}
        self._order = threading.RLock()
        publish = partial(hub.publish, said=NOBODYS)
        self.presence = Presence(self.tell, publish, self._listen, life)
        hub.on_start = self._begin
        hub.on_tick = self.presence.tick

    def send(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        self.tell({"kind": "event", "topic": topic, "event": event, "data": dict(data)})

    def tell(self, message: Message) -> None:
        with self._order:  # the others hear it in the order of its numbers
            self.heard(message)
            if self.relay:
                self.relay.post(message)

    def heard(self, message: Message) -> None:
        match message["kind"]:
            case "event":
                told = wire.message(message["event"], message["data"])
                first = tuple(message["said"]) if "said" in message else None
                message["said"] = self.hub.publish(message["topic"], told, said=first)
            case "drop":
                self.hub.drop(message["person"])
                self.presence.drop(message["person"])
            case "recheck":
                self.rights.recheck(message["person"])
            case "presence":
                self.presence.heard(message)
            case "again":
                self.gap()
            case kind if kind in self._forgets:
                self._forgets[kind]()

    def on(self, kind: str, forget: Callable[[], None]) -> None:
        """`forget` drops what this process keeps in mind, once any process says `kind`, or once it
        may have been said unheard."""
        self._forgets[kind] = forget
        if self.relay:
            self.relay.listen()

    def gap(self) -> None:
        """Other processes may have said something we did not hear: everyone reads again."""
        self.hub.whole_since = time.monotonic()
        self.hub.tell_all(wire.AGAIN)
        for forget in self._forgets.values():
            forget()

    def _begin(self) -> None:
        """The first stream of this process: from now on there is someone to tell."""
        self.rights.start()
        self._listen()

    def _listen(self) -> None:
        if self.relay:
            self.relay.listen()
