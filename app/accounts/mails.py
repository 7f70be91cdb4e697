"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("mails", __name__)


@bp.get("/mails")
def index() -> str:
    return ""
