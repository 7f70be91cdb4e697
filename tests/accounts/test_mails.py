"""The mail log: one's own, and all for managers and auditors."""

import pytest

from app import mail
from app.accounts.models import Appointment
from app.clock import now
from app.extensions import db
from app.pairs.programmes import Cohort
from tests.cast import INSIDE
from tests.queries import count_queries


@pytest.fixture
def sent(app, pair):
    for to in ("anna@example.org", "new@example.org"):
        mail.send("invitation", to, f"For {to}", "secret words", pair_id=pair.id)
    bounced = mail.send("invitation", "away@example.org", "For away", "x", pair_id=pair.id)
    bounced.bounced_at, bounced.error = now(), "550 No such mailbox"
    mail.send("invitation", "diego@example.org", "For diego", "x")
    db.session.commit()


@pytest.mark.parametrize("name", [*INSIDE, "sean"])
def test_who_sees_which_mails(app, as_, sent, name):
    page = as_(name).get("/mails").text
    everything = name in ("maria", "tom", "vera")
    assert ("new@example.org" in page) is everything
    assert ("550 No such mailbox" in page) is everything
    assert ("For anna" in page) is (everything or name == "anna")
    assert "secret words" not in page


def test_an_auditor_sees_the_mails_of_the_cohorts_they_are_named_for(app, as_, sent, pair):
    named = db.session.query(Appointment).filter_by(role="auditor").one()
    page = as_("vera").get("/mails").text
    assert "For away" in page and "For diego" not in page  # which belongs to no pair
    other = Cohort(**{c.key: getattr(pair.cohort, c.key) for c in Cohort.__table__.columns})
    other.id, other.number = None, 99
    db.session.add(other)
    db.session.flush()
    named.cohort_id = other.id
    db.session.commit()
    assert "For away" not in as_("vera").get("/mails").text


def test_what_came_back_stands_first(app, as_, sent):
    page = as_("maria", htmx=True).get("/mails").text
    assert page.index("For away") < page.index("For diego") < page.index("For anna")
    assert 'id="mails"' in page and "<html" not in page


def test_an_empty_log_says_so(app, as_):
    assert "No mail yet" in as_("anna").get("/mails").text


def test_a_code_is_not_shown_in_the_log(app, as_, cast):
    mail.send("code", "anna@example.org", "123456 is your code", "123456")
    db.session.commit()
    for name in ("anna", "maria"):
        page = as_(name).get("/mails").text
        assert "Sign-in code" in page and "123456" not in page


def test_queries_do_not_grow_with_rows(app, as_, cast):
    counts = []
    for _ in range(2):
        for name in ("anna", "diego", "lena", "ibai", "ines"):
            mail.send("invitation", f"{name}@example.org", "Hello", "x")
        db.session.commit()
        with count_queries() as queries:
            assert as_("maria").get("/mails").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
