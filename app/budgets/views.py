"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("budgets", __name__)


@bp.get("/pairs/<slug>/budget")
def show(slug: str) -> str:
    return ""
