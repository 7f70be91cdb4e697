"""Changes of a budget and of a cohort's cap: asked for by one manager, answered by a second."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import ngettext
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app import access, hx
from app.budgets import caps, changes, words
from app.budgets.caps import CapChange
from app.budgets.change_forms import CapForm, ChangeForm
from app.budgets.changes import BudgetChange, Place
from app.budgets.models import DIRECTIONS, Budget
from app.claims import waits as claims_waits
from app.errors import Refused
from app.forms import ActForm
from app.pairs.models import Pair
from app.pairs.programmes import Cohort

bp = Blueprint("budget_changes", __name__)
OF = "/pairs/<slug>/budget/changes"
PAGE, PART = "budgets/changes.html", "budgets/_changes.html"


@bp.get(OF)
def index(slug: str) -> str:
    pair = pair_of(slug, "money.read")
    return hx.render(PAGE, PART, form=None, **_shown(pair))


@bp.get(OF + "/new")
def new(slug: str) -> str:
    pair = pair_of(slug)
    return hx.render(PAGE, PART, form=_form(pair, ChangeForm()), **_shown(pair))


@bp.post(OF)
def ask(slug: str) -> Response:
    pair = pair_of(slug)
    form = _form(pair, ChangeForm.posted())
    budget, me = Budget.of(pair.id), access.me()
    if form.act(lambda: changes.ask(budget, by=me, **_facts(pair, form))) is None:
        return hx.invalid(PART, form=form, **_shown(pair))
    return _answered(pair)


@bp.post(OF + "/<int:change_id>/answer")
def answer(slug: str, change_id: int) -> Response:
    pair = pair_of(slug)
    change, form = access.budget_change_to(slug, change_id), ActForm.posted()
    yes, me = request.form.get("confirmed") == "y", access.me()

    def rule() -> BudgetChange:
        if yes and change.kind == "withdraw":
            _refuse_undecided(pair)
        return changes.answer(change, yes, by=me)

    if form.act(rule) is None:
        return hx.invalid(PART, form=form, **_shown(pair))
    return _answered(pair)


def _refuse_undecided(pair: Pair) -> None:
    """Once the pair has withdrawn its budget is empty, and nothing can be approved any more."""
    if waiting := claims_waits.undecided(pair.id):
        raise Refused(
            ngettext(
                "One claim of this pair waits for a decision. Decide on it first: afterwards "
                "nothing can be approved any more.",
                "%(num)d claims of this pair wait for a decision. Decide on them first: afterwards "
                "nothing can be approved any more.",
                waiting,
            )
        )


@bp.get("/cohorts/<int:cohort_id>/cap")
def cap(cohort_id: int) -> str:
    cohort = access.cohort_to_manage(cohort_id)
    return _cap_page(cohort, CapForm(data={"seat_cap": None, "cap_unit": cohort.cap_unit}))


@bp.post("/cohorts/<int:cohort_id>/cap")
def ask_cap(cohort_id: int) -> Response:
    cohort, form = access.cohort_to_manage(cohort_id), CapForm.posted()
    me = access.me()
    if form.act(lambda: caps.ask(cohort, by=me, **form.values())) is None:
        return hx.invalid("budgets/_cap.html", form=form, **_of_cap(cohort))
    to = url_for("budget_changes.cap", cohort_id=cohort_id)
    return hx.answer("budgets/_cap.html", to=to, form=CapForm(), **_of_cap(cohort))


@bp.post("/cohorts/<int:cohort_id>/cap/<int:cap_id>/answer")
def answer_cap(cohort_id: int, cap_id: int) -> Response:
    cohort, form = access.cohort_to_manage(cohort_id), ActForm.posted()
    change, me = access.cap_change_to(cohort, cap_id), access.me()
    yes = request.form.get("confirmed") == "y"
    if form.act(lambda: caps.answer(change, yes, by=me)) is None:
        blank = CapForm()
        blank.problem, blank.status = form.problem, form.status
        for field in ("seat_cap",):
            blank[field].errors = form.errors.get(field, [])
        return hx.invalid("budgets/_cap.html", form=blank, **_of_cap(cohort))
    to = url_for("budget_changes.cap", cohort_id=cohort_id)
    return hx.answer("budgets/_cap.html", to=to, form=CapForm(), **_of_cap(cohort))


def _cap_page(cohort: Cohort, form: CapForm) -> str:
    return hx.render("budgets/cap.html", "budgets/_cap.html", form=form, **_of_cap(cohort))


def _of_cap(cohort: Cohort) -> dict[str, Any]:
    return {"cohort": cohort, "changes": CapChange.of(cohort)}


def _answered(pair: Pair) -> Response:
    to = url_for("budget_changes.index", slug=pair.slug)
    return hx.answer(PART, to=to, form=None, **_shown(pair))


def _shown(pair: Pair) -> dict[str, Any]:
    return {
        "changes": BudgetChange.of(Budget.of(pair.id)),
        "words": words,
        "currency": pair.cohort.currency,
        "changing": access.may(access.me(), "budget.change", pair),
    }


def _facts(pair: Pair, form: ChangeForm) -> dict[str, Any]:
    """Once it is validated: the amount is read then."""
    places = {_key(place): place for place in _places(pair)}
    facts = form.values("kind", "reason") | {"amount": form.amount.data or 0}
    return facts | {name: places.get(form[name].data) for name in ("from_line", "to_line")}


def _places(pair: Pair) -> list[Place]:
    return [(city, way) for city in pair.cities for way in DIRECTIONS]


def _key(place: Place) -> str:
    return f"{place[0].id}-{place[1]}"


def _form(pair: Pair, form: ChangeForm) -> ChangeForm:
    rows = [SelectChoice("", "–")]
    for place in _places(pair):
        rows.append(SelectChoice(_key(place), f"{place[0].name}: {words.DIRECTION[place[1]]}"))
    for name in ("from_line", "to_line"):
        field: SelectField = form[name]
        field.choices = rows
    return form


def pair_of(slug: str, verb: str = "budget.change") -> Pair:
    """Changes are for managers and auditors to read; to others there is no such page."""
    pair = access.pair_to("pair.read", slug)
    if not access.may(access.me(), "budget.read", pair):
        abort(404)
    return pair if verb == "money.read" else access.pair_to(verb, slug)
