"""create_app(): the list of features below is the table of contents."""

from importlib import import_module
from typing import Any

from flask import Flask, has_request_context, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Rule

from app import assets, commands, config, database, errors, frame, headers, hx, jobs
from app.extensions import Migrations, compress, csrf, db, htmx, login

FEATURES = (
    "accounts.sign_in",
    "accounts.profile",
    "accounts.demo",
    "accounts.mails",
    "accounts.live",
    "pairs.waiting",
    "pairs.programme_views",
    "pairs.import_views",
    "pairs.views",
    "pairs.people",
    "pairs.leaving_views",
    "pairs.invitations",
    "pairs.people_live",
    "pairs.live",
    "visits.views",
    "visits.agreement_views",
    "visits.agenda_views",
    "visits.traveller_views",
    "visits.papers_views",
    "visits.live",
    "hosting.views",
    "hosting.live",
    "polls.views",
    "polls.guest_views",
    "polls.closed_views",
    "polls.live",
    "today.views",
    "today.live",
    "attendance.views",
    "attendance.live",
    "journeys.views",
    "journeys.live",
    "needs.views",
    "needs.live",
    "needs.purging",
    "calendars.views",
    "calendars.live",
    "claims.views",
    "claims.files_views",
    "claims.lines_views",
    "claims.typing_views",
    "claims.tray_views",
    "claims.decisions_views",
    "claims.settling_views",
    "claims.all_views",
    "evidence.views",
    "evidence.live",
    "claims.rates_views",
    "claims.live",
    "claims.telling",
    "budgets.triggers",
    "budgets.views",
    "budgets.changes_views",
    "budgets.live",
    "notes.views",
    "notes.report_views",
    "notes.files_views",
    "notes.live",
    "takeaways.views",
    "takeaways.carried_views",
    "takeaways.live",
    "plans.views",
    "plans.editions_views",
    "plans.approval_views",
    "plans.frozen_views",
    "plans.live",
    "plans.outlines",
    "citations.views",
    "citations.live",
    "comments.views",
    "comments.thread_views",
    "comments.suggestions_views",
    "comments.rounds_views",
    "comments.reviews_views",
    "comments.answers_views",
    "comments.live",
    "comments.rounds_live",
    "drafts.views",
    "exports.views",
    "handouts.views",
    "exports.live",
    "documents.views",
    "documents.presence_views",
    "documents.here_views",
    "documents.live",
    "files.views",
    "search.views",
    "search.keeping",
    "news.telling",
    "news.ticking",
    "news.views",
    "news.live",
    "activity.views",
    "activity.audit",
    "activity.last_here",
    "demo.mark",
    "health",
    "live.stream",
)


class LazyRule(Rule):
    """Werkzeug writes and compiles two functions for each of our 400 addresses, which takes a third
    of a second: these do so when their address is first written."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        made: list[Any] = []

        def build(rule: Rule, **values: Any) -> Any:
            if not made:
                made.append(super(LazyRule, self)._compile_builder(append_unknown))
            return made[0](rule, **values)

        return build


ADDRESSES, LONGEST = 8_192, 160  # that are kept at most; and characters of one


class App(Flask):
    url_rule_class = LazyRule

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._known: dict[tuple[str, str, str], str] = {}

    def url_for(self, endpoint: str, /, **about: Any) -> str:  # type: ignore[override]
        """A page of 100 rows has some 200 addresses, the same ones each time: they are kept."""
        if not has_request_context() or endpoint.startswith("."):
            return super().url_for(endpoint, **about)
        key = (request.root_path, endpoint, repr(about))
        url = self._known.get(key)
        if url is None:
            url = super().url_for(endpoint, **about)
            plain = all(value is None or type(value) in (str, int) for value in about.values())
            # Not with a host's name, nor with what somebody typed at length.
            if plain and url.startswith("/") and len(url) <= LONGEST:
                if len(self._known) == ADDRESSES:
                    self._known.clear()
                self._known[key] = url
        return url


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """The application; `settings` (for tests) stand in for the environment's."""
    app = App(__name__, template_folder="../templates", static_folder=None)
    app.config.update(settings if settings is not None else config.from_environment())

    for extension in (db, login, htmx, csrf, compress):
        extension.init_app(app)
    Migrations().init_app(app, db, directory=str(config.ROOT / "migrations"), compare_type=True)
    for part in (database, errors, headers, hx, frame, assets, commands):
        part.init_app(app)
    jobs.serve(app)
    features(app)
    behind_proxies(app)
    return app


def features(app: Flask) -> None:
    """A feature's views answer who asks; its live.py tells the others."""
    for name in FEATURES:
        feature = import_module(f"app.{name}")
        if hasattr(feature, "bp"):
            app.register_blueprint(feature.bp)


def behind_proxies(app: Flask) -> None:
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
