"""Mail over SMTP, always as a job. The row says when it left, or why it did not."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import events, jobs
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import writing
from app.extensions import db

REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
TIMEOUT = 20  # seconds that a mail server may take for each answer


class Mail(db.Model):
    """A mail, its way and its end. The text is wiped once it left: it may hold a secret address."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    to: Mapped[str] = mapped_column(String(254), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    pair_id: Mapped[int | None] = mapped_column(ForeignKey("pair.id"), index=True)
    subject: Mapped[str] = mapped_column(String(250))
    body: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(250), unique=True)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bounced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    error: Mapped[str] = mapped_column(Text, default="")
    # A secret address that ends mails of this kind by one press; wiped like the text.
    unsubscribe: Mapped[str] = mapped_column(String(300), default="", server_default="")

    person: Mapped[Person | None] = relationship()

    @property
    def state(self) -> str:
        """waiting · sent · bounced."""
        if self.bounced_at:
            return "bounced"
        return "sent" if self.sent_at else "waiting"


def send(
    kind: str,
    to: str,
    subject: str,
    body: str,
    *,
    pair_id: int | None = None,
    unsubscribe: str = "",
) -> Mail:
    """Writes the mail and its job into the rule's transaction."""
    person = Person.at(to)
    mail = Mail(
        kind=kind,
        to=to,
        person_id=person.id if person else None,
        pair_id=pair_id,
        subject=" ".join(subject.split())[:250],
        body=body,
        unsubscribe=unsubscribe,
        message_id=make_msgid(domain=_host(current_app.config["PUBLIC_URL"])),
    )
    db.session.add(mail)
    db.session.flush()
    jobs.add("mail", mail_id=mail.id)
    return mail


def _give_up(mail_id: int, error: str) -> None:
    _bounce(db.session.get_one(Mail, mail_id), error)


@jobs.job("mail", gave_up=_give_up)
def deliver(mail_id: int) -> None:
    """Hands a mail to the server. The database is not held while the server talks.

    A refusal for good (5xx) of this mail is a bounce; anything else, a wrong password too, is the
    server's trouble and tried again with the same Message-ID.
    """
    mail = db.session.get_one(Mail, mail_id)
    if mail.state != "waiting":
        return
    message = _message(mail)
    db.session.rollback()
    error = ""
    if not current_app.config["DEMO"]:
        try:
            _hand_over(message)
        except REFUSALS as refusal:
            error = _final(refusal)
        except smtplib.SMTPNotSupportedError as never:
            error = str(never)
        except (OSError, smtplib.SMTPException) as trouble:
            raise jobs.Later(str(trouble)) from trouble
    with writing():
        mail = db.session.get_one(Mail, mail_id)
        if error:
            _bounce(mail, error)
        else:
            _left(mail)
    events.tell()


def _left(mail: Mail) -> None:
    mail.sent_at = now()
    if not current_app.config["DEMO"]:
        mail.body = mail.unsubscribe = ""
    _record(mail, "mail.sent")


def _bounce(mail: Mail, error: str) -> None:
    mail.bounced_at, mail.error, mail.body, mail.unsubscribe = now(), error, "", ""
    _record(mail, "mail.bounced")


def _record(mail: Mail, name: str) -> None:
    """The mail log is the programme's; pages that show a mail's way read it under own rights."""
    about = {"pair_id": mail.pair_id, "person_id": mail.person_id}
    events.record(name, mail, by=None, audience="programme", **about)


def _final(refusal: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> str:
    """The server's words where it refused for good; else the job waits."""
    code: int
    text: bytes | str
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(refusal.recipients.values()))
    else:
        code, text = refusal.smtp_code, refusal.smtp_error
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    if code < 500:
        raise jobs.Later(f"{code} {words}")
    return f"{code} {words}"


def _message(mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = formatdate(mail.written_at.timestamp())
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:  # RFC 8058: one press in the mail program
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body)
    return message


def _hand_over(message: EmailMessage) -> None:
    """smtps:// and smtp+starttls:// check the certificate; smtp:// encrypts where it is offered."""
    url = urlsplit(current_app.config["SMTP_URL"])
    host, port = url.hostname or "localhost", url.port or 0
    with _connection(url.scheme, host, port) as server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        elif url.scheme == "smtp" and server.ehlo()[0] == 250 and server.has_extn("starttls"):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)


def _connection(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(host, port, timeout=TIMEOUT)


def _host(public_url: str) -> str:
    return urlsplit(public_url).hostname or "localhost"
