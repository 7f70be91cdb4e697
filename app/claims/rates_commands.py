"""flask rates import FILE: takes over a published file of rates. The reading is in rates.py."""

from datetime import date

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.claims import rates
from app.claims.rate_files import month_in
from app.errors import Refused

rates_cli = AppGroup("rates", help="Exchange rates, from published files.")


@rates_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--month", help="The month of an InforEuro file that does not say it: 2026-04.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave out earlier days.")
def import_(file: str, month: str | None, since: click.DateTime | None) -> None:
    """Takes over the ECB's eurofxref-hist.csv (or .zip), or InforEuro's monthly CSV."""
    try:
        with force_locale("en"):  # commands speak English, and there is no reader to ask
            done = rates.import_file(file, month=_month(month), since=_day(since))
    except Refused as no:
        raise click.ClickException(no.sentence) from no
    for line, sentence in done.broken:
        click.echo(f"Line {line}: {sentence}", err=True)
    click.echo(
        f"{done.source}: {done.added} added, {done.changed} corrected, {done.same} known already"
        + (f", {done.first} to {done.last}." if done.first else ".")
    )
    if done.broken:
        raise click.ClickException(
            f"{len(done.broken)} could not be read; the rest was taken over."
        )


def _month(text: str | None) -> date | None:
    if text is None:
        return None
    month = month_in(text)
    if month is None:
        raise click.BadParameter("Please write the month like 2026-04.", param_hint="--month")
    return month


def _day(given: object) -> date | None:
    return given.date() if hasattr(given, "date") else None
