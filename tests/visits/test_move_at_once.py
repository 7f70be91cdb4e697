"""Two moves of an agenda's items at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.events import act
from app.extensions import db
from app.visits.agenda import AgendaItem, time
from app.visits.models import Visit
from tests.cast import on_both
from tests.visits.conftest import BASE, FIRST


@on_both
def test_two_people_move_items_at_once_and_none_is_lost_or_doubled(app, as_, idea, cast):
    """Neighbours are moved across each other; every move is done, one after the other."""
    items, by = [], cast["anna"]
    for n, title in enumerate("ABCDEF"):
        facts = {"title": title, "day": FIRST, "starts": time(9 + n), "minutes": 60}
        items.append(act(lambda f=facts: AgendaItem.add(idea, by=by, **f), by=by).id)
    visit_id, together = idea.id, Barrier(2)
    db.session.rollback()

    def move(job):
        client, moves = job
        together.wait()
        path = f"{BASE}/{visit_id}/agenda"
        return [
            client.post(f"{path}/{items[n]}/place", data={"step": step}).status_code
            for n, step in moves
        ]

    swaps = [(n, step) for _ in range(4) for n in (1, 3, 2, 4) for step in ("down", "up")]
    jobs = [(as_("anna"), swaps), (as_("diego"), swaps[::-1])]
    with ThreadPoolExecutor(2) as pool:
        codes = [code for moved in pool.map(move, jobs) for code in moved]
    assert set(codes) <= {303, 422}, codes  # 422: at the edge of the day already
    visit = db.session.get(Visit, visit_id)
    assert sorted(item.title for item in AgendaItem.of(visit)) == list("ABCDEF")
    assert [item.starts.hour for item in AgendaItem.of(visit)] == [9, 10, 11, 12, 13, 14]
