"""A guest's personal link: it shows and changes only its own answer, and dies when withdrawn."""

import pytest
from sqlalchemy import text

from app.events import act
from app.extensions import db
from app.mail import Mail
from app.polls.models import Poll
from app.polls.respondents import PollAnswer, Respondent
from tests.cast import on_both
from tests.polls.test_poll import STAYS, url
from tests.visits import conftest as visits

idea = visits.idea


@pytest.fixture
def poll(idea, cast):
    return act(lambda: Poll.ask(idea, STAYS, by=cast["anna"]), by=cast["anna"])


@pytest.fixture
def guest(as_, poll, cities):
    data = {"name": "Dr Gast", "mail": "gast@example.com", "language": "de"}
    data |= {"member_city_id": cities["Soria"].id}
    assert as_("anna", htmx=True).post(url(poll.visit, "guests"), data=data).status_code == 200
    return db.session.query(Respondent).one()


def everything():
    """Each row of each table, to be compared."""
    names = db.metadata.tables
    return {name: db.session.execute(text(f"SELECT * FROM {name}")).all() for name in names}  # noqa: S608


@on_both
def test_opening_it_changes_nothing_and_shows_nobody_else(app, as_, poll, guest, cast):
    as_("anna", htmx=True).post(
        url(poll.visit, "answer"), data={f"option-{poll.options[0].id}": "yes", "remarks": "Bike"}
    )
    before = everything()
    answer = app.test_client().get(f"/polls/{guest.secret}")
    db.session.rollback()
    assert answer.status_code == 200 and everything() == before
    assert "Dr Gast" in answer.text and poll.visit.title in answer.text
    assert "Anna" not in answer.text and "Bike" not in answer.text and "1 yes" not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]


@on_both
def test_it_changes_its_own_answer_only(app, as_, poll, guest, heard):
    first, second = (option.id for option in poll.options)
    as_("anna", htmx=True).post(url(poll.visit, "answer"), data={f"option-{first}": "yes"})
    data = {f"option-{first}": "no", f"option-{second}": "if_need_be", "remarks": "Nur dienstags"}
    answer = app.test_client().post(f"/polls/{guest.secret}", data=data)
    assert answer.status_code == 200 and "Nur dienstags" in answer.text
    found = {(a.respondent_id, a.option_id, a.value) for a in db.session.query(PollAnswer)}
    anna = next(one for one in poll.respondents if one.person_id)
    assert found == {
        (anna.id, first, "yes"),
        (guest.id, first, "no"),
        (guest.id, second, "if_need_be"),
    }
    assert f"visit-{poll.visit_id}-poll" in heard("diego")
    page = as_("diego").get(url(poll.visit)).text
    assert "Soria: 1 if need be" in page and "Dr Gast" in page and "Nur dienstags" in page
    assert "Dr Gast" in as_("lena").get("/pairs/cologne-soria/activity").text


def test_without_an_answer_it_says_so_and_keeps_the_words(app, guest):
    answer = app.test_client().post(f"/polls/{guest.secret}", data={"remarks": "Vielleicht"})
    assert answer.status_code == 422 and "Vielleicht" in answer.text


def test_a_withdrawn_link_is_dead_and_another_one_works(app, as_, poll, guest):
    old = guest.secret
    assert old in as_("lena").get(url(poll.visit)).text
    as_("anna").post(url(poll.visit, "guests", guest.id, "withdrawal"))
    nobody = app.test_client()
    for answer in (
        nobody.get(f"/polls/{old}"),
        nobody.post(f"/polls/{old}", data={"remarks": "x"}),
    ):
        assert answer.status_code == 404 and poll.visit.title not in answer.text
    as_("anna").post(url(poll.visit, "guests", guest.id, "renewal"))
    db.session.refresh(guest)
    assert nobody.get(f"/polls/{old}").status_code == 404
    assert nobody.get(f"/polls/{guest.secret}").status_code == 200
    assert nobody.get("/polls/nonsense").status_code == 404


def test_a_poll_that_is_over_takes_no_answer(app, as_, poll, guest):
    as_("anna").post(url(poll.visit, "closing"))
    nobody = app.test_client()
    data = {f"option-{poll.options[0].id}": "yes"}
    assert nobody.post(f"/polls/{guest.secret}", data=data).status_code == 422
    assert db.session.query(PollAnswer).count() == 0


def test_the_link_is_mailed_and_only_its_hash_is_kept(as_, poll, guest):
    mail = db.session.query(Mail).filter(Mail.kind == "poll").one()
    assert mail.to == "gast@example.com" and f"/polls/{guest.secret}" in mail.body
    assert "Ihr eigener Link" in mail.body  # in the language that was chosen for the guest
    kept = str(db.session.execute(text("SELECT * FROM poll_respondent")).all())
    assert guest.secret not in kept
    assert guest.secret not in str(db.session.execute(text("SELECT data FROM event")).all())


def test_who_does_not_plan_sees_no_link(as_, poll, guest):
    for name in ("marek", "ines", "vera"):
        page = as_(name).get(url(poll.visit)).text
        assert "Dr Gast" in page and guest.secret not in page
