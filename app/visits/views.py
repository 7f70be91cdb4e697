"""Visits: the list, the page of one, planned and changed, put into the bin and back."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from app import access, clock, hx
from app.extensions import db
from app.forms import ActForm
from app.pairs.models import Pair
from app.visits import line, listing, screen, words
from app.visits.facts import Facts
from app.visits.forms import VisitForm
from app.visits.models import Visit

bp = Blueprint("visits", __name__)


@bp.get("/pairs/<slug>/visits")
def index(slug: str) -> str:
    pair = access.pair_to("visit.read", slug)
    return hx.render("visits/index.html", "visits/_list.html", **_list(pair))


@bp.get("/pairs/<slug>/visits/new")
def new(slug: str) -> str:
    pair = access.pair_to("visit.plan", slug)
    form = VisitForm(pair=pair, data={"online": request.args.get("kind") == "meeting"})
    return page("visits/_form.html", form=form, visit=None, title=_("Plan a visit"))


@bp.post("/pairs/<slug>/visits")
def plan(slug: str) -> Response | str:
    pair = access.pair_to("visit.plan", slug)
    form, me = VisitForm.posted(pair=pair), access.me()
    visit = None
    if not form.wants_row():
        visit = form.act(lambda: Visit.plan(pair, by=me, **form.facts()))
    if visit is None:
        return hx.invalid("visits/_form.html", form=form, visit=None, title=_("Plan a visit"))
    return hx.go(url_for("visits.show", slug=slug, visit_id=visit.id))


@bp.get("/pairs/<slug>/visits/<int:visit_id>")
def show(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.read", slug, visit_id)
    context = head(visit) | {"removed": _removed(visit)}
    if not hx.wants_fragment():
        drafts = access.may(access.me(), "agenda.draft", visit)
        context |= screen.travellers(visit) | screen.agenda(visit, access.me(), drafts=drafts)
    return hx.render("visits/show.html", "visits/_visit.html", **context)


@bp.get("/pairs/<slug>/visits/<int:visit_id>/edit")
def edit(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.plan", slug, visit_id)
    return page(
        "visits/_form.html", form=VisitForm.of(visit), visit=visit, title=_("Change the visit")
    )


@bp.post("/pairs/<slug>/visits/<int:visit_id>")
def change(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.plan", slug, visit_id)
    form, me = VisitForm.posted(pair=visit.pair), access.me()
    if form.wants_row() or not form.act(
        lambda: visit.change(form.seen_version, by=me, **form.facts())
    ):
        title = _("Change the visit")
        return hx.invalid("visits/_form.html", form=form, visit=visit, title=title)
    return hx.answer("visits/_visit.html", to=_page(visit), **head(visit))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/removal")
def remove(slug: str, visit_id: int) -> Response:
    visit = _either(slug, visit_id)
    form, me = ActForm.posted(), access.me()
    if not form.act(lambda: visit.remove(by=me)):
        return hx.invalid("visits/_visit.html", form=form, **head(visit))
    return hx.go(url_for("visits.index", slug=slug, removed=visit_id))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/restoration")
def restore(slug: str, visit_id: int) -> Response:
    visit = _either(slug, visit_id)
    form, me = ActForm.posted(), access.me()
    form.act(lambda: visit.restore(by=me))
    return hx.go(_page(visit))


def page(fragment: str, *, title: str, **context: Any) -> str:
    """A fragment for htmx; for everyone else the same in a page of its own."""
    template = fragment if hx.wants_fragment() else "shared/page.html"
    return render_template(template, fragment=fragment, title=title, **context)


def head(visit: Visit) -> dict[str, Any]:
    """For _visit.html, under this person's rights."""
    me = access.me()
    return screen.head(
        visit,
        me,
        agrees=access.may(me, "visit.agree", visit),
        settles=access.may(me, "visit.settle", visit),
        money=access.may(me, "money.read", visit.pair),
    )


def level() -> int:
    """Of a fragment's heading: alone on a page it is the first."""
    return 2 if hx.wants_fragment() else 1


def _either(slug: str, visit_id: int) -> Visit:
    """From the table or from the bin: a button that is pressed twice finds its visit both times."""
    visit = db.session.get(Visit, visit_id)
    binned = visit is not None and visit.removed_at is not None
    return access.visit_to("visit.plan", slug, visit_id, binned=binned)


def _page(visit: Facts) -> str:
    return url_for("visits.show", slug=visit.pair.slug, visit_id=visit.id)


def _list(pair: Pair) -> dict[str, object]:
    """The groups in the order in which people look for them."""
    groups: dict[str, list[Facts]] = {name: [] for name in ("coming", "open", "past", "cancelled")}
    visits = listing.of_pair(pair)
    for visit in visits:
        groups[_group(visit)].append(visit)
    groups["past"].reverse()
    shown = {"groups": groups, "line": line.marks(pair, visits, _page), "all_visits": visits}
    return shown | {"words": words, "removed": _binned(pair)}


def _group(visit: Facts) -> str:
    state = visit.state
    if state in ("idea", "proposed"):
        return "open"
    if state == "agreed":
        over = visit.ends_on is not None and visit.ends_on < clock.today(visit.zone)
        return "past" if over else "coming"
    return "past" if state == "held" else "cancelled"


def _binned(pair: Pair) -> Visit | None:
    """The visit that was just removed, for its Undo."""
    number = request.args.get("removed", type=int)
    visit = db.session.get(Visit, number) if number else None
    gone = visit is not None and visit.pair_id == pair.id and visit.removed_at is not None
    return visit if gone and access.may(access.me(), "visit.plan", visit) else None


def _removed(visit: Visit) -> str:
    """The address that brings back what was just removed from this page, for a plain form."""
    kind, _dash, number = request.args.get("removed", "").partition("-")
    ends = {"item": "agenda.restore", "traveller": "travellers.restore"}
    if kind not in ends or not number.isdecimal():
        return ""
    names: dict[str, Any] = {"slug": visit.pair.slug, "visit_id": visit.id}
    names[f"{kind}_id"] = int(number)
    return url_for(ends[kind], **names)
