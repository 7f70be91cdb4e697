"""Somebody at the forms of a running server, as a browser without scripts or as htmx sends them:
the answer as it is (no redirect is followed), and no second try by itself."""

import http.client
import json
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.faults.servers import Mortal

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
PLAIN = "application/x-www-form-urlencoded"
Answer = tuple[int, str]


class Forms:
    """A browser in which somebody is signed in; `away` is what a killed server answers."""

    away = (OSError, http.client.HTTPException)

    def __init__(self, site: Mortal, name: str = "", seconds: float = 60) -> None:
        self.place, self.seconds = urlsplit(site.url).netloc, seconds
        self.cookie = f"tandem={site.cookie(name)['value']}" if name else ""
        self.token = ""

    def ask(
        self, method: str, path: str, data: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        line = http.client.HTTPConnection(self.place, timeout=self.seconds)
        told = {"Cookie": self.cookie} | {k.replace("_", "-"): v for k, v in headers.items()}
        try:
            line.request(method, path, data, told)
            answer = line.getresponse()
            body = answer.read()
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookie = cookie.partition(";")[0]
        return answer.status, answer.headers, body

    def get(self, path: str, htmx: bool = False) -> Answer:
        status, _headers, body = self.ask("GET", path, **(HTMX if htmx else {}))
        return status, body.decode()

    def post(self, path: str, htmx: bool = False, **fields: Any) -> Answer:
        """`bytes` are a file, a PNG; the token of this browser goes with it."""
        if not self.token:
            self.token = json.loads(self.ask("GET", "/session/token")[2])["token"]
        files = {
            name: FileStorage(BytesIO(data), f"{name}.png", content_type="image/png")
            for name, data in fields.items()
            if isinstance(data, bytes)
        }
        words = {name: value for name, value in fields.items() if name not in files}
        kind, data = PLAIN, urlencode(words, doseq=True).encode()
        if files:
            border, data = encode_multipart(words | files)
            kind = f'multipart/form-data; boundary="{border}"'
        more = (HTMX if htmx else {}) | {"X-CSRFToken": self.token, "Content-Type": kind}
        status, _headers, body = self.ask("POST", path, data, **more)
        return status, body.decode()

    def send(self, document_id: int, update: bytes, tab: str, batch: int) -> tuple[int, Any]:
        """One update of a text, as an editor sends it."""
        if not self.token:
            self.token = json.loads(self.ask("GET", "/session/token")[2])["token"]
        path = f"/documents/{document_id}/updates?tab={tab}&batch={batch}&schema_version=1"
        headers = {"X-CSRFToken": self.token, "Content-Type": "application/x-update"}
        status, _headers, body = self.ask(
            "POST", path, update, Accept="application/json", **headers
        )
        return status, json.loads(body)
