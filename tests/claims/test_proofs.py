"""A removed proof's file: hidden with it, but for who can bring it back."""

from datetime import timedelta

import pytest

from app import clock
from app.claims import proofs
from app.claims.lines import Line
from app.claims.proofs import prove
from app.claims.submission import submit
from app.events import act
from tests.cast import person
from tests.claims import story

WHO = ("anna", "diego", "lena", "maria", "vera")


@pytest.fixture
def line(app) -> Line:
    return Line.of(story.draft(story.visit(), 10_000))[0]


def page(client, file_id: int) -> int:
    return client.get(f"/files/{file_id}", headers={"Accept": "text/html"}).status_code


def may_open(as_, file_id: int) -> list[str]:
    return [name for name in WHO if page(as_(name), file_id) == 200]


@pytest.mark.parametrize("what", ["proof", "line"])
def test_with_what_it_proves_it_goes_and_comes_back(as_, line, what):
    anna, file_id = person("anna"), line.proofs[0].file_id
    thing = line.proofs[0] if what == "proof" else line
    assert may_open(as_, file_id) == ["anna", "maria", "vera"]
    act(lambda: thing.remove(by=anna), by=anna)
    assert may_open(as_, file_id) == ["anna"]
    for path in ("?original=1", "/preview/1"):
        assert as_("maria").get(f"/files/{file_id}{path}").status_code == 404
    act(lambda: thing.restore(by=anna), by=anna)
    assert may_open(as_, file_id) == ["anna", "maria", "vera"]


def test_it_stays_as_long_as_it_proves_anything(as_, line):
    anna, first = person("anna"), line.proofs[0]
    other = story.add(line.claim, 500, description="Its tram")
    act(lambda: prove(other, "invoice", [first.file], by=anna), by=anna)
    act(lambda: first.remove(by=anna), by=anna)
    assert may_open(as_, first.file_id) == ["anna", "maria", "vera"]
    act(lambda: other.remove(by=anna), by=anna)
    assert may_open(as_, first.file_id) == ["anna"]


@pytest.mark.parametrize("why", ["submitted", "late"])
def test_what_cannot_come_back_is_nobodys(as_, line, monkeypatch, why):
    anna, claim = person("anna"), line.claim
    act(lambda: prove(line, "payment", [story.taken("another")], by=anna), by=anna)
    first = line.proofs[0]
    act(lambda: first.remove(by=anna), by=anna)
    if why == "submitted":
        act(lambda: submit(claim, declared=True, by=anna), by=anna)
    else:
        instant = clock.now() + proofs.BIN + timedelta(minutes=1)
        monkeypatch.setattr(clock, "source", lambda: instant)
    assert may_open(as_, first.file_id) == []
    assert may_open(as_, line.proofs[0].file_id) == ["anna", "maria", "vera"]
