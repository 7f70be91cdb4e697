"""Every macro and shared template renders with a small form; what must be in the HTML is there."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template, render_template_string
from flask_babel import Babel
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.frame import words_of_scripts

HERE = Path(__file__).resolve().parent.parent
CHOICES = [SelectChoice("train", "Train"), SelectChoice("bus", "Bus")]


class Leg(Form):
    place = StringField("Place")


class Visit(Form):
    once = HiddenField()
    version = HiddenField()
    title = StringField("Title", [DataRequired("Give it a title.")])
    body = TextAreaField("What for?", description="Two sentences are enough.")
    way = SelectField("Way", choices=CHOICES)
    side = RadioField("Side", choices=CHOICES, validators=[DataRequired("Choose one.")])
    ways = SelectMultipleField(
        "Ways",
        choices=CHOICES,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    agreed = BooleanField("I agree", [DataRequired("Please agree.")])
    day = DateField("Day")
    hour = TimeField("Hour")
    cost = DecimalField("Cost", validators=[DataRequired("How much?")])
    proof = FileField("Proof")
    leg = FormField(Leg)
    legs = FieldList(StringField("Leg"), min_entries=2)
    problem = ""


FIELDS = """{% from "macros/form.html" import start, end, problem, field, submit with context %}
{{ problem(form) }}{{ start(form, "/visits/5", target="#visit-5", upload=True) }}
{% for f in form if f.widget.input_type != "hidden" %}
{{ field(f, accept=".pdf") if f.name == "proof" else field(f) }}{% endfor %}
{{ submit(_("Save")) }}{{ end() }}"""


@pytest.fixture
def app() -> Flask:
    app = Flask("small", root_path=str(HERE), template_folder="templates", static_folder="static")
    app.config["SECRET_KEY"] = "small"
    Babel(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=lambda name: f"/static/dist/{name}",
        csrf_token=lambda: "tok'en",
        new_once=lambda: "once-1",
        words_of_scripts=words_of_scripts,
    )
    app.jinja_env.filters.update(
        money=lambda minor, currency: f"{currency} {minor / 100:.2f}",
        day=lambda day: f"{day:%d.%m.%Y}",
    )
    return app


def soup(app: Flask, source: str, **context: Any) -> BeautifulSoup:
    with app.test_request_context("/"):
        return BeautifulSoup(render_template_string(source, **context), "html.parser")


def page(app: Flask, name: str, **context: Any) -> BeautifulSoup:
    known: dict[str, Any] = {
        "me": None,
        "pair": None,
        "locale": "en",
        "today": lambda: date(2026, 5, 9),
        "languages": [("en", "English"), ("es", "Español")],
        "language_url": "/language",
        "words": ("Not found", "There is nothing here."),
    }
    with app.test_request_context("/"):
        return BeautifulSoup(render_template(name, **(known | context)), "html.parser")


def test_each_kind_of_field_has_its_label(app: Flask) -> None:
    html = soup(app, FIELDS, form=Visit())
    controls = html.select("input:not([type=hidden]), select, textarea")
    assert len(controls) == 15
    for control in controls:
        assert html.select_one(f'label[for="{control["id"]}"]'), control
    assert html.select_one("#cost")["inputmode"] == "decimal"
    assert html.select_one("#cost")["type"] == "text"
    assert html.select_one("#proof")["accept"] == ".pdf"
    assert "required" in html.select_one("label[for=title]").text
    ids = [element["id"] for element in html.select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_form_carries_its_token_its_once_and_its_version_a_single_time(app: Flask) -> None:
    form = Visit(data={"version": "7"})
    html = soup(app, FIELDS, form=form).form
    hidden = {i["name"]: i["value"] for i in html.select("input[type=hidden]")}
    assert hidden == {"csrf_token": "tok'en", "once": "once-1", "version": "7"}
    assert len(html.select("input[type=hidden]")) == 3
    assert html["hx-post"] == html["action"] == "/visits/5"
    assert (
        html.has_attr("data-open")
        and html.has_attr("data-upload")
        and html["id"] == "form-visits-5"
    )


def test_errors_stand_beside_the_field_and_at_the_top(app: Flask) -> None:
    form = Visit()
    assert not form.validate()
    html = soup(app, FIELDS, form=form)
    title = html.select_one("#title")
    assert title["aria-invalid"] == "true"
    assert "Give it a title." in html.select_one("#" + title["aria-describedby"]).text
    links = html.select(".problem a")
    assert "title" in [link["href"][1:] for link in links]
    for link in links:
        assert html.select_one(link["href"]), link


def test_what_a_colleague_saved_meanwhile_is_shown_escaped(app: Flask) -> None:
    form = Visit(data={"title": "mine"})
    form.title.theirs = "<b>theirs</b>"
    html = soup(app, FIELDS, form=form)
    theirs = html.select_one("#title-theirs")
    assert "<b>theirs</b>" in theirs.text and not theirs.find("b")
    assert "title-theirs" in html.select_one("#title")["aria-describedby"]


def test_two_forms_of_a_kind_on_a_page_can_have_their_own_ids(app: Flask) -> None:
    source = '{% from "macros/form.html" import field %}{{ field(form.title, scope="line-4") }}'
    html = soup(app, source, form=Visit())
    assert html.input["id"] == html.label["for"] == "line-4-title"
    assert html.input["name"] == "title"


def test_a_button_is_a_form(app: Flask) -> None:
    source = """{% from "macros/form.html" import button %}
    {{ button("/visits/5/agreement", "Agree", "#visit-5", confirm="Sure?", values={"on": "x"}) }}"""
    form = soup(app, source).form
    assert form["data-confirm"] == "Sure?" and form["hx-target"] == "#visit-5"
    assert form.select_one("[name=csrf_token]") and form.select_one("[name=on]")["value"] == "x"
    assert not form.has_attr("data-open")


PIECES = """{% from "macros/ui.html" import badge, empty, heading, region, person, avatar, icon %}
{% from "macros/ui.html" import amount, crumbs, notice, facts, tabs, menu, scroller, confirm %}
{% from "macros/chart.html" import bar, timeline %}
{{ badge("agreed", "good") }}{{ empty("Nothing yet.", "/new", "Plan", "For example") }}
{% call heading("Visits", 1) %}<a href="/new">New</a>{% endcall %}{{ heading("Plain") }}
<section {{ region("budget-3", "/pairs/c-s/budget") }}></section>
{{ person(p, "Cologne") }}{{ avatar(p, named=True) }}{{ icon("visits") }}{{ amount(123456, "EUR") }}
{{ crumbs([("/a", "A"), ("", "B")]) }}{{ notice("Look", "warn") }}{{ facts([("When", "today")]) }}
{{ tabs([{"url": "/a", "label": "A", "current": true, "count": 2}], "Parts") }}
{% call menu("More") %}<li>x</li>{% endcall %}
{% call scroller("Lines") %}<table></table>{% endcall %}<form {{ confirm("Sure <b>?") }}></form>
{% set paid = {"label": "Paid", "value": 250, "text": "250"} %}
{{ bar([paid, dict(paid, label="Held")], 1000, "Budget", "500 left") }}
{{ timeline([{"when": "May", "label": "Start", "state": "now"}], "Months") }}"""


def test_the_pieces_render_without_style_and_handlers(app: Flask) -> None:
    html = soup(app, PIECES, p=SimpleNamespace(id=9, name="Éva de Maes"))
    assert html.select_one(".tag--good").text == "agreed"
    assert html.select_one("section")["hx-trigger"] == "nudge"
    assert html.select_one(".avatar--2").text == "ÉM"
    assert [
        rect["width"] for rect in html.select(".bar__part--1, .bar__part--2") if rect.name == "rect"
    ] == ["250.0"] * 2
    assert "500 left" in html.select_one(".bar svg")["aria-label"]
    for element in html.find_all(True):
        assert not [
            name for name in element.attrs if name == "style" or name.startswith(("on", "hx-on"))
        ]


def test_the_frame_has_landmarks_areas_and_one_line_of_settings(app: Flask) -> None:
    areas = [
        {
            "url": "/pairs/c-s/visits",
            "label": "Visits",
            "current": True,
            "count": 3,
            "icon": "visits",
        }
    ]
    pair = SimpleNamespace(name="Cologne–Soria", cities_in_words="")
    me = SimpleNamespace(id=3, name="Ana Ruiz")
    html = page(
        app,
        "shared/error.html",
        areas=areas,
        pair=pair,
        me=me,
        topics=["pair-3", "person-3"],
        status=404,
    )
    assert html.select_one("nav.side__areas [aria-current=page]").text.strip().startswith("Visits")
    assert html.body["data-topics"] == "pair-3 person-3"
    assert "tok'en" in html.body["hx-headers:inherited"].replace("\\u0027", "'")
    assert len(html.select("h1")) == 1 and html.select_one("a.skip")["href"] == "#main"
    assert (
        not html.select("script:not([src])")
        and not html.select("style")
        and not html.select("aside")
    )


def test_the_column_at_the_right_is_there_when_it_has_something(app: Flask) -> None:
    source = '{% extends "layout.html" %}{% block aside %}<p>Words</p>{% endblock %}'
    html = soup(app, source, me=None, pair=None, locale="es")
    assert html.select_one("aside").text.strip() == "Words" and html.html["lang"] == "es"


def test_words_that_could_not_be_sent_are_given_back(app: Flask) -> None:
    kept = [("body", "Dear\nall"), ("title", "<Hello>")]
    html = page(app, "shared/_error.html", status=401, kept=kept, action="/pairs/c-s/notes")
    form = html.select_one("form#kept")
    assert form["action"] == "/pairs/c-s/notes" and form.select_one("[name=csrf_token]")
    assert form.select_one("[name=title]")["value"] == "<Hello>"
    assert form.select_one("textarea").text.strip() == "Dear\nall"
    assert html.select_one("[data-failure] [data-sentence]")


def test_a_toast_carries_its_undo(app: Flask) -> None:
    html = page(
        app, "shared/_toast.html", said="Removed.", undo="/visits/5/return", undo_target="#visits"
    )
    partial = html.find("hx-partial")
    assert partial["hx-target"] == "#toasts" and partial.form["action"] == "/visits/5/return"


def test_the_pager_names_its_place(app: Flask) -> None:
    pager = {"page": 2, "pages": 3, "earlier": "?page=1", "later": "?page=3"}
    html = page(app, "shared/_pager.html", pager=pager, pager_target="#list")
    assert "Page 2 of 3" in html.nav.text and len(html.select("a[hx-get]")) == 2
    assert not page(app, "shared/_pager.html", pager=pager | {"pages": 1}).nav


def test_a_fragment_becomes_a_page(app: Flask) -> None:
    html = page(app, "shared/page.html", fragment="shared/_error.html", title="Here", status=404)
    assert html.title.text.startswith("Here") and html.select_one("main #failure")


def test_every_shared_template_compiles(app: Flask) -> None:
    ours = ("layout.html", "macros/", "shared/")
    for name in app.jinja_env.list_templates(extensions=["html"]):
        if not name.startswith(ours):
            continue
        app.jinja_env.get_template(name)
