"""How an act on a thread is answered: the thread as it is now, or with the form that was wrong.
Where a thread stands beside its text, as an address."""

from typing import Any

from flask import Response, url_for

from app import hx
from app.comments import screen
from app.comments.models import Thread
from app.documents import owners
from app.forms import BaseForm
from app.plans.models import Plan


def shown(thread: Thread, **more: Any) -> str:
    context = screen.of_thread(thread, **more)
    return hx.render("comments/thread.html", "comments/_thread.html", **context)


def answer(thread: Thread, form: BaseForm, done: Any, field: str = "") -> Response:
    """`field` is the name under which the fragment takes this form, where it has fields."""
    if done is None:
        again = {field: form} if field else {}
        context = screen.of_thread(thread, **again)
        return hx.invalid("comments/_thread.html", form=form, **context)
    return hx.answer("comments/_thread.html", to=place(thread), **screen.of_thread(thread))


def place(thread: Thread) -> str:
    owner = screen.place_of(thread)
    slug = thread.pair.slug
    if isinstance(owner, Plan):
        page = url_for("plans.other", slug=slug, plan_id=owner.id)
    else:
        page = owners.page_of(owner) or url_for("pairs.show", slug=slug)
    return f"{page.partition('#')[0]}#{hx.dom_id(thread)}"
