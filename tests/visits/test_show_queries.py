"""A visit's page asks as much however many other visits its pair plans."""

from datetime import timedelta

from app.events import act
from app.visits.models import Visit
from tests.cast import TODAY, person
from tests.claims import story
from tests.queries import count_queries


def test_more_visits_take_no_more_queries(as_, pair):
    visit, anna = story.visit(), person("anna")
    client, page = as_("anna"), f"{story.BASE}/visits/{visit.id}"
    here, there = pair.cities[0].id, pair.cities[1].id

    def plan(n):
        days = (TODAY + timedelta(n), TODAY + timedelta(n + 1))
        facts = {"title": f"Visit {n}", "stops": [(there, *days)], "cities": [here]}
        act(lambda: Visit.plan(pair, by=anna, **facts), by=anna)

    def asked():
        with count_queries() as sent:
            assert client.get(page).status_code == 200
        return len(sent)

    plan(10)
    asked()
    before = asked()
    for n in range(20, 26):
        plan(n)
    assert asked() == before
