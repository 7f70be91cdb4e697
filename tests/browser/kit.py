"""A small site of the shared templates alone, and the pages on which they are looked at."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template, render_template_string, request, url_for
from flask_babel import Babel
from werkzeug.serving import make_server
from wtforms import BooleanField, DateField, DecimalField, FileField, Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from app.frame import words_of_scripts
from app.headers import CSP

ROOT = Path(__file__).parents[2]
AREAS = ("overview", "visits", "claims", "budget", "notes", "plan", "people", "activity")
ERRORS = {"500": 500, "503": 503, "401": 401, "refused": 422}
IMPORTS = '{% from "macros/form.html" import start, end, problem, field, submit, button %}'
FORM = """<div id="visit-5">{{ problem(form) }}
{{ start(form, "/form?mode=" ~ mode, target="#visit-5", upload=mode == "upload", id="f") }}
{{ field(form.title) }}{{ field(form.side) }}{{ field(form.cost, hint="In euro.") }}
{{ field(form.day) }}{{ field(form.proof, accept=".pdf") }}{{ field(form.agreed) }}
{{ submit("Save") }}{{ end() }}</div>"""
PAGE = (
    '{% extends "layout.html" %}{% from "macros/ui.html" import heading %}'
    + IMPORTS
    + "{% block main %}{{ heading('Change the visit', 1) }}"
    + FORM
    + """{{ button("/gone", "Remove", target="#visit-5", tone="danger", confirm="Sure?") }}
    {% endblock %}"""
)
PIECES = (Path(__file__).parent / "pieces.html").read_text()
GONE = '<div id="visit-5"><p>Gone.</p></div>{% include "shared/_toast.html" %}'


class Visit(Form):
    title = StringField("Title", [DataRequired("Give it a title.")])
    side = RadioField("Side", [DataRequired("Choose.")], choices=[SelectChoice("a", "A")])
    cost = DecimalField("Cost", [DataRequired("How much?")])
    day = DateField("Day", [DataRequired("Which day?")])
    proof = FileField("Proof")
    agreed = BooleanField("I agree", [DataRequired("Please agree.")])
    problem = ""


class Kit:
    """The site and what it has seen; `token` is the one CSRF token it takes in mode csrf."""

    def __init__(self) -> None:
        self.posts = 0
        self.token = "first"
        self.app = app = Flask("kit", root_path=str(ROOT), template_folder="templates")
        Babel(app)
        manifest = json.loads((ROOT / "static/dist/manifest.json").read_text())
        env = app.jinja_env
        env.trim_blocks = env.lstrip_blocks = True
        env.globals |= {
            "asset": lambda name: url_for("static", filename="dist/" + manifest[name]),
            "csrf_token": lambda: self.token,
            "new_once": lambda: "once",
            "words_of_scripts": words_of_scripts,
        }
        env.filters |= {"day": str, "money": lambda minor, currency: f"{minor} {currency}"}
        app.context_processor(context)
        app.after_request(strict)
        app.add_url_rule("/form", "form", self.form, methods=["GET", "POST"])
        app.add_url_rule("/gone", "gone", self.gone, methods=["POST"])
        app.add_url_rule("/pieces", "pieces", lambda: render_template_string(PIECES))
        app.add_url_rule("/session/token", "token", self.renew)

    def form(self) -> Any:
        mode = request.args.get("mode", "")
        if request.method == "GET":
            return render_template_string(PAGE, form=Visit(), mode=mode)
        self.posts += 1
        form = Visit(request.form)
        if mode in ERRORS:
            return error(ERRORS[mode])
        if mode == "csrf" and request.headers.get("X-CSRFToken") != "second":
            return *error(400), {"X-Csrf": "stale"}
        if mode == "slow":
            time.sleep(1)
        if mode == "409":
            form.title.theirs = "Archive days in Köln"
            form.problem = "Somebody else changed this."
        elif form.validate():
            size = len(request.files["proof"].read()) if request.files else 0
            return f'<div id="visit-5"><p id="done">Saved {size}</p></div>'
        source = IMPORTS + FORM if "HX-Request" in request.headers else PAGE
        return render_template_string(source, form=form, mode=mode), 409 if mode == "409" else 422

    def gone(self) -> str:
        return render_template_string(GONE, said="Removed.", undo="/gone", undo_target="#visit-5")

    def renew(self) -> dict[str, str]:
        self.token = "second"
        return {"token": self.token}

    @contextmanager
    def running(self) -> Iterator[str]:
        server = make_server("127.0.0.1", 0, self.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.port}"
        server.shutdown()
        thread.join()
        server.server_close()


def error(status: int) -> tuple[str, int]:
    words = ("It did not work", "The visit has already been agreed.")
    return render_template("shared/_error.html", status=status, words=words), status


def strict(response: Any) -> Any:
    response.headers["Content-Security-Policy"] = CSP
    return response


def context() -> dict[str, Any]:
    areas = [
        {"url": f"/{name}", "label": name.title(), "current": name == "visits", "count": 3}
        for name in AREAS
    ]
    return {
        "me": SimpleNamespace(id=3, name="Ana Ruiz"),
        "pair": SimpleNamespace(name="Cologne – Soria"),
        "locale": "en",
        "topics": [],
        "areas": areas,
        "today": lambda: date(2026, 5, 9),
        "languages": [("en", "English"), ("es", "Español")],
        "language_url": "/language",
        "person_menu": [{"url": "/profile", "label": "Profile"}],
        "sign_out_url": "/out",
    }
