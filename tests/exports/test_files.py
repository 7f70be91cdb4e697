"""What goes out, opened by independent readers: python-docx, Pandoc, a PDF reader. The same
headings, comments and words; nothing that the asker may not read."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pypdfium2
import pytest

from app import jobs, pandoc
from app.documents.models import Document
from app.events import act
from app.exports.models import Export
from app.extensions import db
from app.plans.approvals import Approval
from tests.cast import on_both, person
from tests.comments import conftest as talk
from tests.comments.conftest import BASE

section, say = talk.section, talk.say
LONG = """# Wo wir stehen

Köln zählt **Fahrräder**, *jeden* Tag: [Seite](https://example.org/a?b=1&c=<2>).

1. Eins
2. Zwei

- [x] fertig
- [ ] offen

> Zitat mit 😀 und Σόρια und שלום

```
x < 1 && y
```
"""


@pytest.fixture
def get(as_: Callable[..., Any]) -> Callable[..., bytes]:
    def fetch(name: str, path: str) -> bytes:
        answer = as_(name).get(f"{BASE}/{path}")
        assert answer.status_code == 200, answer.text[:300]
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.data

    return fetch


@pytest.fixture
def german(section: Any) -> Any:
    """The second section of the plan, with all kinds of blocks, shared."""
    anna, other = person("anna"), section.plan.sections[1]

    def rule() -> Any:
        other.document = Document.create(section.plan.pair_id, LONG, by=anna)
        return other.share(by=anna)

    return act(rule, by=anna)


def xml_of(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(name).decode()


def test_word_has_real_styles_lists_and_contents(german, get):
    data = get("ines", "plan.docx")
    document = docx.Document(io.BytesIO(data))
    styles = {p.text: p.style.name for p in document.paragraphs if p.text}
    assert styles["Action plan"] == "Title"
    assert styles["Where we stand"] == "Heading 1"
    assert styles["Wo wir stehen"] == "Heading 2"
    assert "Köln zählt Fahrräder, jeden Tag: Seite." in styles
    xml = xml_of(data)
    assert 'w:instrText xml:space="preserve">TOC' in xml
    assert "w:numPr" in xml and "☒ " in xml and "x &lt; 1 &amp;&amp; y" in xml
    assert f'w:name="section-{german.id}"' in xml
    assert "updateFields" in xml_of(data, "word/settings.xml")
    assert f"{german.id}@1" in xml_of(data, "docProps/custom.xml")
    assert document.inline_shapes[0].width > 0  # the emblem


def test_word_has_real_comments_on_their_words(section, say, get):
    thread = say("marek", "two hundred", "Who counted 😀?")
    say("lena", "Rent bicycles to guests\nAsk the mayor", "Both?")
    say("anna", "", "On the whole text")
    as_anna = get("anna", "plan.docx")
    comments = xml_of(as_anna, "word/comments.xml")
    said = re.findall(r'<w:comment w:id="(\d+)" w:author="([^"]+)"', comments)
    assert {author for _, author in said} == {"Marek Nowak", "Lena Vogt", "Anna Keller"}
    assert "Who counted 😀?" in comments
    xml = xml_of(as_anna)
    for number, _author in said:
        for mark in ("RangeStart", "RangeEnd", "Reference"):
            assert xml.count(f'<w:comment{mark} w:id="{number}"') == 1
    read = pandoc.run(as_anna, "--from=docx", "--to=json", "--track-changes=all")
    assert thread.quote in between(json.loads(read), "Marek Nowak")


def between(tree: Any, author: str) -> str:
    """The words that an author's comment is about, as Pandoc reads them."""
    words, inside = [], ""
    stack = [tree["blocks"]]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, dict) and node.get("t") == "Span":
            (_, classes, attrs), inner = node["c"]
            about = dict(attrs)
            if "comment-start" in classes:
                inside = about["id"] if about.get("author") == author else inside
            elif "comment-end" in classes:
                inside = "" if about["id"] == inside else inside
            else:
                stack.append(inner)
        elif isinstance(node, dict):
            if inside and node.get("t") in ("Str", "Space"):
                words.append(node.get("c", " "))
            elif "c" in node:
                stack.append(node["c"])
    return "".join(words)


def test_an_open_suggestion_is_a_tracked_change(section, say, get):
    say("marek", "at the bridge", "Shorter", replacement="there")
    xml = xml_of(get("anna", "plan.docx"))
    assert re.search(r'<w:del w:id="\d+" w:author="Marek Nowak".*?>at the bridge</w:delText>', xml)
    assert re.search(r'<w:ins w:id="\d+" w:author="Marek Nowak".*?>there</w:t>', xml)
    numbers = re.findall(r'<w:(?:ins|del) w:id="(\d+)"', xml)
    assert len(numbers) == len(set(numbers))
    for how, words in (("accept", "bicycles there."), ("reject", "bicycles at the bridge.")):
        data = get("anna", "plan.docx")
        plain = pandoc.run(
            data, "--from=docx", "--to=plain", "--wrap=none", f"--track-changes={how}"
        )
        assert words in plain.decode()


@pytest.mark.parametrize("name", ["marek", "maria"])
@pytest.mark.parametrize("form", ["docx", "odt", "pdf", "md"])
def test_nobody_gets_a_thread_that_they_may_not_see(section, say, get, name, form):
    say("anna", "bridge", "Between us", cities_only=True)
    data = get(name, f"plan.{form}")
    if form in ("docx", "odt"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"".join(packed.read(entry) for entry in packed.namelist())
    assert b"Between us" not in data
    assert "Between us" in xml_of(get("diego", "plan.docx"), "word/comments.xml")


def test_an_expert_gets_the_shared_sections_only(section, get, as_):
    hidden = section.plan.sections[1]
    assert hidden.heading not in get("marek", "plan.md").decode()
    assert hidden.heading in get("anna", "plan.md").decode()
    assert as_("marek").get(f"{BASE}/sections/{hidden.id}.docx").status_code == 404


def test_the_pdf_is_tagged_and_says_its_languages(german, get):
    data = get("marek", "plan.pdf")
    assert data.startswith(b"%PDF")
    with pypdfium2.PdfDocument(data) as pdf:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert pdf.is_tagged()
    for words in ("Action plan", "Cologne", "Köln zählt Fahrräder", "(grinning face)", "Σόρια"):
        assert words in text
    assert b"pdfuaid" in data
    assert b"/StructTreeRoot" in data


def test_odt_and_markdown_say_the_same(german, get):
    odt = pandoc.run(get("marek", "plan.odt"), "--from=odt", "--to=plain", "--wrap=none").decode()
    assert "Köln zählt Fahrräder, jeden Tag: Seite." in odt
    markdown = get("marek", "plan.md").decode()
    assert "## Where we stand" in markdown
    assert "Köln zählt **Fahrräder**, *jeden* Tag" in markdown
    assert "- [x] fertig" in markdown.replace("☒", "[x]")


def test_a_frozen_version_goes_out_as_it_was_with_what_was_decided(german, get, as_):
    anna, plan = person("anna"), german.plan
    act(lambda: plan.add_section("For the cities", by=anna), by=anna)
    facts = {"body": "City council of Soria", "decides_on": date(2026, 12, 3)}
    approval = act(lambda: Approval.ask(plan, by=anna, **facts), by=anna)
    facts |= {"result": "approved", "file_number": "0123/2026"}
    act(lambda: approval.record(approval.version, by=anna, **facts), by=anna)
    edit = {"text": "Ganz neu.", "base": german.document.seq, "once": "1"}
    form = f"/documents/{german.document_id}/text"
    assert as_("anna").post(form, data=edit).status_code == 303
    path = f"versions/{approval.plan_version_id}"
    page = as_("anna").get(f"{BASE}/{path}").text
    assert f"{path}.pdf" in page and f"{path}.docx" in page
    with pypdfium2.PdfDocument(get("anna", f"{path}.pdf")) as pdf:
        text = "\n".join(each.get_textpage().get_text_bounded() for each in pdf)
    assert "Approved: City council of Soria, 3 December 2026 (0123/2026)" in text
    assert "Köln zählt Fahrräder" in text and "Ganz neu" not in text
    assert "For the cities" in get("anna", f"{path}.md").decode()
    assert "For the cities" not in get("marek", f"{path}.md").decode()
    assert as_("sean").get(f"{BASE}/{path}.docx").status_code == 404


def test_a_note_and_a_section_go_out_alone(section, get, as_, pair):
    from app.notes.models import Note

    note = Note.start(pair, by=person("anna"), title="Gesehen / seen")
    db.session.commit()
    for path in (f"sections/{section.id}.docx", f"notes/{note.id}.docx", f"notes/{note.id}.pdf"):
        assert get("anna", path)
    assert as_("marek").get(f"{BASE}/notes/{note.id}.docx").status_code == 404


@on_both
def test_the_button_makes_it_as_a_job_with_progress(section, as_, heard):
    plan = section.plan
    address = f"{BASE}/plans/{plan.id}/export"
    answer = as_("marek", htmx=True).post(address, data={"format": "docx", "remarks": "y"})
    assert answer.status_code == 200 and "<progress" in answer.text
    while jobs.work_once():
        pass
    db.session.rollback()
    export = db.session.query(Export).one()
    assert (export.state, export.percent) == ("done", 100)
    assert f"export-{export.id}" in heard("marek")
    assert f"export-{export.id}" not in heard("anna")
    file = as_("marek").get(f"/exports/{export.id}/file")
    assert xml_of(file.data)
    assert as_("anna").get(f"/exports/{export.id}/file").status_code == 404
    assert as_("marek", htmx=True).post(address, data={"format": "exe"}).status_code == 422
