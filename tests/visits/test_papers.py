"""Files of a visit: for everybody who reads it, or for one's own city."""

import io
import zipfile

import pytest

from app.extensions import db
from app.files.models import File
from app.visits.papers import VisitFile
from tests.cast import INSIDE, on_both
from tests.claims.story import PNG
from tests.visits import conftest as visits
from tests.visits.conftest import BASE

idea = visits.idea
ACTIVITY = "/pairs/cologne-soria/activity"


def url(visit, *parts):
    return "/".join(map(str, (BASE, visit.id, "files", *parts)))


def slides():
    """The least that a program takes for a presentation."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("_rels/.rels", "<Relationships/>")
        packed.writestr("ppt/presentation.xml", "<p/>")
    return data.getvalue()


@pytest.fixture
def hand_in(as_, idea):
    def given(name="anna", data=PNG, file="map.png", **more):
        form = {"paper": (io.BytesIO(data), file), "caption": "The old town"} | more
        answer = as_(name, htmx=True).post(url(idea), data=form)
        answer.request.environ["wsgi.input"].close()
        return answer

    return given


def papers():
    db.session.rollback()
    return db.session.query(VisitFile).order_by(VisitFile.id).all()


@on_both
def test_everybody_who_reads_the_visit_gets_it(as_, idea, hand_in, heard):
    page = hand_in().text
    assert "map.png" in page and "The old town" in page
    (paper,) = papers()
    for name in INSIDE:
        assert "map.png" in as_(name).get(f"{BASE}/{idea.id}").text
        assert as_(name).get(f"/files/{paper.file_id}").status_code == 200
        assert f"visit-{idea.id}-files" in heard(name)
    assert as_("sean").get(f"/files/{paper.file_id}").status_code == 404
    assert "added the file" in as_("ines").get(ACTIVITY).text


@on_both
def test_what_is_a_citys_own_is_nobody_elses(as_, idea, hand_in, heard):
    hand_in(own="y")
    (paper,) = papers()
    assert paper.city.name == "Cologne"
    for name in INSIDE:
        mine = name in ("anna", "lena", "maria", "tom", "vera")
        assert ("map.png" in as_(name).get(f"{BASE}/{idea.id}").text) == mine, name
        code = as_(name).get(f"/files/{paper.file_id}?original=1").status_code
        assert code == (200 if mine else 404), name
        assert (f"visit-{idea.id}-files" in heard(name)) == mine, name
        assert ("The old town" in as_(name).get(ACTIVITY).text) == mine, name
    assert as_("diego").post(url(idea, paper.id, "removal")).status_code == 404


def test_slides_are_handed_on_as_they_are(as_, idea, hand_in):
    made = slides()  # once: a ZIP holds the time of its making
    assert hand_in(data=made, file="slides.pptx").status_code == 200
    (paper,) = papers()
    assert (paper.file.word, paper.file.previews) == ("PPTX", [])
    answer = as_("marek").get(f"/files/{paper.file_id}?original=1")
    assert answer.data == made
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "presentationml" in answer.content_type
    page = as_("marek").get(f"/files/{paper.file_id}", headers={"Accept": "text/html"})
    assert "slides.pptx" in page.text


@pytest.mark.parametrize(
    ("data", "file", "says"),
    [
        (b"MZ" + b"\0" * 200, "setup.exe", "Please give one of these"),
        (b"<html><script>1</script>", "page.html", "We cannot take this file."),
        (b"", "empty.pdf", "This file is empty."),
        (PNG, "slides.pptx", "its name says otherwise"),
        (b"PK\x03\x04 no archive", "slides.pptx", "Please give one of these"),
    ],
)
def test_what_cannot_be_taken_is_said(hand_in, data, file, says):
    answer = hand_in(data=data, file=file)
    assert answer.status_code == 422 and says in answer.text and "The old town" in answer.text
    assert papers() == [] and db.session.query(File).count() == 0


def test_removed_with_undo(as_, idea, hand_in):
    hand_in()
    (paper,) = papers()
    page = as_("lena", htmx=True).post(url(idea, paper.id, "removal")).text
    assert "“map.png” is removed." in page
    assert as_("ines").get(f"/files/{paper.file_id}").status_code == 404
    assert "map.png" in as_("lena", htmx=True).post(url(idea, paper.id, "restoration")).text
    assert as_("ines").get(f"/files/{paper.file_id}").status_code == 200


@pytest.mark.parametrize("name", ["marek", "ines", "vera"])
def test_who_reads_only_hands_nothing_in(hand_in, name):
    assert hand_in(name).status_code == 403


def test_without_a_file_it_is_asked_for(as_, idea):
    answer = as_("anna", htmx=True).post(url(idea), data={"caption": "The old town"})
    assert answer.status_code == 422 and "Please choose a file." in answer.text
    assert "The old town" in answer.text
