"""The agenda as a whole: a draft until it is published, topics without a place, blocks, drops, and
a copy of an earlier one."""

import re
from datetime import time, timedelta

from app.events import act
from app.extensions import db
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from tests.visits.conftest import BASE, FIRST
from tests.visits.test_agenda import add, form, url

__all__ = ["add"]


def titles(page):
    return re.findall(r'agenda__title">([^<]+)<', page)


def test_a_draft_is_seen_by_those_who_plan_it_only(as_, idea, add, heard):
    add("Walk", "09:30", 45)
    for name in ("marek", "ines"):
        page = as_(name).get(f"{BASE}/{idea.id}").text
        assert "Walk" not in page and "The agenda is not published yet." in page
        assert "Walk" not in as_(name).get("/pairs/cologne-soria/activity").text
    for name in ("lena", "diego", "maria", "vera"):
        assert "Walk" in as_(name).get(url(idea)).text
    assert "Draft" in as_("lena").get(url(idea)).text
    answer = as_("lena", htmx=True).post(url(idea, "publication"))
    assert answer.status_code == 200 and "Published on" in answer.text
    assert f"visit-{idea.id}-agenda" in heard("ines")
    assert "Walk" in as_("ines").get(url(idea)).text
    assert "published the agenda of" in as_("ines").get("/pairs/cologne-soria/activity").text
    assert as_("lena").post(url(idea, "withdrawal")).status_code == 303
    assert "Walk" not in as_("ines").get(url(idea)).text
    assert as_("marek").post(url(idea, "publication")).status_code == 403


def test_a_topic_waits_for_its_place_and_goes_back(as_, idea, add):
    facts = {"day": "", "starts": "", "once": "t"}
    page = as_("anna", htmx=True).post(url(idea), data=form(**facts)).text
    (item,) = AgendaItem.loose(idea)
    assert AgendaItem.of(idea) == [] and page.index("Not yet placed") < page.index(item.title)
    assert as_("anna").get(url(idea, "new") + "?day=").status_code == 200
    to = {"day": "2026-12-08"}
    as_("anna").post(url(idea, item.id, "place"), data=to)
    db.session.expire_all()
    assert [i.title for i in AgendaItem.of(idea)] == ["One-stop shop"]
    as_("anna").post(url(idea, item.id, "place"), data={"step": "aside"})
    db.session.expire_all()
    assert AgendaItem.of(idea) == [] and AgendaItem.loose(idea) == [item]
    assert "08:00" not in as_("ines").get(url(idea)).text


def test_a_placed_item_needs_its_time(as_, idea):
    answer = as_("anna", htmx=True).post(url(idea), data=form(starts=""))
    assert answer.status_code == 422 and "This field is required." in answer.text


def test_a_block_frames_what_lies_in_its_time_and_takes_it_along(as_, idea, add, cast):
    add("Before", "08:00", 60)
    facts = {"day": FIRST, "starts": time(9), "minutes": 180, "title": "Block", "kind": "block"}
    block = act(lambda: AgendaItem.add(idea, by=cast["anna"], **facts), by=cast["anna"])
    one, two = add("One", "09:00", 60), add("Two", "10:30", 60)
    add("After", "11:45", 60)
    page = as_("lena").get(url(idea)).text
    assert titles(page) == ["Before", "Block", "One", "Two", "After"]
    assert page.count("agenda--inner") == 1
    assert "Goes on for 15 minutes after “After” begins." in page
    as_("anna").post(url(idea, two.id, "place"), data={"step": "up"})
    as_("anna").post(url(idea, block.id, "place"), data={"step": "up"})
    page = as_("lena").get(url(idea)).text
    assert titles(page) == ["Block", "Two", "One", "Before", "After"]
    db.session.expire_all()
    assert (block.starts, two.starts, one.starts) == (time(8), time(8), time(9, 30))
    as_("anna").post(url(idea, block.id, "place"), data={"day": "2026-12-09"})
    db.session.expire_all()
    assert {block.day, one.day, two.day} == {FIRST + timedelta(1)}


def test_dropped_behind_another_it_begins_when_that_ends(as_, idea, add):
    walk, talk = add("Walk", "09:00", 30), add("Talk", "14:00", 60)
    other = add("Lunch", "12:00", 60, day=FIRST + timedelta(1))
    to = {"day": str(FIRST), "after": str(walk.id)}
    page = as_("anna", htmx=True).post(url(idea, other.id, "place"), data=to).text
    assert titles(page)[:3] == ["Walk", "Lunch", "Talk"] and "09:30–10:30" in page
    as_("anna").post(url(idea, talk.id, "place"), data={"day": str(FIRST), "after": "0"})
    db.session.expire_all()
    assert (talk.starts, other.starts) == (time(8), time(9, 30))
    gone = {"day": str(FIRST), "after": "9999"}
    answer = as_("anna", htmx=True).post(url(idea, talk.id, "place"), data=gone)
    assert answer.status_code == 422 and "Somebody has moved this item" in answer.text


def test_who_joins(as_, idea, cities):
    both = [str(cities["Cologne"].id)]
    page = as_("anna", htmx=True).post(url(idea), data=form(joins=both)).text
    assert "only Cologne" in page
    (item,) = AgendaItem.of(idea)
    assert "checked" in as_("anna").get(url(idea, item.id, "edit")).text
    strange = form(joins=["999"])
    assert as_("anna", htmx=True).post(url(idea), data=strange).status_code == 422


def test_the_agenda_of_an_earlier_visit_is_copied(as_, idea, add, cast, pair, heard):
    add("Walk", "09:00", 30)
    add("Farewell", "09:00", 30, day=idea.days[-1])
    add("Way home", "18:00", 60, day=idea.days[-1] + timedelta(1))
    later = short(pair, cast["anna"], idea)
    page = as_("anna").get(url(later, "copies", "new")).text
    assert idea.title in page
    answer = as_("anna", htmx=True).post(url(later, "copies"), data={"source": idea.id})
    assert answer.status_code == 200
    assert [(i.title, i.day) for i in AgendaItem.of(later)] == [("Walk", later.days[0])]
    assert sorted(i.title for i in AgendaItem.loose(later)) == ["Farewell", "Way home"]
    assert f"visit-{later.id}-agenda" in heard("lena")
    told = as_("lena").get("/pairs/cologne-soria/activity").text
    assert f"copied the agenda of {idea.title}" in told
    empty = as_("anna", htmx=True).post(url(idea, "copies"), data={"source": "999"})
    assert empty.status_code == 422


def short(pair, anna, idea):
    """A visit of one day, some time after."""
    day = idea.days[-1] + timedelta(40)
    stops = [(idea.stops[0].member_city_id, day, day)]
    guests = [one.member_city_id for one in idea.guests]
    return act(
        lambda: Visit.plan(pair, by=anna, cities=guests, title="Again", stops=stops), by=anna
    )
