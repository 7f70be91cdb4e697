"""The overview: its parts under each role's rights, and as live regions of their own."""

from collections import defaultdict

import brotli
import pytest
from bs4 import BeautifulSoup

from app.documents.models import Document
from app.events import act
from app.extensions import db
from app.notes.models import Note
from app.plans.models import Plan
from tests.queries import count_queries

PARTS = {"waiting", "time", "visits", "budget", "plan", "notes", "cities", "activity"}


def regions(page, pair_id):
    soup = BeautifulSoup(page, "html.parser")
    return {one["id"]: one["hx-get"] for one in soup.find_all(attrs={"hx-trigger": True})}


@pytest.mark.parametrize("name", ["anna", "lena", "marek", "ines", "maria", "vera"])
def test_each_role_sees_its_parts_and_each_part_reads_itself(app, as_, pair, name):
    page = as_(name).get("/pairs/cologne-soria")
    assert page.status_code == 200
    found = {url.rpartition("/")[2] for url in regions(page.text, pair.id).values()}
    money = name in ("anna", "maria", "vera")
    assert found == (PARTS if money else PARTS - {"budget"})
    assert ("€" in page.text) == money
    for part in PARTS:
        answer = as_(name, htmx=True).get(f"/pairs/cologne-soria/overview/{part}")
        assert answer.status_code == (200 if money or part != "budget" else 404)
        assert answer.status_code == 404 or len(regions(answer.text, pair.id)) == 1


def test_a_part_is_no_page_of_its_own(app, as_):
    answer = as_("anna").get("/pairs/cologne-soria/overview/notes")
    assert answer.status_code == 302 and answer.location == "/pairs/cologne-soria"
    assert as_("anna", htmx=True).get("/pairs/cologne-soria/overview/x").status_code == 404
    assert as_("sean").get("/pairs/cologne-soria").status_code == 404
    assert as_("sean").get("/pairs/cologne-soria/overview/notes").status_code == 404


def test_it_says_where_the_pair_stands(app, as_):
    page = as_("ines").get("/pairs/cologne-soria").text
    assert "Month 9 of 20" in page and "Next: Action plan on 1 October 2027." in page
    assert "Vitoria-Gasteiz" in page and "Ibai Etxarri" in page


def test_experts_see_shared_notes_and_sections_only(app, as_, cast, pair):
    anna = cast["anna"]
    secret = act(lambda: Note.start(pair, by=anna, title="Not yet"), by=anna)
    shown = act(lambda: Note.start(pair, by=anna, title="For all"), by=anna)
    act(lambda: shown.share(by=anna), by=anna)
    section = Plan.of(pair.id).sections[0]
    act(lambda: section.share(by=anna), by=anna)
    assert secret.id
    for name, all_of_it in (("lena", True), ("marek", False), ("ines", False)):
        page = as_(name).get("/pairs/cologne-soria").text
        assert "For all" in page and "Where we stand" in page
        assert ("Not yet" in page) == all_of_it
        assert ("What we will do" in page) == all_of_it


def test_the_others_hear_which_part_has_changed(app, cast, pair, heard):
    anna = cast["anna"]
    note = act(lambda: Note.start(pair, by=anna, title="Not yet"), by=anna)
    region = f"overview-{pair.id}-notes"
    assert region in heard("diego") and region in heard("maria")
    assert f"activity-{pair.id}" in heard("diego")
    assert region not in heard("marek") and heard("sean") == []
    act(lambda: note.share(by=anna), by=anna)
    assert region in heard("marek")


def test_what_waits_is_told_to_those_whom_it_waits_for(app, cast, pair, heard, monkeypatch):
    monkeypatch.setattr("app.events._within", defaultdict(list))  # there is no such claim
    from app.events import record
    from app.pairs.models import MemberCity

    cologne = db.session.query(MemberCity).filter_by(pair_id=pair.id, position=1).one()
    topic = f"city-{cologne.id}-money"
    anna = cast["anna"]
    act(
        lambda: record("claim.submitted", cologne, by=anna, audience=topic, pair_id=pair.id),
        by=anna,
    )
    for name in ("anna", "maria", "tom"):
        assert f"waiting-{cast[name].id}" in heard(name)
    for name in ("diego", "lena", "marek", "sean"):
        assert heard(name) == []


def test_it_is_small_on_the_wire(app, as_):
    page = as_("anna").get("/pairs/cologne-soria").data
    assert len(brotli.compress(page, quality=4)) < 15 * 1024


def test_it_asks_the_same_however_much_there_is(app, as_, cast, pair):
    anna, client = cast["anna"], as_("anna")
    act(lambda: Note.start(pair, by=anna, title="Note"), by=anna)
    with count_queries() as few:
        client.get("/pairs/cologne-soria")
    for n in range(10):
        act(lambda n=n: Note.start(pair, by=cast["lena"], title=f"Note {n}"), by=anna)
    plan = Plan.of(pair.id)
    for n in range(5):
        plan.sections[0].document_id and act(
            lambda n=n: plan.add_section(f"More {n}", by=anna), by=anna
        )
    with count_queries() as many:
        client.get("/pairs/cologne-soria")
    assert len(many) == len(few) and db.session.query(Document).count() > 10
