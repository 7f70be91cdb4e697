"""Nobody finds what they may not open: each role on each kind, after a change of role, and after
what was shared is not any more; even if the index is behind."""

import pytest

from app.comments.threads import open_thread
from app.events import act
from app.extensions import db
from app.pairs.memberships import Membership
from app.plans.models import Plan
from app.search.models import SearchRow
from app.visits.agenda import AgendaItem
from tests.cast import INSIDE, TODAY, on_both, person
from tests.claims import story
from tests.search.conftest import BASE, work

STAFF = {"anna", "diego", "ibai", "lena", "maria", "tom", "vera"}
CITIES = {"anna", "diego", "ibai", "lena"}
COLOGNE = {"anna", "maria", "tom", "vera"}


@pytest.fixture
def zebras(as_, note, mark, stay, pair):
    """Something of each kind with the word in it, none of it shared."""
    anna, lena = person("anna"), person("lena")
    mark("lesson", "two hundred bicycles", "Zebra lesson.")
    act(lambda: open_thread(note, "Zebra comment.", by=anna))
    act(lambda: open_thread(note, "Zebra secret.", by=lena, cities_only=True))
    about = {"day": TODAY, "starts": None, "minutes": 60, "title": "Zebra walk"}
    act(lambda: AgendaItem.add(stay, by=anna, **about))
    work()
    return pair


def kinds(search, name: str, q: str = "zebra") -> set[str]:
    found = search(name, q)
    words = {
        "takeaway": "Zebra</mark> lesson",
        "thread": "Zebra</mark> comment",
        "secret": "Zebra</mark> secret",
        "agenda_item": "Zebra</mark> walk",
    }
    return {kind for kind, said in words.items() if said in found}


@on_both
def test_each_role(search, zebras):
    for name in INSIDE:
        expected = {"takeaway", "thread", "agenda_item"} if name in STAFF else set()
        expected |= {"secret"} if name in CITIES else set()
        assert kinds(search, name) == expected, name


def test_a_claim_is_its_citys_and_the_programmes(search, as_, stay):
    number = story.decided(story.visit(), 10_000).number
    for name in INSIDE:
        assert ("/claims/" in search(name, number)) == (name in COLOGNE), name


def test_a_stranger_searches_their_own_pair_only(as_, zebras, note):
    assert as_("sean").get(f"{BASE}/search?q=zebra").status_code == 404
    assert "Zebra" not in as_("sean").get("/search?q=zebra").text.replace("q=zebra", "")
    assert "Zebra" in as_("anna").get("/search?q=zebra").text


def test_all_pairs_of_a_manager(as_, zebras):
    assert "Zebra" in as_("maria").get("/search?q=zebra").text


def test_shared_and_no_longer(search, as_, zebras, note):
    as_("anna").post(f"{BASE}/notes/{note.id}/sharing")
    assert kinds(search, "marek") == {"takeaway", "thread"}
    as_("anna").post(f"{BASE}/notes/{note.id}/unsharing")
    # The index may be behind: nothing is shown all the same.
    found = as_("marek", htmx=True).get(f"{BASE}/search?q=zebra").text
    assert "Zebra" not in found.replace("“zebra”", "")
    assert kinds(search, "marek") == set()


def test_after_a_change_of_role(search, as_, zebras, pair):
    assert "secret" in kinds(search, "lena")
    lena = Membership.of(pair.id, person("lena").id)
    act(lambda: lena.change(lena.version, "observer", None, by=person("maria")))
    assert kinds(search, "lena") == set()
    act(lambda: lena.remove(by=person("maria")))
    assert as_("lena").get(f"{BASE}/search?q=zebra").status_code == 404


def test_a_row_that_says_too_much_is_not_shown(search, as_, zebras):
    """As if a row had been written for all by mistake: the thing itself is asked."""
    search("anna", "zebra")
    db.session.query(SearchRow).update({"audience": f"pair-{zebras.id}"})
    db.session.commit()
    found = as_("marek", htmx=True).get(f"{BASE}/search?q=zebra").text
    assert "lesson" not in found and "comment." not in found and "walk" not in found


def test_signed_out(app, zebras):
    assert app.test_client().get("/search?q=zebra").status_code in (302, 401)


def test_each_role_on_the_other_kinds(as_, search, note, stay, pair):
    """A note and a section that are not shared, a visit, a person."""
    anna = person("anna")
    section = Plan.of(pair.id).sections[0]
    act(lambda: section.change(section.version, by=anna, heading="Zebras", owner=None, writers=[]))
    places = {
        "note": (f"/notes/{note.id}", "bicycle", STAFF),
        "section": (f"plan#section-{section.id}", "zebras", STAFF),
        "visit": (f"/visits/{stay.id}", "soria", set(INSIDE)),
        "membership": ("people#membership-", "keller", set(INSIDE)),
    }
    for kind, (place, q, who) in places.items():
        for name in INSIDE:
            assert (place in search(name, q, kind=kind)) == (name in who), (kind, name)
    as_("anna").post(f"{BASE}/sections/{section.id}/sharing")
    assert places["section"][0] in search("marek", "zebras")
    as_("anna").post(f"{BASE}/sections/{section.id}/unsharing")
    assert places["section"][0] not in search("marek", "zebras")
