"""A personal address: whose it is, what it shows, and when it is dead."""

import re

import pytest

from app.calendars.models import Subscription
from app.clock import now
from app.extensions import db
from app.pairs.memberships import Membership
from tests.cast import INSIDE, person
from tests.visits import conftest as visits

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
PAGE = "/pairs/cologne-soria/calendar"


@pytest.fixture
def subscribe(as_):
    """subscribe("ines"): makes her address and gives its path."""

    def made(name: str) -> str:
        answer = as_(name, htmx=True).post(f"{PAGE}/address")
        assert answer.status_code == 200
        return path_in(answer.text)

    return made


def path_in(page: str) -> str:
    found = re.search(r"/calendars/([\w-]+)\.ics", page)
    assert found and len(found[1]) == 32
    return found[0]


def test_a_program_that_is_not_signed_in_reads_it(app, subscribe, agreed):
    answer = app.test_client().get(subscribe("ines"))
    assert answer.status_code == 200 and agreed.title.encode() in answer.data
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


def test_only_its_hash_is_kept_and_it_can_be_shown_again(as_, subscribe):
    path = subscribe("anna")
    secret = path.removeprefix("/calendars/").removesuffix(".ics")
    row = db.session.query(Subscription).one()
    assert secret not in str(vars(row)) and row.secret_sha and len(row.secret_sha) == 64
    assert path in as_("anna").get(PAGE).text
    assert path not in as_("lena").get(PAGE).text


def test_a_new_address_ends_the_old_one(app, as_, subscribe):
    old, new = subscribe("anna"), subscribe("anna")
    assert old != new
    browser = app.test_client()
    assert (browser.get(old).status_code, browser.get(new).status_code) == (404, 200)
    assert as_("anna").post(f"{PAGE}/withdrawal").status_code == 303
    assert browser.get(new).status_code == 404
    assert "/calendars/" not in as_("anna").get(PAGE).text


def test_who_is_removed_reads_it_no_more(app, subscribe, pair):
    path, lena = subscribe("lena"), person("lena")
    assert app.test_client().get(path).status_code == 200
    row = db.session.query(Membership).filter_by(pair_id=pair.id, person_id=lena.id).one()
    row.removed_at = now()
    db.session.commit()
    assert app.test_client().get(path).status_code == 404


def test_reading_it_changes_nothing(app, subscribe):
    path = subscribe("anna")
    before = vars(db.session.query(Subscription).one()).copy()
    for _ in range(2):
        assert app.test_client().get(path).status_code == 200
        assert app.test_client().head(path).status_code == 200
    db.session.expire_all()
    now = vars(db.session.query(Subscription).one())
    assert {k: v for k, v in now.items() if k[0] != "_"}.items() <= before.items()


@pytest.mark.parametrize("name", [*INSIDE, "sean"])
def test_everybody_in_the_pair_may_have_one(as_, name):
    inside = name != "sean"
    assert as_(name).get(PAGE).status_code == (200 if inside else 404)
    assert as_(name).post(f"{PAGE}/address").status_code == (303 if inside else 404)


def test_another_app_secret_leaves_the_address_alive_but_hidden(app, as_, subscribe):
    path = subscribe("anna")
    app.config["SECRET_KEY"] = "another secret of the tests, at least 32"  # noqa: S105
    assert app.test_client().get(path).status_code == 200


def test_their_other_pages_see_the_new_address(subscribe, heard, pair):
    subscribe("anna")
    assert f"calendar-{pair.id}" in heard("anna")
    assert f"calendar-{pair.id}" not in heard("lena")
