"""A long plan goes out and is read by others (python-docx, Pandoc, a PDF reader) and by our own
import: the same headings, tables, comments and text, in each language."""

import io
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import docx
import pypdfium2
import pytest

from app import pandoc
from app.comments import pinned
from app.comments.threads import open_thread
from app.documents import reading, render, store, tree
from app.documents.quoting import Quoted
from app.drafts.sections import read
from app.events import act
from app.extensions import db
from app.plans.models import Plan
from tests.cast import person
from tests.comments.conftest import BASE
from tests.drafts.test_draft import hand_in
from tests.exports.long_plan import LANGUAGES, markdown

EACH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def plan(as_: Callable[..., Any], pair: Any, language: str) -> Plan:
    """Taken in from a file, by the import that anybody uses."""
    anna, found = as_("anna"), Plan.of(pair.id)
    assert found
    for section in found.sections:
        anna.post(f"{BASE}/sections/{section.id}/removal")
    file = markdown(language).encode()
    look = hand_in(anna, found, file, "plan.md").headers["Location"]
    form = {f"place-{n}": "new" for n in range(4)}
    assert anna.post(f"{look}/application", data=form).status_code == 303
    db.session.rollback()
    return found


def sections(plan: Plan) -> list[tuple[str, str]]:
    """Each heading with its plain text."""
    db.session.expire_all()
    tops = [(s.heading, tree.read(store.load(s.document_id)[0])) for s in plan.sections]
    return [(heading, flat(render.plain_text(top))) for heading, top in tops]


def flat(text: str) -> str:
    return " ".join(text.split())


def fetch(client: Any, suffix: str) -> bytes:
    answer = client.get(f"{BASE}/plan.{suffix}")
    assert answer.status_code == 200
    return bytes(answer.data)


@EACH
def test_our_own_import_reads_what_went_out(as_, plan, language):
    told = sections(plan)
    tops = [tree.read(store.load(each.document_id)[0]) for each in plan.sections]
    for suffix in ("docx", "odt", "md"):
        draft = read(fetch(as_("anna"), suffix), suffix)
        assert set(draft.dropped) <= {"cover", "contents"}
        back = [(each.heading, flat(render.plain_text(each.top))) for each in draft.sections]
        assert back == told
        assert [kinds(each.top) for each in draft.sections] == [kinds(top) for top in tops]


def kinds(top: tree.Node) -> list[str]:
    """The blocks in their order, and how deep each stands."""
    return [node.tag for node in tree.walk(top) if node.tag not in ("", "text")]


@EACH
def test_word_shows_headings_tables_and_words(as_, plan, language):
    document = docx.Document(io.BytesIO(fetch(as_("anna"), "docx")))
    told = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert told == list(LANGUAGES[language].headings)
    parts = [p for p in document.paragraphs if p.style.name == "Heading 2"]
    assert len(parts) == 48
    assert len(document.tables) == 48
    cells = [[cell.text for cell in row.cells] for row in document.tables[5].rows]
    assert cells[:3] == [list(row) for row in LANGUAGES[language].table]
    words = " ".join(flat(p.text) for p in document.paragraphs)
    said = re.sub(r"\*|\[|\]\([^)]*\)", "", LANGUAGES[language].said)
    for n in (0, 33, 71):
        assert flat(said.format(n=n)) in words


@EACH
def test_pandoc_and_a_pdf_reader_say_the_same(as_, plan, language):
    anna, told = as_("anna"), sections(plan)
    with pypdfium2.PdfDocument(fetch(anna, "pdf")) as pdf:
        assert len(pdf) > 20 and pdf.is_tagged()
        pages = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert [each.get_title() for each in pdf.get_toc() if each.level == 0] == list(
            LANGUAGES[language].headings
        )
    words = LANGUAGES[language]
    printed = re.sub(r"\W", "", pages)
    for text in (*words.todo, *words.headings, words.said.split(".")[-2][:40]):
        assert re.sub(r"\W", "", text.replace("**", "")) in printed
    for suffix in ("docx", "odt"):
        args = [f"--from={suffix}", "--to=plain", "--wrap=none"]
        plain = flat(pandoc.run(fetch(anna, suffix), *args).decode())
        assert all(heading in plain for heading, _text in told)
        assert plain.count(flat(words.quote)) == 48


@EACH
def test_comments_come_back_to_the_same_words(as_, plan, language):
    """To Word and back on a plan that many have commented on: a reader finds all comments, and
    nothing comes twice."""
    anna = as_("anna")
    for section in plan.sections:
        commented(section)
    data = fetch(anna, "docx")
    said = [each.text for each in docx.Document(io.BytesIO(data)).comments]
    assert sorted(said) == sorted([f"Why {n}?" for n in range(3)] * 4)
    form = {"back": (io.BytesIO(data), "plan.docx")}
    answer = as_("diego", htmx=True).post(f"{BASE}/plans/{plan.id}/returns", data=form)
    assert answer.status_code == 422 and "There is nothing new in this file." in answer.text


def commented(section: Any) -> None:
    """Three threads by an expert, each on words of its own."""
    anna, marek = person("anna"), person("marek")
    act(lambda: section.share(by=anna), by=anna)
    text = reading.text_of(section.document).words
    lines = [line for line in text.split("\n") if len(line) > 100]
    for n in range(3):
        quoted = Quoted(lines[n * 11][10:60])
        said = partial(open_thread, section, f"Why {n}?", by=marek, quoted=quoted)
        assert pinned.at_once(act(said, by=marek))
