"""Runs the migrations on the app's own engine; autogeneration compares types and defaults."""

from alembic import context
from flask import current_app

config = context.config
db = current_app.extensions["migrate"].db


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Not the index of search: its tables on SQLite, its GIN index on PostgreSQL are raw SQL."""
    return kind not in ("table", "index") or not (name or "").startswith("search_words")


def run() -> None:
    arguments: dict[str, object] = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        driver = connection.connection.driver_connection
        if lite:  # a table is rewritten by way of a copy, while others refer to it
            driver.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transaction_per_migration=True,
            include_name=ours,
            **arguments,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if lite:
            broken = driver.execute("PRAGMA foreign_key_check").fetchall()
            driver.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"rows refer to nothing: {broken[:5]}")


run()
