"""Two people save the same section through the plain form: both words are there."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest

from app.documents import check, writer
from app.extensions import db
from tests.cast import on_both
from tests.plans.conftest import BASE

pytestmark = on_both


@pytest.fixture(autouse=True)
def writer_stops(app):
    """Before the database goes: the writer's thread holds a connection to it."""
    yield
    writer.writer_of(app).stop()


def opened(client, section) -> dict[str, str]:
    """What somebody has in the form who opens it now."""
    html = client.get(f"/documents/{section.document_id}/text").text
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', html))
    text = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", html, re.DOTALL)
    return fields | {"text": unescape(text[1])}


def test_one_after_the_other(as_, first, write):
    write(first, "Bicycles need a winter service.\n\n- one\n- two")
    anna, diego = as_("anna"), as_("diego", htmx=True)
    hers, his = opened(anna, first), opened(diego, first)
    url = f"/documents/{first.document_id}/text"
    answer = anna.post(url, data=hers | {"text": hers["text"].replace("winter", "yearly winter")})
    assert answer.status_code == 303
    answer = diego.post(url, data=his | {"text": his["text"] + "\n- three, in Soria 😀"})
    assert "Merged with changes by Anna Keller." in answer.text
    for name in ("anna", "diego", "vera"):
        page = as_(name).get(f"{BASE}/plan").text
        assert "yearly winter" in page and "three, in Soria 😀" in page
    assert check.verify(first.document_id) == []


def test_both_in_the_same_moment(as_, first, write):
    words = {"anna": "Köln counts 412 households.", "diego": "Soria asks the craftspeople. Ñ 字"}
    write(first, "We begin here.\n\nWe end here.")
    posts, together = [], Barrier(2)
    for name, mine in words.items():
        client = as_(name)
        form = opened(client, first)
        text = form["text"].replace("begin", f"begin, says {name},") + f"\n\n{mine}"
        posts.append((client, f"/documents/{first.document_id}/text", form | {"text": text}))
    db.session.rollback()

    def save(post) -> int:
        client, url, form = post
        together.wait()
        return client.post(url, data=form).status_code

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(save, posts)) == [303, 303]
    page = as_("lena").get(f"{BASE}/plan").text
    for name, mine in words.items():
        assert page.count(mine) == 1 and f"says {name}" in page
    assert check.verify(first.document_id) == []


def test_the_first_words_show_in_the_outline(app, as_, first, heard, pair):
    anna = as_("anna", htmx=True, tab="tab-of-anna")
    outline = f"{BASE}/plans/{first.plan_id}/outline"
    assert "Drafting" not in anna.get(outline).text
    url = f"/documents/{first.document_id}/text"
    assert anna.post(url, data=opened(anna, first) | {"text": "First words."}).status_code == 200
    writer.writer_of(app).stop()  # its listeners run after the answer
    told = {f"plan-{pair.id}-outline", f"section-{first.id}", f"document-{first.document_id}"}
    assert told <= set(heard("diego")) and heard("marek") == heard("sean") == []
    assert "Drafting" in as_("diego", htmx=True).get(outline).text
