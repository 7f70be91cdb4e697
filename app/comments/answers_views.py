"""Answers to the comments of a review, and the response table: its page, its files, and what comes
back filled in."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from app import access, hx
from app.access import me
from app.attachments import attached
from app.comments import answers, filling, table, table_files
from app.comments.answering import answer as answered
from app.comments.answering import shown
from app.comments.models import Thread
from app.comments.round_forms import AnswerForm, AnswersForm, InsistForm, TableForm
from app.comments.rounds import ReviewRound
from app.drafts.models import Arrival
from app.errors import Refused
from app.extensions import db
from app.forms import ActForm

bp = Blueprint("answers", __name__)
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@bp.get("/pairs/<slug>/threads/<int:thread_id>/answer")
def consider(slug: str, thread_id: int) -> str:
    thread = access.thread_to("thread.answer", slug, thread_id)
    about = {"answer": thread.answer, "reason": thread.answer_reason}
    form = AnswerForm(data=about | {"version": thread.version})
    return shown(thread, answer_form=form)


@bp.post("/pairs/<slug>/threads/<int:thread_id>/answer")
def answer(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.answer", slug, thread_id)
    form = AnswerForm(request.form)
    about = (form.answer.data or "", form.reason.data or "")
    done = form.act(lambda: answers.answer(thread, form.seen_version, *about, by=me()))
    return answered(thread, form, done, "answer_form")


@bp.post("/pairs/<slug>/threads/<int:thread_id>/confirmation")
def confirm(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.read", slug, thread_id)
    form = ActForm.posted()
    return answered(thread, form, form.act(lambda: answers.confirm(thread, by=me())))


@bp.get("/pairs/<slug>/threads/<int:thread_id>/insistence")
def doubt(slug: str, thread_id: int) -> str:
    thread = access.thread_to("thread.write", slug, thread_id)
    return shown(thread, insist_form=InsistForm())


@bp.post("/pairs/<slug>/threads/<int:thread_id>/insistence")
def insist(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.write", slug, thread_id)
    form = InsistForm(request.form)
    done = form.act(lambda: answers.insist(thread, form.words.data or "", by=me()))
    return answered(thread, form, done, "insist_form")


@bp.get("/pairs/<slug>/rounds/<int:round_id>/table")
def show(slug: str, round_id: int) -> str:
    found = access.round_to("round.read", slug, round_id)
    return hx.render("comments/table.html", "comments/_table.html", **_context(found))


@bp.post("/pairs/<slug>/rounds/<int:round_id>/answers")
def answer_all(slug: str, round_id: int) -> Response:
    """Several at once. Those that somebody else answered meanwhile are named, and left."""
    found = access.round_to("round.read", slug, round_id)
    form = AnswersForm(request.form)
    ticked = form.ticked
    for number in ticked:
        _of(found, number)
    about = (form.answer.data or "", form.reason.data or "")
    done = form.act(lambda: answers.answer_several(found, ticked, *about, by=me()))
    if done is None:
        context = _context(found) | {"form": form, "answers_form": form}
        return hx.invalid("comments/_table.html", **context)
    threads = [_of(found, number) for number in ticked]
    left = [each.id for each in threads if (each.answer, each.answer_reason) != about]
    to = url_for("answers.show", slug=slug, round_id=round_id, left=left)
    return hx.answer("comments/_table.html", to=to, **_context(found) | {"left": left})


@bp.get("/pairs/<slug>/rounds/<int:round_id>/table.<any(xlsx, docx):format>")
def fetch(slug: str, round_id: int, format: str) -> Response:
    found = access.round_to("round.read", slug, round_id)
    title, rows = _title(found), _rows(found)
    db.session.rollback()
    data = (table_files.xlsx if format == "xlsx" else table_files.docx_table)(title, rows)
    return attached(data, MEDIA[format], f"response-table-{round_id}.{format}")


@bp.post("/pairs/<slug>/rounds/<int:round_id>/table")
def hand_in(slug: str, round_id: int) -> Response:
    """A filled-in table is looked at first."""
    found, by = access.round_to("round.read", slug, round_id), me()
    _steer(found)
    form = TableForm(request.form)
    db.session.rollback()  # the file is read and stored while no transaction is open
    arrival = None
    try:
        given = table_files.take(request.files.get("file"))
        arrival = form.act(lambda: filling.hand_in(found, *given, by=by))
    except Refused as no:
        form.refuse(no)
    if arrival is None:
        context = _context(found) | {"form": form, "table_form": form}
        return hx.invalid("comments/_table.html", **context)
    return hx.go(url_for("answers.look", slug=slug, filled_id=arrival.id))


@bp.get("/pairs/<slug>/filled/<int:filled_id>")
def look(slug: str, filled_id: int) -> str:
    arrival = _filled(slug, filled_id)
    return hx.render("comments/filled.html", "comments/_filled.html", arrival=arrival)


@bp.post("/pairs/<slug>/filled/<int:filled_id>/application")
def take_over(slug: str, filled_id: int) -> Response:
    arrival = _filled(slug, filled_id)
    form = ActForm.posted()
    done = form.act(lambda: filling.take_over(arrival, by=me()))
    if done is None:
        return hx.invalid("comments/_filled.html", form=form, arrival=arrival)
    to = url_for("answers.look", slug=slug, filled_id=filled_id)
    return hx.answer("comments/_filled.html", to=to, arrival=arrival)


def _filled(slug: str, number: int) -> Arrival:
    found = access.arrival_to(slug, number)
    return found if found.kind == "answers" else abort(404)


def _of(found: ReviewRound, number: int) -> Thread:
    thread = access.thread_to("thread.answer", found.pair.slug, number)
    return thread if thread.round_id == found.id else abort(404)


def _steer(found: ReviewRound) -> None:
    access.plan_to("plan.freeze", found.pair.slug, found.plan_id)


def _rows(found: ReviewRound) -> list[table.Row]:
    """An expert gets their own, the cities and the programme all."""
    own = access.sees_shared_only(me(), found.pair)
    return table.rows(found, me().id if own else None)


def _title(found: ReviewRound) -> str:
    return f"{found.plan.name} · {found.plan_version.name}"


def _context(found: ReviewRound) -> dict[str, Any]:
    may_answer = access.may(me(), "plan.freeze", found.plan) and found.is_open
    context = {"round": found, "rows": _rows(found), "columns": table.columns()}
    context["left"] = request.args.getlist("left", type=int)
    forms = {"form": None, "table_form": TableForm(), "answers_form": AnswersForm()}
    return context | forms | {"answers": may_answer, "title": _title(found)}
