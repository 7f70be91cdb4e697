"""A visit in two browsers: its agenda by keyboard, its form with rows, what the other one sees."""

from datetime import date, time

import pytest
from playwright.sync_api import expect

from app.events import act
from app.extensions import db
from app.pairs.models import Pair
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from tests.cast import person

pytestmark = pytest.mark.browser
BASE = "/pairs/cologne-soria/visits"
DAY = date(2026, 12, 8)


@pytest.fixture
def trip(site):
    """The ids of a visit, a walk and a talk: Cologne goes to Soria, both on the first day."""
    with site.app.app_context():
        pair, anna = db.session.query(Pair).filter_by(slug="cologne-soria").one(), person("anna")
        cologne, soria = pair.twins
        stops = [(soria.id, DAY, DAY.replace(day=9))]
        facts = {"title": "To Soria", "cities": [cologne.id], "stops": stops}
        visit = act(lambda: Visit.plan(pair, by=anna, **facts), by=anna)
        ids = [visit.id]
        for hour, title in ((9, "Walk"), (10, "Talk")):
            facts = {"day": DAY, "starts": time(hour), "minutes": 60, "title": title}
            item = act(lambda f=facts: AgendaItem.add(visit, by=anna, **f), by=anna)
            ids.append(item.id)
        db.session.remove()
    return ids


def test_an_item_is_dragged_to_another_day_and_aside(trip, visit_as):
    visit, walk, talk = trip
    anna, diego = (visit_as(name, f"{BASE}/{visit}") for name in ("anna", "diego"))
    item = anna.locator(f"#agenda_item-{talk}")
    item.hover()
    there(anna)
    item.drag_to(anna.locator(f"[data-day='{DAY.replace(day=9)}']"))
    expect(anna.locator(f"ol[data-day='{DAY.replace(day=9)}'] .agenda__title")).to_have_text("Talk")
    expect(diego.locator(f"ol[data-day='{DAY.replace(day=9)}']")).to_contain_text("09:00–10:00")
    anna.locator(f"#agenda_item-{walk}").drag_to(item, target_position={"x": 200, "y": 40})
    expect(titles(anna)).to_have_text(["Talk", "Walk"])
    expect(diego.locator(f"#agenda_item-{walk}")).to_contain_text("10:00–11:00")
    item.drag_to(anna.locator("[data-day='']"))
    expect(anna.locator(".agenda--loose .agenda__title")).to_have_text("Talk")
    expect(diego.locator(".agenda--loose .agenda__title")).to_have_text("Talk")


def there(page):
    """The bundle that drags has come: it is loaded when somebody comes near."""
    asked = "performance.getEntriesByType('resource').some(({name}) => /agenda-.*js/.test(name))"
    for _ in range(50):
        if page.evaluate(asked):
            page.wait_for_timeout(200)
            return
        page.wait_for_timeout(100)
    raise AssertionError("no agenda.js")


def titles(page):
    return page.locator(".agenda__title")


def test_an_item_moves_by_keyboard_and_the_other_sees_it(trip, visit_as):
    visit, walk, talk = trip
    anna, diego = (visit_as(name, f"{BASE}/{visit}") for name in ("anna", "diego"))
    button = anna.locator(f"#agenda_item-{talk}-up")
    button.focus()
    anna.keyboard.press("Enter")
    expect(titles(anna)).to_have_text(["Talk", "Walk"])
    expect(titles(diego)).to_have_text(["Talk", "Walk"])
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-disabled", "true")
    anna.keyboard.press("Enter")  # at the edge: nothing happens, and nothing breaks
    anna.locator(f"#agenda_item-{walk}-menu").focus()
    anna.keyboard.press("Enter")
    anna.keyboard.press("Tab")
    anna.keyboard.press("Tab")
    anna.keyboard.press("Enter")
    expect(anna.locator("ol.agenda")).to_have_count(2)
    expect(anna.locator(f"#agenda_item-{walk}-menu")).to_be_focused()
    expect(diego.locator("ol.agenda")).to_have_count(2)


def test_an_item_is_added_removed_and_brought_back_in_place(trip, visit_as):
    visit, walk, _talk = trip
    anna, diego = (visit_as(name, f"{BASE}/{visit}") for name in ("anna", "diego"))
    anna.locator(f"#visit-{visit}-add-2026-12-08").click()
    expect(anna.get_by_role("textbox", name="What")).to_be_focused()
    expect(anna.get_by_label("Begins")).to_have_value("11:00")
    anna.get_by_role("textbox", name="What").fill("Lunch")
    anna.keyboard.press("Enter")
    expect(titles(anna)).to_have_text(["Walk", "Talk", "Lunch"])
    expect(titles(diego)).to_have_text(["Walk", "Talk", "Lunch"])
    anna.locator(f"#agenda_item-{walk}-menu").click()
    anna.locator(f"#agenda_item-{walk}").get_by_role("button", name="Remove").click()
    expect(titles(diego)).to_have_text(["Talk", "Lunch"])
    anna.get_by_role("button", name="Undo").click()
    expect(titles(anna)).to_have_text(["Walk", "Talk", "Lunch"])
    expect(titles(diego)).to_have_text(["Walk", "Talk", "Lunch"])
    assert anna.url.endswith(f"{BASE}/{visit}")


def test_an_open_form_is_left_alone_while_others_change_the_agenda(trip, visit_as):
    visit, walk, talk = trip
    anna, diego = (visit_as(name, f"{BASE}/{visit}") for name in ("anna", "diego"))
    diego.locator(f"#agenda_item-{walk}-menu").click()
    diego.locator(f"#agenda_item-{walk}").get_by_role("link", name="Change").click()
    diego.get_by_role("textbox", name="What").fill("A longer walk")
    anna.locator(f"#agenda_item-{talk}-up").click()
    expect(diego.locator(f"#visit-{visit}-agenda .notice--changed")).to_be_visible()
    expect(diego.get_by_role("textbox", name="What")).to_have_value("A longer walk")
    diego.get_by_role("button", name="Save").click()
    expect(diego.get_by_text("Somebody else changed this")).to_be_visible()
    expect(diego.get_by_role("textbox", name="What")).to_have_value("A longer walk")
    diego.get_by_role("button", name="Save").click()
    # Anna's hand is still on her button: she is told, and looks when she likes.
    anna.get_by_role("button", name="Show").click()
    expect(titles(anna).filter(has_text="A longer walk")).to_be_visible()


def test_a_visit_is_planned_with_two_stops_and_agreed(visit_as):
    anna = visit_as("anna", f"{BASE}/new")
    anna.get_by_label("What is it called?").fill("Two cities")
    first = anna.get_by_role("group", name="Stop 1")
    first.get_by_label("Host city").select_option(label="Soria")
    first.get_by_label("First day").fill("2027-01-12")
    first.get_by_label("Last day").fill("2027-01-14")
    anna.get_by_role("button", name="Add a stop").click()
    second = anna.get_by_role("group", name="Stop 2")
    second.get_by_label("Host city").select_option(label="Vitoria-Gasteiz")
    second.get_by_label("First day").fill("2027-01-14")
    second.get_by_label("Last day").fill("2027-01-13")
    anna.get_by_label("Cologne", exact=True).check()
    anna.get_by_role("button", name="Save").last.click()
    expect(second.get_by_text("The last day is before the first day.")).to_be_visible()
    second.get_by_label("Last day").fill("2027-01-15")
    anna.get_by_role("button", name="Save").last.click()
    anna.wait_for_url("**/visits/1")
    diego = visit_as("diego", f"{BASE}/1")
    anna.get_by_role("button", name="Propose this visit").click()
    expect(anna.get_by_text("Yes from Cologne")).to_be_visible()
    diego.get_by_role("button", name="Say yes for Soria").click()
    expect(anna.get_by_text("Yes from Soria")).to_be_visible()
    expect(diego.get_by_text("Still to say yes")).to_be_visible()
