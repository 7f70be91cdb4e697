"""Blobs that nobody refers to go after a day; those that somebody refers to are checked."""

import io
import os
from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.files import store
from app.files.blobs import blobs
from app.files.models import File
from app.files.sweep import sweep, verify
from app.jobs import add, work_once
from tests.files import samples


@pytest.fixture
def taken(app):
    return store.take(io.BytesIO(samples.pdf(2)), "invoice.pdf")


@pytest.fixture
def file(taken, pair, cast):
    file = File.add(taken, pair, pair_id=pair.id, by=cast["anna"])
    db.session.commit()
    return file


def written(hours, folder):
    """All that is in the store, last written so long ago."""
    at = (clock.now() - timedelta(hours=hours)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (at, at))


def stored():
    return {sha256 for sha256, _written in blobs().all()}


def test_what_no_row_came_to_name_goes_after_a_day(app, taken):
    folder = app.config["TANDEM_DATA"] / "files"
    written(23, folder)
    assert sweep() == 0 and taken.sha256 in stored()
    written(25, folder)
    assert sweep() == len({taken.sha256} | {page.sha256 for page in taken.previews})
    assert stored() == set()


def test_what_a_row_names_stays_in_the_bin_too(app, file, cast):
    before = stored()
    file.remove(by=cast["anna"])
    db.session.commit()
    written(999, app.config["TANDEM_DATA"] / "files")
    assert sweep() == 0
    assert stored() == before
    file.restore()
    assert file.removed_at is None


def test_handing_in_the_same_again_makes_it_young(app):
    data = samples.pdf(2)
    store.take(io.BytesIO(data), "invoice.pdf")
    written(25, app.config["TANDEM_DATA"] / "files")
    before = dict(blobs().all())
    store.take(io.BytesIO(data), "again.pdf")
    after = dict(blobs().all())
    assert before.keys() == after.keys()
    assert all(after[sha256] != at for sha256, at in before.items())


def test_the_sweep_is_a_job(app, taken):
    written(25, app.config["TANDEM_DATA"] / "files")
    add("files.sweep")
    db.session.commit()
    assert work_once()
    assert stored() == set()


def test_missing_and_damaged_blobs_are_named(app, file):
    assert list(verify()) == []
    folder = app.config["TANDEM_DATA"] / "files"
    (folder / file.sha256[:2] / file.sha256).write_bytes(b"something else")
    preview = file.previews[0].sha256
    (folder / preview[:2] / preview).unlink()
    found = "\n".join(verify())
    assert file.sha256 in found and preview in found
