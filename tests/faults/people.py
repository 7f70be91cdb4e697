"""Somebody's browser without a screen: cookies, plain forms, files, and a stream of its own."""

import json
import secrets
import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from tests.faults.servers import Mortal
from tests.live.server import Client


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_asked: Any) -> None:
        """A redirect is an answer like any other."""


class Person:
    """At one address: of a node, or of the proxy before them."""

    def __init__(self, url: str, cookie: str = "", trusts: ssl.SSLContext | None = None) -> None:
        self.url, self.cookie, self.where = url, cookie, ""
        self.open = urllib.request.build_opener(
            Stay, urllib.request.HTTPSHandler(context=trusts), urllib.request.ProxyHandler({})
        ).open
        self.token = json.loads(self.get("/session/token")[1])["token"]

    @classmethod
    def of(cls, name: str, node: Mortal, url: str = "") -> "Person":
        """Somebody of the cast, signed in."""
        return cls(url or node.url, f"tandem={node.cookie(name)['value']}")

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self.ask(path, None, **headers)

    def send(self, path: str, **fields: Any) -> tuple[int, str]:
        """A plain form."""
        data = urllib.parse.urlencode(fields | {"csrf_token": self.token}).encode()
        return self.ask(path, data)

    def tell(self, path: str, told: Any) -> tuple[int, str]:
        """Bytes, or what becomes JSON, as a script of ours sends it."""
        data = told if isinstance(told, bytes) else json.dumps(told).encode()
        kind = "application/octet-stream" if isinstance(told, bytes) else "application/json"
        headers = {"Content-Type": kind, "Accept": "application/json"}
        return self.ask(path, data, **headers | {"X-CSRFToken": self.token})

    def hand_in(self, path: str, field: str, name: str, content: bytes) -> tuple[int, str]:
        """A form with one file in it."""
        border, head = secrets.token_hex(8), "Content-Disposition: form-data; name="
        parts = f'--{border}\r\n{head}"csrf_token"\r\n\r\n{self.token}\r\n--{border}\r\n'
        parts += f'{head}"{field}"; filename="{name}"\r\n\r\n'
        data = parts.encode() + content + f"\r\n--{border}--\r\n".encode()
        return self.ask(path, data, **{"Content-Type": f"multipart/form-data; boundary={border}"})

    def ask(self, path: str, data: bytes | None, **headers: str) -> tuple[int, str]:
        status, body = self.ask_bytes(path, data, **headers)
        return status, body.decode()

    def ask_bytes(self, path: str, data: bytes | None, **headers: str) -> tuple[int, bytes]:
        with self.opened(path, data, **headers) as answer:
            return int(answer.status), answer.read()

    def opened(self, path: str, data: bytes | None = None, **headers: str) -> Any:
        """The answer before its end; for a stream that has none."""
        headers = {"Accept": "text/html", "Cookie": self.cookie} | headers
        request = urllib.request.Request(self.url + path, data, headers)  # noqa: S310
        try:
            answer = self.open(request, timeout=30)
        except urllib.error.HTTPError as other:
            answer = other
        self.where = answer.headers.get("Location", "")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookie = cookie.partition(";")[0]
        return answer


class Stream(Client):
    """An open stream of somebody's browser; close() it."""

    def __init__(self, node: Mortal, name: str, topics: str) -> None:
        self.cookie = node.cookie(name)["value"]
        super().__init__(node.port, topics)
        self.until("event: hello")

    def ask(self, path: str, _person: int | None) -> None:
        cookie = f"Cookie: tandem={self.cookie}\r\n"
        self.sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n{cookie}\r\n".encode())
