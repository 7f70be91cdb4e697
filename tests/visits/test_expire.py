"""After the cohort's last day for claims nothing stays reserved."""

from datetime import timedelta

from app import clock, jobs
from app.budgets.models import LedgerEntry
from app.clock import at, time
from app.extensions import db
from tests.cast import on_both
from tests.visits.test_over import reserved


@on_both
def test_what_is_reserved_is_free_again_after_the_last_day_for_claims(
    app, as_, agreed, traveller, monkeypatch, heard
):
    traveller(agreed, "anna", 60_000)
    last = agreed.pair.cohort.last_claim_date
    for day, left in ((last, 60_000), (last + timedelta(1), 0)):
        instant = at(day, time(12), agreed.zone)
        for step in range(3):
            later = instant + timedelta(seconds=step)
            monkeypatch.setattr(clock, "source", lambda later=later: later)
            while jobs.work_once():
                pass
        db.session.expire_all()
        assert reserved(agreed) == left
    entry = db.session.query(LedgerEntry).filter_by(kind="release").one()
    assert entry.by_id is None and entry.amount == 60_000
    assert "is free again" in as_("maria").get("/pairs/cologne-soria/activity").text
    assert (
        "last day for claims is over" not in as_("ines").get("/pairs/cologne-soria/activity").text
    )
