"""/files/<id>: previews inline, the original as an attachment, to those who may see its claim."""

import io

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage

from app.claims.models import Claim
from app.extensions import db
from app.files import store
from app.files.forms import UploadField
from app.files.models import File
from app.files.views import SANDBOX
from app.forms import BaseForm
from app.visits.models import Visit
from tests.files import samples

PDF = samples.pdf(2)
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def file(pair, cities, cast):
    """An invoice of two pages, a proof of a claim of Cologne's."""
    visit = Visit(pair=pair, title="Soria in autumn")
    claim = Claim(
        number="C1-COL-001", pair=pair, city=cities["Cologne"], visit=visit, drafted_by=cast["anna"]
    )
    db.session.add(claim)
    db.session.flush()
    taken = store.take(io.BytesIO(PDF), "Rechnung Köln.pdf", "application/pdf")
    file = File.add(taken, claim, pair_id=pair.id, by=cast["anna"])
    db.session.commit()
    return file


def test_a_person_gets_the_page_of_the_file(as_, file):
    answer = as_("anna").get(f"/files/{file.id}", headers=PAGE)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.h1.text == "Rechnung Köln.pdf"
    assert [img["src"] for img in page.select("main ol img")] == [
        f"/files/{file.id}/preview/{n}" for n in (1, 2)
    ]
    assert all(img["alt"] for img in page.select("main ol img"))
    assert page.select_one("a[download]")["href"] == f"/files/{file.id}?original=1"
    assert "Only the first" not in answer.text


def test_htmx_gets_the_fragment(as_, file):
    answer = as_("anna", htmx=True).get(f"/files/{file.id}")
    assert answer.text.startswith("<article") and "<html" not in answer.text


def test_an_image_element_gets_the_picture(as_, file):
    for path in ("", "/preview/1", "/preview/2"):
        answer = as_("anna").get(f"/files/{file.id}{path}", headers={"Accept": "image/*,*/*"})
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.data.startswith(b"\xff\xd8\xff")
        assert "attachment" not in answer.headers.get("Content-Disposition", "")


def test_the_original_is_only_an_attachment(as_, file):
    answer = as_("anna").get(f"/files/{file.id}?original=1", headers=PAGE)
    assert answer.data == PDF and answer.content_length == len(PDF)
    assert answer.mimetype == "application/pdf"
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment;") and "filename*=UTF-8''Rechnung%20K%C3%B6ln.pdf" in said


@pytest.mark.parametrize("path", ["?original=1", "/preview/1", ""])
def test_no_browser_opens_or_keeps_what_is_inside(as_, file, path):
    headers = as_("anna").get(f"/files/{file.id}{path}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == SANDBOX
    assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "status"),
    [("anna", 200), ("maria", 200), ("vera", 200), ("diego", 404), ("marek", 404), ("sean", 404)],
)
def test_only_those_see_it_who_see_its_claim(as_, file, name, status):
    for path in ("", "?original=1", "/preview/1"):
        assert as_(name).get(f"/files/{file.id}{path}").status_code == status


def test_who_is_not_signed_in_sees_nothing(app, file):
    for path in ("", "?original=1", "/preview/1"):
        answer = app.test_client().get(f"/files/{file.id}{path}")
        assert answer.status_code in (302, 303, 401)
        assert b"\xff\xd8\xff" not in answer.data and b"%PDF" not in answer.data


def test_what_is_not_there_is_not_found(app, as_, file, cast):
    browser = as_("anna")
    for path in (f"/files/{file.id}/preview/0", f"/files/{file.id}/preview/3", "/files/999"):
        assert browser.get(path).status_code == 404
    folder = app.config["TANDEM_DATA"] / "files"
    (folder / file.sha256[:2] / file.sha256).unlink()
    assert browser.get(f"/files/{file.id}?original=1").status_code == 404
    file.remove(by=cast["anna"])
    db.session.commit()
    assert browser.get(f"/files/{file.id}").status_code == 404


def test_a_size_is_in_words(app):
    with app.test_request_context(headers={"Accept-Language": "de"}):
        words = app.jinja_env.filters["bytes"]
        assert words(1_234_567).replace("\u00a0", " ") == "1,2 MB"
        assert words(45_600).replace("\u00a0", " ") == "46 kB"


class ProofForm(BaseForm):
    proof = UploadField("Invoice")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [(PDF, "invoice.pdf", None), (b"MZ", "invoice.pdf", "PDF, JPEG, PNG"), (b"", "a.pdf", "empty")],
)
def test_the_field_of_a_form_takes_it_or_says_why_not(app, data, name, words):
    sent = {"proof": FileStorage(io.BytesIO(data), name)}
    with app.test_request_context(method="POST", data=sent):
        form = ProofForm.posted()
        assert form.validate() is (words is None)
        if words:
            assert words in form.proof.errors[0] and form.proof.taken is None
        else:
            assert form.proof.taken.name == name


def test_the_field_may_stay_empty(app):
    with app.test_request_context(method="POST", data={}):
        form = ProofForm.posted()
        assert form.validate() and form.proof.taken is None
        assert 'accept=".pdf' in form.proof() and 'type="file"' in form.proof()
