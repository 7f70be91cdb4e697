"""Needs: told by the person, read by the hosts' officers, and deleted after the visit."""

from datetime import timedelta

import pytest

from app import clock, jobs
from app.clock import at, time
from app.events import Event, act
from app.extensions import db
from app.mail import Mail
from app.needs.models import Needs
from app.visits.travellers import Traveller
from tests.cast import INSIDE, on_both
from tests.visits import conftest as visits
from tests.visits.conftest import BASE, LAST

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
traveller = visits.traveller
TOLD = {
    "diet": "No nuts",
    "access": "No stairs",
    "emergency_name": "Karl",
    "emergency_phone": "+49",
}


def url(one: Traveller, *parts: object) -> str:
    return "/".join(map(str, (BASE, one.visit_id, "travellers", one.id, "needs", *parts)))


@pytest.fixture
def anna(agreed, traveller):
    return traveller(agreed, "anna", 0)


@pytest.fixture
def told(as_, anna):
    assert as_("anna").post(url(anna), data=TOLD).status_code == 303
    return anna


@pytest.mark.parametrize("name", INSIDE)
def test_hosts_officers_and_the_person_read_them_and_nobody_else(as_, told, name):
    """ibai is an officer of the host city."""
    reads = name in ("anna", "ibai")
    for address in (f"{BASE}/{told.visit_id}", f"{BASE}/{told.visit_id}/needs"):
        shown = as_(name).get(address).text
        assert ("No nuts" in shown) == reads and ("Karl" in shown) == reads
    assert as_(name).get(url(told, "edit")).status_code == (200 if name == "anna" else 404)
    data = TOLD | {"version": str(Needs.of(told).version)}
    assert as_(name).post(url(told), data=data).status_code == (303 if name == "anna" else 404)
    for page in ("/pairs/cologne-soria/activity", "/pairs/cologne-soria"):
        assert "No nuts" not in as_(name).get(page).text


def test_no_event_and_no_mail_holds_their_words(as_, heard, anna):
    before = len(heard("maria"))
    as_("anna").post(url(anna), data=TOLD)
    for event in db.session.query(Event).filter(Event.kind == "needs"):
        assert "nuts" not in str(event.data) and "Karl" not in str(event.data)
    region = f"visit-{anna.visit_id}-needs"
    assert region in heard("ibai") and region not in heard("maria")[before:]
    assert "told the hosts" in as_("ibai").get("/pairs/cologne-soria/activity").text
    assert "told the hosts" not in as_("maria").get("/pairs/cologne-soria/activity").text


def test_who_plans_for_a_guest_hands_them_in_and_cannot_read_them(as_, agreed, cities, cast):
    facts = {"kind": "guest", "name": "Dr Gast", "city": cities["Cologne"]}
    guest = act(lambda: Traveller.add(agreed, by=cast["anna"], **facts), by=cast["anna"])
    page = as_("lena", htmx=True).post(url(guest), data=TOLD).text
    assert "Told to the hosts" in page and "No nuts" not in page
    assert "No nuts" not in as_("lena").get(url(guest, "edit")).text
    assert "No nuts" in as_("ibai").get(f"{BASE}/{agreed.id}/needs").text
    as_("anna").post(url(guest), data=TOLD | {"diet": "Vegan"})
    assert Needs.of(guest).diet == "Vegan"
    assert as_("diego").post(url(guest), data=TOLD).status_code == 404


def test_empty_words_delete_them(as_, told):
    as_("anna").post(url(told), data={"version": str(Needs.of(told).version)})
    assert Needs.of(told) is None


def test_nobody_changes_over_a_newer_text(as_, told):
    old = str(Needs.of(told).version)
    as_("anna").post(url(told), data=TOLD | {"diet": "Vegan", "version": old})
    late = as_("anna", htmx=True).post(url(told), data=TOLD | {"diet": "Fish", "version": old})
    assert late.status_code == 409 and "Vegan" in late.text


@on_both
def test_they_are_deleted_some_weeks_after_the_visit_and_the_person_is_told(
    app, as_, told, monkeypatch
):
    zone, weeks = told.visit.zone, told.visit.pair.cohort.purge_weeks
    day = LAST + timedelta(weeks=weeks)
    assert f"It is deleted on {clock.day(day, 'en')}" in as_("anna").get(url(told, "edit")).text
    for moment, there in ((day - timedelta(1), True), (day, False)):
        instant = at(moment, time(23, 30), zone)
        for step in range(10):  # the job looks once a week, so it is due again and again
            monkeypatch.setattr(clock, "source", lambda i=instant, s=step: i + timedelta(seconds=s))
            while jobs.work_once():
                pass
        assert (Needs.of(told) is not None) == there
    db.session.rollback()
    mails = db.session.query(Mail).filter(Mail.kind == "needs").all()
    assert [mail.to for mail in mails] == ["anna@example.org"]
    assert "No nuts" not in mails[0].body
    as_("anna").get(f"{BASE}/{told.visit_id}")


def test_who_is_taken_off_the_visit_is_forgotten_at_the_next_look(app, as_, told, monkeypatch):
    as_("anna").post(f"{BASE}/{told.visit_id}/travellers/{told.id}/removal")
    later = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "source", lambda: later)
    while jobs.work_once():
        pass
    assert db.session.query(Needs).count() == 0
