"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("notes", __name__)


@bp.get("/pairs/<slug>/notes")
def index(slug: str) -> str:
    return ""
