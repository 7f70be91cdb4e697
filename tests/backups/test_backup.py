"""A backup holds all rows and files of one instant, and brings them back on either database."""

import json
import os
import random
import threading
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text

from app import clock
from app.accounts.models import Person
from app.backups import dump, neutral
from app.budgets import ledger
from app.budgets.models import Budget
from app.database import writing
from app.documents import log, store
from app.documents.models import Document
from app.extensions import db
from app.files import sweep
from app.files.blobs import blobs
from app.files.models import Preview
from app.jobs import Job
from app.pairs.models import Pair
from tests.backups.conftest import Place, done, hash_of, inside, run
from tests.cast import on_both
from tests.documents.writing import Browser

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # of the demo's libraries


def test_from_sqlite_to_postgresql_and_back(told: Path, place: Place, tmp_path: Path) -> None:
    """The same rows and files everywhere, to the byte; and the house works there."""
    first, second, third = place(told=told), place("postgresql"), place()
    before = hash_of(first)
    assert before in done(first, "backup", tmp_path / "one.zip")
    assert before in done(second, "restore", tmp_path / "one.zip")
    assert hash_of(second) == before
    assert before in done(second, "backup", tmp_path / "two.zip")
    assert before in done(third, "restore", tmp_path / "two.zip")
    assert hash_of(third) == before
    for app in (second, third):
        with inside(app):
            pair = db.session.query(Pair).filter_by(slug="cologne-soria").one()
            budget, highest = Budget.of(pair.id), db.session.scalar(select(func.max(Person.id)))
            with writing():
                ledger.give_back(
                    budget, 1, city=pair.twins[0], direction="outgoing", by=None, reason="."
                )
                newest = Person.known_as("new@example.org", "New")
                db.session.flush()
                assert highest and newest.id > highest
        client = app.test_client()
        client.post("/demo/entry", data={"role": "officer"})
        assert "Cologne" in client.get("/pairs/cologne-soria/search?q=bicycle").text
        hash_of(app)


def test_something_of_nearly_everything_is_in_it(told: Path, place: Place, tmp_path: Path) -> None:
    done(place(told=told), "backup", tmp_path / "one.zip")
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        tables = json.loads(archive.read(dump.MANIFEST))["tables"]
    assert set(tables) == set(db.metadata.tables)
    full = [name for name, table in tables.items() if table["rows"]]
    assert len(full) > 70
    kinds = {kind for name in full for kind in tables[name]["columns"].values()}
    assert kinds == set(neutral.KINDS)
    assert os.stat(tmp_path / "one.zip").st_mode & 0o777 == 0o600


@on_both
def test_while_people_write(told: Path, place: Place, tmp_path: Path, database: str) -> None:
    """Each backup is of one instant: the chains, the texts and the files in it are whole, and no
    one waits for it."""
    app, target = place(told=told), place()
    if database == "postgresql":
        done(app, "backup", tmp_path / "zero.zip")
        app = place("postgresql")
        done(app, "restore", tmp_path / "zero.zip")
    stop, written = threading.Event(), [0, 0]
    writers = [threading.Thread(target=act, args=(app, stop, written)) for act in (spend, type_on)]
    for writer in writers:
        writer.start()
    try:
        for n in range(3):
            before = list(written)
            done(app, "backup", tmp_path / f"{n}.zip")
            assert written[0] > before[0] and written[1] > before[1]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    manifest = done(target, "restore", tmp_path / "2.zip")
    assert hash_of(target) in manifest


def spend(app, stop, written) -> None:
    with inside(app):
        while not stop.is_set():
            with writing():
                pair = db.session.query(Pair).filter_by(slug="cologne-soria").one()
                about = {"city": pair.twins[0], "direction": "outgoing", "by": None, "reason": "."}
                ledger.give_back(Budget.of(pair.id), 1, **about)
                ledger.allocate(Budget.of(pair.id), 1, **about)
            written[0] += 1


def type_on(app, stop, written) -> None:
    with inside(app):
        document_id = db.session.scalar(select(func.min(Document.id)).where(Document.seq > 0))
        person_id = db.session.scalar(select(func.min(Person.id)))
        browser = Browser(document_id, person_id, "b" * 32)
        browser.doc.apply_update(store.load(document_id)[0].get_update())
        while not stop.is_set():
            browser.batch += 1
            keys = {"person_id": person_id, "tab": browser.tab, "batch": browser.batch}
            log.append(document_id, browser.typed("word "), **keys)
            db.session.rollback()
            written[1] += 1


@on_both
def test_a_restore_writes_over_nothing(
    told: Path, place: Place, tmp_path: Path, app, database: str
) -> None:
    done(place(told=told), "backup", tmp_path / "one.zip")
    other = place(database)
    done(other, "db", "upgrade")
    with inside(other):
        db.session.add(Person(mail="a@example.org", name="A"))
        db.session.commit()
    result = run(other, "restore", tmp_path / "one.zip")
    assert result.exit_code == 1 and "not empty" in result.output
    with inside(other):
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_backup_is_refused_before_anything_is_written(
    told: Path, place: Place, tmp_path: Path, seed: int
) -> None:
    dice, file, other = random.Random(seed), tmp_path / "one.zip", place()
    done(place(told=told), "backup", file)
    assert "Whole" in done(other, "restore", file, "--check")
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        member = dice.choice([i for i in archive.infolist() if i.compress_size > 100])
    data[member.header_offset + 90 + dice.randrange(member.compress_size - 60)] ^= 0xFF
    file.write_bytes(data if seed else data[: len(data) // 2])
    result = run(other, "restore", file)
    assert result.exit_code == 1 and "Nothing was changed" in result.output
    assert not (Path(other.config["FILES_URL"])).exists()


@on_both
def test_a_restore_that_broke_off_can_be_run_again(
    told: Path, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    done(place(told=told), "backup", tmp_path / "one.zip")
    other = place(database)
    with monkeypatch.context() as patch:
        patch.setattr("app.backups.load._number_on", lambda *_: 1 / 0)
        assert isinstance(run(other, "restore", tmp_path / "one.zip").exception, ZeroDivisionError)
    with inside(other):
        assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    assert hash_of(other) != done(other, "restore", tmp_path / "one.zip").split()[-1]
    assert hash_of(other) in done(other, "backup", tmp_path / "two.zip")


def test_of_an_older_tandem(
    told: Path, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its schema is made first, filled, and then brought to today's."""
    old, other = place(told=told), place()
    done(old, "db", "downgrade", "0014")
    with inside(old):
        found = db.inspect(db.engine)
        tables = {n: {c["name"] for c in found.get_columns(n)} for n in found.get_table_names()}
    then = [
        replace(s, columns={n: kind for n, kind in s.all if n in tables[s.name]})
        for s in neutral.shapes()
        if s.name in tables
    ]
    with monkeypatch.context() as patch:
        patch.setattr(neutral, "shapes", lambda: then)
        done(old, "backup", tmp_path / "old.zip")
    done(other, "restore", tmp_path / "old.zip")
    with inside(other):
        assert db.session.scalar(text("SELECT version_num FROM alembic_version")) > "0014"
        assert db.session.scalar(select(func.count()).select_from(Person))
        # Migrations have met these rows: one of them asks for an index of what was there.
        assert db.session.scalar(select(Job.id).where(Job.kind == "search.rebuild"))
    done(other, "verify")


def test_of_a_newer_tandem_is_refused(told: Path, place: Place, tmp_path: Path) -> None:
    app = place(told=told)
    with inside(app), writing():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    done(app, "backup", tmp_path / "one.zip")
    result = run(place(), "restore", tmp_path / "one.zip")
    assert result.exit_code == 1 and "newer Tandem" in result.output


def test_a_file_that_is_missing_is_told(told: Path, place: Place, tmp_path: Path) -> None:
    app = place(told=told)
    with inside(app):
        blobs().remove(sorted(sweep.referred())[0])
    result = run(app, "backup", tmp_path / "one.zip")
    assert result.exit_code == 1 and "flask verify" in result.output
    assert list(tmp_path.glob("*.zip")) == [] and list(tmp_path.glob(".*.part")) == []


def test_a_file_that_was_swept_meanwhile(
    told: Path, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its row went after the snapshot was taken, and then the file: a new one is taken."""
    app, put, gone = place(told=told), dump._put_file, []

    def late(archive, sha256):
        if not gone:
            gone.append(db.session.scalar(select(func.min(Preview.sha256))))
            blobs().remove(gone[0])
            with writing():
                db.session.execute(delete(Preview).where(Preview.sha256 == gone[0]))
        put(archive, sha256)

    monkeypatch.setattr(dump, "_put_file", late)
    done(app, "backup", tmp_path / "one.zip")
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert f"files/{gone[0]}" not in archive.namelist()


def test_a_folder_keeps_the_newest(told: Path, place: Place, tmp_path: Path, monkeypatch) -> None:
    app, began = place(told=told), datetime(2026, 11, 30, 2, tzinfo=UTC)
    for n in range(3):
        at = began + timedelta(days=n)
        monkeypatch.setattr(clock, "source", lambda at=at: at)
        done(app, "backup", tmp_path, "--keep", 2)
    names = sorted(file.name for file in tmp_path.glob("*.zip"))
    assert names == ["tandem-2026-12-01T020000Z.zip", "tandem-2026-12-02T020000Z.zip"]
    result = run(app, "backup", tmp_path / names[0])
    assert result.exit_code == 1 and "there already" in result.output
