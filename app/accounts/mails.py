"""The mail log: one's own; all for managers, and for auditors that of their cohorts' pairs."""

from flask import Blueprint
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import access, hx
from app.accounts.words import MAIL_KIND, MAIL_STATE
from app.extensions import db
from app.mail import Mail
from app.standing import audited, programme_role

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
    if programme_role(me) != "manager":
        own = (Mail.person_id == me.id) | (Mail.to == me.mail)
        query = query.where(own | Mail.pair_id.in_(audited(me)))
    mails = db.session.scalars(query).all()
    return hx.render(
        "accounts/mails.html", "accounts/_mails.html", mails=mails, everything=everything
    )
