"""GET /healthz: whether this process answers and its database does."""

from flask import Blueprint, Response, jsonify, make_response
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.jobs import Job

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def check() -> Response:
    try:
        db.session.execute(select(Job.id).limit(1))
    except SQLAlchemyError:
        db.session.rollback()
        return make_response(jsonify(status="failing", database="away"), 503)
    return make_response(jsonify(status="ok", database="ok"))
