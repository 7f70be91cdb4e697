"""Who is where, in memory: entries that live for a while unless renewed. Every process keeps a
table of what the bus tells it, and tells its own listeners what changed. Knows no feature."""

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import current_app

from app.live import wire
from app.live.relay import Message

LIFE = 40.0  # seconds without renewal
CALM = 2.0  # seconds between two nudges of one place
PER_PLACE = 100  # tabs
PER_PERSON = 30


@dataclass(frozen=True)
class Entry:
    """One tab of a person at a place: `record` is what is told of it on the place's own topic."""

    place: str  # a topic: who hears the records
    person: int
    tab: str
    doing: str  # reading · writing
    record: dict[str, Any]
    audience: str  # a topic: who hears that the regions below have changed
    here: list[str] = field(default_factory=list)  # regions that say who is here
    writers: list[str] = field(default_factory=list)  # regions that say who writes


class Place:
    """The entries of a place, each with the end of its life, and what was last told of them."""

    def __init__(self, last: Entry) -> None:
        self.entries: dict[tuple[int, str], tuple[float, Entry]] = {}
        self.last = last  # the newest word knows best who may hear
        self.told: tuple[frozenset[Any], frozenset[int]] = (frozenset(), frozenset())
        self.told_at = -CALM

    def now(self) -> tuple[frozenset[Any], frozenset[int]]:
        """Who is here doing what, and who writes."""
        entries = [entry for _ends, entry in self.entries.values()]
        writers = frozenset(entry.person for entry in entries if entry.doing == "writing")
        return frozenset((entry.person, entry.person in writers) for entry in entries), writers


class Presence:
    def __init__(
        self,
        tell: Callable[[Message], None],
        publish: Callable[..., object],
        listen: Callable[[], None] = lambda: None,
        life: float = LIFE,
    ) -> None:
        self.clock: Callable[[], float] = time.monotonic
        self.rights = 0  # how often somebody's rights have changed
        self._tell, self._publish, self._listen, self._life = tell, publish, listen, life
        self._places: dict[str, Place] = {}
        self._lock = threading.Lock()
        self._swept = 0.0

    # ---- what this process says

    def say(self, entry: Entry) -> None:
        """Here, or still here."""
        self._listen()
        self._tell({"kind": "presence", "here": asdict(entry)})

    def leave(self, entry: Entry) -> None:
        self._tell({"kind": "presence", "gone": asdict(entry)})

    def forget_rights(self) -> None:
        """What any process has kept of somebody's rights holds no longer."""
        self._tell({"kind": "presence", "rights": True})

    # ---- what any process said

    def heard(self, message: Message) -> None:
        with self._lock:
            if "here" in message:
                self._put(Entry(**message["here"]))
            elif "gone" in message:
                self._go(Entry(**message["gone"]))
            else:
                self.rights += 1

    def drop(self, person: int) -> None:
        """Signed out everywhere."""
        for entry in self.entries(person=person):
            with self._lock:
                self._take(entry)

    def entries(self, place: str = "", person: int = 0) -> list[Entry]:
        """Who is at a place, or where a person is; who came first is first."""
        self._listen()
        now = self.clock()
        with self._lock:
            found = [self._places.get(place)] if place else list(self._places.values())
            return [
                entry
                for one in found
                for ends, entry in (one.entries.values() if one else ())
                if ends > now and person in (0, entry.person)
            ]

    def tick(self) -> None:
        if self.clock() >= self._swept + 1:
            self.sweep()

    def sweep(self) -> None:
        """Takes out whose time is over, and tells what had to wait."""
        with self._lock:
            self._sweep()

    # ---- under the lock

    def _put(self, entry: Entry) -> None:
        place, key = self._places.get(entry.place), (entry.person, entry.tab)
        before = place.entries.get(key) if place else None
        if before is None:
            self._sweep()
            if not self._welcome(entry):
                return
        place = self._places.setdefault(entry.place, Place(entry))
        place.entries[key] = (self.clock() + self._life, entry)
        place.last = entry
        if before is None or before[1].record != entry.record:
            self._record(entry.place, entry.record)
        self._nudge(place)

    def _welcome(self, entry: Entry) -> bool:
        """Whether there is room, and nobody else has this tab."""
        everyone = [key for place in self._places.values() for key in place.entries]
        mine = sum(1 for person, _tab in everyone if person == entry.person)
        theirs = any(tab == entry.tab and person != entry.person for person, tab in everyone)
        place = self._places.get(entry.place)
        full = place is not None and len(place.entries) >= PER_PLACE
        return not theirs and not full and mine < PER_PERSON

    def _go(self, entry: Entry) -> None:
        if place := self._places.get(entry.place):
            place.last = entry
        self._take(entry)

    def _take(self, entry: Entry) -> None:
        place = self._places.get(entry.place)
        if place is None or place.entries.pop((entry.person, entry.tab), None) is None:
            return
        self._record(entry.place, entry.record | {"doing": "gone", "cursor": None})
        self._nudge(place)

    def _sweep(self) -> None:
        now = self._swept = self.clock()
        for name, place in list(self._places.items()):
            for ends, entry in list(place.entries.values()):
                if ends <= now:
                    self._take(entry)
            self._nudge(place)
            if not place.entries and place.told == place.now():
                del self._places[name]

    def _record(self, topic: str, record: dict[str, Any]) -> None:
        # Not kept for who comes late: they ask for all at once, and cursors would fill the hub.
        self._publish(topic, wire.message("presence", record), keep=False)

    def _nudge(self, place: Place) -> None:
        """Only where the people or what they do have changed, and not at each scroll of somebody's
        page: what comes too early waits for the sweep."""
        now, (here, writers) = self.clock(), place.now()
        if place.told == (here, writers) or now < place.told_at + CALM:
            return
        for region in place.last.here + (place.last.writers if writers != place.told[1] else []):
            nudge = {"region": region, "tab": "", "by": ""}
            self._publish(place.last.audience, wire.message("nudge", nudge))
        place.told, place.told_at = (here, writers), now


def here() -> Presence:
    """The table of this app."""
    found: Presence = current_app.extensions["live"].presence
    return found
