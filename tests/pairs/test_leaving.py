"""What somebody who leaves had stays with their city, listed for the next person."""

import pytest

from app import jobs
from app.claims.models import Claim
from app.comments import threads
from app.comments.threads import open_thread
from app.events import act
from app.extensions import db
from app.hosting.models import Duty
from app.news.models import News
from app.notes.models import Note
from app.pairs.memberships import Membership
from app.plans.models import Plan
from app.takeaways.models import Takeaway
from app.visits.models import Visit
from tests.cast import TODAY, person
from tests.claims import story

BASE = "/pairs/cologne-soria"


@pytest.fixture
def had(pair) -> dict[str, int]:
    """One of each, lena's of Cologne."""
    anna, lena = person("anna"), person("lena")
    cologne, soria = pair.cities[:2]
    stops = [(cologne.id, TODAY, TODAY)]
    visit = act(lambda: Visit.plan(pair, by=anna, cities=[soria.id], title="Here", stops=stops))
    note = act(lambda: Note.start(pair, by=anna, title="Ours", visit=visit))
    taken = act(
        lambda: Takeaway.mark(
            note, "follow_up", "Ask the mayor.", by=anna, owner=lena, city=cologne
        )
    )
    duty = act(lambda: Duty.add(visit, by=anna, title="Fetch them", city=cologne, owner=lena))
    section = Plan.of(pair.id).sections[0]
    facts = {"heading": section.heading, "owner": lena, "writers": []}
    act(lambda: section.change(section.version, by=anna, **facts))
    thread = act(lambda: open_thread(note, "Is it so?", by=anna))
    act(lambda: threads.assign(thread, lena, by=anna))
    claim = story.draft(story.visit())
    claim.drafted_by = lena
    db.session.commit()
    return {
        "takeaway": taken.id,
        "duty": duty.id,
        "section": section.id,
        "thread": thread.id,
        "claim": claim.id,
    }


def leave(pair, name: str = "lena") -> None:
    member = Membership.of(pair.id, person(name).id)
    maria = person("maria")
    act(lambda: member.remove(by=maria), by=maria)


def test_nothing_is_left_while_they_are_there(as_, had):
    assert "Take it over" not in as_("anna").get(f"{BASE}/people").text


def test_it_is_listed_for_their_city(as_, had, pair, heard):
    leave(pair)
    page = as_("anna").get(f"{BASE}/people").text
    assert "Take it over" in page and "Lena Vogt" in page
    for words in ("Ask the mayor.", "Fetch them", "Draft of a claim", "Section of the plan"):
        assert words in page, words
    assert "Take it over" not in as_("diego").get(f"{BASE}/people").text
    assert "Take it over" not in as_("marek").get(f"{BASE}/people").text
    news = db.session.query(News).filter_by(kind="left").all()
    assert [one.person.name for one in news] == ["Anna Keller"]
    assert f"people-{pair.id}-left" in heard("anna")
    while jobs.work_once():
        pass


@pytest.mark.parametrize("kind", ["takeaway", "duty", "section", "thread", "claim"])
def test_taken_over(as_, had, pair, kind):
    leave(pair)
    url, anna = f"{BASE}/people/left/{kind}/{had[kind]}", as_("anna", htmx=True)
    before = anna.get(f"{BASE}/people/left").text.count("Take it over")
    answer = anna.post(url)
    assert answer.status_code == 200 and answer.text.count("Take it over") == before - 1
    db.session.rollback()
    owner = {
        "takeaway": lambda: db.session.get_one(Takeaway, had[kind]).owner,
        "duty": lambda: db.session.get_one(Duty, had[kind]).owner,
        "section": lambda: Plan.of(pair.id).sections[0].owner,
        "thread": lambda: db.session.get_one(threads.Thread, had[kind]).assignee,
        "claim": lambda: db.session.get_one(Claim, had[kind]).drafted_by,
    }[kind]()
    assert owner.name == "Anna Keller"
    again = anna.post(url)
    assert again.status_code == 422 and "Somebody sees to this already" in again.text


def test_not_what_somebody_still_has_nor_another_citys(as_, had, pair):
    url = f"{BASE}/people/left/takeaway/{had['takeaway']}"
    assert as_("anna").post(url).status_code == 422
    leave(pair)
    assert as_("diego").post(url).status_code == 422
    assert as_("marek").post(url).status_code == 403
    assert as_("maria").post(url).status_code == 404
    assert as_("sean").post(url).status_code == 404


def test_a_claim_is_taken_over_by_who_may_file_it(as_, had, pair):
    act(lambda: _another_contributor(pair))
    leave(pair)
    ben = as_("ben")
    assert "Draft of a claim" not in ben.get(f"{BASE}/people").text
    assert ben.post(f"{BASE}/people/left/claim/{had['claim']}").status_code == 404
    assert ben.post(f"{BASE}/people/left/duty/{had['duty']}").status_code == 303


def _another_contributor(pair):
    from app.accounts.models import Person

    who = Person.known_as("ben@example.org", "Ben")
    return Membership.start(pair, who, "contributor", pair.cities[0], by=person("anna"))
