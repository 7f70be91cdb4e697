"""The next visits and the last one are found by their days in the database, on both of them."""

from datetime import date, time, timedelta

from app import clock
from app.events import act
from app.pairs import waits
from app.standing import Standing, standing
from app.visits import finding
from app.visits.agreement import agree, propose
from app.visits.models import Visit
from tests.cast import TODAY, on_both
from tests.queries import count_queries


def planned(pair, cast, cities, title, day=None, meets_at=None):
    """A stay of two days in Soria, or a meeting; by Cologne."""
    stops = [(cities["Soria"].id, day, day + timedelta(1))] if day else []
    facts = {"stops": stops, "online": not day, "meets_at": meets_at, "title": title}
    ids, by = [cities["Cologne"].id, cities["Soria"].id], cast["anna"]
    return act(lambda: Visit.plan(pair, by=by, cities=ids, **facts), by=by)


def said_yes(visit, cast, cities):
    act(lambda: propose(visit, by=cast["anna"], city=cities["Cologne"]), by=cast["anna"])
    act(lambda: agree(visit, cities["Soria"], by=cast["diego"]), by=cast["diego"])


@on_both
def test_what_comes_next_is_by_day_and_not_over(app, pair, cast, cities):
    planned(pair, cast, cities, "Later", TODAY + timedelta(9))
    planned(pair, cast, cities, "Over", TODAY - timedelta(2))
    planned(pair, cast, cities, "Under way", TODAY - timedelta(1))
    meets_at = clock.at(TODAY + timedelta(3), time(10), "Europe/Berlin")
    planned(pair, cast, cities, "Meeting", meets_at=meets_at)
    gone = planned(pair, cast, cities, "Cancelled", TODAY + timedelta(1))
    act(lambda: gone.cancel("No trains.", by=cast["anna"]), by=cast["anna"])
    titles = ["Under way", "Meeting", "Later"]
    for most in (3, 1):
        coming, _last = finding.around(pair, TODAY, most)
        assert [visit.title for visit in coming] == titles[:most]


@on_both
def test_the_last_that_was_held_is_the_latest_by_its_days(app, pair, cast, cities):
    assert finding.around(pair, TODAY, 3) == ([], None)
    for title, days in (("Newer", 5), ("Older", 20)):
        visit = planned(pair, cast, cities, title, TODAY - timedelta(days))
        said_yes(visit, cast, cities)
        act(lambda visit=visit: visit.hold(by=cast["anna"], today=TODAY), by=cast["anna"])
    coming, last = finding.around(pair, TODAY, 3)
    assert last.title == "Newer" and not coming


@on_both
def test_only_what_may_wait_for_a_city_is_read(app, pair, cast, cities):
    agreed = planned(pair, cast, cities, "Agreed", date(2027, 3, 1))
    said_yes(agreed, cast, cities)
    over = planned(pair, cast, cities, "Over", TODAY - timedelta(5))
    said_yes(over, cast, cities)
    asked = planned(pair, cast, cities, "Asked", TODAY + timedelta(5))
    act(lambda: propose(asked, by=cast["anna"], city=cities["Cologne"]), by=cast["anna"])
    words = {"Soria": ["Over", "Asked"], "Cologne": ["Over"], "Vitoria-Gasteiz": []}
    for city, titles in words.items():
        mine = [(pair, Standing("officer", cities[city].id))]
        assert [v.title for v in waits._visits(mine)] == titles


def test_many_proposals_cost_no_more_queries(app, pair, cast, cities):
    def asked():
        at = standing(cast["diego"], pair)
        with count_queries() as sent:
            found = waits.waits(cast["diego"], [(pair, at)])[pair.id]
        return len(sent), len(found)

    counts = []
    for number in (1, 6):
        for n in range(number):
            visit = planned(pair, cast, cities, f"Visit {n}", TODAY + timedelta(n))
            act(
                lambda v=visit: propose(v, by=cast["anna"], city=cities["Cologne"]), by=cast["anna"]
            )
        counts.append(asked())
    assert counts[0][0] == counts[1][0] and [found for _sent, found in counts] == [1, 7]
