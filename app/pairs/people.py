"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("people", __name__)


@bp.get("/pairs/<slug>/people")
def index(slug: str) -> str:
    return ""
