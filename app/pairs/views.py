"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("pairs", __name__)


@bp.get("/pairs/<slug>")
def show(slug: str) -> str:
    return ""
