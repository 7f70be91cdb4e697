"""The cast is there, on both databases."""

from tests.cast import on_both


@on_both
def test_the_cast_is_there(app, cast, pair, cities, as_):
    assert len(cast) == 10
    assert as_("anna").get("/pairs/cologne-soria").status_code == 200
