"""One's own news, what of them comes by mail, what is muted, and the address that ends mails."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app import access, hx
from app.access import me
from app.accounts.models import Person
from app.events import act
from app.extensions import csrf, db
from app.forms import ActForm, BaseForm
from app.news import timing, words
from app.news.models import CHOICES, Mute, News, Wish
from app.news.reading import readable
from app.pairs import waits

bp = Blueprint("news", __name__)
LIST, CHOICE, MUTES = "news/_news.html", "news/_choice.html", "news/_mute.html"
SHOWN = 50


class ChoiceForm(BaseForm):
    choice = RadioField(
        _l("What comes to you by mail?"),
        choices=lambda: [SelectChoice(code, word) for code, word in words.CHOICE.items()],
    )


@bp.app_context_processor
def in_templates() -> dict[str, object]:
    return {
        "unseen_news": lambda: News.unseen(me()),
        "is_muted": lambda kind, thing_id: Mute.find(me().id, kind, thing_id) is not None,
    }


@bp.get("/news")
def index() -> str:
    return hx.render("news/index.html", LIST, **_context())


@bp.post("/news/reading")
def read() -> Response:
    """All of them are read."""
    by, form = me(), ActForm.posted()
    if form.act(lambda: News.see_all(by)) is None:
        return hx.invalid(LIST, **_context() | {"form": form})
    return hx.answer(LIST, to=url_for("news.index"), **_context())


@bp.get("/news/choice")
def choice() -> str:
    wish = db.session.get(Wish, me().id)
    form = ChoiceForm(data={"choice": wish.choice if wish else CHOICES[0]})
    return hx.render("news/choice.html", CHOICE, **_choosing(form))


@bp.post("/news/choice")
def choose() -> Response:
    form, by = ChoiceForm.posted(), me()
    wish = form.act(lambda: timing.wish_of(by).choose(form.choice.data))
    if wish is None:
        return hx.invalid(CHOICE, **_choosing(form))
    context = _choosing(ChoiceForm(data={"choice": wish.choice})) | {"saved": True}
    return hx.answer(CHOICE, to=url_for("news.choice", saved=1), **context)


@bp.get("/pairs/<slug>/mute")
def pair_mute(slug: str) -> str:
    pair = access.pair_to("pair.read", slug)
    return hx.render("news/mute.html", MUTES, **_mute("pair", pair.id, pair.name, slug))


@bp.post("/pairs/<slug>/mute")
def mute_pair(slug: str) -> Response:
    return _turn_pair(slug, on=True)


@bp.post("/pairs/<slug>/unmute")
def unmute_pair(slug: str) -> Response:
    return _turn_pair(slug, on=False)


@bp.get("/pairs/<slug>/threads/<int:thread_id>/mute")
def thread_mute(slug: str, thread_id: int) -> str:
    access.thread_to("thread.read", slug, thread_id)
    return hx.render("news/mute.html", MUTES, **_mute("thread", thread_id, "", slug))


@bp.post("/pairs/<slug>/threads/<int:thread_id>/mute")
def mute_thread(slug: str, thread_id: int) -> Response:
    return _turn_thread(slug, thread_id, on=True)


@bp.post("/pairs/<slug>/threads/<int:thread_id>/unmute")
def unmute_thread(slug: str, thread_id: int) -> Response:
    return _turn_thread(slug, thread_id, on=False)


@bp.get("/news/unsubscribing/<token>")
def unsubscribing(token: str) -> str:
    """Asks first: mail programs open links by themselves."""
    wish = Wish.stopped_by(token) or abort(404)
    with force_locale(wish.person.language):
        return render_template("news/unsubscribing.html", wish=wish, token=token)


@bp.post("/news/unsubscribing/<token>")
@csrf.exempt
def unsubscribe(token: str) -> Response:
    """By one press, in the page or in the mail program (RFC 8058): the address alone says who."""
    wish = Wish.stopped_by(token) or abort(404)
    act(lambda: wish.choose("none"))
    with force_locale(wish.person.language):
        return make_response(render_template("news/unsubscribing.html", wish=wish, token=token))


@bp.after_request
def hide_address(response: Response) -> Response:
    """The address is a key: no other page learns it, no cache keeps it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _turn_pair(slug: str, *, on: bool) -> Response:
    pair, by, form = access.pair_to("pair.read", slug), me(), ActForm.posted()
    done = form.act(lambda: Mute.turn(by, "pair", pair.id, on=on))
    context = _mute("pair", pair.id, pair.name, slug)
    to = url_for("news.pair_mute", slug=slug)
    return _turned(form, done, context, to)


def _turn_thread(slug: str, thread_id: int, *, on: bool) -> Response:
    access.thread_to("thread.read", slug, thread_id)
    by, form = me(), ActForm.posted()
    done = form.act(lambda: Mute.turn(by, "thread", thread_id, on=on))
    context = _mute("thread", thread_id, "", slug)
    to = url_for("threads.show", slug=slug, thread_id=thread_id)
    return _turned(form, done, context, to)


def _turned(form: ActForm, done: Person | None, context: dict[str, Any], to: str) -> Response:
    if done is None:
        return hx.invalid(MUTES, **context | {"form": form})
    return hx.answer(MUTES, to=to, **context)


def _mute(kind: str, thing_id: int, name: str, slug: str) -> dict[str, Any]:
    return {"kind": kind, "thing_id": thing_id, "name": name, "slug": slug, "form": None}


def _choosing(form: ChoiceForm) -> dict[str, Any]:
    """With the person's pairs, each of which may be muted."""
    pairs = [pair for pair, _at in waits.pairs_of(me())]
    return {"form": form, "saved": "saved" in request.args, "pairs": pairs}


def _context() -> dict[str, Any]:
    found = readable(me(), News.of_person(me(), SHOWN))
    lines = [(news, words.sentence(news)) for news in found]
    unseen = sum(news.seen_at is None for news in found)
    return {"lines": lines, "unseen": unseen, "form": None}
