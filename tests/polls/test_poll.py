"""A poll on a visit's days: asked, answered, summed by city, chosen."""

from datetime import date, time, timedelta

import pytest

from app import clock
from app.errors import Refused
from app.events import act
from app.extensions import db
from app.polls.models import Poll
from app.polls.respondents import Respondent
from app.visits import agreement
from app.visits.models import Visit
from tests.cast import TODAY, on_both
from tests.queries import count_queries
from tests.visits import conftest as visits
from tests.visits.conftest import BASE, FIRST, LAST

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
STAYS = [(FIRST, LAST), (date(2027, 1, 5), date(2027, 1, 7))]


def url(visit, *parts):
    return "/".join(map(str, (BASE, visit.id, "poll", *parts)))


def rows(stays):
    return {
        f"options-{n}-{name}": str(day)
        for n, days in enumerate(stays)
        for name, day in zip(("from_on", "to_on"), days, strict=True)
    }


@pytest.fixture
def poll(idea, cast):
    return act(lambda: Poll.ask(idea, STAYS, by=cast["anna"]), by=cast["anna"])


@pytest.fixture
def says(as_, poll):
    def one(name, *values):
        given = {f"option-{o.id}": v for o, v in zip(poll.options, values, strict=False) if v}
        return as_(name, htmx=True).post(url(poll.visit, "answer"), data=given)

    return one


@on_both
def test_it_is_asked_and_everybody_hears(as_, idea, heard):
    form = as_("anna").get(url(idea, "new")).text
    assert f'value="{FIRST}"' in form
    page = as_("anna", htmx=True).post(url(idea), data=rows(STAYS) | {"remarks": "By train?"}).text
    assert "8–10 December 2026" in page and "5–7 January 2027" in page and "By train?" in page
    for name in ("diego", "ines"):
        assert f"visit-{idea.id}-poll" in heard(name)
        assert "5–7 January 2027" in as_(name).get(f"{BASE}/{idea.id}").text
    assert 'aria-current="page"' in as_("diego").get(url(idea)).text.split("Claims")[0]
    assert "asks when people can come" in as_("lena").get("/pairs/cologne-soria/activity").text
    waits = as_("diego").get("/pairs/cologne-soria").text.split("Latest activity")[0]
    assert "Say when you can come" in waits
    again = as_("anna", htmx=True).post(url(idea), data=rows(STAYS))
    assert again.status_code == 422 and "There is a poll already" in again.text


@pytest.mark.parametrize(
    ("stays", "said"),
    [
        ([STAYS[0]], "at least two stays"),
        ([STAYS[0], (LAST, FIRST)], "The last day is before the first day."),
        ([STAYS[0], (date(26, 1, 5), date(26, 1, 7))], "Please look at the year."),
        ([STAYS[0], ("", "2027-01-07")], "This field is required."),
        ([STAYS[0], (date(2026, 1, 5), date(2026, 1, 7))], "These days are over."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(as_, idea, stays, said):
    data = rows(stays) | {"remarks": "By train?"}
    answer = as_("anna", htmx=True).post(url(idea), data=data)
    assert answer.status_code == 422 and said in answer.text and "By train?" in answer.text
    assert Poll.of(idea) is None


def test_a_row_more_or_less_stores_nothing(as_, idea):
    more = as_("anna", htmx=True).post(url(idea), data=rows(STAYS) | {"row": "add"}).text
    assert "options-2-from_on" in more and Poll.of(idea) is None


@on_both
def test_answers_are_summed_by_city(as_, poll, says):
    says("anna", "yes", "no")
    says("lena", "if_need_be", "no")
    says("diego", "no", "yes")
    page = says("ibai", "yes", "yes").text
    first, second = page.split('id="poll_option-2"')
    assert "Cologne: 1 yes, 1 if need be" in first and "Soria: 1 no" in first
    assert "Cologne: 2 no" in second and "Soria: 1 yes" in second
    assert "Every city has someone" not in page
    page = says("diego", "if_need_be", "yes").text
    assert "Every city has someone" in page.split('id="poll_option-2"')[0]
    # Experts may answer and stand for no city.
    assert "Others: 1 yes" in says("marek", "yes").text
    waits = as_("diego").get("/pairs/cologne-soria").text.split("Latest activity")[0]
    assert "Say when you can come" not in waits


def test_what_suits_most_is_said_in_a_word(says, poll):
    for name in ("anna", "diego", "ibai"):
        page = says(name, "if_need_be", "yes").text
    assert "Suits most" in page.split('id="poll_option-2"')[1]
    assert "Suits most" not in page.split('id="poll_option-2"')[0]


def test_an_answer_says_something_and_an_auditor_none(as_, says, poll):
    empty = says("anna")
    assert empty.status_code == 422 and "Please say at least once" in empty.text
    assert says("vera", "yes").status_code == 403
    foreign = as_("anna", htmx=True).post(url(poll.visit, "answer"), data={"option-999": "yes"})
    assert foreign.status_code == 422


def test_other_days_are_suggested_and_taken_out(as_, poll, says):
    says("anna", "yes", "no")
    days = {"from_on": "2027-02-02", "to_on": "2027-02-03"}
    page = as_("diego", htmx=True).post(url(poll.visit, "options"), data=days).text
    assert "2–3 February 2027" in page
    assert "New" in as_("anna").get(url(poll.visit)).text.split("2–3 February")[1]
    twice = as_("diego", htmx=True).post(url(poll.visit, "options"), data=days)
    assert twice.status_code == 422 and "suggested already" in twice.text
    number = poll.options[0].id
    page = as_("anna", htmx=True).post(url(poll.visit, "options", number, "removal")).text
    assert "8–10 December 2026" not in page and "taken out" in page
    page = as_("anna", htmx=True).post(url(poll.visit, "options", number, "restoration")).text
    assert "8–10 December 2026" in page and "1 yes" in page


def test_after_the_last_day_for_answers_who_asked_chooses(as_, idea, cast, monkeypatch):
    last = TODAY + timedelta(3)
    ask = {"by": cast["anna"], "closes_on": last}
    found = act(lambda: Poll.ask(idea, STAYS, **ask), by=cast["anna"])
    later = clock.at(last + timedelta(1), time(9), "UTC")
    monkeypatch.setattr(clock, "source", lambda: later)
    options = {f"option-{found.options[0].id}": "yes"}
    late = as_("diego", htmx=True).post(url(idea, "answer"), data=options)
    assert late.status_code == 422 and "This poll is over." in late.text
    page = as_("anna").get(url(idea)).text
    assert "The last day for answers is over." in page and "Take out" not in page
    for name, waits in (("anna", True), ("diego", False)):
        overview = as_(name).get("/pairs/cologne-soria").text.split("Latest activity")[0]
        assert ("Choose the days of" in overview) == waits and "Say when you can" not in overview
    chosen = as_("anna", htmx=True).post(url(idea, "options", found.options[1].id, "choice"))
    assert "Chosen: 5–7 January 2027" in chosen.text


@on_both
def test_the_choice_becomes_the_visits_days_and_asks_for_the_yes_again(
    as_, poll, cast, cities, heard
):
    visit = poll.visit
    act(lambda: agreement.propose(visit, by=cast["anna"], city=cities["Cologne"]), by=cast["anna"])
    number = poll.options[1].id
    page = as_("diego", htmx=True).post(url(visit, "options", number, "choice")).text
    assert "Chosen: 5–7 January 2027" in page
    db.session.refresh(visit)
    assert (visit.from_on, visit.to_on) == STAYS[1]
    assert visit.terms == 2 and cities["Cologne"] in visit.waits_for
    assert f"visit-{visit.id}" in heard("ines")
    late = as_("ibai", htmx=True).post(url(visit, "options", poll.options[0].id, "choice"))
    assert late.status_code == 422 and "This poll is over." in late.text
    assert visit.from_on == STAYS[1][0]
    assert (
        as_("anna", htmx=True)
        .post(url(visit, "answer"), data={f"option-{number}": "yes"})
        .status_code
        == 422
    )


def test_several_stops_move_together(pair, cities, cast):
    stops = [
        (cities["Vitoria-Gasteiz"].id, FIRST, FIRST + timedelta(1)),
        (cities["Soria"].id, FIRST + timedelta(1), LAST),
    ]
    about = {"title": "Two stops", "cities": [cities["Cologne"].id], "stops": stops}
    visit = act(lambda: Visit.plan(pair, by=cast["anna"], **about), by=cast["anna"])
    short = (date(2027, 3, 2), date(2027, 3, 2))
    longer = (date(2027, 3, 2), date(2027, 3, 6))
    poll = act(lambda: Poll.ask(visit, [short, longer], by=cast["anna"]), by=cast["anna"])
    with pytest.raises(Refused, match="need more days"):
        act(lambda: poll.options[0].choose(by=cast["anna"]), by=cast["anna"])
    act(lambda: poll.options[1].choose(by=cast["anna"]), by=cast["anna"])
    found = [(s.city.name, s.from_on.day, s.to_on.day) for s in visit.stops]
    assert found == [("Vitoria-Gasteiz", 2, 3), ("Soria", 3, 6)]


def test_closed_without_a_choice_and_opened_again(as_, poll):
    page = as_("anna", htmx=True).post(url(poll.visit, "closing")).text
    assert "closed without a choice" in page and "Choose these days" not in page
    page = as_("anna", htmx=True).post(url(poll.visit, "reopening")).text
    assert "Choose these days" in page


@pytest.mark.parametrize("name", ["marek", "ines", "vera"])
def test_who_reads_only(as_, poll, name):
    assert "5–7 January 2027" in as_(name).get(url(poll.visit)).text
    for part in ("", "options", "closing", "guests", f"options/{poll.options[0].id}/choice"):
        assert as_(name).post(url(poll.visit, part).rstrip("/")).status_code == 403


def test_an_agreed_visit_has_no_new_poll(as_, agreed):
    answer = as_("anna", htmx=True).post(url(agreed), data=rows(STAYS))
    assert answer.status_code == 422 and Poll.of(agreed) is None


def test_more_answers_cost_no_more_queries(as_, poll, cast):
    def asked():
        with count_queries() as sent:
            as_("ines").get(url(poll.visit))
        return len(sent)

    options = {poll.options[0].id: "yes"}
    speak = Respondent.speak
    act(lambda: speak(poll, options, "", by=cast["anna"], city=None), by=cast["anna"])
    asked()
    before = asked()
    for name in ("lena", "diego", "ibai", "marek"):
        who = cast[name]
        act(lambda who=who: speak(poll, options, "", by=who, city=None), by=who)
    assert asked() == before
