"""What is sent twice, too large or by an old editor: the rules of a post (design, section 6), on
both databases, with one server process and with two."""

import threading
from typing import Any

import pytest

from app.documents import log
from app.documents.refusals import BadUpdate, BatchReused, SchemaTooOld, TooLarge
from tests.faults.desk import Desk, on_all


@on_all
def test_a_repeat_gets_its_number_from_any_process(desk: Desk) -> None:
    anna, diego = desk.browser("anna"), desk.browser("diego")
    update = anna.typed("once")
    assert desk.send(0, anna, update, batch=1) == 1
    desk.type(1, diego, "more")
    for place in (0, 1, 0):
        assert desk.send(place, anna, update, batch=1) == 1
    other = anna.typed("other bytes")
    for place in (0, 1):
        with pytest.raises(BatchReused):
            desk.send(place, anna, other, batch=1)
    # The key is of the person, the tab and the batch together.
    assert desk.send(1, diego, diego.typed("his"), tab=anna.tab, batch=1) == 3
    assert desk.send(0, anna, other, tab="another", batch=1) == 4
    assert desk.seq == 4 and desk.wrong == []


@on_all
def test_the_same_post_in_both_processes_at_once_is_one_line(desk: Desk) -> None:
    """A late copy of a post, sent to the other process while the first is still on its way."""
    anna, found = desk.browser("anna"), list[int]()
    for n in range(6):
        update, meet = anna.typed(str(n)), threading.Barrier(4)

        def send(place: int, update: bytes = update, meet: Any = meet, batch: int = n) -> None:
            meet.wait()
            found.append(desk.send(place, anna, update, batch=batch))

        threads = [threading.Thread(target=send, args=(place,)) for place in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == sorted([n + 1 for n in range(6)] * 4)
    assert desk.words == [str(n) for n in range(6)] and desk.wrong == []


@on_all
def test_sizes_and_the_schema(desk: Desk) -> None:
    anna = desk.browser("anna")
    # 256 kB and 2 MB, and not a byte more: more is told so before it is read as an update.
    for size, resync in ((256 * 1024, False), (2 * 1024 * 1024, True)):
        with pytest.raises(TooLarge):
            desk.send(0, anna, b"\x00" * (size + 1), resync=resync)
        with pytest.raises(BadUpdate):
            desk.send(1, anna, b"\xff" * size, resync=resync)
    assert (log.UPDATE_BYTES, log.RESYNC_BYTES) == (256 * 1024, 2 * 1024 * 1024)
    update = anna.typed("x")
    for version in (0, 2):
        with pytest.raises(SchemaTooOld):
            desk.send(0, anna, update, schema_version=version)
    assert desk.seq == 0 and desk.send(0, anna, update) == 1
