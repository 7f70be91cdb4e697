"""The permission table of domain.md section 2, as a table: role by verb by own or foreign city."""

import pytest

from app.claims.models import Claim
from app.comments.models import Thread
from app.comments.rounds import Reviewer, ReviewRound
from app.extensions import db
from app.hearing import may_hear, topics
from app.notes.models import Note
from app.plans.models import Plan
from app.table import TABLE, may
from app.takeaways.models import Takeaway
from app.visits.models import Visit
from app.visits.terms import Stop
from tests.cast import INSIDE, person

# fmt: off
WHO =                         ("anna", "diego", "lena", "marek", "ines", "maria", "vera", "sean")
TABLE_OF_THE_DOMAIN = {
    # what, about whom         officer other  contr.  expert observ. manager auditor stranger
    ("visit.read", "pair"):   (True,  True,  True,  True,  True,  True,  True,  False),
    ("agenda.draft", "pair"): (True,  True,  True,  False, False, True,  True,  False),
    ("visit.plan", "pair"):   (True,  True,  True,  False, False, True,  False, False),
    ("poll.answer", "pair"):  (True,  True,  True,  True,  True,  True,  False, False),
    ("city.keep", "cologne"): (True,  False, False, False, False, True,  False, False),
    ("visit.agree", "cologne"): (True, False, False, False, False, True, False, False),
    ("visit.settle", "cologne"): (True, False, False, False, False, True, False, False),
    ("cost.read", "cologne"): (True,  False, True,  False, False, True,  True,  False),
    ("journey.read", "cologne"): (True, False, True, False, False, True, True, False),
    ("journey.plan", "cologne"): (True, False, True, False, False, True, False, False),
    ("attendance.read", "pair"): (True, True, True, False, False, True, True, False),
    ("letter.make", "cologne"): (True, False, True, False, False, True, False, False),
    ("needs.read", "visit in Soria"): (False, True, False, False, False, False, False, False),
    ("needs.hand_in", "cologne"): (True, False, True, False, False, False, False, False),
    ("money.read", "pair"):   (True,  True,  False, False, False, True,  True,  False),
    ("claim.read", "claim"):  (True,  False, False, False, False, True,  True,  False),
    ("claim.file", "claim"):  (True,  False, False, False, False, False, False, False),
    ("claim.decide", "claim"): (False, False, False, False, False, True, False, False),
    ("claim.pay", "claim"):   (False, False, False, False, False, True,  False, False),
    ("budget.read", "pair"):  (False, False, False, False, False, True,  True,  False),
    ("budget.change", "pair"): (False, False, False, False, False, True, False, False),
    ("note.read", "unshared note"): (True, True, True, False, False, True, True, False),
    ("note.read", "shared note"):   (True, True, True, True,  True,  True, True, False),
    ("note.write", "shared note"):  (True, True, True, False, False, True, False, False),
    ("lesson.publish", "lesson"): (True, False, False, False, False, False, False, False),
    ("section.read", "unshared section"): (True, True, True, False, False, True, True, False),
    ("section.read", "shared section"): (True, True, True, True, True, True, True, False),
    ("section.write", "shared section"): (True, True, False, False, False, False, False, False),
    ("section.steer", "shared section"): (True, True, False, False, False, False, False, False),
    ("thread.read", "thread"): (True, True, True, True, True, True, True, False),
    ("thread.read", "unshared thread"): (True, True, True, False, False, True, True, False),
    ("thread.read", "cities thread"): (True, True, True, False, False, False, False, False),
    ("thread.read", "marek's review"): (False, False, False, True, False, False, False, False),
    ("thread.write", "thread"): (True, True, True, True, False, True, False, False),
    ("thread.write", "cities thread"): (True, True, True, False, False, False, False, False),
    ("thread.cities", "pair"): (True, True, True, False, False, False, False, False),
    ("thread.resolve", "thread"): (True, True, True, False, False, True, False, False),
    ("thread.resolve", "marek's thread"): (True, True, True, True, False, True, False, False),
    ("thread.answer", "thread"): (True, True, False, False, False, False, False, False),
    ("round.read", "round"):  (True, True, True, True, False, True, True, False),
    ("round.read", "round without marek"): (True, True, True, False, False, True, True, False),
    ("round.open", "plan"):   (True, True, False, False, False, True, False, False),
    ("plan.freeze", "plan"):  (True, True, False, False, False, False, False, False),
    ("people.read", "pair"):  (True,  True,  True,  True,  True,  True,  True,  False),
    ("people.manage", "cologne"): (True, False, False, False, False, True, False, False),
    ("mail.read", "pair"):    (False, False, False, False, False, True,  True,  False),
    ("programme.manage", "pair"): (False, False, False, False, False, True, False, False),
}
# fmt: on


@pytest.fixture
def things(pair, cities, cast):
    """One of each, Cologne's where it is a city's; not stored, for the table needs no rows."""
    plan = Plan.of(pair.id)
    shared, unshared = plan.sections
    shared.shared_at = plan.started_at
    visit = Visit(pair=pair, title="In Soria")
    return things_of_a_review(pair, plan, cast) | {
        "pair": pair,
        "cologne": cities["Cologne"],
        "visit in Soria": Visit(pair=pair, stops=[Stop(member_city_id=cities["Soria"].id)]),
        "claim": Claim(pair=pair, member_city_id=cities["Cologne"].id, visit=visit, number="C1"),
        "unshared note": Note(pair=pair, title="Ours"),
        "shared note": Note(pair=pair, title="All", shared_at=plan.started_at),
        "unshared section": unshared,
        "shared section": shared,
        "lesson": Takeaway(pair=pair, member_city_id=cities["Cologne"].id, kind="lesson"),
    }


def things_of_a_review(pair, plan, cast):
    shared, unshared = plan.sections
    sent = {"pair": pair, "sent_at": plan.started_at, "opened_by_id": cast["anna"].id}
    about = sent | {"document_id": shared.document_id}
    by_marek = about | {"opened_by_id": cast["marek"].id}
    asked = [Reviewer(person_id=cast["marek"].id)]
    return {
        "thread": Thread(**about),
        "unshared thread": Thread(**sent, document_id=unshared.document_id),
        "cities thread": Thread(**about, cities_only=True),
        "marek's thread": Thread(**by_marek),
        "marek's review": Thread(**by_marek | {"sent_at": None}),
        "round": ReviewRound(pair=pair, plan=plan, reviewers=asked),
        "round without marek": ReviewRound(pair=pair, plan=plan),
        "plan": plan,
    }


@pytest.mark.parametrize(("verb", "what"), TABLE_OF_THE_DOMAIN)
def test_the_table(things, verb, what):
    with db.session.no_autoflush:
        found = tuple(may(person(name), verb, things[what]) for name in WHO)
    assert found == TABLE_OF_THE_DOMAIN[verb, what]
    db.session.rollback()


def test_every_verb_of_the_house_is_in_the_table_of_the_tests():
    assert {verb for verb, _ in TABLE_OF_THE_DOMAIN} | {"pair.read"} == set(TABLE)


def test_a_contributor_writes_where_the_owner_lets_them(things, cast):
    from app.plans.models import SectionWriter

    section = things["shared section"]
    section.writers = [SectionWriter(person=cast["lena"])]
    assert may(cast["lena"], "section.write", section)
    assert not may(cast["marek"], "section.write", section)
    db.session.rollback()


@pytest.mark.parametrize("name", INSIDE)
def test_each_member_hears_of_the_pair(pair, name):
    assert f"pair-{pair.id}" in topics(person(name), pair)


def test_who_hears_what(pair, cities):
    cologne = cities["Cologne"].id
    hears = {
        f"pair-{pair.id}-cities": {"anna", "diego", "ibai", "lena"},
        f"pair-{pair.id}-staff": {"anna", "diego", "ibai", "lena", "maria", "tom", "vera"},
        f"pair-{pair.id}-money": {"anna", "diego", "ibai", "maria", "tom", "vera"},
        f"city-{cologne}-money": {"anna", "maria", "tom", "vera"},
        f"city-{cologne}-host": {"anna"},
        f"person-{person('anna').id}": {"anna"},
        "programme": {"maria", "tom", "vera"},
    }
    for topic, names in hears.items():
        assert {n for n in [*INSIDE, "sean"] if may_hear(person(n), topic)} == names, topic


def test_the_log_of_a_text_is_heard_by_its_writers_only(app, pair):
    section = Plan.of(pair.id).sections[0]
    section.shared_at = section.plan.started_at
    db.session.commit()
    topic = f"document-{section.document_id}"
    assert {n for n in INSIDE if may_hear(person(n), topic)} == {"anna", "diego"}


@pytest.mark.parametrize("topic", ["", "pair", "pair-", "pair-x", "pair-999", "city-999-money"])
def test_a_topic_that_is_none_is_heard_by_nobody(app, topic):
    assert not may_hear(person("anna"), topic)
