"""Files that come in for a plan: a draft, or a DOCX back from Word. Each is looked at first."""

import contextlib
import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app import access, hx
from app.access import me
from app.documents import pinning
from app.documents.refusals import Refusal
from app.drafts import coming_back, intake, taking, words
from app.drafts.forms import DraftForm, PlacesForm, ReturnForm
from app.drafts.models import Arrival
from app.errors import Refused
from app.extensions import db
from app.files.blobs import blobs
from app.forms import ActForm
from app.plans.models import Plan

bp = Blueprint("drafts", __name__)
bp.app_context_processor(lambda: {"DROPPED": words.DROPPED})


@bp.get("/pairs/<slug>/plans/<int:plan_id>/arrivals")
def index(slug: str, plan_id: int) -> str:
    plan = access.plan_to("thread.write", slug, plan_id)
    return hx.render("drafts/index.html", "drafts/_index.html", **_context(plan))


@bp.post("/pairs/<slug>/plans/<int:plan_id>/drafts")
def hand_in(slug: str, plan_id: int) -> Response:
    """A draft, to be taken in by its headings."""
    plan = access.plan_to("section.steer", slug, plan_id)
    return _arrive(plan, "draft")


@bp.post("/pairs/<slug>/plans/<int:plan_id>/returns")
def bring_back(slug: str, plan_id: int) -> Response:
    """A DOCX that went out, and was worked on in Word."""
    plan = access.plan_to("thread.write", slug, plan_id)
    return _arrive(plan, "word")


@bp.get("/pairs/<slug>/arrivals/<int:arrival_id>")
def show(slug: str, arrival_id: int) -> str:
    arrival = _arrival(slug, arrival_id)
    return hx.render("drafts/show.html", "drafts/_arrival.html", **_one(arrival))


@bp.post("/pairs/<slug>/arrivals/<int:arrival_id>/application")
def apply(slug: str, arrival_id: int) -> Response:
    arrival = _arrival(slug, arrival_id)
    if arrival.kind == "draft":
        access.plan_to("section.steer", slug, arrival.plan_id)
        form: Any = PlacesForm(request.form)
        done = form.act(lambda: taking.apply(arrival, form.places(arrival), by=me()))
        after = taking.fill
    else:
        form = ActForm.posted()
        done = form.act(lambda: coming_back.apply(arrival, by=me()))
        after = _pin
    if done is None:
        return hx.invalid("drafts/_arrival.html", form=form, **_one(arrival))
    with contextlib.suppress(Refusal, TimeoutError):  # then its jobs do it
        after(arrival_id)
    arrival = _arrival(slug, arrival_id)
    to = url_for("drafts.show", slug=slug, arrival_id=arrival_id)
    return hx.answer("drafts/_arrival.html", to=to, **_one(arrival))


def _arrival(slug: str, number: int) -> Arrival:
    found = access.arrival_to(slug, number)
    return found if found.kind != "answers" else abort(404)


def _pin(arrival_id: int) -> None:
    for passage_id in db.session.get_one(Arrival, arrival_id).result["passages"]:
        pinning.pin(passage_id)


def _arrive(plan: Plan, kind: str) -> Response:
    form = ReturnForm(request.form) if kind == "word" else DraftForm(request.form)
    given = request.files.get("back" if kind == "word" else "draft")
    plan_id, slug = plan.id, plan.pair.slug
    try:
        found, name, sha256 = _read(plan, kind, given)
    except Refused as no:
        form.problem, form.status = no.sentence, 422
        plan = access.plan_to("pair.read", slug, plan_id)
        return hx.invalid("drafts/_index.html", **_context(plan) | {kind: form, "form": form})
    plan = access.plan_to("pair.read", slug, plan_id)
    arrival = form.act(lambda: Arrival.hand_in(plan, kind, name, sha256, by=me(), found=found))
    if arrival is None:
        return hx.invalid("drafts/_index.html", **_context(plan) | {kind: form, "form": form})
    return hx.go(url_for("drafts.show", slug=slug, arrival_id=arrival.id))


def _read(plan: Plan, kind: str, given: FileStorage | None) -> tuple[dict[str, Any], str, str]:
    """What is in the file, its name, and the blob that it is kept as."""
    if given is None or not given.filename:
        raise Refused(_("Choose a file."))
    data = given.read(intake.MOST + 1)
    if kind == "word":
        found = coming_back.look(plan, data, me())
        if not found["items"]:
            raise Refused(_("There is nothing new in this file."))
    else:
        found = taking.look(plan, data, intake.kind_of(data, given.filename))
    db.session.rollback()
    with tempfile.NamedTemporaryFile() as written:
        Path(written.name).write_bytes(data)
        return found, given.filename, blobs().put(Path(written.name))


def _context(plan: Plan) -> dict[str, Any]:
    steers = access.may(me(), "section.steer", plan)
    arrivals = [one for one in Arrival.of(plan.id) if one.kind != "answers"]
    mine = [one for one in arrivals if steers or one.uploaded_by_id == me().id]
    forms = {"word": ReturnForm(), "draft": DraftForm(), "form": None}
    return forms | {"plan": plan, "arrivals": mine, "steers": steers}


def _one(arrival: Arrival) -> dict[str, Any]:
    sections = {section.id: section.title for section in arrival.plan.sections}
    return {"arrival": arrival, "plan": arrival.plan, "sections": sections}
