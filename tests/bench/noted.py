"""A pair with 10,000 notes and 50,000 comments: search as one types, the first pages, and that ten
times as much takes no more queries. On data of its own, written in bulk."""

import re
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote, urlencode

from sqlalchemy import insert

from app.clock import now
from app.comments.models import Comment, Thread
from app.database import writing
from app.documents.merge import first_update
from app.documents.models import Document, DocumentUpdate
from app.extensions import db
from app.notes.models import Note
from app.search import keeping
from app.takeaways.models import Takeaway
from tests.bench import pages, pair
from tests.bench.figures import Figure
from tests.bench.grown import Grown
from tests.bench.grown import figures as grown_figures
from tests.bench.people import People
from tests.bench.serving import Site, tandem
from tests.bench.words import Writer

NOTES, COMMENTS, EACH = 10_000, 50_000, 5
TITLE = f"{NOTES} notes, {COMMENTS} comments"
WORDS = (*Writer().known[:7], "xyzzy")  # that the texts are made of, and one that is in none
P95_MS = 100  # of an answer while somebody types; our own goal, for the issue names none
PAGES = {  # name: (address, its peer's rows, and the expressions in each)
    "notes": (f"{pages.PAIR}/notes", 100, 5),
    "lessons": (f"{pages.PAIR}/takeaways", 100, 12),
    "a note": (f"{pages.PAIR}/notes/1", 10, 10),
    "activity": (f"{pages.PAIR}/activity", 40, 5),
    "search": (f"{pages.PAIR}/search?q={WORDS[0]}", 20, 6),
}


class Noted(People):
    def work(self, notes: int, comments: int) -> None:
        anna = self.people["anna"]
        begun = now() - timedelta(days=400)
        each = range(1, notes + 1)
        same = {"pair_id": self.pair.id, "schema_version": 1, "created_at": begun}
        first = (db.session.query(Document.id).order_by(Document.id.desc()).limit(1).scalar()) or 0
        texts = {n: self.say.text(80) for n in each}
        updates = {n: first_update(text) or b"" for n, text in texts.items()}
        documents = [
            same
            | {"id": first + n, "seq": 1, "snapshot_seq": 0, "edited_at": begun}
            | {"tail_bytes": len(updates[n])}
            for n in each
        ]
        db.session.execute(insert(Document), documents)
        line = {"seq": 1, "person_id": anna.id, "tab": "first", "batch": 0, "at": begun}
        log = [line | {"document_id": first + n, "payload": updates[n]} for n in each]
        db.session.execute(insert(DocumentUpdate), log)
        about = {"pair_id": self.pair.id, "author_id": anna.id, "version": 1}
        rows = [
            about
            | {"id": n, "title": self.say.title(), "document_id": first + n}
            | {"written_at": begun + timedelta(hours=n)}
            for n in each
        ]
        db.session.execute(insert(Note), rows)
        self._lessons(notes // 10)
        self._comments(first, notes, comments)

    def _lessons(self, lessons: int) -> None:
        about = {"pair_id": self.pair.id, "kind": "lesson", "version": 1, "made_at": now()}
        about |= {"member_city_id": self.pair.cities[0].id, "made_by_id": self.people["anna"].id}
        about |= {"domain": "", "lever": "", "needed": ""}
        rows = [about | {"note_id": n, "sentence": self.say.title()} for n in range(1, lessons + 1)]
        db.session.execute(insert(Takeaway), rows)

    def _comments(self, first: int, notes: int, comments: int) -> None:
        """EACH to a thread, a thread to a note."""
        anna, diego = self.people["anna"].id, self.people["diego"].id
        about = {"pair_id": self.pair.id, "opened_by_id": anna, "opened_at": now(), "version": 1}
        about |= {"sent_at": now(), "cities_only": False, "decline_reason": "", "answer_reason": ""}
        about |= {"word_author": ""}
        threads = comments // EACH
        rows = [
            about | {"id": n, "document_id": first + 1 + n % notes} for n in range(1, threads + 1)
        ]
        db.session.execute(insert(Thread), rows)
        said = {"word_author": "", "at": now(), "version": 1}
        rows = [
            said
            | {"thread_id": 1 + n % threads, "author_id": (anna, diego)[n % 2]}
            | {"body": self.say.title()}
            for n in range(comments)
        ]
        db.session.execute(insert(Comment), rows)


def grow(folder: Path, whole: bool) -> None:
    many = 1 if whole else 10

    def work() -> None:
        with writing():
            Noted().work(NOTES // many, COMMENTS // many)
        keeping.rebuild()

    pair.filled(folder, work)


GROWN = Grown(TITLE, "anna", PAGES, grow)


def figures(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    found = grown_figures(GROWN, folder, rounds, seconds)
    with tandem(folder / "whole", "anna") as site:
        took = sorted(_typing(site, rounds))
        found_after = [_until_found(site, n) for n in range(rounds)]
        read_after = [_until_read(site, n) for n in range(rounds)]
    middle, p95 = quantiles(took, n=20)[9], quantiles(took, n=20)[18]
    return [
        *found,
        Figure(f"{TITLE}: search as one types, p50", round(middle, 1), "ms"),
        Figure(f"{TITLE}: search as one types, p95", round(p95, 1), "ms", most=P95_MS),
        Figure(f"{TITLE}: a new note is found after", max(found_after), "ms", most=1000),
        Figure(f"{TITLE}: words in a text are found after", max(read_after), "ms", most=1000),
    ]


def _typing(site: Site, rounds: int) -> Iterator[float]:
    """ms of each answer, letter by letter from the second on."""
    for _round in range(rounds):
        for word in WORDS:
            for n in range(2, len(word) + 1):
                began = time.perf_counter()
                site.get(f"{pages.PAIR}/search?q={quote(word[:n])}")
                yield (time.perf_counter() - began) * 1000


def _until_found(site: Site, n: int) -> float:
    word = f"newnote{n}"
    _send(site, f"{pages.PAIR}/notes/new", f"{pages.PAIR}/notes", title=word, about="")
    return _found(site, word)


def _until_read(site: Site, n: int) -> float:
    """Of the first note's text, as its plain form sends it."""
    word, page = f"newwords{n}", site.get(f"{pages.PAIR}/notes/1").decode()
    number = page.partition('id="document-')[2].partition('"')[0]
    url = f"/documents/{number}/text"
    _send(site, url, url, text=f"{word} is written here.\n")
    return _found(site, word)


def _found(site: Site, word: str) -> float:
    """ms from now until a search for the word shows it."""
    began = time.perf_counter()
    while b'class="result"' not in site.get(f"{pages.PAIR}/search?q={word}"):
        if time.perf_counter() - began > 20:
            raise RuntimeError(f"{word} is not found")
        time.sleep(0.01)
    return round((time.perf_counter() - began) * 1000, 1)


def _send(site: Site, form: str, url: str, **fields: str) -> None:
    """A form as a browser sends it: with what its page hides in it, and the cookie of that page."""
    asked = urllib.request.Request(site.url + form, headers={"Cookie": site.cookie})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310
        page = answer.read().decode()
        cookie = (answer.headers["Set-Cookie"] or site.cookie).partition(";")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)"[^>]* value="([^"]*)"', page))
    hidden |= dict(re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', page))
    data = urlencode(hidden | fields).encode()
    sent = urllib.request.Request(site.url + url, data, headers={"Cookie": cookie})  # noqa: S310
    with urllib.request.urlopen(sent, timeout=20) as answer:  # noqa: S310
        answer.read()
