"""The rules of the mailed code, each broken once by somebody who tries."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.codes import PER_ASKER, PER_MAIL, PER_NETWORK, TRIES, SignInCode
from app.extensions import db
from app.jobs import Job
from app.mail import Mail
from tests.accounts.doors import ask, codes_for, enter, is_in, sign_in, wrong
from tests.cast import on_both

ANNA = "anna@example.org"


@pytest.fixture
def later(monkeypatch):
    """later(minutes=31): the clock is moved on."""

    def move(**span: float) -> None:
        instant = clock.now() + timedelta(**span)
        monkeypatch.setattr(clock, "source", lambda: instant)

    return move


@on_both
def test_a_mailed_code_signs_in(app):
    client = app.test_client()
    assert ask(client).headers["Location"] == "/sign-in/code"
    (code,) = codes_for(ANNA)
    answer = enter(client, code)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert is_in(client)


def test_the_address_is_read_without_regard_to_case_and_blanks(app):
    client = app.test_client()
    ask(client, "  Anna@Example.ORG ")
    enter(client, codes_for(ANNA)[0])
    assert is_in(client)


def test_a_code_may_be_typed_with_blanks(app):
    client = app.test_client()
    ask(client)
    code = codes_for(ANNA)[0]
    enter(client, f" {code[:3]} {code[3:]} ")
    assert is_in(client)


def test_only_its_mac_is_stored(app):
    ask(app.test_client())
    row = db.session.scalars(select(SignInCode)).one()
    code = codes_for(ANNA)[0]
    assert len(code) == 6 and code not in row.code_mac and len(row.code_mac) == 64
    assert row.network != "127.0.0.1" and len(row.browser) == 64


def test_a_wrong_code_is_said_beside_its_field(app):
    client = app.test_client()
    ask(client)
    answer = enter(client, wrong(codes_for(ANNA)[0]))
    assert answer.status_code == 422 and "not right" in answer.text
    assert not is_in(client)
    assert enter(client, "12345").status_code == 422
    assert "six digits" in enter(client, "12345x").text


@on_both
def test_five_tries_are_counted_although_they_are_wrong(app):
    client = app.test_client()
    ask(client)
    code = codes_for(ANNA)[0]
    for _ in range(TRIES):
        enter(client, wrong(code))
    db.session.rollback()
    assert db.session.scalars(select(SignInCode)).one().tries == TRIES
    assert enter(client, code).status_code == 422
    assert not is_in(client)


def test_the_fifth_try_may_still_be_the_right_one(app):
    client = app.test_client()
    ask(client)
    code = codes_for(ANNA)[0]
    for _ in range(TRIES - 1):
        enter(client, wrong(code))
    enter(client, code)
    assert is_in(client)


def test_it_is_bound_to_the_browser_that_asked(app):
    mine, other = app.test_client(), app.test_client()
    ask(mine)
    code = codes_for(ANNA)[0]
    ask(other)  # the other browser asks too, and has a code of its own
    assert enter(other, code).status_code == 422
    assert not is_in(other)
    enter(mine, code)
    assert is_in(mine)


def test_it_is_good_for_half_an_hour(app, later):
    client = app.test_client()
    ask(client)
    later(minutes=29)
    ask(client)
    later(minutes=2)
    first, second = codes_for(ANNA)
    assert enter(client, first).status_code == 422
    enter(client, second)
    assert is_in(client)


def test_a_new_request_leaves_the_earlier_code_good(app):
    client = app.test_client()
    ask(client)
    ask(client)
    enter(client, codes_for(ANNA)[0])
    assert is_in(client)


def test_a_code_works_once_and_takes_the_others_with_it(app):
    client = app.test_client()
    ask(client)
    ask(client)
    first, second = codes_for(ANNA)
    with client.session_transaction() as session:
        asked = dict(session)
    enter(client, first)
    for code in (first, second):
        again = app.test_client()
        with again.session_transaction() as session:
            session.update(asked)
        assert enter(again, code).status_code == 422


def test_a_second_click_leads_on(app):
    client = app.test_client()
    sign_in(client)
    assert enter(client, codes_for(ANNA)[0]).headers["Location"] == "/"


def test_unknown_addresses_get_the_same_answer_and_no_mail(app):
    known, unknown = app.test_client(), app.test_client()
    one, other = ask(known), ask(unknown, "nobody@example.org")
    assert (one.status_code, one.headers["Location"], one.data) == (
        other.status_code,
        other.headers["Location"],
        other.data,
    )
    pages = [c.get("/sign-in/code").text for c in (known, unknown)]
    assert pages[0].count("known here") == pages[1].count("known here") == 1
    assert [m.to for m in db.session.scalars(select(Mail))] == [ANNA]
    assert enter(unknown, "123456").status_code == 422


@pytest.fixture
def elsewhere(app):
    """A new browser in a network of its own, each time."""
    numbers = count(1)

    def browser():
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{next(numbers)}"
        return client

    return browser


@pytest.mark.parametrize("address", [ANNA, "nobody@example.org"])
def test_the_limit_of_an_address_is_in_the_database_and_the_same_for_unknown_ones(
    elsewhere, later, address
):
    for _ in range(PER_MAIL):
        assert ask(elsewhere(), address).status_code == 303
    answer = ask(elsewhere(), address)
    assert answer.status_code == 429 and "wait an hour" in answer.text
    assert len(codes_for(address)) == (PER_MAIL if address == ANNA else 0)
    later(minutes=61)
    assert ask(elsewhere(), address).status_code == 303


def test_the_limit_of_a_browser_moves_with_it(app, elsewhere):
    client = elsewhere()
    for n in range(PER_ASKER):
        client.environ_base["REMOTE_ADDR"] = f"198.51.100.{n}"
        assert ask(client).status_code == 303
    client.environ_base["REMOTE_ADDR"] = "203.0.113.1"
    assert ask(client).status_code == 429
    assert ask(client, "diego@example.org").status_code == 303


def test_who_asks_for_another_reaches_their_own_limit_before_the_others(app, elsewhere):
    for _ in range(PER_ASKER):  # always a new browser, on one network
        assert ask(app.test_client()).status_code == 303
    assert ask(app.test_client()).status_code == 429
    assert ask(elsewhere()).status_code == 303


@pytest.mark.parametrize("out", [True, False])
def test_an_own_browser_is_not_shut_out_by_others(app, elsewhere, later, out):
    mine = app.test_client()
    sign_in(mine)
    if out:
        mine.post("/sign-out")
    else:
        later(days=31)  # the session ended by itself
    for _ in range(PER_MAIL):
        ask(elsewhere())
    for n in range(PER_NETWORK):
        ask(app.test_client(), f"p{n}@example.org")
    assert ask(elsewhere()).status_code == ask(app.test_client()).status_code == 429
    assert ask(mine, "diego@example.org").status_code == 429  # nobody's but anna's
    sign_in(mine)
    assert is_in(mine)


def test_an_own_browser_has_its_own_limit_all_the_same(app):
    mine = app.test_client()
    sign_in(mine)
    mine.post("/sign-out")
    for _ in range(PER_ASKER):
        assert ask(mine).status_code == 303
    assert ask(mine).status_code == 429


def test_a_shared_device_is_nobodys_own(app, elsewhere):
    shared = app.test_client()
    sign_in(shared)
    shared.post("/sign-out")
    sign_in(shared, shared="y")
    shared.post("/sign-out")
    for _ in range(PER_MAIL):
        ask(elsewhere())
    assert ask(shared).status_code == 429


def test_the_limit_of_a_network(app):
    for n in range(PER_NETWORK):
        ask(app.test_client(), f"p{n}@example.org")
    assert ask(app.test_client()).status_code == 429
    far = app.test_client()
    far.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert ask(far).status_code == 303


def test_a_bad_address_is_said_beside_its_field(app):
    answer = ask(app.test_client(), "anna")
    assert answer.status_code == 422 and "Invalid email address" in answer.text
    assert not db.session.scalars(select(SignInCode)).all()


def test_addresses_are_not_kept_for_long(app, later):
    ask(app.test_client(), "nobody@example.org")
    later(hours=25)
    ask(app.test_client())
    assert [row.mail for row in db.session.scalars(select(SignInCode))] == [ANNA]


def test_the_mail_is_a_job_in_the_language_of_the_person(app, cast):
    cast["anna"].language = "de"
    db.session.commit()
    ask(app.test_client())
    mail = db.session.scalars(select(Mail)).one()
    assert db.session.scalars(select(Job)).one().args == {"mail_id": mail.id}
    assert codes_for(ANNA)[0] in mail.subject
