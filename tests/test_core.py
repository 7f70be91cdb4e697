"""The cast is there, on both databases."""

from flask import url_for

from tests.cast import on_both


@on_both
def test_the_cast_is_there(app, cast, pair, cities, as_):
    assert len(cast) == 10
    assert as_("anna").get("/pairs/cologne-soria").status_code == 200


def test_an_address_with_a_host_is_that_of_who_asks(app):
    """Addresses are kept, but not with the name by which somebody came."""
    for host in ("one.example", "two.example"):
        with app.test_request_context(base_url=f"http://{host}"):
            assert url_for("accounts.ask", _scheme="https") == f"https://{host}/sign-in"
            assert url_for("accounts.ask") == "/sign-in"
