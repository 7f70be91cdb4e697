"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("waiting", __name__)


@bp.get("/")
def index() -> str:
    return ""
