"""The peer of a page: bare Flask, one Jinja template, as many rows, about as many expressions in
each and as many bytes. No database, no session, no compression.

Run by gunicorn; BARE says which pages, as {"name": [rows, expressions, bytes]}. taking() is the
peer of a keystroke: it reads what is posted and answers with a number."""

import json
import os
from itertools import count

from flask import Flask, Response, jsonify, render_template, request
from jinja2 import DictLoader

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ name }}</title></head>
<body><h1>{{ name }}</h1><ul>
{% for row in rows %}<li class="line">
<a href="{{ url_for('row', number=row.number) }}">{{ row.title }}</a>
<span class="sub">{{ row.day }} · {{ row.city }}</span><span class="tag">{{ row.state }}</span>
{% for _cell in cells %}<i>{{ row.city }}</i>{% endfor %}PADDING</li>
{% endfor %}</ul></body></html>
"""
OWN = 5  # expressions that a row has in any case
CITIES = ("Cologne", "Soria", "Vitoria-Gasteiz")


def make() -> Flask:
    app = Flask("bare")
    sizes: dict[str, list[int]] = json.loads(os.environ["BARE"])
    pages = {
        name: {"name": name, "rows": _rows(count), "cells": range(cells - OWN)}
        for name, (count, cells, _size) in sizes.items()
    }
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    app.add_url_rule("/rows/<int:number>", "row", lambda number: str(number))
    app.add_url_rule("/<name>", "page", lambda name: render_template(name, **pages[name]))
    # Plain text fills each row up to the size that is wanted.
    app.jinja_loader = DictLoader(dict.fromkeys(sizes, PAGE))
    with app.test_request_context():
        short = {name: len(render_template(name, **pages[name])) for name in sizes}
    app.jinja_loader.mapping = {
        name: PAGE.replace("PADDING", "x" * max(0, (size - short[name]) // count))
        for name, (count, _cells, size) in sizes.items()
    }
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    return app


def taking() -> Flask:
    app, numbers = Flask("bare"), count(1)

    def take(_number: int) -> Response:
        request.get_data()
        return jsonify(seq=next(numbers))

    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    app.add_url_rule("/documents/<int:_number>/updates", view_func=take, methods=["POST"])
    return app


def _rows(count: int) -> list[dict[str, object]]:
    fixed = {"day": "14 April 2026", "state": "agreed"}
    return [
        {"number": n, "title": f"Row <{n}>", "city": CITIES[n % 3], **fixed} for n in range(count)
    ]
