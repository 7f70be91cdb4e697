"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("profile", __name__)


@bp.get("/profile")
def show() -> str:
    return ""
