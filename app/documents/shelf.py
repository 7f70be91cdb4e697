"""The Docs that the writer keeps between its batches, the least used dropped first. Only the
writer's own thread touches them, so they need no lock; readers load their own."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pycrdt import Doc

from app.documents import store

KEPT = 200  # about 22 KiB each


@dataclass
class Held:
    doc: Doc[Any]
    seq: int
    latest: dict[tuple[int | None, str], int] = field(default_factory=dict)  # batch of each tab
    told: dict[int, datetime] = field(default_factory=dict)  # whose work was told, asked when


class Shelf:
    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._held: OrderedDict[int, Held] = OrderedDict()

    def take(self, document_id: int, seq: int) -> Held:
        """The Doc as it is after line `seq`: also what other processes added is in it."""
        held = self._held.get(document_id)
        if held is None or held.seq > seq:
            held = Held(*store.load(document_id))
        if held.seq < seq:
            held.latest.clear()  # another process wrote
        for number, payload in store.lines(document_id, held.seq) if held.seq < seq else []:
            held.doc.apply_update(payload)
            held.seq = number
        if held.seq != seq:
            raise RuntimeError(f"document {document_id}: the log ends at {held.seq}, not {seq}")
        self._held[document_id] = held
        self._held.move_to_end(document_id)
        while len(self._held) > self._kept:
            self._held.popitem(last=False)
        return held

    def drop(self, document_id: int) -> None:
        """Forget it: it may hold what was never stored."""
        self._held.pop(document_id, None)

    def __len__(self) -> int:
        return len(self._held)
