"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("activity", __name__)


@bp.get("/pairs/<slug>/activity")
def index(slug: str) -> str:
    return ""
