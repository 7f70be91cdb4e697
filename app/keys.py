"""Secret addresses: made of the app's secret and a row's salt, so that they can be shown again.
The row keeps the hash only."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from flask import current_app


def made(purpose: str, salt: str) -> str:
    """192 bits, as letters of an address."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return urlsafe_b64encode(hmac.digest(key, f"{purpose} {salt}".encode(), "sha256")[:24]).decode()


def sha(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def shown(purpose: str, salt: str, kept: str | None) -> str | None:
    """The address of a row; None where it is withdrawn, or the app's own secret is another now."""
    if kept is None:
        return None
    secret = made(purpose, salt)
    return secret if hmac.compare_digest(sha(secret), kept) else None
