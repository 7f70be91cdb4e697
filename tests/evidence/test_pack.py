"""Evidence packs: what is in one, verified by a script that knows nothing of the product; who may
make one, and that it is kept with its hash, maker and date."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import date

import openpyxl
import pytest

from app import jobs
from app.accounts.models import Appointment
from app.claims import paying, recoveries
from app.claims.lines import Line
from app.claims.proofs import prove
from app.events import Event
from app.evidence.models import EvidencePack
from app.extensions import db
from app.files import store, sweep
from app.pairs.programmes import Cohort
from tests.cast import on_both
from tests.claims import story
from tests.claims.story import CLAIMS, act, person
from tests.claims.test_tray import heic
from tests.evidence import verify

SAMPLE = {"scope": "sample", "numbers": "C1-COL-001"}


def a_file(name, data):
    return store.take(io.BytesIO(data), name)


@pytest.fixture
def claim(app):
    """Paid, with two proofs, one of them from a phone; some of it came back."""
    anna, maria, tom = person("anna"), person("maria"), person("tom")
    made = story.visit()
    claim = story.draft(made, 10_000, 5_000, proofs=False)
    first, second = Line.of(claim)
    ticket, photo = a_file("Zugfahrt Köln.png", story.PNG), a_file("photo.heic", heic())
    act(lambda: prove(first, "invoice", [ticket], by=anna), by=anna)
    act(lambda: prove(second, "boarding_pass", [photo], by=anna), by=anna)
    act(lambda: story.submit(claim, declared=True, by=anna), by=anna)
    act(lambda: story.decisions.approve_rest(claim, by=maria), by=maria)
    paid = {"paid_on": date(2026, 11, 23), "reference": "R", "proof": a_file("bank.png", story.PNG)}
    act(lambda: paying.pay(claim, by=tom, **paid), by=tom)
    about = {"reason": "x", "finding": "F-1", "received_on": date(2026, 11, 23)}
    act(lambda: recoveries.recover(first, 1_000, by=maria, **about), by=maria)
    return claim


def made(client, **asked):
    """The bytes of a pack that was asked for, and made by its job."""
    assert client.post("/evidence", data=SAMPLE | asked).status_code == 303
    while jobs.work_once():
        pass
    pack = db.session.query(EvidencePack).order_by(EvidencePack.id.desc()).first()
    assert pack.error == ""
    return pack, client.get(f"/evidence/{pack.id}/file").data


@on_both
def test_a_pack_is_whole_and_kept(as_, claim, tmp_path):
    pack, data = made(as_("vera"))
    assert (pack.sha256, pack.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (pack.made_by.name, pack.claim_ids) == ("Vera Horák", [claim.id])
    assert pack.sha256 in as_("maria").get("/evidence").text
    assert pack.sha256 in sweep.referred()
    place = tmp_path / "pack.zip"
    place.write_bytes(data)
    said = subprocess.run(
        [sys.executable, "-I", verify.__file__, str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout == "whole\n"


def test_what_is_in_it(as_, claim):
    _pack, data = made(as_("maria"))
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        names = set(pack.namelist())
        number = claim.number
        assert {
            "register.xlsx",
            "rates.csv",
            "index.html",
            "manifest.json",
            f"claims/{number}/claim.pdf",
            f"claims/{number}/claim.json",
            f"claims/{number}/{number}-01-1 invoice Zugfahrt-Koln.png",
            f"claims/{number}/{number}-02-1 boarding_pass photo.heic",
            f"claims/{number}/{number}-02-1 boarding_pass photo-readable.jpg",
            f"claims/{number}/{number}-payment-1 bank.png",
            "movements/cologne-soria.json",
            "rules/cohort-1.json",
            "visits/1-Bicycles-in-Soria/agenda.pdf",
            "visits/1-Bicycles-in-Soria/attendance-list.pdf",
        } == names
        told = json.loads(pack.read(f"claims/{number}/claim.json"))
        assert told["declaration"] and told["payment"]["by"] == "Tom Brandt"
        assert told["lines"][0]["recoveries"][0]["finding"] == "F-1"
        register = openpyxl.load_workbook(io.BytesIO(pack.read("register.xlsx"))).worksheets[0]
        head = [cell.value for cell in next(register.iter_rows())]
        rows = [
            dict(zip(head, (c.value for c in row), strict=True)) for row in register.iter_rows(2)
        ]
        assert [row["Line"] for row in rows] == [1, 2]
        assert [row["Decided by"] for row in rows] == ["Maria Lindqvist"] * 2
        assert [row["Came back in EUR"] for row in rows] == [10, None]
        rules = json.loads(pack.read("rules/cohort-1.json"))
        assert (rules["seat_cap"], rules["cap_unit"]) == (90_000, "programme")


def test_a_change_anywhere_is_found(as_, claim):
    _pack, data = made(as_("maria"))

    def with_other(name, change):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as pack, zipfile.ZipFile(out, "w") as copy:
            for one in pack.namelist():
                inside = pack.read(one)
                copy.writestr(one, change(inside) if one == name else inside)
        return verify.wrong(out)

    number = claim.number
    chain = "movements/cologne-soria.json"
    assert with_other("", lambda inside: inside) == []
    assert any(
        "was changed" in one for one in with_other(chain, lambda i: i.replace(b"10000", b"10001"))
    )
    assert with_other("register.xlsx", lambda inside: inside + b" ")
    told = f"claims/{number}/claim.json"
    assert any(
        "differs" in one
        for one in with_other(told, lambda i: i.replace(b'"amount": 10000', b'"amount": 9999'))
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"scope": "pair", "pair": "1"},
        {"scope": "visit", "visit": "1"},
        {"scope": "cohort", "cohort": "1"},
        {"scope": "period", "first": "2026-11-01", "last": "2026-11-30"},
        {"scope": "sample", "numbers": "c1-col-001,\n C1-COL-001; "},
    ],
)
def test_of_what_one_can_be_made(as_, claim, asked):
    story.draft(claim.visit, 1_000)  # a draft is no evidence
    as_("vera").post("/evidence", data=asked)
    assert db.session.query(EvidencePack).one().claim_ids == [claim.id]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"scope": "pair", "pair": "0"}, "choose a pair"),
        ({"scope": "visit"}, "choose a visit"),
        ({"scope": "cohort"}, "choose a cohort"),
        (
            {"scope": "period", "first": "2026-11-02", "last": "2026-11-01"},
            "first and the last day",
        ),
        (
            {"scope": "period", "first": "2020-01-01", "last": "2020-12-31"},
            "No claim that was handed in",
        ),
        ({"scope": "sample", "numbers": "C1-COL-001 C9-XXX-001"}, "C9-XXX-001"),
        ({"scope": "sample", "numbers": ""}, "has this number"),
        ({"scope": "planet"}, "valid choice"),
    ],
)
def test_what_it_needs(as_, claim, asked, words):
    answer = as_("vera").post("/evidence", data=asked)
    assert answer.status_code == 422 and words in answer.text
    assert db.session.query(EvidencePack).count() == 0


@pytest.mark.parametrize("who", ["anna", "lena", "marek", "ines", "sean"])
def test_who_may_not(as_, claim, who):
    made(as_("vera"))
    client = as_(who)
    assert client.get("/evidence").status_code == 404
    assert client.post("/evidence", data=SAMPLE).status_code == 404
    assert client.get("/evidence/1/file").status_code == 404
    codes = {"anna": 404, "sean": 404}
    assert client.post(f"{CLAIMS}/{claim.id}/evidence").status_code == codes.get(who, 404)


def test_a_claims_own_without_the_movements_of_others(as_, claim):
    own = as_("anna").get(f"{CLAIMS}/{claim.id}.zip", buffered=True)
    assert own.status_code == 200
    with zipfile.ZipFile(io.BytesIO(own.data)) as pack:
        names = pack.namelist()
    assert not any(name.startswith(("movements/", "rules/")) for name in names)
    assert f"claims/{claim.number}/claim.pdf" in names
    whole = as_("vera").get(f"{CLAIMS}/{claim.id}.zip", buffered=True)
    assert verify.wrong(io.BytesIO(whole.data)) == []
    for who in ("diego", "lena", "marek", "ines", "sean"):
        assert as_(who).get(f"{CLAIMS}/{claim.id}.zip").status_code == 404
    assert db.session.query(EvidencePack).count() == 0
    draft = story.draft(claim.visit, 1_000)
    assert as_("anna").get(f"{CLAIMS}/{draft.id}.zip").status_code == 404


def test_a_claims_own_is_kept_by_a_button(as_, claim):
    answer = as_("vera").post(f"{CLAIMS}/{claim.id}/evidence")
    assert answer.status_code == 303
    pack = db.session.query(EvidencePack).one()
    assert (pack.scope, pack.title) == ("claim", claim.number)


def test_an_auditor_of_others_is_an_officer_here(as_, claim):
    """Whoever audits another cohort sees no other city's movements in a pair of their own."""
    first = db.session.get(Cohort, 1)
    columns = [column.key for column in Cohort.__table__.columns if column.key != "id"]
    other = Cohort(**({key: getattr(first, key) for key in columns} | {"number": 2}))
    db.session.add(other)
    db.session.flush()
    about = {"programme_id": first.programme_id, "cohort_id": other.id, "until": date(2027, 1, 1)}
    db.session.add(Appointment(person_id=person("anna").id, role="auditor", **about))
    db.session.commit()
    own = as_("anna").get(f"{CLAIMS}/{claim.id}.zip", buffered=True)
    with zipfile.ZipFile(io.BytesIO(own.data)) as pack:
        assert not any(name.startswith(("movements/", "rules/")) for name in pack.namelist())


def test_what_an_auditor_looks_at_beyond_a_pair_is_written_down(as_, claim):
    vera = as_("vera")
    for path in ("/claims", "/evidence", "/claims.csv"):
        assert vera.get(path, buffered=True).status_code == 200
    seen = db.session.query(Event).filter_by(name="page.viewed", actor_id=person("vera").id)
    assert {"/claims", "/evidence", "/claims.csv"} <= {event.data["path"] for event in seen}


def test_an_auditors_right_that_ended_makes_no_pack(as_, claim):
    as_("vera").post("/evidence", data=SAMPLE)
    db.session.query(Appointment).filter_by(role="auditor").update({"until": date(2026, 1, 1)})
    db.session.commit()
    while jobs.work_once():
        pass
    pack = db.session.query(EvidencePack).one()
    assert pack.error == "no right" and pack.sha256 is None
