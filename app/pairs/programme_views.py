"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("programmes", __name__)


@bp.get("/cohorts")
def index() -> str:
    return ""
