"""What a page weighs in a real Chromium: everything that goes over the wire, cold and warm."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.bench.figures import Figure
from tests.bench.serving import Site

KIB = 1024


@dataclass
class Asked:
    """One request: what kind, whose, and the bytes of its answer, head and body."""

    url: str
    kind: str
    bytes: int = 0
    cached: bool = False
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class View:
    """All that one view of a page asked for."""

    asked: dict[str, Asked] = field(default_factory=dict)

    def listen(self, page: Page) -> None:
        cdp = page.context.new_cdp_session(page)
        cdp.send("Network.enable")
        cdp.on("Network.requestWillBeSent", self._begun)
        cdp.on("Network.responseReceived", self._answered)
        cdp.on("Network.requestServedFromCache", self._from_cache)
        cdp.on("Network.loadingFinished", self._finished)

    @property
    def sent(self) -> list[Asked]:
        """What really went over the wire."""
        return [asked for asked in self.asked.values() if not asked.cached]

    def bytes(self, kind: str = "") -> int:
        return sum(asked.bytes for asked in self.sent if kind in ("", asked.kind))

    def elsewhere(self, site: Site) -> list[str]:
        """Requests to any other host."""
        urls = [asked.url for asked in self.asked.values()]
        return [
            url
            for url in urls
            if urlsplit(url).scheme in ("http", "https", "ws", "wss")
            and not url.startswith(site.url + "/")
        ]

    def _begun(self, told: dict[str, Any]) -> None:
        self.asked[told["requestId"]] = Asked(told["request"]["url"], told.get("type", ""))

    def _answered(self, told: dict[str, Any]) -> None:
        asked = self.asked[told["requestId"]]
        asked.kind = told["type"]
        asked.bytes = int(told["response"]["encodedDataLength"])
        asked.headers = {k.lower(): v for k, v in told["response"]["headers"].items()}
        asked.cached |= bool(told["response"].get("fromDiskCache"))

    def _from_cache(self, told: dict[str, Any]) -> None:
        self.asked[told["requestId"]].cached = True

    def _finished(self, told: dict[str, Any]) -> None:
        self.asked[told["requestId"]].bytes = int(told["encodedDataLength"])


def weigh(browser: Browser, site: Site, path: str) -> tuple[View, View]:
    """The first view of a page in a fresh browser, and the second."""
    context = browser.new_context()
    name, _, value = site.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": site.url}])
    try:
        return _view(context, site.url + path), _view(context, site.url + path)
    finally:
        context.close()


def _view(context: BrowserContext, url: str) -> View:
    page, view = context.new_page(), View()
    view.listen(page)
    page.goto(url)
    # Scripts are deferred and the stream is asked for by them: it never ends, so its head counts.
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)
    page.close()
    return view


def figures(browser: Browser, site: Site, name: str, path: str) -> list[Figure]:
    """The weights of a page beside their limits; they come out the same every time."""
    cold, warm = weigh(browser, site, path)
    return [
        Figure(f"{name}: HTML", cold.bytes("Document"), "bytes", most=15 * KIB),
        Figure(f"{name}: JavaScript", cold.bytes("Script"), "bytes", most=25_000),
        Figure(f"{name}: cold, everything", cold.bytes(), "bytes", most=80_000),
        Figure(f"{name}: cold", len(cold.sent), "requests", most=7),
        Figure(f"{name}: warm, everything", warm.bytes(), "bytes", most=15_000),
        Figure(f"{name}: warm", len(warm.sent), "requests", most=2),
        Figure(f"{name}: other hosts", len(cold.elsewhere(site)), "requests", most=0),
    ]
