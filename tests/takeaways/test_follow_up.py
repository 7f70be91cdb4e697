"""Follow-ups: done or not, carried on to the next visit, asked about when a visit is closed."""

from datetime import timedelta

import pytest

from app.events import act
from app.extensions import db
from app.takeaways.models import Takeaway
from app.visits import agreement
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from tests.cast import TODAY, person
from tests.takeaways.conftest import BASE


@pytest.fixture
def asked(mark) -> Takeaway:
    return mark("follow_up", "Ask Soria what a van costs.", owner=person("diego"))


@pytest.fixture
def following(pair) -> Visit:
    """The next meeting, in a week."""
    anna = person("anna")
    stops = [(pair.cities[0].id, TODAY + timedelta(7), TODAY + timedelta(8))]
    soria = [pair.cities[1].id]
    return act(lambda: Visit.plan(pair, by=anna, cities=soria, title="Back", stops=stops))


def agreed(visit: Visit) -> Visit:
    anna, diego = person("anna"), person("diego")
    cologne, soria = visit.pair.cities[:2]
    act(lambda: agreement.propose(visit, by=anna, city=cologne))
    return act(lambda: agreement.agree(visit, soria, by=diego))


def test_done_and_not_done(as_, asked, heard):
    url, diego = f"{BASE}/takeaways/{asked.id}", as_("diego", htmx=True)
    assert "Mark as done" in diego.get(url).text
    assert "Not done yet" in diego.post(url + "/completion").text
    assert f"takeaway-{asked.id}" in heard("anna")
    page = as_("anna").get(f"{BASE}/takeaways?kind=follow_up").text
    assert "done by Diego Serrano" in page
    assert "Mark as done" in diego.post(url + "/reopening").text


def test_open_ones_come_with_the_next_visit(as_, asked, stay, following):
    anna = as_("anna")
    act(lambda: stay.cancel("Ill.", by=person("anna")))
    assert "Ask Soria what a van costs." in anna.get(f"{BASE}/visits/{following.id}").text
    as_("diego").post(f"{BASE}/takeaways/{asked.id}/completion")
    assert "Ask Soria what a van costs." not in anna.get(f"{BASE}/visits/{following.id}").text


def test_only_with_the_next_one(as_, asked, stay, following):
    """The note's own visit comes first: the later one does not show it yet."""
    page = as_("anna").get(f"{BASE}/visits/{following.id}/follow-ups").text
    assert "Nothing is open from before." in page


def test_put_on_the_agenda_once(as_, asked, stay, following):
    act(lambda: stay.cancel("Ill.", by=person("anna")))
    url = f"{BASE}/visits/{following.id}/follow-ups/{asked.id}/item"
    anna = as_("anna", htmx=True)
    assert "on the agenda" in anna.post(url).text
    assert [item.title for item in AgendaItem.loose(following)] == ["Ask Soria what a van costs."]
    again = anna.post(url)
    assert again.status_code == 422 and "on the agenda already" in again.text
    assert as_("marek").post(url).status_code == 404  # the note is not shared
    assert len(AgendaItem.loose(following)) == 1


def test_closing_a_visit_asks_about_what_is_open(as_, asked, mark, stay):
    other = mark("follow_up", sentence="Send the plan to Soria.")
    agreed(stay)
    url, anna = f"{BASE}/visits/{stay.id}/holding", as_("anna")
    page = anna.get(url).text
    assert "Ask Soria what a van costs." in page and "Send the plan to Soria." in page
    assert anna.post(url, data={"done": str(other.id)}).status_code == 303
    db.session.rollback()
    assert stay.state == "held"
    assert (asked.done_at, other.done_by.name) == (None, "Anna Keller")


def test_one_that_is_no_longer_open_cannot_be_ticked(as_, asked, stay):
    agreed(stay)
    as_("diego").post(f"{BASE}/takeaways/{asked.id}/completion")
    url = f"{BASE}/visits/{stay.id}/holding"
    answer = as_("anna", htmx=True).post(url, data={"done": str(asked.id)})
    assert answer.status_code == 422
    db.session.rollback()
    assert stay.state == "agreed"  # nothing is half done


def test_a_note_in_the_bin_asks_for_nothing(as_, asked, note, stay, following):
    act(lambda: stay.cancel("Ill.", by=person("anna")))
    as_("anna").post(f"{BASE}/notes/{note.id}/removal")
    assert "van costs" not in as_("anna").get(f"{BASE}/visits/{following.id}").text
    waiting = as_("diego", htmx=True).get(f"{BASE}/overview/waiting")
    assert waiting.status_code == 200 and "van costs" not in waiting.text
