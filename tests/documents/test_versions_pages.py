"""The pages of a text's versions: which are listed for whom, and any two of them compared."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.documents import versions
from app.extensions import db
from app.notes.models import Note
from tests.documents.test_versions import wait
from tests.documents.writing import Browser, new_document

As = Callable[..., FlaskClient]


def page(client: FlaskClient, url: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return BeautifulSoup(answer.text, "html.parser")


def named(as_: As, document_id: int, name: str) -> int:
    as_("anna").post(f"/documents/{document_id}/versions", data={"name": name})
    db.session.rollback()
    return versions.of(document_id)[0].id


def words(found: BeautifulSoup, tag: str) -> list[str]:
    for hidden in found.select(".visually-hidden"):
        hidden.extract()
    return [one.get_text() for one in found.select(f".prose {tag}")]


@pytest.fixture
def compared(document_id: int) -> str:
    return f"/documents/{document_id}/comparison"


def test_two_are_chosen_in_a_plain_form_and_compared(
    as_: As, document_id: int, compared: str, anna: Browser, diego: Browser
) -> None:
    anna.type("First words")
    first = named(as_, document_id, "One")
    diego.type("Second words")
    second = named(as_, document_id, "Two")
    anna.type("Third words")
    form = page(as_("vera"), f"/documents/{document_id}/versions").select_one("form[method=get]")
    assert form and form["action"] == compared
    options = [option["value"] for option in form.select("select[name=from] option")]
    assert options == ["", str(second), str(first)]
    assert {label["for"] for label in form.select("label")} == {s["id"] for s in form("select")}
    both = page(as_("vera"), f"{compared}?from={first}&to={second}")
    assert words(both, "ins") == ["Second words"] and words(both, "del") == []
    assert "2 words added" in both.get_text() and "0 words removed" in both.get_text()
    assert "Diego Serrano" in both.get_text() and "Anna Keller" not in both.main.get_text()
    chosen = [option["value"] for option in both.select("option[selected]")]
    assert chosen == [str(first), str(second)]
    # The other way round, it is still the older one first; without a number it is the text of now.
    assert words(page(as_("vera"), f"{compared}?from={second}&to={first}"), "del") == []
    now = page(as_("vera"), f"{compared}?from={first}&to=")
    assert sorted(words(now, "ins")) == ["Second words", "Third words"]
    assert words(page(as_("vera"), f"{compared}?from=&to={second}"), "ins") == ["Third words"]
    same = page(as_("vera"), f"{compared}?from={second}&to={second}")
    assert "Nothing has changed between these two." in same.get_text()
    fragment = as_("vera", htmx=True).get(f"{compared}?from={first}")
    assert "<html" not in fragment.text and "<ins>" in fragment.text


def test_what_is_no_version_of_this_text_is_not_found(
    as_: As, pair: Any, document_id: int, compared: str, anna: Browser, cast: dict[str, Any]
) -> None:
    anna.type("words")
    mine = named(as_, document_id, "One")
    other = new_document(pair, cast["anna"])
    for bad in (f"from={mine + 1}", "from=x", "from=-1", "from=²", "to=1e9"):
        assert as_("anna").get(f"{compared}?{bad}").status_code == 404, bad
    assert as_("anna").get(f"/documents/{other}/comparison?from={mine}").status_code == 404
    assert as_("sean").get(f"{compared}?from={mine}").status_code == 404
    assert as_("marek").get(f"{compared}?from={mine}").status_code == 404
    page(as_("vera"), f"{compared}?from={mine}")


def test_only_the_looks_have_changed(as_: As, pair: Any, cast: dict[str, Any]) -> None:
    document_id = new_document(pair, cast["anna"], "We meet soon.")
    first = named(as_, document_id, "One")
    url = f"/documents/{document_id}/text"
    form = page(as_("anna"), url).select_one("form[data-open]")
    assert form
    data = {i["name"]: i.get("value", "") for i in form.select("input")}
    as_("anna").post(url, data=data | {"text": "We **meet** soon."})
    found = page(as_("anna"), f"/documents/{document_id}/comparison?from={first}")
    assert "No words have changed" in found.get_text()
    assert "(formatting changed)" in found.get_text()


def test_an_expert_compares_with_what_was_shared_and_no_further(
    as_: As, document_id: int, compared: str, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = db.session.query(Note).one()
    anna.type("Between us")
    ours = named(as_, document_id, "Ours alone")
    wait(monkeypatch, 20)
    anna.type("For you")  # after a pause: the text before was kept by itself, or was named
    wait(monkeypatch, 20)
    as_("anna").post(f"/pairs/cologne-soria/notes/{note.id}/sharing")
    wait(monkeypatch, 20)
    anna.type("Since then")  # keeps what was shared
    db.session.rollback()
    shared = versions.of(document_id)[0].id
    listed = page(as_("marek"), f"/documents/{document_id}/versions").get_text()
    assert "Ours alone" not in listed and "After a spell of work" in listed
    assert as_("marek").get(f"{compared}?from={ours}").status_code == 404
    assert as_("marek").get(f"{compared}?from={shared}&to={ours}").status_code == 404
    now = page(as_("marek"), f"{compared}?from={shared}")
    assert words(now, "ins") == ["Since then"]
    assert "Ours alone" not in now.get_text()
