"""The commands of `flask --app wsgi …`: setting up, working apart, looking after the data."""

from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select

from app import jobs
from app.backups.commands import backups
from app.claims.rates_commands import rates_cli
from app.extensions import db
from app.later import later


class Migrating(click.Command):
    """flask-migrate's own group of commands, imported when one of them is asked for."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        found: click.Context = later("flask_migrate.cli").db.make_context(*args, **more)
        return found


migrating = Migrating("db", help="Migrations of the database.")
manager = AppGroup("manager", help="Managers of the programme.")
search = AppGroup("search", help="The index of search.")


def init_app(app: Flask) -> None:
    for command in (migrating, manager, rates_cli, search, seed, work, verify, *backups):
        app.cli.add_command(command)


@manager.command("add")
@click.argument("mail")
@click.option("--name", default="", help="How the person is called.")
def add_manager(mail: str, name: str) -> None:
    """Makes MAIL a manager; the person signs in with a mailed code."""
    from email_validator import EmailNotValidError, validate_email

    from app.accounts.models import Appointment, Person
    from app.database import writing
    from app.pairs.programmes import Programme

    try:
        mail = validate_email(mail, check_deliverability=False).normalized
    except EmailNotValidError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    with writing():
        person = Person.known_as(mail, name or mail.partition("@")[0])
        Appointment.appoint(person, Programme.the_one())
    click.echo(f"{mail} is a manager and can sign in.")


@click.command()
def seed() -> None:
    """Fills an empty database with the demo (TANDEM_DEMO=1 only); does nothing otherwise."""
    from app.demo.story import tell

    if current_app.config["DEMO"] and tell():
        click.echo("The demo is in place.")


@click.command()
def work() -> None:
    """Does jobs in a process of its own (set WORKER=none for the serving ones)."""
    jobs.run(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command()
def verify() -> None:
    """Checks ledgers, documents and files; says what is not whole and exits 1, or 0 if all is.

    Then it says one SHA-256 of all rows and files: a restored backup has the same.
    """
    from app.backups import dump

    wrong = list(_wrongs())
    for sentence in wrong:
        click.echo(sentence)
    if wrong:
        raise SystemExit(1)
    click.echo("Everything is whole.")
    click.echo(f"Rows and files: {dump.fingerprint()}")


def _wrongs() -> Any:
    from app.budgets import ledger
    from app.budgets.models import Budget
    from app.documents import check
    from app.documents.models import Document
    from app.files import store

    for budget in db.session.scalars(select(Budget).order_by(Budget.id)):
        yield from ledger.verify(budget)
    for number in db.session.scalars(select(Document.id).order_by(Document.id)).all():
        yield from check.verify(number)
    yield from store.verify()


@search.command("rebuild")
def rebuild_search() -> None:
    """Writes the index of search anew, from what there is."""
    from app.search import keeping

    keeping.rebuild()
    click.echo("Search is up to date.")
