"""The list of visits, as each of the cast sees it."""

import re
from datetime import date

from app.events import act
from app.extensions import db
from app.pairs.models import Pair
from app.visits import agreement
from app.visits.models import Visit
from tests.cast import person
from tests.queries import count_queries
from tests.visits.conftest import BASE


def test_an_empty_list_offers_one_thing_to_do(as_):
    assert "No visit is planned yet." in as_("anna").get(BASE).text
    assert "Plan a visit" in as_("anna").get(BASE).text
    assert "Plan a visit" not in as_("marek").get(BASE).text


def test_the_list_says_state_days_cities_and_whose_yes_is_missing(as_, proposed):
    text = as_("ines").get(BASE).text
    for words in ("Proposed", "8–10 December 2026", "Vitoria-Gasteiz", "Ideas and proposals"):
        assert words in text
    assert "Still to say yes: Soria, Vitoria-Gasteiz" in text


def test_groups(as_, agreed, idea, cast, pair, cities):
    assert "Coming up" in as_("anna").get(BASE).text
    act(lambda: agreed.cancel("Trains do not run.", by=cast["anna"]), by=cast["anna"])
    text = as_("anna").get(BASE).text
    assert "Coming up" not in text
    assert "Cancelled" in text


def test_an_agreed_visit_that_is_over_stands_with_the_past(as_, agreed):
    for stop in agreed.stops:
        stop.from_on, stop.to_on = date(2026, 11, 2), date(2026, 11, 4)
    db.session.commit()
    text = as_("anna").get(BASE).text
    assert "Past" in text
    assert "Coming up" not in text


def test_the_fragment_is_for_htmx_only(as_, idea, pair):
    assert "<html" in as_("anna").get(BASE).text
    text = as_("anna", htmx=True).get(BASE).text
    assert text.startswith(f'<section id="visits-{pair.id}"')


def test_a_visit_belongs_to_its_pair(as_, idea):
    assert as_("sean").get(f"{BASE}/{idea.id}").status_code == 404
    assert as_("sean").get(f"/pairs/belfast-galway/visits/{idea.id}").status_code == 404


def test_the_queries_do_not_grow_with_the_visits(as_, idea, pair, cities):
    client, soria, both = as_("anna"), cities["Soria"].id, [c.id for c in pair.twins]

    def queries():
        db.session.rollback()
        db.session.expunge_all()
        with count_queries() as sent:
            assert client.get(BASE).status_code == 200
        return len(sent)

    def more(n):
        pair, anna = db.session.query(Pair).filter_by(slug="cologne-soria").one(), person("anna")
        stops = [(soria, date(2027, 2, n + 1), date(2027, 2, n + 2))]
        facts = {"title": f"Visit {n}", "cities": both, "stops": stops}
        visit = act(lambda: Visit.plan(pair, by=anna, **facts), by=anna)
        act(lambda: agreement.propose(visit, by=anna, city=pair.twins[0]), by=anna)

    more(0)
    two = queries()
    for n in range(1, 9):
        more(n)
    assert queries() == two


def test_the_line_of_months_says_in_words_what_is_when(as_, agreed, idea):
    page = as_("ines").get(BASE).text
    line = page[page.index('class="timeline"') : page.index("</ol>")]
    words = " ".join(re.sub(r"<[^>]+>", " ", line).split())
    order = [words.index(label) for label in ("Today", idea.title)]
    assert order == sorted(order)
    assert "Month 10 · 8–10 December 2026 One-stop shops in Vitoria to come · Agreed" in words
    for milestone in agreed.pair.cohort.milestones:
        assert milestone.name in words
    assert f'href="{BASE}/{idea.id}"' in line and line.count('aria-current="step"') == 1
