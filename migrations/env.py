"""Runs the migrations on the app's own engine; autogeneration compares types and defaults."""

from alembic import context
from flask import current_app

config = context.config
db = current_app.extensions["migrate"].db


def run() -> None:
    arguments: dict[str, object] = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transaction_per_migration=True,
            **arguments,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
