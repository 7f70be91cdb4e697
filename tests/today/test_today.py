"""The day's page: what is now and next on the hosts' clock, and what is noted there."""

import io
from datetime import time, timedelta

import pytest

from app import clock
from app.events import act
from app.extensions import db
from app.notes.models import Note
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.papers import VisitFile
from app.visits.publishing import publish
from tests.claims.story import PNG
from tests.visits import conftest as visits
from tests.visits.conftest import BASE, FIRST

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
traveller = visits.traveller


def url(visit, *parts):
    return "/".join(map(str, (BASE, visit.id, "today", *parts)))


@pytest.fixture
def agenda(agreed, cast):
    """09:30 a walk, 11:00 a workshop, on the first day; published."""
    for starts, title in ((time(9, 30), "Walk"), (time(11), "Talk")):
        facts = {"day": FIRST, "starts": starts, "minutes": 60, "title": title, "kind": "walk"}
        facts |= {"place": "Plaza Nueva"}
        act(lambda facts=facts: AgendaItem.add(agreed, by=cast["anna"], **facts), by=cast["anna"])
    act(lambda: publish(agreed, by=cast["anna"]), by=cast["anna"])
    return agreed


@pytest.fixture
def at(monkeypatch):
    def move(day, hour, minute=0, zone="Europe/Madrid"):
        instant = clock.at(day, time(hour, minute), zone)
        monkeypatch.setattr(clock, "source", lambda: instant)

    return move


def item(page, title):
    return next(part for part in page.split("data-begins")[1:] if f"<strong>{title}" in part)


def test_now_and_next_are_told_on_the_hosts_clock(as_, agenda, at):
    at(FIRST, 9, 45)
    page = as_("ines").get(url(agenda)).text
    assert "Now" in item(page, "Walk") and "Next" in item(page, "Talk")
    assert "query=Plaza%20Nueva" in page and "noreferrer" in page
    at(FIRST, 10, 45)
    page = as_("ines").get(url(agenda)).text
    assert "Over" in item(page, "Walk") and "Next" in item(page, "Talk")


def test_the_readers_own_clock_stands_beside_it(as_, agenda, at, cast):
    cast["ines"].zone = "Europe/Istanbul"
    db.session.commit()
    at(FIRST, 9, 0)
    assert "11:30" in item(as_("ines").get(url(agenda)).text, "Walk")


def test_a_stop_in_another_zone_has_its_own_today(as_, pair, cities, cast, at):
    """Past midnight in Türkiye, it is still yesterday in Cologne."""
    cities["Soria"].city.zone = "Europe/Istanbul"
    db.session.commit()
    stops = [(cities["Soria"].id, FIRST, FIRST + timedelta(1))]
    about = {"title": "East", "cities": [cities["Cologne"].id], "stops": stops}
    visit = act(lambda: Visit.plan(pair, by=cast["anna"], **about), by=cast["anna"])
    for n, title in enumerate(("First", "Second")):
        facts = {"day": FIRST + timedelta(n), "starts": time(9), "minutes": 60, "title": title}
        facts |= {"kind": "walk"}
        act(lambda facts=facts: AgendaItem.add(visit, by=cast["anna"], **facts), by=cast["anna"])
    at(FIRST, 23, 30, "Europe/Berlin")
    page = as_("anna").get(url(visit)).text
    assert "Second" in page.split('<details class="mt-3"')[0] and "Next" in item(page, "Second")
    assert "First" not in page.split('<details class="mt-3"')[0]


def test_outside_its_days_it_says_so(as_, agenda):
    assert "This visit is not on now." in as_("anna").get(url(agenda)).text
    assert "/today" not in as_("anna").get(f"{BASE}/{agenda.id}").text.split("<main")[1]


def test_the_visit_and_the_overview_lead_to_it_while_it_is_on(as_, agenda, at):
    at(FIRST - timedelta(1), 9)
    for page in (f"{BASE}/{agenda.id}", "/pairs/cologne-soria"):
        assert url(agenda) in as_("anna").get(page).text
    assert "This visit is not on now." not in as_("anna").get(url(agenda)).text


def test_whom_to_call(as_, agenda, cast):
    form = {"name": cast["ibai"].name, "language": "en", "zone": "Europe/Madrid", "home_city": ""}
    wrong = as_("ibai").post(
        "/profile", data=form | {"version": cast["ibai"].version, "phone": "call me"}
    )
    assert wrong.status_code == 422 and "Please write a telephone number" in wrong.text
    form |= {"version": cast["ibai"].version, "phone": "+34 945 161616"}
    as_("ibai").post("/profile", data=form)
    page = as_("anna").get(url(agenda)).text
    assert 'href="tel:+34945161616"' in page and "Ibai Etxarri" in page


def test_a_draft_is_not_shown_to_who_does_not_plan(as_, agreed, cast):
    facts = {"day": FIRST, "starts": time(9), "minutes": 60, "title": "Secret walk", "kind": "walk"}
    act(lambda: AgendaItem.add(agreed, by=cast["anna"], **facts), by=cast["anna"])
    assert "Secret walk" in as_("anna").get(url(agreed)).text
    assert "Secret walk" not in as_("ines").get(url(agreed)).text


def test_a_quick_note_becomes_a_note_of_the_visit_once(as_, agenda):
    data = {"text": "Heat pumps on the roof\nAsk for the price", "once": "n" * 16}
    for _again in range(2):
        assert as_("lena", htmx=True).post(url(agenda, "notes"), data=data).status_code == 200
    note = db.session.query(Note).one()
    assert note.visit_id == agenda.id and "Heat pumps on the roof" in note.title
    empty = as_("lena", htmx=True).post(url(agenda, "notes"), data={"text": " "})
    assert empty.status_code == 422
    assert as_("ines").post(url(agenda, "notes"), data=data).status_code == 403


@pytest.mark.parametrize(("what", "own"), [("whiteboard", None), ("receipt", "Cologne")])
def test_a_photograph_is_for_all_and_a_receipt_for_the_own_city(as_, agenda, what, own):
    for _again in range(2):
        sent = {"photograph": (io.BytesIO(PNG), "a.png"), "what": what, "once": "p" * 16}
        assert as_("lena", htmx=True).post(url(agenda, "photographs"), data=sent).status_code == 200
    paper = db.session.query(VisitFile).one()
    assert (paper.city.name if paper.city else None) == own
    assert as_("ines").post(url(agenda, "photographs"), data={"what": what}).status_code == 403
    none = as_("lena", htmx=True).post(url(agenda, "photographs"), data={"what": what})
    assert none.status_code == 422 and "Please choose a file." in none.text


def test_the_worker_is_served_at_the_root(as_):
    answer = as_("anna").get("/today-worker.js")
    assert answer.content_type.startswith("text/javascript")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
