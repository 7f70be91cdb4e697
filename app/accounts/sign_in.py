"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
def sign_in() -> str:
    return ""
