"""Cohorts, for managers: the list, a cohort with its pairs and imports, creating and changing."""

from collections import Counter

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy import select

from app import access, hx
from app.budgets import balances
from app.clock import today
from app.extensions import db
from app.pairs import defaults
from app.pairs.cohort_forms import CohortForm, texts, write_milestones, write_outline
from app.pairs.imports import Import
from app.pairs.models import Pair
from app.pairs.programmes import Cohort, Programme

bp = Blueprint("programmes", __name__)


@bp.get("/cohorts")
def index() -> str:
    access.manage()
    cohorts = db.session.scalars(select(Cohort).order_by(Cohort.number)).all()
    of_pair = {pair.id: pair.cohort_id for pair in db.session.scalars(select(Pair))}
    given: Counter[int] = Counter()
    for pair_id, balance in balances.totals(list(of_pair)).items():
        given[of_pair[pair_id]] += balance.allocated
    pairs = Counter(of_pair.values())
    return render_template("programmes/index.html", cohorts=cohorts, pairs=pairs, given=given)


@bp.get("/cohorts/new")
def new() -> str:
    access.manage()
    start = today("UTC").replace(day=1)
    form = CohortForm(data=_lines(defaults.milestones(start)) | defaults.rules(start))
    return render_template("programmes/edit.html", form=form, cohort=None)


@bp.post("/cohorts")
def create() -> Response:
    by = access.manage()
    form = CohortForm(request.form)
    cohort = form.act(lambda: Cohort.start(Programme.the_one(), by=by, **form.rules()))
    if cohort is None:
        return hx.invalid("programmes/_form.html", form=form, cohort=None)
    return hx.go(url_for("programmes.show", cohort_id=cohort.id))


@bp.get("/cohorts/<int:cohort_id>")
def show(cohort_id: int) -> str:
    cohort = access.cohort_to_manage(cohort_id)
    query = select(Pair).where(Pair.cohort_id == cohort.id).order_by(Pair.name)
    return render_template(
        "programmes/show.html",
        cohort=cohort,
        pairs=db.session.scalars(query).all(),
        given=balances.allocated_in(cohort.id),
        imports=Import.of(cohort.id),
    )


@bp.get("/cohorts/<int:cohort_id>/edit")
def edit(cohort_id: int) -> str:
    cohort = access.cohort_to_manage(cohort_id)
    form = CohortForm(obj=cohort, data=texts(cohort))
    return hx.render("programmes/edit.html", "programmes/_form.html", form=form, cohort=cohort)


@bp.post("/cohorts/<int:cohort_id>")
def change(cohort_id: int) -> Response:
    cohort, by = access.cohort_to_manage(cohort_id), access.me()
    form = CohortForm(request.form)
    if form.act(lambda: _change(cohort, form, by)) is None:
        return hx.invalid("programmes/_form.html", form=form, cohort=cohort)
    return hx.go(url_for("programmes.show", cohort_id=cohort.id))


def _change(cohort: Cohort, form: CohortForm, by: object) -> Cohort:
    has_pairs = select(Pair.id).where(Pair.cohort_id == cohort.id).limit(1)
    return cohort.change(
        form.seen_version,
        by=by,
        allocated=balances.allocated_in(cohort.id),
        has_pairs=db.session.scalar(has_pairs) is not None,
        **form.rules(),
    )


def _lines(milestones: list) -> dict[str, str]:  # type: ignore[type-arg]
    return {
        "milestone_lines": write_milestones(milestones),
        "outline_lines": write_outline(defaults.outline()),
    }
