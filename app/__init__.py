"""create_app(): the list of features below is the table of contents."""

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app import commands, config, database, errors, frame, headers, hx
from app.extensions import compress, csrf, db, htmx, login, migrate


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """The application; `settings` (for tests) stand in for the environment's."""
    app = Flask(__name__, template_folder="../templates", static_folder="../static")
    app.config.update(settings if settings is not None else config.from_environment())

    for extension in (db, login, htmx, csrf, compress):
        extension.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), compare_type=True)
    for part in (database, errors, headers, hx, frame, commands):
        part.init_app(app)
    features(app)
    behind_proxies(app)
    return app


def features(app: Flask) -> None:
    """A feature's views answer who asks; its live.py tells the others."""
    from app.accounts import demo, mails, profile, sign_in
    from app.activity import views as activity
    from app.budgets import live as _budgets_live  # noqa: F401
    from app.budgets import triggers as _triggers  # noqa: F401
    from app.budgets import views as budgets
    from app.claims import lines_views, rates_views
    from app.claims import live as _claims_live  # noqa: F401
    from app.claims import views as claims
    from app.documents import live as _documents_live  # noqa: F401
    from app.documents import views as documents
    from app.files import views as files
    from app.live import stream
    from app.notes import live as _notes_live  # noqa: F401
    from app.notes import views as notes
    from app.pairs import live as _pairs_live  # noqa: F401
    from app.pairs import people, programme_views, waiting
    from app.pairs import views as pairs
    from app.plans import live as _plans_live  # noqa: F401
    from app.plans import views as plans
    from app.visits import agenda_views, traveller_views
    from app.visits import live as _visits_live  # noqa: F401
    from app.visits import views as visits

    for feature in (
        sign_in,
        profile,
        demo,
        mails,
        waiting,
        programme_views,
        pairs,
        people,
        visits,
        agenda_views,
        traveller_views,
        claims,
        lines_views,
        rates_views,
        budgets,
        notes,
        plans,
        documents,
        files,
        activity,
        stream,
    ):
        app.register_blueprint(feature.bp)


def behind_proxies(app: Flask) -> None:
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    static = config.ROOT / "static" / "dist"
    if static.exists():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app, root=str(static), prefix="static/dist/", max_age=31536000
        )
