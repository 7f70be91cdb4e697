"""One crowd of pairs (towns.py) that is served, and how long it takes over what its people ask for:
an officer of a pair in the middle of it, and a manager who looks after all."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from secrets import token_hex
from statistics import median, quantiles
from urllib.parse import quote, urlencode

from sqlalchemy import select

from app.documents.schema import SCHEMA_VERSION
from app.extensions import db
from app.pairs.models import Pair
from app.plans.models import Plan
from tests.bench import calling
from tests.bench.appending import typed
from tests.bench.load import Connection
from tests.bench.serving import Site, app_on, cookie_of, signed_in, tandem
from tests.bench.words import Writer
from tests.bench.writers import token_of
from tests.queries import asked_by

PAGES = {"overview": "", "visits": "/visits", "claims": "/claims", "notes": "/notes"}
PAGES |= {"plan": "/plan", "activity": "/activity"}  # of a pair, as its officer asks for them
ALL = {"a manager's pairs": "/", "a manager's claims": "/claims"}
WORDS = Writer().known[:4]


@dataclass(frozen=True)
class Town:
    """A crowd that is served; its officer is of a pair in the middle."""

    pairs: int
    folder: Path
    site: Site
    manager: str  # the cookie of one
    path: str  # of the officer's pair
    document: int  # a text of its plan
    lost: list[str] = field(default_factory=list)  # pages that were not answered at first

    @property
    def officer(self) -> str:
        return calling.who("anna", self.pairs // 2)


def served(stack: ExitStack, folder: Path, pairs: int) -> Town:
    app = app_on(folder)
    with app.app_context():
        slug = calling.slug(pairs // 2, pairs)
        pair = db.session.scalars(select(Pair).where(Pair.slug == slug)).one()
        plan = Plan.of(pair.id)
        assert plan
        document = plan.sections[1].document_id
        db.session.remove()
    manager = cookie_of(signed_in("maria", app))
    with app.app_context():
        db.engine.dispose()
    site = stack.enter_context(tandem(folder, calling.who("anna", pairs // 2)))
    return Town(pairs, folder, site, manager, f"/pairs/{slug}", document)


def pages(town: Town, seconds: float) -> Iterator[tuple[str, float]]:
    mine = [(name, town.path + path, "") for name, path in PAGES.items()]
    for name, path, cookie in [*mine, *((n, p, town.manager) for n, p in ALL.items())]:
        _ask(town, path, cookie)
        cpu, ends = town.site.cpu(), time.perf_counter() + seconds
        taken = [_ask(town, path, cookie)]
        while time.perf_counter() < ends:
            taken.append(_ask(town, path, cookie))
        yield f"{name}: CPU", 1000 * (town.site.cpu() - cpu) / len(taken)
        yield f"{name}: p50", median(taken)


def search(town: Town) -> Iterator[tuple[str, float]]:
    """As one types, letter by letter from the second on."""
    ways = {"search in a pair": (town.path, ""), "search in one's pairs": ("", "")}
    ways["search in a manager's pairs"] = ("", town.manager)
    for name, (path, cookie) in ways.items():
        begun = [word[:n] for word in WORDS for n in range(2, len(word) + 1)]
        taken = [_ask(town, f"{path}/search?q={quote(q)}", cookie) for q in begun]
        steps = quantiles(taken, n=20)
        yield f"{name}: p50", steps[9]
        yield f"{name}: p95", steps[18]


def _ask(town: Town, path: str, cookie: str) -> float:
    """ms of an answer, each on a connection of its own. Where the server dies over it, that is a
    figure of its own (`lost`), and we ask once more."""
    for last in (False, True):
        connection = Connection(town.site, path, cookie=cookie)
        try:
            return _ms(connection.ask)
        except RuntimeError:
            if last:
                raise
            town.lost.append(path)
        finally:
            connection.close()
    raise AssertionError("not reached")


class Typing:
    """The officer of a town types into a text of the plan; each update waits for the one before."""

    def __init__(self, town: Town) -> None:
        self.town, self.tab = town, token_hex(8)
        self.cookie, self.token = token_of(town.site, town.site.cookie)
        self.updates = enumerate(typed(1000))

    def keys(self, many: int) -> list[float]:
        """ms of each."""
        kept = http.client.HTTPConnection("127.0.0.1", self.town.site.port, timeout=10)
        taken = [_ms(partial(self._send, kept, *one)) for one in islice(self.updates, many)]
        kept.close()
        return taken

    def _send(self, kept: http.client.HTTPConnection, batch: int, payload: bytes) -> None:
        about = {"tab": self.tab, "batch": batch, "schema_version": SCHEMA_VERSION}
        url = f"/documents/{self.town.document}/updates?{urlencode(about)}"
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token}
        try:
            kept.request("POST", url, payload, headers)
            answer = kept.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            # A kept connection may end at any time: as a browser does, we send it again.
            kept.close()
            kept.request("POST", url, payload, headers)
            answer = kept.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"an update was answered {answer.status}")


def _ms(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - began)


def queries(town: Town) -> dict[str, int]:
    """Statements that each page sends to the database."""
    app = app_on(town.folder)
    officer, manager = signed_in(town.officer, app), signed_in("maria", app)
    mine = [(name, officer, town.path + path) for name, path in PAGES.items()]
    mine.append(("search in a pair", officer, f"{town.path}/search?q={WORDS[0]}"))
    theirs = [(name, manager, path) for name, path in ALL.items()]
    theirs.append(("search in a manager's pairs", manager, f"/search?q={WORDS[0]}"))
    counted = {name: asked_by(client, path) for name, client, path in [*mine, *theirs]}
    with app.app_context():
        db.engine.dispose()
    return counted
