"""The conversation beside a text or a plan, and a new thread in it. What is done with a thread is
in thread_views.py, review rounds are in rounds_views.py."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as Redirect

from app import access, hx
from app.access import me
from app.comments import conversation, pinned, screen, threads, words
from app.comments.answering import place
from app.comments.forms import ThreadForm
from app.comments.models import Thread
from app.documents import owners, reading

bp = Blueprint("comments", __name__)
bp.app_context_processor(
    lambda: {
        "THREAD_STATE": words.STATE,
        "SEVERITY": words.SEVERITY,
        "ANSWER": words.ANSWER,
        "conversations": screen.of_documents,
        "conversation_of": screen.of_plan,
    }
)


@bp.get("/documents/<int:document_id>/threads")
def index(document_id: int) -> str | Redirect:
    """The conversation beside a text; a whole page of it is the text's own."""
    document = access.document_to("read", document_id)
    if not hx.wants_fragment():
        return redirect(owners.page_of(access.owner_of(document_id)), 303)
    context = screen.of_document(document)
    return hx.render("comments/page.html", "comments/_conversation.html", **context)


@bp.get("/documents/<int:document_id>/threads/new")
def add(document_id: int) -> str:
    """`?suggest=1` for another wording, `?quote=…` for the words that it is about."""
    context = screen.of_document(access.document_to("comment", document_id))
    form = ThreadForm(request.args)
    return hx.render("comments/new.html", "comments/_new.html", form=form, **context)


@bp.post("/documents/<int:document_id>/threads")
def start(document_id: int) -> Response:
    access.document_to("comment", document_id)
    form = ThreadForm(request.form)
    thread = _start(access.owner_of(document_id), form)
    document = access.document_to("comment", document_id)
    if thread is None:
        return hx.invalid("comments/_new.html", form=form, **screen.of_document(document))
    context = screen.of_document(document, focus=thread.id)
    return hx.answer("comments/_started.html", to=place(thread), **context)


@bp.get("/pairs/<slug>/plans/<int:plan_id>/threads")
def of_plan(slug: str, plan_id: int) -> str:
    context = screen.of_plan(access.plan_to("pair.read", slug, plan_id))
    return hx.render("comments/page.html", "comments/_conversation.html", **context)


@bp.get("/pairs/<slug>/plans/<int:plan_id>/threads/new")
def add_to_plan(slug: str, plan_id: int) -> str:
    context = screen.of_plan(access.plan_to("thread.write", slug, plan_id))
    form = ThreadForm(request.args)
    return hx.render("comments/new.html", "comments/_new.html", form=form, **context)


@bp.post("/pairs/<slug>/plans/<int:plan_id>/threads")
def start_on_plan(slug: str, plan_id: int) -> Response:
    plan, form = access.plan_to("thread.write", slug, plan_id), ThreadForm(request.form)
    thread = _start(plan, form)
    if thread is None:
        return hx.invalid("comments/_new.html", form=form, **screen.of_plan(plan))
    context = screen.of_plan(plan, focus=thread.id)
    return hx.answer("comments/_started.html", to=place(thread), **context)


@reading.shows_passages
def _marked(document_ids: frozenset[int]) -> reading.Looks:
    """Open threads of the pair that the page is about, as far as the viewer may read them."""
    pair = g.get("pair")
    keys = conversation.keys(pair, me(), document_ids) if pair else ()
    return dict.fromkeys(keys, "thread")


def _start(about: Any, form: ThreadForm) -> Thread | None:
    cities_only = bool(form.cities_only.data) and access.may(
        me(), "thread.cities", access.pair_of(about)
    )

    def rule() -> Thread:
        return threads.open_thread(
            about,
            form.words.data or "",
            by=me(),
            quoted=form.quoted,
            cities_only=cities_only,
            replacement=form.suggested,
        )

    return pinned.at_once(form.act(rule))
