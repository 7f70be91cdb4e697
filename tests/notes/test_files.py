"""Photographs and files hang on a note, for those who may read it."""

import io

from app.extensions import db
from app.files.models import File
from tests.claims.story import PNG
from tests.notes.conftest import BASE


def add(client, note, *names: str):
    files = [(io.BytesIO(PNG), name) for name in names]
    return client.post(f"{BASE}/{note.id}/files", data={"files": files})


def test_several_at_once(as_, note, heard):
    answer = add(as_("lena", htmx=True), note, "one.png", "two.png")
    assert answer.status_code == 200 and "one.png" in answer.text and "two.png" in answer.text
    assert f"note-{note.id}-files" in heard("diego") and heard("marek") == []
    page = as_("diego").get(f"{BASE}/{note.id}").text
    assert "two.png" in page


def test_seen_by_who_reads_the_note(as_, note):
    add(as_("anna"), note, "one.png")
    url = f"/files/{db.session.query(File).one().id}"
    assert as_("diego").get(url).status_code == 200
    assert [as_(name).get(url).status_code for name in ("marek", "sean")] == [404, 404]
    as_("anna").post(f"{BASE}/{note.id}/sharing")
    assert as_("marek").get(url).status_code == 200
    assert add(as_("marek"), note, "mine.png").status_code == 403


def test_what_is_no_file_is_refused(as_, note):
    data = {"files": (io.BytesIO(b"MZ\x90"), "a.exe")}
    answer = as_("anna", htmx=True).post(f"{BASE}/{note.id}/files", data=data)
    assert answer.status_code == 422 and "a.exe" in answer.text
    answer = as_("anna", htmx=True).post(f"{BASE}/{note.id}/files", data={})
    assert answer.status_code == 422 and "Please choose a file." in answer.text
    assert db.session.query(File).count() == 0


def test_removed_and_back(as_, note):
    add(as_("anna"), note, "one.png")
    number = db.session.query(File).one().id
    url, anna = f"{BASE}/{note.id}/files/{number}", as_("anna", htmx=True)
    answer = anna.post(url + "/removal")
    assert "Undo" in answer.text
    assert as_("diego").get(f"/files/{number}").status_code == 404
    assert "one.png" in anna.post(url + "/restoration").text
    assert as_("diego").get(f"/files/{number}").status_code == 200
