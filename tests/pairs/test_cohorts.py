"""Cohorts: created with defaults, changed under a version, refused beside the field."""

import pytest
from bs4 import BeautifulSoup

from app.extensions import db
from app.pairs.programmes import Cohort
from tests.queries import count_queries


def fields(client, url):
    """What a form holds, as a browser would send it."""
    page = BeautifulSoup(client.get(url).text, "html.parser").find("main")
    sent = {}
    for one in page.find_all(["input", "textarea", "select"]):
        if one.get("type") == "checkbox" and not one.has_attr("checked"):
            continue
        if one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            sent[one["name"]] = chosen["value"]
        else:
            sent[one["name"]] = one.text.lstrip("\n") if one.name == "textarea" else one["value"]
    return sent


def newest():
    return db.session.query(Cohort).order_by(Cohort.number.desc()).first()


def test_a_cohort_starts_with_the_programmes_defaults(app, as_):
    maria = as_("maria")
    form = fields(maria, "/cohorts/new") | {"name": "Cohort 2", "pot": "60.000,00"}
    answer = maria.post("/cohorts", data=form)
    assert answer.status_code == 303
    made = newest()
    assert (made.number, made.name, made.pot, made.seat_cap) == (2, "Cohort 2", 6_000_000, 90_000)
    assert len(made.outline) == 10 and made.outline[0].guidance
    assert len(made.milestones) == 5 and made.paid_by_another
    page = maria.get(answer.location).text
    assert "Cohort 2" in page and "€60,000.00" in page
    again = maria.post("/cohorts", data=form)
    assert again.location == answer.location and newest().number == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required"),
        ("pot", "12,345", "read in two ways"),
        ("seat_cap", "0", "above zero"),
        ("months", "0", "between 1 and 60"),
        ("milestone_lines", "someday Kick-off", "is no milestone"),
        ("milestone_lines", "2026-02-30 Kick-off", "is no milestone"),
        ("outline_lines", "", "at least one heading"),
        ("last_claim_date", "2001-01-01", "before the cohort starts"),
        ("rate_source", "mine", "Not a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field(app, as_, field, value, words):
    maria = as_("maria", htmx=True)
    form = fields(as_("maria"), "/cohorts/new") | {"name": "X", "pot": "1", field: value}
    answer = maria.post("/cohorts", data=form)
    assert answer.status_code == 422 and newest().number == 1
    error = BeautifulSoup(answer.text, "html.parser").find(id=f"{field}-error")
    assert words in error.text


def test_milestones_and_outline_change_and_make_a_new_version(app, as_):
    maria = as_("maria")
    form = fields(maria, "/cohorts/1/edit")
    form["milestone_lines"] = "1.4.2026 Kick-off\n01/05/2027: The end"
    form["outline_lines"] = "Only one\nSay it all.\n\nAnd another"
    version = newest().version
    assert maria.post("/cohorts/1", data=form).status_code == 303
    db.session.expire_all()
    changed = newest()
    assert [m.on.isoformat() for m in changed.milestones] == ["2026-04-01", "2027-05-01"]
    assert [(o.heading, o.guidance) for o in changed.outline] == [
        ("Only one", "Say it all."),
        ("And another", ""),
    ]
    assert changed.version == version + 1


def test_a_form_that_was_open_too_long_shows_both_texts(app, as_):
    maria, tom = as_("maria"), as_("tom")
    first, second = fields(maria, "/cohorts/1/edit"), fields(tom, "/cohorts/1/edit")
    assert maria.post("/cohorts/1", data=first | {"name": "Hers"}).status_code == 303
    answer = tom.post("/cohorts/1", data=second | {"name": "His"})
    assert answer.status_code == 409
    assert "Hers" in answer.text and "His" in answer.text
    again = second | {"name": "His", "once": "new", "version": str(newest().version)}
    assert tom.post("/cohorts/1", data=again).status_code == 303
    db.session.expire_all()
    assert newest().name == "His"


def test_the_pot_is_never_less_than_was_given_and_the_cap_stays(app, as_):
    maria = as_("maria")
    form = fields(maria, "/cohorts/1/edit")
    less = maria.post("/cohorts/1", data=form | {"pot": "100"})
    assert less.status_code == 422 and "is given to pairs already" in less.text
    cap = maria.post("/cohorts/1", data=form | {"seat_cap": "1000", "once": "x"})
    assert cap.status_code == 422 and "needs two managers" in cap.text


@pytest.mark.parametrize("name", ["anna", "vera", "sean", "ines"])
def test_others_do_not_learn_of_cohorts(app, as_, name):
    for url in ("/cohorts", "/cohorts/new", "/cohorts/1", "/cohorts/1/edit"):
        assert as_(name).get(url).status_code == 404
    assert as_(name).post("/cohorts", data={}).status_code == 404
    assert as_(name).post("/cohorts/1", data={}).status_code == 404


def test_the_list_asks_the_same_however_many_cohorts(app, as_):
    maria = as_("maria")
    with count_queries() as one:
        maria.get("/cohorts")
    for n in range(4):
        form = fields(maria, "/cohorts/new") | {"name": f"Cohort {n}", "pot": "1"}
        maria.post("/cohorts", data=form)
    with count_queries() as more:
        maria.get("/cohorts")
    assert len(more) == len(one)
