"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("claims", __name__)


@bp.get("/pairs/<slug>/claims")
def index(slug: str) -> str:
    return ""
