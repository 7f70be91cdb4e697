"""The database is held by somebody else, or nothing has room any more: people read a sentence and
keep their words, nothing half-written is left, and the same form works as soon as it is over, at
the same server, once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.files.models import File
from app.notes.models import Note
from app.visits.models import Visit
from tests.cast import DATABASES
from tests.claims import story
from tests.faults.forms import Forms
from tests.faults.servers import Mortal, inside
from tests.faults.troubles import NOTES, WORDS, damage, held, no_room, rows, typed
from tests.faults.truth import wrongs
from tests.faults.world import World
from tests.services.postgres import Postgres

BUSY_MS = 300
Trouble = Callable[[Mortal], Any]
troubles = pytest.mark.parametrize(
    ("trouble", "says"),
    [(held, "cannot be reached just now"), (no_room, "no room left")],
    ids=["held", "full"],
)
on_both = pytest.mark.parametrize("database", DATABASES, indirect=True)


class Bare(Mortal):
    """Without the tests' own cache of templates, which is on a disk as well."""

    def prepare(self) -> None:
        super().prepare()
        self.more.pop("SITE_TEMPLATES")


@pytest.fixture(scope="module")
def sites(request: pytest.FixtureRequest, empty_sqlite: Path) -> Iterator[Callable[[str], Mortal]]:
    """A server on each database, started when a test first asks for it."""
    kept: dict[str, Mortal] = {}

    def of(database: str) -> Mortal:
        if database not in kept:
            url = ""
            if database == "postgresql":
                postgres: Postgres = request.getfixturevalue("postgres")
                url = postgres.create(request.getfixturevalue("empty_postgres"))
            kept[database] = Bare(empty_sqlite, url, BUSY_MS=BUSY_MS)
        return kept[database]

    yield of
    for site in kept.values():
        site.stop()


@pytest.fixture
def site(sites: Callable[[str], Mortal], database: str, monkeypatch: pytest.MonkeyPatch) -> Mortal:
    found = sites(database)
    monkeypatch.setattr(clock, "source", found.clock)
    return found


def sentence(html: str) -> str:
    found = BeautifulSoup(html, "html.parser").select_one("[data-sentence]")
    assert found, html
    return found.get_text()


def given_back(html: str) -> dict[str, str]:
    """The form with the person's words, as it stands in the answer."""
    form = BeautifulSoup(html, "html.parser").select_one("#kept")
    assert form, html
    return {str(field["name"]): str(field["value"]) for field in form.select("input")}


@troubles
@on_both
def test_a_form_is_given_back_and_works_when_it_is_over(
    site: Mortal, trouble: Trouble, says: str
) -> None:
    anna, before = Forms(site, "anna"), rows(site)
    form = {"title": WORDS, "once": f"{says}-1"}
    with trouble(site):
        status, page = anna.post(NOTES, **form)
        assert (status, says in sentence(page), "<html" in page) == (503, True, True)
        status, fragment = anna.post(NOTES, htmx=True, **form)
        assert (status, says in sentence(fragment), "<html" in fragment) == (503, True, False)
        for html in (page, fragment):
            kept = given_back(html)
            assert (kept["title"], kept["once"]) == (WORDS, f"{says}-1")
        assert anna.get(NOTES)[0] == 200  # who only reads is not disturbed
        assert rows(site) == before
    kept.pop("csrf_token")
    assert [anna.post(NOTES, **kept)[0] for _again in range(2)] == [303, 303]
    with inside(site.app):
        assert len(db.session.scalars(select(Note).filter_by(title=WORDS)).all()) >= 1
    assert rows(site)[0] == before[0] + 1


@troubles
@on_both
def test_an_editor_is_told_to_come_again(site: Mortal, trouble: Trouble, says: str) -> None:
    document_id, anna = site.text("Begun"), Forms(site, "anna")
    words = typed(WORDS)
    with trouble(site):
        status, told = anna.send(document_id, words, "t" * 32, 1)
        assert (status, says in told["sentence"]) == (503, True)
        assert damage(site, document_id) == []
    assert anna.send(document_id, words, "t" * 32, 1) == (200, {"seq": 2})
    assert anna.send(document_id, words, "t" * 32, 1) == (200, {"seq": 2})
    assert WORDS in anna.get(f"/documents/{document_id}")[1]


@troubles
@on_both
def test_the_editor_says_not_sent_and_sends_it_later(
    site: Mortal, world: World, trouble: Trouble, says: str
) -> None:
    """The product's own editor, by two people who write on meanwhile."""
    document_id = site.text("Begun")
    people = [site.member("anna"), site.member("diego")]
    world.ask("open", document=document_id, seed=31, browsers=people, pace=60)
    with trouble(site):
        while set(world.ask("progress")["states"]) != {"unsent"}:
            assert site.process.poll() is None
    told = world.ask("stop")
    world.ask("close")
    assert wrongs(site, world, document_id, told) == []
    assert {copy["status"] for copy in told["copies"]} == {"saved"}


@on_both
def test_a_file_that_has_no_room_is_told_beside_its_field(site: Mortal) -> None:
    with inside(site.app):
        visit_id = story.visit().id
    anna, before = Forms(site, "anna"), rows(site)
    path = f"/pairs/cologne-soria/visits/{visit_id}/files"

    def give(**more: Any) -> tuple[int, str]:
        return anna.post(path, paper=story.PNG, caption=WORDS, once=f"file {visit_id}", **more)

    with no_room(site):
        for htmx in (False, True):
            status, html = give(htmx=htmx)
            assert status == 422 and "Files cannot be stored" in html
            field = BeautifulSoup(html, "html.parser").select_one("input[name=caption]")
            assert field and field["value"] == WORDS
        # A larger one is laid on the disk before any form is read.
        status, html = anna.post(path, paper=story.PNG + bytes(1 << 20), caption=WORDS)
        assert status == 503 and "no room left" in sentence(html)
        assert rows(site) == before
    assert [give()[0], give()[0]] == [303, 303]
    assert rows(site)[1] == before[1] + 1
    with inside(site.app):
        visit = db.session.get_one(Visit, visit_id)
        file = db.session.scalars(select(File).order_by(File.id.desc())).first()
        assert file and file.thing_id and visit
        number = file.id
    assert anna.ask("GET", f"/files/{number}?original=1")[2] == story.PNG
    assert damage(site, site.text("x")) == []
