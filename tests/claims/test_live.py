"""Who hears of a claim and of a budget, and that nothing slow happens inside a transaction."""

import io

import flask
import pytest

from app import database
from app.claims.lines import Line
from app.extensions import db
from app.files import forms
from tests.cast import INSIDE
from tests.claims import story
from tests.claims.story import BASE, CLAIMS
from tests.queries import count_queries


@pytest.fixture
def made(app):
    return story.visit()


def test_a_city_hears_of_its_own_claims_only(as_, heard, made, pair):
    claim = story.draft(made, 10_000)
    as_("anna").post(f"{CLAIMS}/{claim.id}/lines", data=story.line_data(made))
    for who in ("anna", "maria", "tom", "vera"):
        assert {f"claim-{claim.id}", f"claims-{pair.id}"} <= set(heard(who)), who
    for who in (*INSIDE, "sean"):
        if who not in ("anna", "maria", "tom", "vera"):
            assert not [region for region in heard(who) if region.startswith("claim")], who


def test_those_who_may_see_the_money_hear_of_the_budget(as_, heard, made, pair):
    claim, other = story.submitted(made, 10_000), story.submitted(made, 5_000)
    as_("maria").post(f"{CLAIMS}/{claim.id}/approval")
    for who in (*INSIDE, "sean"):
        hears = who not in ("lena", "marek", "ines", "sean")
        assert (f"budget-{pair.id}" in heard(who)) == hears, who
    assert f"left-{pair.id}" in heard("tom")  # what is left stands on the screen of the other
    page = as_("tom", htmx=True).get(f"{CLAIMS}/{other.id}/left").text
    assert f'id="left-{pair.id}"' in page and "<article" not in page
    assert not [region for region in heard("diego") if region.startswith("claim")]


def test_the_nudge_names_the_tab_that_acted(as_, monkeypatch, made):
    told = []
    monkeypatch.setattr("app.live.bus.Bus.tell", lambda _bus, message: told.append(message))
    claim = story.draft(made, 10_000)
    told.clear()
    as_("anna", tab="t1").post(f"{CLAIMS}/{claim.id}/lines", data=story.line_data(made))
    tabs = {message["data"]["tab"] for message in told if "claim" in message["data"]["region"]}
    assert tabs == {"t1"}


def test_a_live_region_is_a_fragment_of_its_own(as_, made):
    claim = story.draft(made, 10_000)
    for url, region in (
        (f"{CLAIMS}/{claim.id}", f'id="claim-{claim.id}"'),
        (CLAIMS, 'id="claims-1"'),
        (f"{BASE}/budget", 'id="budget-1"'),
    ):
        text = as_("anna", htmx=True).get(url).text
        assert region in text and "<html" not in text
        assert "<html" in as_("anna").get(url).text


def test_no_lock_is_held_while_a_file_is_read_or_a_page_rendered(as_, app, monkeypatch, made):
    claim = story.draft(made, 10_000)
    line = Line.of(claim)[0]
    seen = []

    def free(*_args, **_more):
        seen.append((database.is_writing(), db.session().in_transaction()))

    def slow_take(*args, **more):
        free()
        return take(*args, **more)

    take = forms.take
    monkeypatch.setattr(forms, "take", slow_take)
    sent = {"kind": "invoice", "known": "0", "files": [story.upload()]}
    post = as_("anna", htmx=True).post(f"{CLAIMS}/{claim.id}/lines/{line.id}/proofs", data=sent)
    assert post.status_code == 200 and seen == [(False, False)]

    rendering = []

    def look(_app, template, context, **_more):
        rendering.append((template.name, database.is_writing()))

    with (
        flask.template_rendered.connected_to(look, app),
        flask.before_render_template.connected_to(look, app),
    ):
        as_("anna", htmx=True).post(f"{CLAIMS}/{claim.id}/submission", data={"declared": "y"})
        as_("maria", htmx=True).post(f"{CLAIMS}/{claim.id}/approval")
        as_("anna").post(f"{CLAIMS}/{claim.id}/lines", data={})
    assert len(rendering) >= 6 and not any(writing for _name, writing in rendering)


def test_a_body_is_read_before_anything_is_locked(as_, app, made):
    """A stream that looks, each time it is read, whether its own request holds the lock."""
    claim = story.draft(made, 10_000)
    line = Line.of(claim)[0]
    seen = []

    class Slow(io.BytesIO):
        def read(self, *args):
            seen.append((database.is_writing(), database._writers._held))
            return super().read(*args)

        def readinto(self, buffer):
            seen.append((database.is_writing(), database._writers._held))
            return super().readinto(buffer)

    head = b'--b\r\nContent-Disposition: form-data; name="%s"'
    body = head % b"kind" + b"\r\n\r\ninvoice\r\n" + head % b"files"
    body += b'; filename="a.png"\r\nContent-Type: image/png\r\n\r\n' + story.PNG + b"\r\n--b--\r\n"
    answer = as_("anna").post(
        f"{CLAIMS}/{claim.id}/lines/{line.id}/proofs",
        input_stream=Slow(body),
        content_length=len(body),
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 303, answer.text[-800:]
    assert seen and set(seen) == {(False, False)}


@pytest.mark.parametrize("who", ["anna", "maria"])
def test_queries_do_not_grow_with_rows(as_, made, who):
    counts = []
    for wanted in (1, 10):
        while len(story.the_pair().cities) and count_claims() < wanted:
            story.submitted(made, 100, 200)
        client = as_(who)
        client.get(CLAIMS)
        with count_queries() as sent:
            client.get(CLAIMS)
        counts.append(len(sent))
    assert counts[0] == counts[1] < 25, counts


@pytest.mark.parametrize("who", ["anna", "maria"])
def test_queries_of_a_claim_do_not_grow_with_lines(as_, made, who):
    counts = []
    for lines in (1, 10):
        claim = story.submitted(made, *range(100, 100 + lines))
        client = as_(who)
        client.get(f"{CLAIMS}/{claim.id}")
        with count_queries() as sent:
            client.get(f"{CLAIMS}/{claim.id}")
        counts.append(len(sent))
    assert counts[0] == counts[1] < 45, counts


def test_queries_of_the_movements_do_not_grow(as_, made):
    counts = []
    for amounts in ((1,), range(2, 12)):
        story.decided(made, *amounts)
        client = as_("vera")
        client.get(f"{BASE}/budget/movements")
        with count_queries() as sent:
            client.get(f"{BASE}/budget/movements")
        counts.append(len(sent))
    assert counts[0] == counts[1] < 25, counts


def count_claims():
    return db.session.query(story.Claim).count()
