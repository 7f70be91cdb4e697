"""The one allow-list of HTML made from people's text, and the one check of addresses in it.

bleach is kept by choice though its upstream has ended; `clean()` is the only
place that calls it. Its two known holes are closed here: addresses are parsed by `safe_url`, and
no style is let through.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]
from bleach.sanitizer import Cleaner

HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
TAGS = HEADINGS | frozenset(
    ("a", "blockquote", "br", "code", "em", "hr", "img", "input", "label", "li", "ol", "p", "pre")
    + ("s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul")
)
CLASSES = frozenset({"tasks", "table"})
# What only a comparison of two texts has (documents/compare.py).
CHANGES = frozenset({"del", "details", "ins", "summary"})
CHANGE_CLASSES = frozenset(
    {"visually-hidden", "compared__fold", "compared__look", "compared__note"}
)

_LONGEST = 2000
_HOST = re.compile(r"[a-z0-9\u00a1-\uffff]([a-z0-9.\-\u00a1-\uffff]*[a-z0-9\u00a1-\uffff])?", re.I)
_MAIL = re.compile(r"mailto:[^\s@:/<>\"']+@[^\s@:/<>\"']+", re.I)
_PHONE = re.compile(r"tel:\+?[0-9][0-9().\-]{2,30}", re.I)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OWN = re.compile(r"/([^/\\].*)?|#[\w\-]+")
_FILE = re.compile(r"/files/[1-9][0-9]{0,17}")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\]")


def safe_url(url: object) -> str | None:
    """The address if a link may lead there: http(s), mail, phone or a page of ours; else None.

    bleach reads `javascript:1` as host and port and lets `//evil.eu` pass, hence our own check.
    """
    if not isinstance(url, str) or len(url) > _LONGEST or _UNSEEN.search(url):
        return None
    if _MAIL.fullmatch(url) or _PHONE.fullmatch(url) or _OWN.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return None
    plain = parts.scheme.lower() in {"http", "https"} and "@" not in parts.netloc
    return (
        url
        if plain and url[len(parts.scheme) :].startswith("://") and _HOST.fullmatch(host)
        else None
    )


def file_url(url: object) -> str | None:
    """The address of one of our own files, the only place an image may come from."""
    return url if isinstance(url, str) and _FILE.fullmatch(url) else None


def clean(html: str, *, compared: bool = False, passages: bool = False) -> str:
    """Only what the allow-list names. The answer is safe to put into a page as it is."""
    return _cleaner(compared, passages).clean(html)


def _cleaner(compared: bool, passages: bool) -> Cleaner:
    # One per call: html5lib's parser inside keeps state and threads would share it.
    return Cleaner(
        tags=TAGS | (CHANGES if compared else frozenset()) | ({"mark"} if passages else set()),
        attributes=_allowed_compared if compared else _allowed,
        protocols={"http", "https", "mailto", "tel"},
        strip=True,
        strip_comments=True,
        filters=[_Checkboxes],
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    check = _VALUES.get((tag, name)) or _VALUES.get(("*", name))
    if name == "id":
        return tag in HEADINGS and re.fullmatch(r"h-[\w\-]{1,120}", value) is not None
    return check is not None and bool(check(value))


def _allowed_compared(tag: str, name: str, value: str) -> bool:
    return (name == "class" and value in CHANGE_CLASSES) or _allowed(tag, name, value)


def _small_number(value: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{0,3}", value) is not None


_VALUES: dict[tuple[str, str], Any] = {
    ("a", "href"): safe_url,
    ("a", "rel"): lambda value: value == "noopener noreferrer",
    ("img", "src"): file_url,
    ("img", "alt"): lambda value: True,
    ("img", "loading"): lambda value: value == "lazy",
    ("input", "type"): lambda value: value == "checkbox",
    ("input", "checked"): lambda value: True,
    ("input", "disabled"): lambda value: True,
    ("mark", "data-passage"): _UUID.fullmatch,
    ("ol", "start"): _small_number,
    ("td", "colspan"): _small_number,
    ("td", "rowspan"): _small_number,
    ("th", "colspan"): _small_number,
    ("th", "rowspan"): _small_number,
    ("th", "scope"): lambda value: value in {"col", "row"},
    ("*", "class"): CLASSES.__contains__,
}


class _Checkboxes(Filter):
    """Of all inputs only a ticked or unticked box that nobody can send."""

    def __iter__(self) -> Any:
        for token in super().__iter__():
            if token.get("name") == "input":
                attributes = token.get("data") or {}
                if attributes.get((None, "type")) != "checkbox":
                    continue
                attributes[(None, "disabled")] = ""
            if token.get("name") == "img" and (None, "src") not in (token.get("data") or {}):
                continue
            yield token
