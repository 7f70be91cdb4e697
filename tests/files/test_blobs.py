"""Bytes under their SHA-256, on disk and in an S3 store: whole, checked, young again when put."""

import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest

from app.files.blobs import Blobs


@pytest.fixture(params=["disk", "s3"])
def store(request, tmp_path, monkeypatch):
    if request.param == "disk":
        return Blobs(str(tmp_path / "files"))
    s3 = request.getfixturevalue("s3")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3.options["key"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3.options["secret"])
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3.endpoint)
    return Blobs(f"{s3.bucket()}/tandem/files")


@pytest.fixture
def invoice(tmp_path):
    path = tmp_path / "invoice"
    path.write_bytes(b"an invoice" * 1000)
    return path


def test_a_blob_has_the_name_of_its_bytes_and_comes_back_whole(store, invoice):
    sha256 = store.put(invoice)
    assert sha256 == hashlib.sha256(invoice.read_bytes()).hexdigest()
    with store.open(sha256) as opened:
        assert opened.read() == invoice.read_bytes()
    assert store.is_whole(sha256)
    assert store.put(invoice) == sha256
    assert [name for name, _written in store.all()] == [sha256]


def test_a_blob_knows_when_it_was_written_and_can_go(store, invoice):
    sha256 = store.put(invoice)
    assert abs(store.age(sha256) - datetime.now(UTC)) < timedelta(minutes=1)
    store.remove(sha256)
    assert list(store.all()) == []
    for ask in (store.open, store.age):
        with pytest.raises(FileNotFoundError):
            ask(sha256)
    assert not store.is_whole(sha256)


def test_an_empty_store_has_nothing(store):
    assert list(store.all()) == []


def test_what_is_no_sha256_is_no_place(store):
    for name in ("../secret", "", "A" * 64, "a" * 63):
        with pytest.raises(FileNotFoundError):
            store.open(name)


def test_damage_is_seen_and_putting_it_again_makes_it_young(tmp_path, invoice):
    store = Blobs(str(tmp_path / "files"))
    sha256 = store.put(invoice)
    place = tmp_path / "files" / sha256[:2] / sha256
    place.write_bytes(b"something else")
    os.utime(place, (0, 0))
    assert not store.is_whole(sha256)
    store.put(invoice)
    assert store.is_whole(sha256)
    assert datetime.now(UTC) - store.age(sha256) < timedelta(minutes=1)
    assert [path.name for path in place.parent.iterdir()] == [sha256]
