"""Activity: each line only to its audience, a sentence for every event, views of auditors told."""

import re
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock
from app.activity import words
from app.events import Event, act, record
from app.extensions import db
from app.notes.models import Note
from tests.cast import INSIDE, TODAY
from tests.queries import count_queries

ROOT = Path(__file__).parent.parent.parent / "app"
URL = "/pairs/cologne-soria/activity"


def lines(client, url=URL):
    found = re.search(r'(?s)<section id="activity-.*?</section>', client.get(url).text)
    assert found
    return re.sub(r"<[^>]+>", "", found[0])


@pytest.fixture
def told(pair, cast, cities):
    """One event of each audience, by a title of its own."""
    cologne, soria = cities["Cologne"], cities["Soria"]
    audiences = {
        "all": f"pair-{pair.id}",
        "cities": f"pair-{pair.id}-cities",
        "staff": f"pair-{pair.id}-staff",
        "totals": f"pair-{pair.id}-money",
        "ours": f"city-{cologne.id}-money",
        "theirs": f"city-{soria.id}-money",
        "host": f"city-{soria.id}-host",
        "programme": "programme",
        "mine": f"person-{cast['lena'].id}",
    }

    def tell():
        for title, audience in audiences.items():
            record(
                "visit.planned",
                cologne,
                by=cast["maria"],
                audience=audience,
                pair_id=pair.id,
                title=f"<{title}>",
            )

    act(tell, by=cast["maria"])
    return audiences


SEES = {
    "anna": {"all", "cities", "staff", "totals", "ours"},
    "diego": {"all", "cities", "staff", "totals", "theirs", "host"},
    "lena": {"all", "cities", "staff", "mine"},
    "marek": {"all"},
    "ines": {"all"},
    "maria": {"all", "staff", "totals", "ours", "theirs", "programme"},
    "vera": {"all", "staff", "totals", "ours", "theirs", "programme"},
}


@pytest.mark.parametrize("name", SEES)
def test_each_line_only_to_its_audience(app, as_, told, name):
    def shown(url):
        page = as_(name).get(url).text
        return {title for title in told if f"&lt;{title}&gt;" in page}

    assert shown(URL) == SEES[name]
    assert shown("/pairs/cologne-soria") <= SEES[name]  # the last few only


def test_a_stranger_learns_nothing(app, as_):
    assert as_("sean").get(URL).status_code == 404


def test_what_is_no_longer_shared_is_no_longer_told(app, as_, cast, pair):
    anna = cast["anna"]
    note = act(lambda: Note.start(pair, by=anna, title="Shared once"), by=anna)
    act(lambda: note.share(by=anna), by=anna)
    assert "Shared once" in lines(as_("marek"))
    act(lambda: note.unshare(by=anna), by=anna)
    assert "Shared once" not in lines(as_("marek")) and "Shared once" in lines(as_("lena"))


def test_every_event_has_its_sentence():
    """A new event without words would never be seen: say it in words.py, or list it as INSIDE."""
    source = "\n".join(path.read_text() for path in ROOT.rglob("*.py"))
    call = r"(?:record|_record|_changed)\(\s*\"([a-z_]+\.[a-z_]+)\""
    named = set(re.findall(call, source))
    assert len(named) > 30
    assert named - set(words.SENTENCES) - words.INSIDE == set()


def test_every_sentence_can_be_said(app, as_, pair, cast, cities, monkeypatch):
    monkeypatch.setattr("app.events._within", defaultdict(list))  # nothing follows from them
    for name in words.SENTENCES:
        act(
            lambda name=name: record(
                name, cities["Soria"], by=cast["anna"], audience=f"pair-{pair.id}", pair_id=pair.id
            )
        )
    for _page in range(2):
        assert "%(" not in lines(as_("marek"))


def test_the_newest_come_first_by_day_and_older_ones_on_the_next_page(
    app, as_, cast, pair, monkeypatch
):
    anna = cast["anna"]
    for n in range(50):
        instant = clock.at(TODAY + timedelta(n // 10), clock.time(10), "UTC")
        monkeypatch.setattr(clock, "source", lambda instant=instant: instant)
        act(lambda n=n: Note.start(pair, by=anna, title=f"Note {n}."), by=anna)
    first = lines(as_("lena"))
    assert first.index("Note 49.") < first.index("Note 48.") and "Note 3." not in first
    assert first.index("27 November 2026") < first.index("26 November 2026")
    older = re.search(r'href="([^"]+before=\d+)"', as_("lena").get(URL).text)
    assert older and "Note 3." in lines(as_("lena"), older[1])


def test_the_same_again_is_one_line(app, as_, cast, pair):
    anna = cast["anna"]
    note = act(lambda: Note.start(pair, by=anna, title="Often"), by=anna)
    for _n in range(3):
        version = note.version
        act(lambda version=version: note.change(version, by=anna, title="Often"), by=anna)
        db.session.refresh(note)
    assert "(3 times)" in lines(as_("lena"))


def test_an_auditors_views_are_written_down_for_managers(app, as_, pair):
    vera = as_("vera")
    for _n in range(2):
        vera.get("/pairs/cologne-soria/visits")
    vera.get("/pairs/cologne-soria/visits/99")
    vera.get("/pairs/belfast-galway")
    seen = db.session.query(Event).filter_by(name="page.viewed").all()
    assert [(e.pair_id, e.data["path"]) for e in seen][:1] == [
        (pair.id, "/pairs/cologne-soria/visits")
    ]
    assert len(seen) == 2
    assert "Vera Horák looked at /pairs/cologne-soria/visits." in lines(as_("maria"))
    for name in INSIDE:
        if name not in ("maria", "tom", "vera"):
            assert "looked at" not in lines(as_(name))


def test_fragments_count_as_views_and_other_peoples_do_not(app, as_):
    as_("vera", htmx=True).get("/pairs/cologne-soria/overview/budget")
    for name in ("anna", "maria", "ines"):
        as_(name).get("/pairs/cologne-soria")
    paths = [e.data["path"] for e in db.session.query(Event).filter_by(name="page.viewed")]
    assert paths == ["/pairs/cologne-soria/overview/budget"]


@pytest.mark.parametrize("path", ["/", "/mails"])
def test_what_an_auditor_sees_of_all_pairs_is_told_in_each(app, as_, pair, path):
    for _n in range(2):
        assert as_("vera").get(path).status_code == 200
    for name in ("maria", "anna", "sean"):
        as_(name).get(path)
    seen = db.session.query(Event).filter_by(name="page.viewed").order_by(Event.pair_id).all()
    assert [(e.pair_id, e.data["path"], e.audience) for e in seen] == [
        (number, path, "programme") for number in (1, 2)
    ]
    assert f"Vera Horák looked at {path}." in lines(as_("maria"))


def test_no_page_that_an_auditor_can_open_goes_untold(app, as_, cast, pair):
    vera, own = as_("vera"), {"/profile", "/session/token", "/healthz"}
    opened = {
        path
        for path in (rule.rule.replace("<slug>", pair.slug) for rule in app.url_map.iter_rules())
        if "<" not in path and vera.get(path).status_code == 200
    }
    told = {e.data["path"] for e in db.session.query(Event).filter_by(name="page.viewed")}
    assert {"/", "/mails", f"/pairs/{pair.slug}/claims"} <= told
    assert opened - own == told


def test_it_asks_the_same_however_much_happened(app, as_, cast, pair):
    client = as_("lena")
    with count_queries() as few:
        client.get(URL)
    for name in ("anna", "diego", "ibai", "maria", "tom"):
        by = cast[name]
        for n in range(4):
            act(lambda by=by, n=n: Note.start(pair, by=by, title=f"N {n}"), by=by)
    with count_queries() as many:
        client.get(URL)
    assert len(many) == len(few)
