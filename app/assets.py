"""The built files and the icon: served as they are, and nothing else of static/."""

import json
import re
from functools import cache
from typing import Any

from flask import Flask, Response, abort, send_from_directory
from whitenoise import WhiteNoise

from app.config import ROOT

STATIC = ROOT / "static"
PUBLIC = re.compile(r"favicon\.svg|dist/[\w-]+\.(js|css|svg|woff2)")
NAMED_BY_CONTENT = r"-[A-Z0-9]{8}\.(js|css|svg|woff2)$"  # esbuild's: may be kept for ever


def init_app(app: Flask) -> None:
    """WhiteNoise answers for what is built, compressed; the view for the rest."""
    app.add_url_rule("/static/<path:filename>", "static", show)
    if (STATIC / "dist").exists():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(STATIC / "dist"),
            prefix="static/dist/",
            max_age=60,
            immutable_file_test=NAMED_BY_CONTENT,
            add_headers_function=_headers,
        )


def built(name: str) -> str:
    """What a bundle is called by now: its content is in its name."""
    return _manifest().get(name, name)


@cache
def _manifest() -> dict[str, str]:
    path = STATIC / "dist" / "manifest.json"
    return json.loads(path.read_text()) if path.exists() else {}


def show(filename: str) -> Response:
    if not PUBLIC.fullmatch(filename):
        abort(404)
    return send_from_directory(STATIC, filename, max_age=86_400)


def _headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if "Access-Control-Allow-Origin" in headers:
        del headers["Access-Control-Allow-Origin"]
