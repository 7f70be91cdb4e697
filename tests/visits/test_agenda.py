"""The agenda of a visit: items in their order, within its days, on the host's clock."""

from datetime import date, time

import pytest

from app.events import act
from app.extensions import db
from app.visits.agenda import AgendaItem
from tests.queries import count_queries
from tests.visits.conftest import BASE, FIRST


def url(visit, *parts):
    return "/".join(map(str, (BASE, visit.id, "agenda", *parts)))


@pytest.fixture
def add(idea, cast):
    def item(title, starts, minutes=60, day=FIRST):
        facts = {"title": title, "starts": time.fromisoformat(starts), "minutes": minutes}
        return act(lambda: AgendaItem.add(idea, by=cast["anna"], day=day, **facts), by=cast["anna"])

    return item


def form(**more):
    return {
        "title": "One-stop shop",
        "kind": "site_visit",
        "day": "2026-12-08",
        "starts": "10:00",
        "minutes": "90",
        "place": "Old town",
        "lead": "Ibai",
        "remarks": "Bring a coat.",
    } | more


def test_an_item_is_added_in_place_and_others_hear(as_, idea, heard):
    page = as_("anna", htmx=True).post(url(idea), data=form(once="a"))
    assert page.text.startswith(f'<section id="visit-{idea.id}-agenda"')
    for words in ("One-stop shop", "10:00–11:30", "Site visit", "Old town", "Bring a coat."):
        assert words in page.text
    assert f"visit-{idea.id}-agenda" in heard("lena")
    assert f"visit-{idea.id}-agenda" not in heard("ines")  # not published yet
    assert as_("anna").post(url(idea), data=form(once="a")).status_code == 303
    assert len(AgendaItem.of(idea)) == 1


def test_the_form_begins_after_the_last_item_of_the_day(as_, idea, add):
    add("Walk", "09:30", 45)
    page = as_("anna").get(url(idea, "new") + "?day=2026-12-08").text
    assert 'value="10:15"' in page
    assert page.count("<h1") == 1
    assert 'value="09:00"' in as_("anna").get(url(idea, "new") + "?day=2026-12-09").text


def test_the_readers_own_clock_stands_beside_where_it_differs(as_, idea, add, cast):
    add("Walk", "09:30", 45)
    assert "for you" not in as_("anna").get(url(idea)).text
    cast["anna"].zone = "Europe/Lisbon"
    db.session.commit()
    assert "08:30–09:15 for you" in as_("anna").get(url(idea)).text


def test_an_over_run_is_said_in_words(as_, idea, add):
    add("Walk", "09:30", 45)
    add("Talk", "10:00")
    page = as_("lena").get(url(idea)).text
    assert "Goes on for 15 minutes after “Talk” begins." in page


def test_up_and_down_keep_the_time_taken_and_the_gap(as_, idea, add):
    walk, talk = add("Walk", "09:00", 30), add("Talk", "10:00", 60)
    page = as_("anna", htmx=True).post(url(idea, talk.id, "place"), data={"step": "up"}).text
    assert page.index("Talk") < page.index("Walk")
    assert [(i.title, i.starts) for i in AgendaItem.of(idea)] == [
        ("Talk", time(9)),
        ("Walk", time(10, 30)),
    ]
    button = page[page.index(f'id="agenda_item-{talk.id}-up"') :]
    assert "autofocus" in button[: button.index(">")]
    as_("anna").post(url(idea, talk.id, "place"), data={"step": "down"})
    assert (walk.starts, talk.starts) == (time(9), time(10))


def test_the_edges_of_a_day(as_, idea, add):
    only = add("Walk", "09:00")
    answer = as_("anna", htmx=True).post(url(idea, only.id, "place"), data={"step": "up"})
    assert answer.status_code == 422
    assert "There is nothing further in this day." in answer.text


def test_to_another_day(as_, idea, add):
    walk = add("Walk", "09:00")
    data = {"day": "2026-12-10"}
    page = as_("anna", htmx=True).post(url(idea, walk.id, "place"), data=data)
    assert page.status_code == 200
    assert (walk.day, walk.starts) == (date(2026, 12, 10), time(9))
    far = as_("anna", htmx=True).post(url(idea, walk.id, "place"), data={"day": "2027-12-10"})
    assert far.status_code == 422


def test_a_day_that_is_none_any_more_says_so_above_the_days(as_, idea, add):
    walk = add("Walk", "09:30")
    answer = as_("anna", htmx=True).post(url(idea, walk.id, "place"), data={"day": "2027-12-24"})
    assert answer.status_code == 422 and "This day is outside the visit." in answer.text


def test_moved_once_by_a_double_click(as_, idea, add):
    _a, _b, last = add("A", "09:00"), add("B", "10:00"), add("C", "11:00")
    for _ in "12":
        as_("anna").post(url(idea, last.id, "place"), data={"step": "up", "once": "m"})
    assert [item.title for item in AgendaItem.of(idea)] == ["A", "C", "B"]


def test_a_stale_form_shows_both(as_, idea, add):
    walk = add("Walk", "09:00")
    data = form(version=walk.version)
    as_("diego").post(url(idea, walk.id), data=data | {"title": "Theirs"})
    answer = as_("anna", htmx=True).post(url(idea, walk.id), data=data | {"title": "Mine"})
    assert answer.status_code == 409
    assert "<q>Theirs</q>" in answer.text
    assert 'value="Mine"' in answer.text


def test_bad_input_gets_a_sentence(as_, idea):
    cases = [
        ({"title": " "}, "title", "This field is required."),
        ({"starts": "25:00"}, "starts", "Not a valid time value."),
        ({"minutes": "-5"}, "minutes", "between 5 and 1440"),
        ({"day": "2027-05-01"}, "day", "Not a valid choice."),
        ({"kind": "party"}, "kind", "Not a valid choice."),
    ]
    for data, field, sentence in cases:
        answer = as_("anna", htmx=True).post(url(idea), data=form(**data))
        assert answer.status_code == 422, data
        assert f'id="item-{field}-error"' in answer.text, data
        assert sentence in answer.text, data
    assert AgendaItem.of(idea) == []


def test_removed_with_undo(as_, idea, add):
    walk, client = add("Walk", "09:00"), as_("anna", htmx=True)
    pages = [client.post(url(idea, walk.id, "removal"), data={"once": "r"}).text for _ in "12"]
    assert all(url(idea, walk.id, "restoration") in page for page in pages)
    assert AgendaItem.of(idea) == []
    assert client.get(url(idea, walk.id, "edit")).status_code == 404
    assert "Walk" in client.post(url(idea, walk.id, "restoration")).text
    plain = as_("anna").post(url(idea, walk.id, "removal"))
    assert plain.status_code == 303
    assert url(idea, walk.id, "restoration") in as_("anna").get(plain.location).text


def test_items_outside_the_days_are_still_shown(as_, idea, add):
    add("Walk", "09:00")
    idea.stops[0].from_on = date(2026, 12, 9)
    db.session.commit()
    page = as_("anna").get(url(idea)).text
    assert "Not a day of this visit" in page
    assert "Walk" in page


def test_a_note_is_written_at_the_item(as_, idea, add):
    walk = add("Walk", "09:00")
    link = f"/pairs/cologne-soria/notes/new?agenda_item={walk.id}"
    assert link in as_("lena").get(url(idea)).text
    assert link not in as_("marek").get(url(idea)).text


def test_who_may(as_, idea, add):
    walk = add("Walk", "09:00")
    for name in ("marek", "ines", "vera"):
        assert as_(name).get(url(idea, walk.id, "edit")).status_code == 403
        assert as_(name).post(url(idea), data=form()).status_code == 403
        for act_ in ((), ("place",), ("removal",), ("restoration",)):
            assert as_(name).post(url(idea, walk.id, *act_), data=form()).status_code == 403
        assert "Move up" not in as_(name).get(url(idea)).text
    assert as_("sean").post(url(idea, walk.id, "place"), data={"step": "up"}).status_code == 404


def test_the_agenda_of_a_cancelled_visit_stays_as_it_was(as_, idea, add):
    walk = add("Walk", "09:00")
    as_("anna").post(f"{BASE}/{idea.id}/cancellation", data={"reason": "No trains."})
    for act_ in ("removal", "place"):
        answer = as_("anna", htmx=True).post(url(idea, walk.id, act_), data={"day": "2026-12-09"})
        assert answer.status_code == 422
        assert "the visit has changed meanwhile" in answer.text
    assert (walk.day, walk.removed_at) == (FIRST, None)


def test_the_queries_do_not_grow_with_the_items(as_, idea, add):
    def queries():
        db.session.rollback()
        with count_queries() as sent:
            assert as_("anna").get(f"{BASE}/{idea.id}").status_code == 200
        return len(sent)

    add("Walk", "09:00")
    one = queries()
    for n in range(9):
        add(f"Talk {n}", f"{10 + n}:00")
    assert queries() == one
