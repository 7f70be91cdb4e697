"""Who is there: ticked day by day, by several people at once, and signed on paper."""

import io
from datetime import datetime, time, timedelta

import pytest

from app import clock
from app.attendance.models import Attendance, Participant
from app.documents import reading
from app.events import act
from app.extensions import db
from app.files.models import File
from app.notes.report import Report
from app.visits.models import Visit
from app.visits.travellers import Traveller
from tests.cast import on_both
from tests.claims.story import PNG
from tests.queries import count_queries
from tests.visits import conftest as visits
from tests.visits.conftest import BASE, FIRST, LAST

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
traveller = visits.traveller
ZONE = "Europe/Madrid"


def url(visit, *parts):
    return "/".join(map(str, (BASE, visit.id, "attendance", *parts)))


@pytest.fixture
def now_is(monkeypatch):
    """now_is(day, hour): the clock goes on from there."""

    def move(day, hour=12):
        instant = clock.at(day, time(hour), ZONE)
        steps = iter(range(10**6))
        monkeypatch.setattr(clock, "source", lambda: instant + timedelta(seconds=next(steps)))

    return move


@pytest.fixture
def there(agreed, traveller, now_is):
    """anna and diego are on the visit, and its first day has come."""
    found = [traveller(agreed, "anna", 0), traveller(agreed, "diego", 0)]
    now_is(FIRST)
    return found


def ticked(visit):
    db.session.expire_all()
    return {(key, day): n for (key, day), n in Attendance.on(visit).items()}


@on_both
def test_a_tick_is_stored_and_others_see_it(as_, agreed, there, heard):
    anna, diego = there
    data = {f"seen-t{anna.id}": "0", f"seen-t{diego.id}": "0", f"present-t{anna.id}": "1"}
    page = as_("ibai", htmx=True).post(url(agreed, "days", FIRST), data=data).text
    assert "1 person" in page and "checked" in page
    assert ticked(agreed) == {(f"t{anna.id}", FIRST): 1}
    region = f"visit-{agreed.id}-attendance"
    assert region in heard("lena") and region in heard("vera")
    assert "Anna Keller" in as_("vera").get(url(agreed)).text
    assert "ticked who was there" in as_("maria").get("/pairs/cologne-soria/activity").text


@on_both
def test_two_people_tick_at_once_and_nothing_is_lost(as_, agreed, there):
    """Both opened the list when nobody was ticked."""
    anna, diego = there
    seen = {f"seen-t{one.id}": "0" for one in there}
    as_("ibai").post(url(agreed, "days", FIRST), data=seen | {f"present-t{anna.id}": "1"})
    as_("diego").post(url(agreed, "days", FIRST), data=seen | {f"present-t{diego.id}": "1"})
    as_("ibai").post(url(agreed, "days", FIRST), data=seen | {f"present-t{anna.id}": "1"})
    assert len(ticked(agreed)) == 2
    untick = {f"seen-t{anna.id}": "1", f"seen-t{diego.id}": "0"}
    as_("ibai").post(url(agreed, "days", FIRST), data=untick)
    assert list(ticked(agreed)) == [(f"t{diego.id}", FIRST)]


def test_everybody_and_several_people_without_names(as_, agreed, there, cities, cast):
    facts = {"kind": "count", "count": 5, "name": "Students", "city": cities["Cologne"]}
    many = act(lambda: Traveller.add(agreed, by=cast["anna"], **facts), by=cast["anna"])
    page = as_("ibai", htmx=True).post(url(agreed, "days", FIRST, "everybody")).text
    assert "7 people" in page
    data = {f"seen-t{many.id}": "5", f"present-t{many.id}": "3"}
    data |= {f"{what}-t{one.id}": "1" for one in there for what in ("seen", "present")}
    assert "5 people" in as_("ibai", htmx=True).post(url(agreed, "days", FIRST), data=data).text
    data |= {f"seen-t{many.id}": "3", f"present-t{many.id}": "99"}
    assert "7 people" in as_("ibai", htmx=True).post(url(agreed, "days", FIRST), data=data).text


@pytest.mark.parametrize(
    ("day", "said"), [(LAST, "has not begun yet"), (LAST + timedelta(5), "not a day of the visit")]
)
def test_other_days_are_refused(as_, agreed, there, day, said):
    answer = as_("ibai", htmx=True).post(url(agreed, "days", day, "everybody"))
    assert answer.status_code == 422 and said in answer.text and not ticked(agreed)


def test_the_day_is_that_of_the_hosts_clock(as_, agreed, there, monkeypatch):
    """22:30 UTC is past 23 h in Spain, still the first day."""
    late = datetime(2026, 12, 8, 22, 30, tzinfo=clock.UTC)
    monkeypatch.setattr(clock, "source", lambda: late)
    assert (
        as_("ibai").post(url(agreed, "days", LAST - timedelta(1), "everybody")).status_code == 422
    )
    later = datetime(2026, 12, 8, 23, 30, tzinfo=clock.UTC)
    monkeypatch.setattr(clock, "source", lambda: later)
    assert (
        as_("ibai").post(url(agreed, "days", LAST - timedelta(1), "everybody")).status_code == 303
    )


def test_somebody_who_is_no_traveller(as_, agreed, there, cities):
    data = {"name": "Dr Host", "organisation": "EVE", "departs_from": "Bilbao"}
    data |= {"member_city_id": cities["Vitoria-Gasteiz"].id}
    page = as_("ibai", htmx=True).post(url(agreed, "participants"), data=data).text
    assert "Dr Host" in page and "EVE" in page
    assert (
        as_("ibai", htmx=True)
        .post(url(agreed, "participants"), data={"organisation": "EVE"})
        .status_code
        == 422
    )
    number = db.session.query(Participant).filter_by(name="Dr Host").one().id
    gone = as_("ibai", htmx=True).post(url(agreed, "participants", number, "removal")).text
    assert "“Dr Host” is removed." in gone
    back = as_("ibai", htmx=True).post(url(agreed, "participants", number, "restoration")).text
    assert "Dr Host" in back


def test_who_said_no_is_not_on_the_list(as_, agreed, there, cast):
    act(lambda: there[0].say("not_coming", by=cast["anna"]), by=cast["anna"])
    assert "Anna Keller" not in as_("ibai").get(url(agreed)).text.split("<main")[1]


@pytest.mark.parametrize(("name", "reads", "writes"), [
    ("lena", 200, 303), ("maria", 200, 303), ("vera", 200, 403),
    ("marek", 403, 403), ("ines", 403, 403),
])  # fmt: skip
def test_who_reads_and_who_ticks(as_, agreed, there, name, reads, writes):
    assert as_(name).get(url(agreed)).status_code == reads
    assert as_(name).post(url(agreed, "days", FIRST, "everybody")).status_code == writes
    page = as_(name).get(f"{BASE}/{agreed.id}").text
    assert ("Who is there" in page) == (reads == 200)


def test_the_signed_list_comes_back_as_a_scan(as_, agreed, there):
    sent = {"scan": (io.BytesIO(PNG), "signed.png")}
    page = as_("ibai", htmx=True).post(url(agreed, "scans"), data=sent).text
    assert "signed.png" in page
    number = db.session.query(File).filter_by(kind="visit").one().id
    shown = {"headers": {"Accept": "text/html"}}
    for name, status in (
        ("lena", 200),
        ("vera", 200),
        ("marek", 404),
        ("ines", 404),
        ("sean", 404),
    ):
        assert as_(name).get(f"/files/{number}", **shown).status_code == status
    empty = as_("ibai", htmx=True).post(url(agreed, "scans"))
    assert empty.status_code == 422 and "Please choose a file." in empty.text
    gone = as_("ibai", htmx=True).post(url(agreed, "scans", number, "removal")).text
    assert "is removed" in gone
    assert as_("lena").get(f"/files/{number}", **shown).status_code == 404
    assert (
        "signed.png"
        in as_("ibai", htmx=True).post(url(agreed, "scans", number, "restoration")).text
    )


def test_after_the_visit_it_may_be_put_right_and_the_report_begins_with_it(
    as_, agreed, there, now_is
):
    now_is(LAST)
    as_("ibai").post(url(agreed, "days", FIRST, "everybody"))
    act(
        lambda: db.session.get(Visit, agreed.id).hold(by=there[0].person, today=LAST),
        by=there[0].person,
    )
    diego = there[1]
    data = {f"seen-t{diego.id}": "1"}
    page = as_("ibai", htmx=True).post(url(agreed, "days", FIRST), data=data).text
    assert "Who came" in page and "1 person" in page
    as_("anna").post(f"{BASE}/{agreed.id}/report")
    words = reading.text_of(Report.of(db.session.get(Visit, agreed.id)).document).words
    assert "Anna Keller, Cologne" in words and "Diego" not in words


def test_more_people_cost_no_more_queries(as_, agreed, there, cities, cast):
    def asked():
        with count_queries() as sent:
            as_("vera").get(url(agreed))
        return len(sent)

    as_("ibai").post(url(agreed, "days", FIRST, "everybody"))
    asked()
    before = asked()
    for n in range(4):
        facts = {"kind": "guest", "name": f"Guest {n}", "city": cities["Cologne"]}
        act(lambda facts=facts: Traveller.add(agreed, by=cast["anna"], **facts), by=cast["anna"])
    as_("ibai").post(url(agreed, "days", FIRST, "everybody"))
    assert asked() == before
