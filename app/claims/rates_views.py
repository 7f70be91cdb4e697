"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("rates", __name__)


@bp.get("/rates")
def index() -> str:
    return ""
