"""A draft is taken in: looked at first, split by its headings, put where somebody says; and hostile
files are a sentence."""

import io
import zipfile
from typing import Any

import docx
import pytest

from app import pandoc
from app.documents.models import Document
from app.drafts import intake
from app.drafts.models import Arrival
from app.drafts.sections import draft_of, matches
from app.errors import Refused
from app.extensions import db
from app.plans.models import Plan
from tests.cast import on_both
from tests.comments.conftest import BASE
from tests.documents.writing import read

MARKDOWN = """# Our plan

## Where we stand

Köln has *many* **bicycles** and [a site](https://example.org).

| City | Bicycles |
|------|----------|
| Köln | 100      |

- [x] counted
- [ ] repaired

## Trams

1. Rent
2. Ride[^1]

![a tram](tram.png)

[^1]: Since 1950.
"""


def as_file(kind: str) -> bytes:
    if kind == "md":
        return MARKDOWN.encode()
    return pandoc.run(MARKDOWN.encode(), "--from=markdown", f"--to={kind}")


@pytest.mark.parametrize("kind", ["docx", "odt", "md"])
def test_each_format_gives_the_same_sections(kind):
    data = as_file(kind)
    assert intake.kind_of(data, f"draft.{kind}") == kind
    draft = draft_of(intake.tree_of(data, kind))
    assert draft.title == "Our plan"
    assert [section.heading for section in draft.sections] == ["Where we stand", "Trams"]
    tags = [node.tag for node in draft.sections[0].top.children]
    assert tags[:2] == ["paragraph", "table"] and tags[2] in ("taskList", "bulletList")
    assert draft.dropped["footnote"] == 1
    assert matches(draft, {7: "Where we stand", 8: "Costs"}) == [7, None]


def hand_in(client: Any, plan: Plan, data: bytes, name: str = "draft.docx") -> Any:
    form = {"draft": (io.BytesIO(data), name)}
    answer = client.post(f"{BASE}/plans/{plan.id}/drafts", data=form)
    answer.request.environ["wsgi.input"].close()
    return answer


@on_both
def test_it_is_looked_at_and_put_where_somebody_says(as_, pair):
    plan = Plan.of(pair.id)
    anna = as_("anna")
    look = hand_in(anna, plan, as_file("docx")).headers["Location"]
    page = anna.get(look).text
    assert "Where we stand" in page and "Footnotes" in page
    assert len(Plan.of(pair.id).sections) == 2
    known = plan.sections[0]
    form = {"place-0": str(known.id), "place-1": "new"}
    for _ in range(2):
        assert anna.post(f"{look}/application", data=form).status_code == 303
    db.session.rollback()
    sections = Plan.of(pair.id).sections
    assert [section.heading for section in sections][-1] == "Trams"
    assert read(known.document_id)[0] == "Köln has many bicycles and a site."
    html = anna.get(f"/documents/{known.document_id}").text
    assert "<strong>bicycles</strong>" in html and "<td>" in html and "Köln" in html
    assert html.count("many") == 1
    assert "Ride [1]" in anna.get(f"/documents/{sections[-1].document_id}").text


def test_a_text_that_is_there_stays(as_, pair):
    plan = Plan.of(pair.id)
    section = plan.sections[0]
    section.document = Document.create(pair.id, "Ours.")
    db.session.commit()
    look = hand_in(as_("anna"), plan, as_file("md"), "draft.md").headers["Location"]
    as_("anna").post(f"{look}/application", data={"place-0": str(section.id)})
    assert read(section.document_id)[:2] == ["Ours.", "Köln has many bicycles and a site."]


@pytest.mark.parametrize("name", ["marek", "ines", "maria", "lena", "vera"])
def test_who_may_not_steer_the_plan_takes_nothing_in(as_, pair, name):
    assert hand_in(as_(name), Plan.of(pair.id), as_file("docx")).status_code == 403


def packed(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return out.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">""" + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
)
HOSTILE = {
    "empty": b"",
    "not a zip": b"PK\x03\x04broken",
    "a program": b"MZ\x90\x00" + bytes(100),
    "old word": b"\xd0\xcf\x11\xe0" + bytes(600),
    "a pdf": b"%PDF-1.4\n",
    "a bomb": packed({"word/document.xml": bytes(160 * 1024 * 1024)}),
    "many entries": packed({f"word/{n}": b"" for n in range(6000)} | {"word/document.xml": b"x"}),
    "a way out": packed({"../../etc/passwd": b"x", "word/document.xml": b"<x/>"}),
    "macros": packed({"word/vbaProject.bin": b"x", "word/document.xml": b"<x/>"}),
    "no xml": packed({"word/document.xml": b"<x", "[Content_Types].xml": b"<y"}),
    "entities": packed({"word/document.xml": LAUGHS + b"]><w>&i;</w>"}),
    "something else": packed({"hello.txt": b"hi"}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_a_sentence(as_, pair, what):
    answer = hand_in(as_("anna", htmx=True), Plan.of(pair.id), HOSTILE[what])
    assert answer.status_code == 422, what
    assert "problem__title" in answer.text
    assert "Traceback" not in answer.text
    assert db.session.query(Arrival).count() == 0


def test_deep_and_long_texts_are_bounded():
    deep = ("> " * 200 + "x\n").encode()
    draft = draft_of(intake.tree_of(b"# A\n\n" + deep, "md"))
    assert draft.dropped["deep"] or draft.sections
    with pytest.raises(Refused):
        intake.tree_of(b"a\n\n" * 25_000, "md")


def test_links_out_of_a_file_are_never_fetched_and_lead_nowhere_else():
    document = docx.Document()
    document.add_heading("One", 1)
    document.add_paragraph("x")
    out = io.BytesIO()
    document.save(out)
    blocks = intake.tree_of(b"# A\n\n[x](javascript:alert(1)) ![y](file:///etc/passwd)\n", "md")
    draft = draft_of(blocks)
    assert draft.dropped["link"] == 1 and draft.dropped["picture"] == 1
    assert intake.kind_of(out.getvalue(), "x.docx") == "docx"
