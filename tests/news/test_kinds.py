"""Who gets news of what: visits, claims, follow-ups, duties, deadlines; and who does not."""

from datetime import date, timedelta

import pytest

from app.claims import returning
from app.claims.lines import Line
from app.claims.submission import submit
from app.comments import answers, reviewing, threads
from app.comments.opening import open_round
from app.documents.models import Document
from app.documents.quoting import Quoted
from app.events import act
from app.extensions import db
from app.hosting.models import Duty
from app.news.models import News
from app.plans.models import Plan
from app.takeaways.models import Takeaway
from app.visits import agreement
from app.visits.models import Visit
from tests.cast import TODAY, person
from tests.claims import story
from tests.news.conftest import BASE


@pytest.fixture
def visit(pair) -> Visit:
    """Of Cologne in Soria, in two weeks."""
    anna, soria = person("anna"), pair.cities[1]
    first = TODAY + timedelta(14)
    stops = [(soria.id, first, first + timedelta(1))]
    cities = [pair.cities[0].id]
    return act(
        lambda: Visit.plan(pair, by=anna, cities=cities, title="In Soria", stops=stops), by=anna
    )


def told(kind: str) -> set[str]:
    db.session.rollback()
    return {news.person.name.split()[0] for news in db.session.query(News).filter_by(kind=kind)}


def propose(visit: Visit) -> None:
    anna = person("anna")
    act(lambda: agreement.propose(visit, by=anna, city=visit.pair.cities[0]), by=anna)


def move(visit: Visit, days: int) -> None:
    anna = person("anna")
    stops = [(s.member_city_id, s.from_on + timedelta(days), s.to_on) for s in visit.stops]
    stops = [(city, first, first) for city, first, _last in stops]
    cities = [guest.member_city_id for guest in visit.guests]
    act(
        lambda: visit.change(visit.version, by=anna, cities=cities, title="In Soria", stops=stops),
        by=anna,
    )


def test_your_citys_turn_and_changed_dates(visit, as_):
    propose(visit)
    assert told("turn") == {"Diego"}
    page = as_("diego").get("/news").text
    assert "“In Soria” waits for the yes of your city." in page
    diego = person("diego")
    act(lambda: agreement.agree(visit, visit.pair.cities[1], by=diego), by=diego)
    move(visit, 3)  # asks for the yes again: that is the news, once
    assert db.session.query(News).filter_by(kind="turn").count() == 2
    assert told("dates") == set()
    assert visit.state == "proposed"


def test_travellers_hear_of_other_days(visit):
    from app.visits.travellers import Traveller

    anna, city = person("anna"), visit.pair.cities[0]
    lena = {"kind": "person", "person": person("lena"), "city": city, "payer": "own_city"}
    act(lambda: Traveller.add(visit, by=anna, **lena), by=anna)
    propose(visit)
    move(visit, 3)
    assert told("dates") == {"Lena"}
    act(lambda: visit.cancel("Strike.", by=anna), by=anna)
    assert told("cancelled") == {"Lena", "Diego"}


def test_a_claim_waits_for_managers_and_comes_back_to_its_city(as_):
    claim = story.submitted(story.visit(), 10_000)
    assert told("claim_waits") == {"Maria", "Tom"}
    line, maria = Line.of(claim)[0], person("maria")
    act(lambda: returning.send_back(line, reason="Whose is it?", by=maria), by=maria)
    assert told("claim_back") == {"Anna"}
    assert "was sent back" in as_("anna").get("/news").text
    assert claim.number not in as_("diego").get("/news").text


def test_a_claim_that_somebody_looks_after(as_):
    made = story.visit()
    claim = story.draft(made, 10_000)
    claim.taken_by = person("tom")
    db.session.commit()
    anna = person("anna")
    act(lambda: submit(claim, declared=True, by=anna), by=anna)
    assert told("claim_waits") == {"Tom"}


def test_follow_ups_and_duties(note, visit):
    anna = person("anna")
    given = {"owner": person("lena"), "due_on": TODAY + timedelta(1)}
    act(lambda: Takeaway.mark(note, "follow_up", "Ask.", by=anna, **given), by=anna)
    act(lambda: Takeaway.mark(note, "follow_up", "Mine.", by=anna, owner=anna), by=anna)
    city = visit.stops[0].city
    about = {"title": "Lunch", "city": city, "owner": person("diego")}
    duty = act(lambda: Duty.add(visit, by=anna, **about), by=anna)
    assert told("follow_up") == {"Lena"} and told("duty") == {"Diego"}
    act(lambda: duty.change(duty.version, by=anna, **about), by=anna)
    assert db.session.query(News).filter_by(kind="duty").count() == 1  # once for the same person


def test_a_comment_is_given_to_somebody(say, as_):
    thread, anna, diego = say("anna", "Who counts them?"), person("anna"), person("diego")
    act(lambda: threads.assign(thread, diego, by=anna), by=anna)
    assert told("assignment") == {"Diego"}
    assert f"{BASE}/threads/{thread.id}" in as_("diego").get("/news").text


def test_a_reviewer_hears_the_answer(pair, at, as_):
    at("2026-11-24 10:00")
    anna, marek, plan = person("anna"), person("marek"), Plan.of(pair.id)
    section = plan.sections[0]
    act(lambda: setattr(section, "document", Document.create(pair.id, "Words.", by=anna)))
    about = {"message": "", "due_on": date(2026, 12, 9), "by": anna}
    found = act(lambda: open_round(plan, [section], [marek], **about), by=anna)
    said = {"by": marek, "quoted": Quoted("Words")}
    part = found.plan_version.parts[0]
    thread = act(lambda: reviewing.comment(found, part, "Too dear.", "must", **said), by=marek)
    act(lambda: reviewing.send(found, by=marek), by=marek)
    act(lambda: answers.answer(thread, thread.version, "accepted", "", by=anna), by=anna)
    assert told("answer") == {"Marek"}
    assert f"{BASE}/threads/{thread.id}" in as_("marek").get("/news").text


def test_a_duty_is_due(visit, at, server):
    """Three days before the visit is in eleven days."""
    anna, diego, city = person("anna"), person("diego"), visit.stops[0].city
    about = {"title": "Lunch", "city": city, "owner": diego, "days_before": 3}
    act(lambda: Duty.add(visit, by=anna, **about), by=anna)
    at(f"{TODAY + timedelta(7)} 08:00")
    assert told("duty_due") == set()
    for days in (8, 9, 11):
        at(f"{TODAY + timedelta(days)} 08:00")
    assert told("duty_due") == {"Diego"}
    assert db.session.query(News).filter_by(kind="duty_due").count() == 1


def test_what_time_brings_is_told_once(note, visit, at, server):
    anna = person("anna")
    given = {"owner": person("lena"), "due_on": TODAY + timedelta(2)}
    act(lambda: Takeaway.mark(note, "follow_up", "Ask.", by=anna, **given), by=anna)
    for day in ("24", "25", "26"):
        at(f"2026-11-{day} 08:00")
    assert told("follow_up_due") == {"Lena"}
    assert db.session.query(News).filter_by(kind="follow_up_due").count() == 1


@pytest.mark.parametrize(("days", "steps"), [(15, 0), (14, 1), (10, 1), (3, 1), (0, 1)])
def test_the_last_day_for_claims(at, server, pair, days, steps):
    made = story.visit()
    anna = person("anna")
    act(lambda: made.hold(by=anna, today=TODAY), by=anna)
    pair.cohort.last_claim_date = TODAY + timedelta(days=1 + days)
    db.session.commit()
    at("2026-11-23 12:00")
    at("2026-11-24 08:00")
    at("2026-11-24 12:00")
    assert db.session.query(News).filter_by(kind="deadline").count() == steps
    assert told("deadline") <= {"Anna"}


def test_a_poll(as_, pair, visit):
    from app.polls.models import Poll

    anna = person("anna")
    stays = [(TODAY + timedelta(20), TODAY + timedelta(21)), (TODAY + timedelta(30),) * 2]
    act(lambda: Poll.ask(visit, stays, by=anna), by=anna)
    assert told("poll") == {"Diego", "Ibai", "Lena"}
    assert f"{BASE}/visits/{visit.id}/poll" in as_("diego").get("/news").text
