"""All that is HTMX: who wants a fragment, how a change is answered, a thing's one name in HTML."""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template
from flask import request as flask_request
from htmx_flask import request

from app.events import tab
from app.forms import BaseForm


def init_app(app: Flask) -> None:
    app.jinja_env.globals["dom_id"] = dom_id
    app.before_request(_remember_tab)
    app.after_request(_headers)


def dom_id(thing: Any, part: str = "") -> str:
    """visit-5, or visit-5-agenda: the one name of a thing in pages, nudges and tests."""
    return "-".join(filter(None, (thing.__tablename__, str(thing.id), part)))


def wants_fragment() -> bool:
    """Boosted links and restored history come from htmx too, yet want the whole page."""
    return bool(request.htmx) and request.headers.get("HX-Request-Type") == "partial"


def render(page: str, fragment: str, **context: Any) -> str:
    """A noun's GET: the page, or for a live region the fragment that the page is made of."""
    return render_template(fragment if wants_fragment() else page, **context)


def answer(fragment: str, *, to: str, **context: Any) -> Response:
    """A change went well: the fragment to htmx, 303 to the noun's page to a plain form."""
    if wants_fragment():
        return make_response(render_template(fragment, **context))
    return redirect(to, 303)  # type: ignore[return-value]


def go(to: str) -> Response:
    """A change went well and leads to another page."""
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": to})
    return redirect(to, 303)  # type: ignore[return-value]


def invalid(fragment: str, *, form: BaseForm, **context: Any) -> Response:
    """The fragment with the form's reasons (422, or 409), in a page's frame for a plain form."""
    context["form"] = form
    if wants_fragment():
        return make_response(render_template(fragment, **context), form.status)
    page = render_template("shared/page.html", fragment=fragment, **context)
    return make_response(page, form.status)


def _remember_tab() -> None:
    tab.set(flask_request.headers.get("X-Tab", "")[:64])


def _headers(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.update(("HX-Request-Type", "Cookie"))
    return response
