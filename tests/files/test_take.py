"""What is handed in is known by its content, made into previews under limits, and stored."""

import hashlib
import io
import os
import time
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app.errors import Refused
from app.extensions import babel
from app.files import limited, store
from app.files.blobs import blobs
from app.files.kinds import IMAGES, PDF, safe_name
from tests.files import samples


@pytest.fixture
def folder(tmp_path):
    """An app with a store on disk and no database: taking a file in asks none."""
    app = Flask("files")
    app.config["FILES_URL"] = str(tmp_path / "files")
    babel.init_app(app)
    with app.app_context():
        yield tmp_path / "files"


def take(data, name, declared="", **options):
    return store.take(io.BytesIO(data), name, declared, **options)


def shown(page):
    with blobs().open(page.sha256) as opened:
        return Image.open(io.BytesIO(opened.read()))


def test_a_photo_is_kept_as_it_was_and_shown_clean_upright_and_small(folder):
    data = samples.turned_photo()
    taken = take(data, "IMG 1.JPG", "image/jpeg")
    assert (taken.media_type, taken.pages, taken.size) == ("image/jpeg", 1, len(data))
    assert taken.sha256 == hashlib.sha256(data).hexdigest()
    with blobs().open(taken.sha256) as original:
        assert original.read() == data
    [page] = taken.previews
    preview = shown(page)
    assert preview.size == (page.width, page.height) == (1067, 1600)
    assert preview.format == "JPEG" and not preview.getexif()
    with blobs().open(page.sha256) as opened:
        assert b"secret" in data and b"secret" not in opened.read()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_sort_of_png_becomes_a_jpeg(folder, mode):
    colour = 65535 if mode == "I;16" else "white"
    [page] = take(samples.picture("PNG", mode=mode, colour=colour), "scan.png").previews
    assert shown(page).getpixel((5, 5)) == (255, 255, 255)


def test_what_can_be_seen_through_is_on_white_and_print_colours_are_shown(folder):
    data = samples.picture("PNG", mode="RGBA", colour=(0, 0, 0, 0))
    assert shown(take(data, "logo.png").previews[0]).getpixel((5, 5)) == (255, 255, 255)
    assert shown(take(samples.picture(mode="CMYK", colour=0), "p.jpg").previews[0]).mode == "RGB"


def test_the_pages_of_a_pdf_become_pictures(folder):
    taken = take(samples.pdf(3), "invoice.pdf", "application/pdf")
    assert (taken.pages, len(taken.previews)) == (3, 3)
    assert (taken.previews[0].width, taken.previews[0].height) == (1131, 1600)
    assert shown(taken.previews[2]).format == "JPEG"


def test_a_heic_is_kept_as_it_was_and_shown_as_a_jpeg(folder):
    data = samples.heic((640, 480))
    taken = take(data, "IMG_0001.HEIC", "image/heic")
    assert (taken.name, taken.media_type, taken.size) == ("IMG_0001.HEIC", "image/heic", len(data))
    copy = shown(taken.previews[0])
    assert (copy.format, copy.size) == ("JPEG", (640, 480))
    assert take(samples.heic(), "phone.jpg").name == "phone.heic"


def test_of_a_long_pdf_the_first_twenty_pages_are_shown(folder):
    taken = take(samples.pdf(23, size=(99, 99)), "handbook.pdf")
    assert (taken.pages, len(taken.previews)) == (23, 20)


@pytest.mark.parametrize(
    ("data", "name", "declared", "words"),
    [
        (b"", "empty.pdf", "", "empty"),
        (b"MZ\x90\x00" + b"\0" * 99, "invoice.pdf", "application/pdf", "PDF, JPEG, PNG"),
        (b"<html><script>1</script>", "photo.png", "image/png", "PDF, JPEG, PNG"),
        (b"PK\x03\x04" + b"\0" * 99, "invoice.pdf", "", "ZIP file"),
        (b"GIF89a" + b"\0" * 99, "photo.png", "", "GIF file"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "photo.jpg", "", "could not be read"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "photo.heic", "", "MP4 file"),
        (samples.heic()[:-99], "photo.heic", "", "could not be read"),
        (samples.heic(), "invoice.pdf", "", "says otherwise"),
        (samples.heic() + samples.pdf(), "invoice.pdf", "application/pdf", "says otherwise"),
        (samples.heic((12_064, 64)), "photo.heic", "", "12,000 pixels"),
        (b"  %PDF-1.4\n", "invoice.pdf", "", "PDF, JPEG, PNG"),
        (samples.pdf(), "photo.jpg", "", "says otherwise"),
        (samples.pdf(), "page.html", "", "says otherwise"),
        (samples.pdf(), "invoice", "text/html", "says otherwise"),
        (samples.picture(), "invoice.pdf", "", "says otherwise"),
        (samples.picture(), "setup.exe", "", "says otherwise"),
        (samples.picture()[:400], "photo.jpg", "", "could not be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "photo.png", "", "could not be read"),
        (b"%PDF-1.7\nnothing follows", "invoice.pdf", "", "could not be read"),
        (samples.locked_pdf(), "statement.pdf", "", "locked with a password"),
        (samples.huge_png(), "photo.png", "", "12,000 pixels"),
        (samples.huge_png(12_001, 1), "photo.png", "", "12,000 pixels"),
        (samples.huge_png(10_000, 9_000), "photo.png", "", "12,000 pixels"),
    ],
)
def test_what_is_no_good_gets_a_sentence_and_is_not_kept(folder, data, name, declared, words):
    with pytest.raises(Refused) as no:
        take(data, name, declared)
    assert words in no.value.sentence
    assert not folder.exists()


def test_reading_stops_where_it_is_too_long(folder, monkeypatch):
    monkeypatch.setattr(store, "MOST", 100_000)
    endless = io.BytesIO(b"\xff\xd8\xff" + b"\0" * 1_000_000)
    with pytest.raises(Refused, match="too large"):
        store.take(endless, "photo.jpg")
    assert endless.tell() < 200_000 and not folder.exists()


def test_only_the_kinds_asked_for_are_taken(folder):
    with pytest.raises(Refused, match="JPEG, PNG"):
        take(samples.pdf(), "plan.pdf", kinds=IMAGES)


@pytest.mark.parametrize(
    ("program", "seconds"),
    [
        ("import time; time.sleep(60)", 0.5),
        ("import sys; sys.exit(1)", 30),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", 30),
        ("print('not json')", 30),
        ("print('{}'); raise SystemExit(3)", 30),
    ],
)
def test_a_program_that_hangs_or_dies_is_a_file_that_cannot_be_read(
    folder, tmp_path, monkeypatch, program, seconds
):
    path = tmp_path / "program.py"
    path.write_text(program)
    monkeypatch.setattr(limited, "PROGRAM", path)
    monkeypatch.setattr(limited, "WALL", seconds)
    began = time.monotonic()
    with pytest.raises(Refused, match="could not be read"):
        take(samples.picture(), "photo.jpg")
    assert time.monotonic() - began < 10


def test_the_program_gets_no_more_memory_than_it_should_and_no_secret(
    folder, tmp_path, monkeypatch
):
    path = tmp_path / "program.py"
    path.write_text(
        f"import json, os, runpy\n"
        f"preview = runpy.run_path({str(limited.PROGRAM)!r})\n"
        f"preview['limit']()\n"
        f"try: bytearray(1 << 30); print(json.dumps({{'previews': 'all of it'}}))\n"
        f"except MemoryError: print(json.dumps({{'previews': sorted(os.environ)}}))\n"
    )
    monkeypatch.setattr(limited, "PROGRAM", path)
    monkeypatch.setenv("SECRET_KEY", "never handed on")
    assert limited.previews("image", path, tmp_path)["previews"] == ["LC_ALL"]


def test_a_rotated_page_of_a_huge_size_and_a_tiny_one_are_drawn(folder):
    assert take(samples.pdf(size=(14_400, 100)), "plan.pdf").previews[0].width == 1600
    assert take(samples.pdf(size=(3, 3)), "dot.pdf").previews[0].width == 12


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\anna\\Rechnung Köln.PDF", "Rechnung Köln.PDF"),
        ("inv\u202efdp.exe.pdf", "invfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("scan 2026.04", "scan 2026.04.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_safe_to_show_and_its_ending_true(given, safe):
    assert safe_name(given, PDF) == safe
    assert len(safe) <= 120


def test_a_jpeg_that_was_called_png_is_put_right(folder):
    assert take(samples.picture(), "photo.png").name == "photo.jpg"


def test_nothing_is_left_in_the_folder_for_uploads(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    take(samples.pdf(), "invoice.pdf")
    assert not list(tmp_path.glob("tandem-upload-*"))
    assert not [p for p in Path(folder).rglob("*.part") if os.path.exists(p)]
