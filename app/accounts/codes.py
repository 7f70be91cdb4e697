"""The mailed code: six digits, bound to the browser that asked, for half an hour and five tries.

Limits are counted in the database, so they hold for all processes and after a restart.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app import mail as mails
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.errors import Refused
from app.extensions import db

GOOD_FOR = timedelta(minutes=30)
TRIES = 5
WINDOW = timedelta(hours=1)
# Codes an hour. Who asks often for somebody else's reaches their own limit before that address's:
# one browser or network alone cannot shut its owner out, and a browser that the owner has signed in
# with is bound by its own limit only.
PER_ASKER = 10  # for one address, from one browser or one network
PER_MAIL = 20  # 5 tries each: at most 100 guesses an hour at a million codes
PER_NETWORK = 60
KEPT = timedelta(days=1)  # nobody's addresses are kept for longer


class SignInCode(db.Model):
    """A code that was asked for. Addresses that nobody has get a row too, and no mail."""

    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(String(254))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    browser: Mapped[str] = mapped_column(String(64))
    network: Mapped[str] = mapped_column(String(64))
    code_mac: Mapped[str] = mapped_column(String(64), default="")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_sign_in_code_mail_asked_at", "mail", "asked_at"),
        Index("ix_sign_in_code_network_asked_at", "network", "asked_at"),
    )


def ask(address: str, *, browser: str, network: str, owner: int | None = None) -> SignInCode:
    """Mails a code where somebody has this address; the answer is the same where nobody has.

    A new code leaves the earlier ones good: mails overtake each other. `owner` is who has signed
    in with this browser before, if it is their own.
    """
    db.session.execute(delete(SignInCode).where(SignInCode.asked_at < now() - KEPT))
    address = address.strip().lower()
    browser, network = _mac("browser", browser), _mac("network", network)
    person = Person.at(address)
    is_own = person is not None and person.id == owner
    _refuse_too_many(address, browser, network, is_own=is_own)
    asked = SignInCode(
        mail=address,
        person_id=person.id if person else None,
        browser=browser,
        network=network,
    )
    db.session.add(asked)
    db.session.flush()
    code = f"{secrets.randbelow(1_000_000):06d}"
    asked.code_mac = _mac("code", f"{asked.id}:{code}")
    if person:
        _mail(person, code)
    return asked


def enter(address: str, code: str, *, browser: str) -> Person | None:
    """The person, if the code is right. A wrong try counts, so nothing here may roll it back."""
    query = (
        select(SignInCode)
        .where(SignInCode.mail == address.strip().lower())
        .where(SignInCode.browser == _mac("browser", browser))
        .where(SignInCode.used_at.is_(None), SignInCode.tries < TRIES)
        .where(SignInCode.asked_at > now() - GOOD_FOR)
        .with_for_update()
    )
    found, rows = None, db.session.scalars(query.order_by(SignInCode.id)).all()
    for asked in rows:
        asked.tries += 1
        right = hmac.compare_digest(asked.code_mac, _mac("code", f"{asked.id}:{code}"))
        if right and asked.person_id:
            found = asked.person_id
    if found is None:
        return None
    for asked in rows:  # the others were asked for by the same person at the same window
        asked.used_at = now()
    return db.session.get(Person, found)


def _refuse_too_many(address: str, browser: str, network: str, *, is_own: bool) -> None:
    here, there = SignInCode.mail == address, SignInCode.network == network
    limits = [([here, SignInCode.browser == browser], PER_ASKER)]
    if not is_own:
        limits += [([here, there], PER_ASKER), ([here], PER_MAIL), ([there], PER_NETWORK)]
    count = select(func.count()).select_from(SignInCode).where(SignInCode.asked_at > now() - WINDOW)
    for asked, most in limits:
        if (db.session.scalar(count.where(*asked)) or 0) >= most:
            raise Refused(_("Too many codes were asked for. Please wait an hour and try again."))


def _mail(person: Person, code: str) -> None:
    with force_locale(person.language):
        mails.send(
            "code",
            person.mail,
            _("%(code)s is your code for Tandem", code=code),
            _(
                "Hello %(name)s,\n\nyour code is %(code)s. Type it in the window where you asked "
                "for it. It is good for 30 minutes.\n\nIf you did not ask for it, you need not do "
                "anything: without that window the code opens nothing.\n",
                name=person.name,
                code=code,
            ),
        )


def _mac(purpose: str, text: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
