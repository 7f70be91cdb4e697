"""A real SMTP server on loopback that keeps what it gets, and refuses where a test asks it to."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.process import free_port

ACCEPTED = "250 OK"


@dataclass(frozen=True)
class Mail:
    """One accepted message, with the addresses of its envelope."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""


@dataclass
class MailServer:
    """`bounces` answers for one address, `refusal` for every message; both are SMTP replies."""

    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    mails: list[Mail] = field(default_factory=list)
    bounces: dict[str, str] = field(default_factory=dict)
    refusal: str | None = None

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Also after stop(): it returns on the same port."""
        self._controller = Controller(self, hostname=self.host, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def forget(self) -> None:
        """As new for the next test: no mail, no refusals."""
        self.mails.clear()
        self.bounces.clear()
        self.refusal = None

    def bounce(self, address: str, reply: str = "550 5.1.1 No such mailbox") -> None:
        self.bounces[address] = reply

    def refuse(self, reply: str = "451 4.3.0 Try again later") -> None:
        self.refusal = reply

    def sent_to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if address in mail.recipients]

    # The two names aiosmtpd calls.

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.bounces:
            return self.bounces[address]
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refusal:
            return self.refusal
        content = envelope.content or b""
        content = content if isinstance(content, bytes) else content.encode()
        message = message_from_bytes(content, EmailMessage, policy=policy.default)
        self.mails.append(Mail(envelope.mail_from or "", list(envelope.rcpt_tos), message))
        return ACCEPTED
