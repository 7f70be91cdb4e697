"""Workbooks for the tests of imports: a good one, and how to hand one in."""

import io
import secrets
from typing import Any

from flask.testing import FlaskClient

from app.pairs import sheets

GOOD: dict[str, list[list[Any]]] = {
    "Cities": [
        ["Turku – Fundão", "1.5-Degree City", "Fundão", "Portugal", "twin", ""],
        ["Turku – Fundão", "1.5-Degree City", "Turku", "FI", "pilot", "Europe/Helsinki"],
    ],
    "Seats": [["Turku – Fundão", "Fundão", 2, "rui@fundao.example"]],
    "People": [
        ["rui@fundao.example", "Rui Lopes", "officer", "Turku – Fundão", "Fundão", "en"],
        ["aino@turku.example", "Aino Laine", "Officer", "turku-fundao", "turku", "de"],
        ["expert@example.org", "Elif Şahin", "expert", "turku-fundao", "", ""],
    ],
    "Budgets": [["Turku – Fundão", "Fundão", "outgoing", 1800.5]],
}


def book(**changed: list[list[Any]]) -> bytes:
    return sheets.write({**GOOD, **changed})


def hand_in(client: FlaskClient, data: bytes, name: str = "pairs.xlsx") -> Any:
    answer = client.post(
        "/cohorts/1/imports",
        data={"file": (io.BytesIO(data), name), "once": secrets.token_hex(8)},
        content_type="multipart/form-data",
    )
    answer.request.environ["wsgi.input"].close()  # the test client leaves its large body open
    return answer


def take(client: FlaskClient, data: bytes, **ticks: str) -> Any:
    """Hands it in and imports it; the answer of the import."""
    page = hand_in(client, data)
    assert page.status_code == 303, page.text
    return client.post(f"{page.location}/application", data=ticks)
