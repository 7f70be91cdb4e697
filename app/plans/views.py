"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("plans", __name__)


@bp.get("/pairs/<slug>/plan")
def show(slug: str) -> str:
    return ""
