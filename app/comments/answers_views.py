"""Answers to the comments of a review, and the response table: its page, its files, and what comes
back filled in."""

import io
from typing import Any

from flask import Blueprint, Response, request, send_file, url_for
from flask_babel import gettext as _

from app import access, hx
from app.access import me
from app.comments import filling, reviewing, table, table_files
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
    form = AnswerForm(data={"answer": thread.answer, "reason": thread.answer_reason})
    return shown(thread, answer_form=form)


@bp.post("/pairs/<slug>/threads/<int:thread_id>/answer")
def answer(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.answer", slug, thread_id)
    form = AnswerForm(request.form)
    done = form.act(
        lambda: reviewing.answer(thread, form.answer.data, form.reason.data or "", by=me())
    )
    return answered(thread, form, done, "answer_form")


@bp.post("/pairs/<slug>/threads/<int:thread_id>/confirmation")
def confirm(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.read", slug, thread_id)
    form = ActForm.posted()
    return answered(thread, form, form.act(lambda: reviewing.confirm(thread, by=me())))


@bp.get("/pairs/<slug>/threads/<int:thread_id>/insistence")
def doubt(slug: str, thread_id: int) -> str:
    thread = access.thread_to("thread.write", slug, thread_id)
    return shown(thread, insist_form=InsistForm())


@bp.post("/pairs/<slug>/threads/<int:thread_id>/insistence")
def insist(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.write", slug, thread_id)
    form = InsistForm(request.form)
    done = form.act(lambda: reviewing.insist(thread, form.words.data or "", by=me()))
    return answered(thread, form, done, "insist_form")


@bp.get("/pairs/<slug>/rounds/<int:round_id>/table")
def show(slug: str, round_id: int) -> str:
    found = access.round_to("round.read", slug, round_id)
    return hx.render("comments/table.html", "comments/_table.html", **_context(found))


@bp.post("/pairs/<slug>/rounds/<int:round_id>/answers")
def answer_all(slug: str, round_id: int) -> Response:
    """Several at once: all of them, or none."""
    found = access.round_to("round.read", slug, round_id)
    form = AnswersForm(request.form)

    def rule() -> ReviewRound:
        chosen = [_of(found, number) for number in form.threads.data or []]
        if not chosen:
            raise Refused(_("Tick at least one comment."), "threads")
        for thread in chosen:
            reviewing.answer(thread, form.answer.data, form.reason.data or "", by=me())
        return found

    done = form.act(rule)
    context = _context(found) | {"form": form, "answers_form": form}
    if done is None:
        return hx.invalid("comments/_table.html", **context)
    to = url_for("answers.show", slug=slug, round_id=round_id)
    return hx.answer("comments/_table.html", to=to, **_context(found))


@bp.get("/pairs/<slug>/rounds/<int:round_id>/table.<any(xlsx, docx):format>")
def fetch(slug: str, round_id: int, format: str) -> Response:
    found = access.round_to("round.read", slug, round_id)
    title, rows = _title(found), _rows(found)
    db.session.rollback()
    data = (table_files.xlsx if format == "xlsx" else table_files.docx_table)(title, rows)
    response = send_file(
        io.BytesIO(data),
        MEDIA[format],
        as_attachment=True,
        download_name=f"response-table-{round_id}.{format}",
        conditional=False,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/pairs/<slug>/rounds/<int:round_id>/table")
def hand_in(slug: str, round_id: int) -> Response:
    """A filled-in table is looked at first."""
    found = access.round_to("round.read", slug, round_id)
    _steer(found)
    form, given = TableForm(request.form), request.files.get("file")

    def rule() -> Arrival:
        if given is None or not given.filename:
            raise Refused(_("Choose a file."), "file")
        changes = filling.changes(found, table_files.read(given.read(table_files.MOST + 1)))
        return filling.hand_in(found, given.filename, changes, by=me())

    arrival = form.act(rule)
    if arrival is None:
        context = _context(found) | {"form": form, "table_form": form}
        return hx.invalid("comments/_table.html", **context)
    return hx.go(url_for("answers.look", slug=slug, arrival_id=arrival.id))


@bp.get("/pairs/<slug>/filled/<int:arrival_id>")
def look(slug: str, arrival_id: int) -> str:
    arrival = access.arrival_to(slug, arrival_id)
    return hx.render("comments/filled.html", "comments/_filled.html", arrival=arrival)


@bp.post("/pairs/<slug>/filled/<int:arrival_id>/application")
def take_over(slug: str, arrival_id: int) -> Response:
    arrival = access.arrival_to(slug, arrival_id)
    form = ActForm.posted()
    done = form.act(lambda: filling.take_over(arrival, by=me()))
    if done is None:
        return hx.invalid("comments/_filled.html", form=form, arrival=arrival)
    to = url_for("answers.look", slug=slug, arrival_id=arrival_id)
    return hx.answer("comments/_filled.html", to=to, arrival=arrival)


def _of(found: ReviewRound, number: int) -> Thread:
    thread = access.thread_to("thread.answer", found.pair.slug, number)
    if thread.round_id != found.id:
        raise Refused("", "threads")
    return thread


def _steer(found: ReviewRound) -> None:
    access.plan_to("plan.freeze", found.pair.slug, found.plan_id)


def _rows(found: ReviewRound) -> list[table.Row]:
    """An expert gets their own, the cities and the programme all."""
    own = access.sees_shared_only(me(), found.pair)
    return table.rows(found, me().id if own else None)


def _title(found: ReviewRound) -> str:
    return f"{found.plan.name} · {found.plan_version.name}"


def _context(found: ReviewRound) -> dict[str, Any]:
    answers = access.may(me(), "plan.freeze", found.plan) and found.is_open
    context = {"round": found, "rows": _rows(found), "columns": table.columns()}
    forms = {"form": None, "table_form": TableForm(), "answers_form": AnswersForm()}
    return context | forms | {"answers": answers, "title": _title(found)}
