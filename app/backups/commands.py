"""`flask backup`, `restore`, `move-to` and `stay`."""

from pathlib import Path
from typing import Any, NoReturn

import click
from sqlalchemy.exc import DatabaseError

from app.backups import dump, load, moving
from app.clock import now

NAME = "tandem-{:%Y-%m-%dT%H%M%S}Z.zip"


@click.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="How many backups stay in a folder.")
def backup(place: Path, keep: int | None) -> None:
    """Writes all rows and files to PLACE, as they are at one instant, while people work.

    PLACE is a new file, or a folder: then the file is named for the time.
    """
    folder = place.is_dir()
    if not folder and place.exists():
        _fail(f"{place} is there already: nothing was written.")
    file = place / NAME.format(now()) if folder else place
    try:
        manifest = dump.write(file)
    except (dump.Damaged, OSError) as wrong:
        _fail(str(wrong))
    if folder and keep:
        for old in sorted(place.glob("tandem-*Z.zip"))[:-keep]:
            old.unlink()
    click.echo(f"{file}: {_said(manifest)}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only reads FILE and says whether it is whole.")
def restore(file: Path, check: bool) -> None:
    """Brings all that is in FILE into an empty database and its store of files.

    The backup may come from SQLite or PostgreSQL, and from an older Tandem.
    """
    try:
        manifest = load.check(file) if check else load.load(file)
    except (dump.Damaged, load.NotEmpty, DatabaseError, OSError) as wrong:
        _fail(str(wrong))
    click.echo(f"{'Whole' if check else 'Restored'}: {_said(manifest)}")


@click.command("move-to")
@click.argument("url")
def move_to(url: str) -> None:
    """Moves all rows to the empty database at URL (postgresql://… or sqlite:///…).

    Files stay where they are. Afterwards this database takes nothing more: set DATABASE_URL to the
    new one and start the server again. `flask stay` takes that back.
    """
    try:
        manifest = moving.move(url)
    except (dump.Damaged, load.NotEmpty, DatabaseError, OSError) as wrong:
        _fail(str(wrong))
    click.echo(f"Moved: {_said(manifest)}")
    click.echo("Now set DATABASE_URL to the new database and start the server again.")


@click.command()
def stay() -> None:
    """Lets people write again in a database that `move-to` has closed."""
    moving.open_again()
    click.echo("This database is open again.")


backups = (backup, restore, move_to, stay)


def _said(manifest: dict[str, Any]) -> str:
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return f"{rows} rows, {len(manifest['files'])} files, {manifest['sha256']}"


def _fail(sentence: str) -> NoReturn:
    raise click.ClickException(f"{sentence}\nNothing was changed.")
