"""The commands of who runs the house: the first manager, and whether all that is kept is whole."""

from sqlalchemy import text

from app.accounts.models import Appointment, Person
from app.budgets.models import Budget
from app.extensions import db
from tests.accounts.doors import sign_in
from tests.cast import on_both


@on_both
def test_the_first_manager_signs_in_and_may_set_up(app):
    run = app.test_cli_runner().invoke
    for _ in "ab":
        done = run(args=["manager", "add", "Nora@Example.org", "--name", "Nora Berg"])
        assert done.exit_code == 0 and "is a manager" in done.output
    db.session.rollback()
    nora = Person.at("nora@example.org")
    assert nora and nora.name == "Nora Berg"
    assert db.session.query(Appointment).filter_by(person_id=nora.id).count() == 1
    client = app.test_client()
    assert client.get("/cohorts/new").status_code == 302
    sign_in(client, "nora@example.org")
    assert client.get("/cohorts/new").status_code == 200


def test_a_manager_needs_a_mail_address(app):
    done = app.test_cli_runner().invoke(args=["manager", "add", "nora"])
    assert done.exit_code == 1 and "Error" in done.output
    db.session.rollback()
    assert Person.at("nora") is None


def test_verify_says_what_is_not_whole(app, pair):
    run = app.test_cli_runner().invoke
    assert run(args=["verify"]).exit_code == 0
    db.session.execute(
        text("UPDATE budget SET head = 'x' WHERE id = :id"), {"id": Budget.of(pair.id).id}
    )
    db.session.commit()
    done = run(args=["verify"])
    assert done.exit_code == 1 and "cologne-soria" in done.output
