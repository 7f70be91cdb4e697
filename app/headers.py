"""The headers that keep a browser strict, on every answer."""

from flask import Flask, Response, request

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    )
)


def init_app(app: Flask) -> None:
    app.after_request(_set)


ALWAYS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)


def _set(response: Response) -> Response:
    headers = list(ALWAYS)
    if request.is_secure:
        headers.append(("Strict-Transport-Security", "max-age=31536000"))
    if request.endpoint != "static":
        headers.append(("Cache-Control", "private, no-store"))
    said = {name.lower() for name, _ in response.headers}
    for name, value in headers:
        if name.lower() not in said:
            response.headers.add(name, value)
    return response
