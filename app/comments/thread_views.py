"""What is done with one thread and with one comment in it. Each answers with the thread."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from app import access, hx
from app.access import me
from app.accounts.models import Person
from app.comments import mentioning, threads
from app.comments.answering import answer, place, shown
from app.comments.forms import AssigneeForm, WordsForm
from app.comments.models import Comment, Thread
from app.forms import ActForm

bp = Blueprint("threads", __name__)


@bp.get("/pairs/<slug>/threads/<int:thread_id>")
def show(slug: str, thread_id: int) -> str | Redirect:
    """A whole page of it is its place beside the text: that is the link to a thread."""
    thread = access.thread_to("thread.read", slug, thread_id)
    return shown(thread) if hx.wants_fragment() else redirect(place(thread), 303)


@bp.get("/pairs/<slug>/threads/<int:thread_id>/replies")
def write(slug: str, thread_id: int) -> str:
    thread = access.thread_to("thread.write", slug, thread_id)
    return shown(thread, reply_form=WordsForm())


@bp.post("/pairs/<slug>/threads/<int:thread_id>/replies")
def reply(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.write", slug, thread_id)
    form = WordsForm(request.form)
    done = form.act(lambda: threads.reply(thread, form.words.data or "", by=me()))
    return answer(thread, form, done, "reply_form")


@bp.get("/pairs/<slug>/comments/<int:comment_id>")
def edit(slug: str, comment_id: int) -> str:
    comment = access.comment_to(slug, comment_id)
    form = WordsForm(data={"words": comment.body, "version": comment.version})
    form.about = comment.id
    return shown(comment.thread, edit_form=form)


@bp.post("/pairs/<slug>/comments/<int:comment_id>")
def change(slug: str, comment_id: int) -> Response:
    comment = access.comment_to(slug, comment_id)
    form = WordsForm(request.form)
    form.about = comment.id
    seen, said = form.seen_version, form.words.data or ""
    done = form.act(lambda: threads.change(comment, seen, said, by=me()))
    return answer(comment.thread, form, done, "edit_form")


@bp.post("/pairs/<slug>/comments/<int:comment_id>/removal")
def take_back(slug: str, comment_id: int) -> Response:
    return _with_comment(slug, comment_id, lambda comment: threads.take_back(comment, by=me()))


@bp.post("/pairs/<slug>/comments/<int:comment_id>/restoration")
def bring_back(slug: str, comment_id: int) -> Response:
    return _with_comment(slug, comment_id, lambda comment: threads.bring_back(comment, by=me()))


@bp.post("/pairs/<slug>/threads/<int:thread_id>/resolution")
def resolve(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.resolve", slug, thread_id)
    form = ActForm.posted()
    return answer(thread, form, form.act(lambda: threads.resolve(thread, by=me())))


@bp.post("/pairs/<slug>/threads/<int:thread_id>/reopening")
def reopen(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.write", slug, thread_id)
    form = ActForm.posted()
    return answer(thread, form, form.act(lambda: threads.reopen(thread, by=me())))


@bp.get("/pairs/<slug>/threads/<int:thread_id>/assignment")
def choose(slug: str, thread_id: int) -> str:
    thread = access.thread_to("thread.write", slug, thread_id)
    chosen = {"person": str(thread.assignee_id or "")}
    return shown(thread, assign_form=AssigneeForm(people=_hands(thread), data=chosen))


@bp.post("/pairs/<slug>/threads/<int:thread_id>/assignment")
def assign(slug: str, thread_id: int) -> Response:
    thread = access.thread_to("thread.write", slug, thread_id)
    form = AssigneeForm(request.form, people=_hands(thread))
    done = form.act(lambda: threads.assign(thread, form.chosen, by=me()))
    return answer(thread, form, done, "assign_form")


def _hands(thread: Thread) -> list[Person]:
    """Who can see to it: all who may write in it."""
    people = mentioning.members(thread.pair_id)
    return [person for person in people if access.may(person, "thread.write", thread)]


def _with_comment(slug: str, comment_id: int, rule: Callable[[Comment], Comment]) -> Response:
    comment = access.comment_to(slug, comment_id)
    form = ActForm.posted()
    done = form.act(lambda: rule(comment))
    if done is not None and comment.removed_at:
        context = {"comment": comment, "thread": comment.thread}
        to = place(comment.thread)
        if comment.thread.removed_at:
            return hx.answer("comments/_gone.html", to=to, **context)
    return answer(comment.thread, form, done)
