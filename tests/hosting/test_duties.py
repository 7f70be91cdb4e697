"""What the hosts do: added, taken from the usual ones, done, and due by the visit's own days."""

from datetime import timedelta

import pytest

from app.events import act
from app.extensions import db
from app.hosting.models import Duty
from tests.cast import TODAY, on_both
from tests.queries import count_queries
from tests.visits import conftest as visits
from tests.visits.conftest import BASE, FIRST

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
ACTIVITY = "/pairs/cologne-soria/activity"


def url(visit, *parts):
    return "/".join(map(str, (BASE, visit.id, "duties", *parts)))


@pytest.fixture
def host(idea):
    return idea.stops[0].city


@pytest.fixture
def form(host, cast):
    def filled(**more):
        plain = {"title": "Book the room", "member_city_id": host.id, "days_before": "7"}
        return plain | {"owner_id": cast["ibai"].id, "remarks": "For twenty."} | more

    return filled


@pytest.fixture
def add(idea, host, cast):
    def duty(title, **more):
        facts = {"title": title, "city": host} | more
        return act(lambda: Duty.add(idea, by=cast["ibai"], **facts), by=cast["ibai"])

    return duty


@on_both
def test_it_is_added_and_others_see_it(as_, idea, form, heard):
    page = as_("ibai", htmx=True).post(url(idea), data=form()).text
    for words in ("Book the room", "Ibai", "until 1 December 2026", "For twenty."):
        assert words in page
    for name in ("anna", "ines"):
        assert f"visit-{idea.id}-duties" in heard(name)
        assert "Book the room" in as_(name).get(f"{BASE}/{idea.id}").text
    assert "added the hosts’ duty" in as_("lena").get(ACTIVITY).text.replace("&#39;", "’")


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"days_before": "-1"}, {"member_city_id": "999"}, {"on": "soon"}]
)
def test_what_is_wrong_is_said_beside_its_field(as_, idea, form, wrong):
    answer = as_("ibai", htmx=True).post(url(idea), data=form(**wrong))
    assert answer.status_code == 422 and "For twenty." in answer.text
    assert Duty.of(idea) == []


def test_the_usual_ones_are_taken_once(as_, idea, host):
    page = as_("ibai").get(url(idea, "new") + "?usual=1").text
    assert "Order lunch; ask about diets first (10 days before)" in page
    ticked = {"duties": ["lunch", "room"], "member_city_id": host.id}
    for _again in range(2):
        assert as_("ibai", htmx=True).post(url(idea, "usual"), data=ticked).status_code == 200
    assert [duty.days_before for duty in Duty.of(idea)] == [28, 10]
    none = as_("ibai", htmx=True).post(url(idea, "usual"), data={"member_city_id": host.id})
    assert none.status_code == 422 and "Choose at least one." in none.text


def test_what_is_counted_from_the_arrival_moves_with_it(idea, add, cast):
    counted, fixed = add("Lunch", days_before=10), add("Sign", on=FIRST)
    assert counted.due_on == FIRST - timedelta(10)
    stop, later = idea.stops[0], timedelta(21)
    stops = [(stop.member_city_id, stop.from_on + later, stop.to_on + later)]
    guests = [one.member_city_id for one in idea.guests]
    facts = {"title": idea.title, "cities": guests, "stops": stops}
    act(lambda: idea.change(idea.version, by=cast["anna"], **facts), by=cast["anna"])
    assert (counted.due_on, fixed.due_on) == (FIRST + timedelta(11), FIRST)


def test_done_and_not_done_yet(as_, idea, add, heard):
    duty = add("Lunch", on=TODAY - timedelta(1))
    assert "Late" in as_("anna").get(url(idea)).text
    page = as_("ibai", htmx=True).post(url(idea, duty.id, "completion")).text
    assert "done by Ibai" in page and "Late" not in page
    assert "Not done yet" in page
    page = as_("lena", htmx=True).post(url(idea, duty.id, "reopening")).text
    assert "done by" not in page


def test_removed_with_undo(as_, idea, add):
    duty = add("Lunch")
    page = as_("anna", htmx=True).post(url(idea, duty.id, "removal")).text
    assert "“Lunch” is removed." in page
    assert "Lunch" not in as_("ines").get(url(idea)).text
    assert "Lunch" in as_("anna", htmx=True).post(url(idea, duty.id, "restoration")).text


def test_nobody_changes_over_somebody_else(as_, idea, add, form):
    duty = add("Lunch")
    version = duty.version
    as_("anna").post(url(idea, duty.id), data=form(version=version, title="Lunch for ten"))
    answer = as_("ibai", htmx=True).post(url(idea, duty.id), data=form(version=version))
    assert answer.status_code == 409 and "Lunch for ten" in answer.text


@pytest.mark.parametrize(("name", "status"), [("marek", 403), ("ines", 403), ("vera", 403)])
def test_who_reads_only(as_, idea, add, form, name, status):
    duty = add("Lunch")
    assert "Lunch" in as_(name).get(url(idea)).text
    assert as_(name).post(url(idea), data=form()).status_code == status
    assert as_(name).post(url(idea, duty.id, "completion")).status_code == status


def test_what_is_due_soon_waits_for_its_owner(as_, idea, add, cast, heard):
    add("Lunch", on=TODAY + timedelta(3), owner=cast["ibai"])
    add("Room", on=TODAY + timedelta(30), owner=cast["ibai"])
    page = as_("ibai").get("/pairs/cologne-soria").text.split("Latest activity")[0]
    assert "Lunch" in page and "Room" not in page
    assert f"waiting-{cast['ibai'].id}" in heard("ibai")
    assert "Until 14" not in as_("lena").get("/pairs/cologne-soria").text


def test_a_cancelled_visit_keeps_them_as_they_are(as_, agreed, add, cast, form):
    duty = add("Lunch")
    act(lambda: agreed.cancel("No train.", by=cast["anna"]), by=cast["anna"])
    assert as_("ibai", htmx=True).post(url(agreed), data=form()).status_code == 422
    page = as_("ibai").get(url(agreed)).text
    assert duty.title in page and "Add a duty" not in page


def test_more_of_them_cost_no_more_queries(as_, idea, add):
    def asked():
        with count_queries() as sent:
            as_("ines").get(url(idea))
        return len(sent)

    add("One")
    asked()
    before = asked()
    for n in range(4):
        add(f"More {n}")
    assert asked() == before


def test_who_has_hosted_and_whose_turn_it_is(as_, agreed, pair, cities, cast, monkeypatch):
    assert "Who has hosted" not in as_("ines").get(BASE).text.split("<main", 1)[1].split("aria")[0]
    act(lambda: agreed.hold(by=cast["anna"], today=FIRST), by=cast["anna"])
    page = " ".join(as_("ines").get(BASE).text.split())
    assert "Vitoria-Gasteiz 1 time (3 days)" in page and "Cologne 0 times" in page
    assert "turn of" not in page  # both twins have hosted as often
    stops = [(cities["Soria"].id, FIRST, FIRST)]
    from app.visits.models import Visit

    facts = {"title": "In Soria", "cities": [cities["Cologne"].id], "stops": stops}
    visit = act(lambda: Visit.plan(pair, by=cast["anna"], **facts), by=cast["anna"])
    visit.proposed_at = visit.held_at = agreed.held_at
    db.session.commit()
    page = " ".join(as_("ines").get(BASE).text.split())
    assert "By this count it is the turn of Cologne." in page
    assert as_("sean").get("/pairs/cologne-soria/turns").status_code == 404
