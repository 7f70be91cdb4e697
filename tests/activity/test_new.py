"""*New since you were last here*, on the overview and on the plan; and activity, narrowed."""

from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.comments.threads import open_thread
from app.documents.models import Document
from app.events import act
from app.extensions import db
from app.notes.models import Note
from app.plans.models import Plan
from tests.cast import on_both, person

BASE = "/pairs/cologne-soria"
NEW = "New since you were last here"


@pytest.fixture
def here(app, as_, monkeypatch):
    """here("anna", hours=2): she opens a page, so many hours later than the last one."""
    app.extensions["last_here"] = {}
    begun = datetime.now(UTC) + timedelta(days=400)  # after all that the cast was made of
    monkeypatch.setattr(clock, "source", lambda: begun)

    def open_page(name: str, path: str = "", *, hours: float = 0, minutes: float = 0) -> str:
        instant = clock.now() + timedelta(hours=hours, minutes=minutes)
        monkeypatch.setattr(clock, "source", lambda: instant)
        app.extensions["last_here"].clear()
        answer = as_(name).get(BASE + path)
        assert answer.status_code == 200
        return answer.text

    return open_page


def later(**span: float) -> None:
    instant = clock.now() + timedelta(**span)
    clock.source = lambda: instant  # the app's fixture puts the real one back


def wrote(pair, title: str, who: str = "diego") -> None:
    """A minute later."""
    later(minutes=1)
    by = person(who)
    act(lambda: Note.start(pair, by=by, title=title), by=by)


@on_both
def test_what_others_did_since_the_last_stay(here, pair):
    assert NEW not in here("anna")  # the first day
    wrote(pair, "By tram")
    page = here("anna", hours=3)
    assert NEW in page and "By tram" in page.split("Latest activity")[0]
    assert NEW in here("anna", minutes=10)  # still the same stay
    page = here("anna", hours=2)
    assert NEW not in page


def test_not_what_one_did_oneself(here, pair):
    here("anna")
    wrote(pair, "Mine", "anna")
    assert NEW not in here("anna", hours=3)


def test_only_what_one_may_hear(here, pair):
    here("marek")
    wrote(pair, "Not shared")
    assert NEW not in here("marek", hours=3)


def test_in_the_plan(here, as_, pair):
    plan = Plan.of(pair.id)
    section, diego = plan.sections[0], person("diego")
    here("anna", "/plan")

    def rule():
        section.document = Document.create(pair.id, "Words.\n", by=diego)
        return open_thread(section, "Is this all?", by=diego)

    later(minutes=1)
    act(rule, by=diego)
    wrote(pair, "Elsewhere")
    page = here("anna", "/plan", hours=3)
    assert NEW in page and "Is this all?" in page
    assert "Elsewhere" not in page
    outline = page[page.index('id="outline-title"') :]
    assert outline.count(">New<") == 1


def test_a_stay_is_one_of_this_pair(here, as_, pair):
    here("maria")
    wrote(pair, "By tram")
    later(hours=3)
    as_("maria").get("/pairs/belfast-galway")
    assert "By tram" in here("maria").split("Latest activity")[0]


@pytest.mark.parametrize(
    ("query", "seen", "not_seen"),
    [
        ("kind=notes", "By tram", "opened this workspace"),
        ("kind=visits", "Nothing like this", "By tram"),
        ("kind=unknown", "By tram", "\x00"),
        ("since=week", "By tram", "Long ago"),
        ("since=month", "By tram", "Long ago"),
        ("since=here", "By tram", "\x00"),
        ("by=x", "By tram", "\x00"),
    ],
)
def test_narrowed(as_, pair, monkeypatch, query, seen, not_seen):
    now = clock.source
    monkeypatch.setattr(clock, "source", lambda: now() - timedelta(days=90))
    wrote(pair, "Long ago")
    monkeypatch.setattr(clock, "source", now)
    wrote(pair, "By tram")
    page = as_("anna").get(f"{BASE}/activity?{query}").text
    assert seen in page and not_seen not in page


def test_by_one_person(as_, pair):
    wrote(pair, "Of Diego")
    wrote(pair, "Of Anna", "anna")
    page = as_("lena").get(f"{BASE}/activity?by={person('anna').id}").text
    assert "Of Anna" in page and "Of Diego" not in page
    db.session.rollback()
