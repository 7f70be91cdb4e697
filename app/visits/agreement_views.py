"""What is done with a visit: proposed, agreed to, cancelled, marked as held, its costs settled."""

from collections.abc import Callable

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from app import access, clock, hx
from app.forms import ActForm, BaseForm, ReasonForm
from app.takeaways import follow_ups
from app.visits import agreement, screen
from app.visits.agreement_forms import AgreeForm, HoldForm
from app.visits.models import Visit
from app.visits.views import head, page

bp = Blueprint("agreement", __name__)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/proposal")
def propose(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.plan", slug, visit_id)
    me = access.me()
    city = screen.own_city(me, visit.pair) if access.may(me, "visit.agree", visit) else None
    return _done(ActForm.posted(), visit, lambda: agreement.propose(visit, by=me, city=city))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agreements")
def agree(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.agree", slug, visit_id)
    form, me = AgreeForm.posted(), access.me()
    city = screen.own_city(me, visit.pair)
    return _done(form, visit, lambda: agreement.agree(visit, city, by=me, terms=form.seen_terms))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/cancellation")
def cancellation(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.plan", slug, visit_id)
    title = _("Cancel the visit")
    return page("visits/_cancel.html", form=ReasonForm(), visit=visit, title=title)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/cancellation")
def cancel(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.plan", slug, visit_id)
    form, me = ReasonForm.posted(), access.me()
    if not form.act(lambda: visit.cancel(form.reason.data or "", by=me)):
        title = _("Cancel the visit")
        return hx.invalid("visits/_cancel.html", form=form, visit=visit, title=title)
    return _shown(visit)


@bp.get("/pairs/<slug>/visits/<int:visit_id>/holding")
def holding(slug: str, visit_id: int) -> str:
    """Asks what became of the follow-ups that are open."""
    visit = access.visit_to("visit.plan", slug, visit_id)
    form = HoldForm().offer(follow_ups.open_at(visit))
    return page("visits/_hold.html", form=form, visit=visit, title=_("Mark as held"))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/holding")
def hold(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.plan", slug, visit_id)
    me, today = access.me(), clock.today(visit.zone)
    form = HoldForm.posted().offer(follow_ups.open_at(visit))

    def rule() -> Visit:
        visit.hold(by=me, today=today)
        for found in form.chosen:
            follow_ups.finish(found, by=me)
        return visit

    return _done(form, visit, rule)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/settlement")
def settle(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.settle", slug, visit_id)
    me = access.me()
    city = screen.own_city(me, visit.pair)
    return _done(ActForm.posted(), visit, lambda: agreement.settle_costs(visit, city, by=me))


def _done(form: BaseForm, visit: Visit, rule: Callable[[], Visit]) -> Response:
    """A button was pressed: the visit as it is now, or why not, above it."""
    if form.act(rule) is None:
        return hx.invalid("visits/_visit.html", form=form, **head(visit))
    return _shown(visit)


def _shown(visit: Visit) -> Response:
    to = url_for("visits.show", slug=visit.pair.slug, visit_id=visit.id)
    return hx.answer("visits/_visit.html", to=to, **head(visit))
