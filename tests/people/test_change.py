"""Changing a member's role and city, removing and bringing back."""

import pytest

from app.events import Event
from app.extensions import db
from app.pairs.memberships import Membership
from tests.cast import INSIDE, on_both, person

URL = "/pairs/cologne-soria/people"


@pytest.fixture
def id_of(app, pair):
    return lambda name: Membership.of(pair.id, person(name).id).id


def now(member_id: int) -> Membership:
    db.session.rollback()
    return db.session.get_one(Membership, member_id)


def role(member_id: int, role: str, city: object = "") -> dict[str, str]:
    return {"role": role, "city": str(city), "version": str(now(member_id).version)}


@on_both
def test_an_officer_changes_a_role_in_their_city(app, as_, id_of, heard, pair):
    lena = id_of("lena")
    answer = as_("anna", htmx=True).post(f"{URL}/{lena}", data=role(lena, "officer"))
    assert answer.status_code == 200 and f'id="people-{pair.id}"' in answer.text
    assert "Lena Vogt: changed." in answer.text
    assert (now(lena).role, now(lena).city.name) == ("officer", "Cologne")
    for name in INSIDE:
        assert f"people-{pair.id}" in heard(name)
    assert heard("sean") == []


def test_a_manager_moves_somebody_to_another_city(app, as_, id_of, cities):
    lena = id_of("lena")
    data = role(lena, "contributor", cities["Soria"].id)
    assert as_("maria").post(f"{URL}/{lena}", data=data).status_code == 303
    assert now(lena).city.name == "Soria"


def test_an_expert_has_no_city(app, as_, id_of, cities):
    lena = id_of("lena")
    as_("maria").post(f"{URL}/{lena}", data=role(lena, "expert", cities["Soria"].id))
    assert (now(lena).role, now(lena).city) == ("expert", None)


@pytest.mark.parametrize("htmx", [True, False])
def test_officers_and_contributors_need_a_city(app, as_, id_of, htmx):
    marek = id_of("marek")
    answer = as_("maria", htmx=htmx).post(f"{URL}/{marek}", data=role(marek, "officer"))
    assert answer.status_code == 422 and 'id="city-error"' in answer.text
    assert now(marek).role == "expert"


@pytest.mark.parametrize("wrong", ["manager", "king", ""])
def test_an_officer_cannot_give_what_is_not_theirs_to_give(app, as_, id_of, cities, wrong):
    lena = id_of("lena")
    assert as_("anna").post(f"{URL}/{lena}", data=role(lena, wrong)).status_code == 422
    assert as_("anna").post(f"{URL}/{lena}", data=role(lena, "expert")).status_code == 422
    as_("anna").post(f"{URL}/{lena}", data=role(lena, "officer", cities["Soria"].id))
    assert now(lena).city.name == "Cologne"


def test_a_city_keeps_one_officer(app, as_, id_of):
    anna = id_of("anna")
    kept = "A city keeps at least one officer"
    answer = as_("anna", htmx=True).post(f"{URL}/{anna}", data=role(anna, "contributor"))
    assert answer.status_code == 422 and kept in answer.text
    answer = as_("maria", htmx=True).post(f"{URL}/{anna}/removal")
    assert answer.status_code == 422 and kept in answer.text
    assert now(anna).role == "officer" and now(anna).removed_at is None


def test_a_stale_form_shows_what_is_stored_now(app, as_, id_of):
    lena = id_of("lena")
    stale = role(lena, "contributor")
    as_("maria").post(f"{URL}/{lena}", data=role(lena, "expert"))
    as_("maria").post(f"{URL}/{lena}", data=role(lena, "observer"))
    answer = as_("tom", htmx=True).post(f"{URL}/{lena}", data=stale)
    assert answer.status_code == 409 and 'id="role-theirs"' in answer.text
    assert "Observer: reads" in answer.text.split('id="role-theirs"')[1][:200]
    assert now(lena).role == "observer"


def test_the_form_opens_in_place_and_as_a_page(app, as_, id_of, pair):
    lena = id_of("lena")
    part = as_("anna", htmx=True).get(f"{URL}/{lena}").text
    page = as_("anna").get(f"{URL}/{lena}").text
    for text in (part, page):
        assert f'action="{URL}/{lena}"' in text and 'name="city"' not in text
    assert "<html" not in part and "<html" in page
    managers = as_("maria").get(f"{URL}/{lena}").text
    assert f'<option selected value="{now(lena).member_city_id}">Cologne' in managers


@pytest.mark.parametrize("name", INSIDE)
@pytest.mark.parametrize("act", ["", "/removal"])
def test_who_may(app, as_, id_of, cities, name, act):
    lena = id_of("lena")
    data = role(lena, "contributor", cities["Cologne"].id)
    answer = as_(name).post(f"{URL}/{lena}{act}", data=data)
    may = name in ("anna", "maria", "tom")
    assert answer.status_code == (303 if may else 403), name


@on_both
def test_a_removed_member_is_out_at_once(app, as_, id_of, heard, pair):
    lena, out = id_of("lena"), as_("lena")
    assert out.get(URL).status_code == 200
    answer = as_("anna", htmx=True).post(f"{URL}/{lena}/removal", data={"once": "a"})
    assert "Lena Vogt is no longer a member." in answer.text
    assert f"{URL}/{lena}/restoration" in answer.text
    for path in (URL, "/pairs/cologne-soria", "/pairs/cologne-soria/visits"):
        assert out.get(path).status_code == 404
    assert heard("lena") == [] and f"people-{pair.id}" in heard("diego")


def test_the_streams_of_a_removed_member_are_asked_again(app, as_, id_of, monkeypatch):
    from app.live.bus import Bus

    told: list[dict] = []
    monkeypatch.setattr(Bus, "tell", lambda _bus, message: told.append(message))
    as_("anna").post(f"{URL}/{id_of('lena')}/removal")
    assert {"kind": "recheck", "person": person("lena").id} in told


def test_a_removal_can_be_taken_back(app, as_, id_of):
    lena = id_of("lena")
    to = as_("anna").post(f"{URL}/{lena}/removal").headers["Location"]
    assert f"{URL}/{lena}/restoration" in as_("anna").get(to).text
    assert f"{URL}/{lena}/restoration" not in as_("diego").get(to).text
    assert as_("diego").post(f"{URL}/{lena}/restoration").status_code == 403
    assert as_("anna").post(f"{URL}/{lena}/restoration").status_code == 303
    assert as_("lena").get(URL).status_code == 200
    assert as_("anna").post(f"{URL}/{lena}/restoration").status_code == 422


def test_a_repeat_of_the_button_is_done_once(app, as_, id_of):
    lena = id_of("lena")
    data = role(lena, "officer") | {"once": "same"}
    assert [as_("anna").post(f"{URL}/{lena}", data=data).status_code for _ in "ab"] == [303, 303]
    assert db.session.query(Event).filter_by(name="membership.changed").count() == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_a_button_pressed_twice_finds_its_member_both_times(app, as_, id_of, htmx):
    lena, anna = id_of("lena"), as_("anna", htmx=htmx)
    for act, past in (("removal", "removed"), ("restoration", "restored")):
        codes = {anna.post(f"{URL}/{lena}/{act}", data={"once": act}).status_code for _ in "ab"}
        assert codes == {200 if htmx else 303}
        assert db.session.query(Event).filter_by(name=f"membership.{past}").count() == 1


def test_who_removes_themselves_is_led_away(app, as_, id_of, cast, pair, cities):
    lena = id_of("lena")
    as_("anna").post(f"{URL}/{lena}", data=role(lena, "officer"))
    answer = as_("lena", htmx=True).post(f"{URL}/{lena}/removal")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/")


@pytest.mark.parametrize("once", ["", "same"])
def test_who_removes_themselves_twice_ends_at_the_same_place(app, as_, id_of, once):
    lena, url = as_("lena"), f"{URL}/{id_of('lena')}"
    as_("anna").post(url, data=role(id_of("lena"), "officer"))
    answers = [lena.post(f"{url}/removal", data={"once": once}) for _ in "ab"]
    assert [(a.status_code, a.location) for a in answers] == [(303, "/")] * 2
    assert db.session.query(Event).filter_by(name="membership.removed").count() == 1
    assert lena.post(f"{url}/restoration").status_code == 404


def test_who_gives_their_own_role_away_twice_ends_at_the_same_place(app, as_, id_of):
    lena, url = as_("lena"), f"{URL}/{id_of('lena')}"
    as_("anna").post(url, data=role(id_of("lena"), "officer"))
    data = role(id_of("lena"), "contributor") | {"once": "same"}
    answers = [lena.post(url, data=data) for _ in "ab"]
    assert [(a.status_code, a.location) for a in answers] == [(303, URL)] * 2
    assert db.session.query(Event).filter_by(name="membership.changed").count() == 2
    assert lena.post(url, data=data | {"once": "other"}).status_code == 403
