"""One's own name, language, clock and city."""

import pytest

from app.extensions import db
from tests.cast import on_both, person

WORDS = {"name": "Anna K", "language": "de", "zone": "Europe/Berlin", "home_city": "Köln"}


def now(name: str = "anna") -> dict[str, str]:
    db.session.rollback()
    return {"version": str(person(name).version)}


@on_both
def test_changing_a_profile(app, as_):
    answer = as_("anna").post("/profile", data=WORDS | now())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/profile?saved=1")
    db.session.rollback()
    anna = person("anna")
    assert {n: getattr(anna, n) for n in WORDS} == WORDS
    page = as_("anna").get("/profile?saved=1").text
    assert '<html lang="de">' in page


def test_htmx_is_led_to_the_page_in_the_new_language(app, as_):
    answer = as_("anna", htmx=True).post("/profile", data=WORDS | now())
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/profile?saved=1")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "  "), ("name", "x" * 121), ("language", "fr"), ("zone", "Mars/Base")],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_wrong_is_said_beside_its_field(app, as_, field, value, htmx):
    answer = as_("anna", htmx=htmx).post("/profile", data=WORDS | now() | {field: value})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert ("<html" in answer.text) is not htmx
    db.session.rollback()
    assert person("anna").name == "Anna Keller"


def test_a_stale_form_shows_both_texts_and_can_be_saved_again(app, as_):
    stale = now()
    as_("anna").post("/profile", data=WORDS | stale | {"home_city": "Bonn"})
    mine = as_("anna", htmx=True).post("/profile", data=WORDS | stale)
    assert mine.status_code == 409
    assert 'id="home_city-theirs"' in mine.text and "Bonn" in mine.text and "Köln" in mine.text
    assert as_("anna").post("/profile", data=WORDS | now()).status_code == 303


def test_one_has_only_ones_own(app, as_):
    as_("diego").post("/profile", data=WORDS | now("diego"))
    db.session.rollback()
    assert person("anna").name == "Anna Keller" and person("diego").name == "Anna K"


def test_the_language_menu(app, as_):
    anna, visitor = as_("anna"), app.test_client()
    answer = anna.post("/language", data={"language": "es", "next": "/profile"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/profile")
    db.session.rollback()
    assert person("anna").language == "es"
    visitor.post("/language", data={"language": "es"})
    assert '<html lang="es">' in visitor.get("/sign-in").text
    visitor.post("/language", data={"language": "xx"})
    assert '<html lang="es">' in visitor.get("/sign-in").text
