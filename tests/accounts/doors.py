"""A browser at the door: asking for a code, reading it from the mail row, typing it."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.mail import Mail


def codes_for(address: str) -> list[str]:
    """The codes mailed to an address, the first one first."""
    db.session.rollback()
    mails = db.session.scalars(
        select(Mail).where(Mail.to == address, Mail.kind == "code").order_by(Mail.id)
    )
    return [re.findall(r"\b\d{6}\b", mail.body)[0] for mail in mails]


def ask(client: FlaskClient, address: str = "anna@example.org"):
    return client.post("/sign-in", data={"mail": address})


def enter(client: FlaskClient, code: str, **more: str):
    return client.post("/sign-in/code", data={"code": code, **more})


def is_in(client: FlaskClient) -> bool:
    return client.get("/profile").status_code == 200


def sign_in(client: FlaskClient, address: str = "anna@example.org", **more: str) -> None:
    ask(client, address)
    assert enter(client, codes_for(address)[-1], **more).status_code == 303


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"
