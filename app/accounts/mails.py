"""The mail log: one's own; for managers and auditors all, with what came back first."""

from flask import Blueprint
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import access, hx
from app.accounts.words import MAIL_KIND, MAIL_STATE
from app.extensions import db
from app.mail import Mail
from app.standing import programme_role

bp = Blueprint("mails", __name__)
SHOWN = 200


@bp.app_context_processor
def words() -> dict[str, object]:
    return {"mail_state": MAIL_STATE, "mail_kind": MAIL_KIND}


@bp.get("/mails")
def index() -> str:
    me = access.me()
    everything = programme_role(me) is not None
    query = select(Mail).options(selectinload(Mail.person))
    query = query.order_by(Mail.bounced_at.is_(None), Mail.id.desc()).limit(SHOWN)
    if not everything:
        query = query.where((Mail.person_id == me.id) | (Mail.to == me.mail))
    mails = db.session.scalars(query).all()
    return hx.render(
        "accounts/mails.html", "accounts/_mails.html", mails=mails, everything=everything
    )
