"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("visits", __name__)


@bp.get("/pairs/<slug>/visits")
def index(slug: str) -> str:
    return ""
