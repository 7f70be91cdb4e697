"""Proofs first, lines after: dropped, sorted, thrown out and brought back; one invoice split."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from app.claims import tray
from app.claims.lines import Line
from app.claims.splits import Split, shares
from app.database import writing
from app.extensions import db
from app.files.models import File
from app.visits.travellers import Traveller
from tests.claims import story
from tests.claims.story import CLAIMS, act, person
from tests.claims.test_lines import beside


@pytest.fixture
def claim(app):
    return story.draft(story.visit())


@pytest.fixture
def one(claim):
    return f"{CLAIMS}/{claim.id}"


def drop(client, one, *files):
    return client.post(f"{one}/files", data={"files": list(files)})


def heic() -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    Image.effect_noise((60, 80), 50).convert("RGB").save(out, "HEIF")
    return out.getvalue()


def two_more(claim):
    """Two guests travel too."""
    anna, cologne = person("anna"), claim.city
    facts = {"kind": "guest", "city": cologne, "payer": "programme", "planned": 0}
    for name in ("Ben", "Cem"):
        act(lambda name=name: Traveller.add(claim.visit, by=anna, name=name, **facts), by=anna)
    return [t for t in Traveller.on(claim.visit) if t.member_city_id == cologne.id]


def test_files_wait_until_they_are_sorted(as_, claim, one):
    anna = as_("anna")
    assert drop(anna, one, story.upload("a.png"), story.upload("b.heic", heic())).status_code == 303
    names = [file.name for file in tray.unsorted(claim)]
    assert names == ["a.png", "b.heic"]
    said = anna.get(one).text
    assert "2 files belong to no line yet" in said
    photo = tray.unsorted(claim)[1]
    assert photo.media_type == "image/heic" and photo.preview(1)
    original = anna.get(f"/files/{photo.id}?original=1")
    assert original.headers["Content-Disposition"].endswith("filename=b.heic")
    assert as_("diego").get(f"/files/{photo.id}").status_code == 404


def test_a_line_is_made_of_a_file(as_, claim, one):
    anna = as_("anna")
    drop(anna, one, story.upload("a.png"))
    file = tray.unsorted(claim)[0]
    page = anna.get(f"{one}/lines/new?file={file.id}").text
    assert f'name="file" type="hidden" value="{file.id}"' in page
    assert f"/files/{file.id}/preview/1" in page
    data = story.line_data(claim.visit, file=str(file.id))
    assert anna.post(f"{one}/lines", data=data).status_code == 303
    (line,) = Line.of(claim)
    assert [proof.file_id for proof in line.proofs] == [file.id]
    assert tray.unsorted(claim) == []


def test_the_same_file_is_taken_once(as_, claim, one):
    anna = as_("anna")
    drop(anna, one, story.upload("a.png"), story.upload("again.png"))
    drop(anna, one, story.upload("a.png"))
    assert len(tray.unsorted(claim)) == 1


def test_a_file_is_thrown_out_and_comes_back(as_, claim, one):
    anna = as_("anna")
    drop(anna, one, story.upload("a.png"))
    file = tray.unsorted(claim)[0]
    answer = anna.post(f"{one}/files/{file.id}/removal")
    assert tray.unsorted(claim) == [] and anna.get(f"/files/{file.id}").status_code == 404
    assert "restoration" in anna.get(answer.location).text
    anna.post(f"{one}/files/{file.id}/restoration")
    assert tray.unsorted(claim) == [file]


def test_nothing_is_dropped_without_a_file_or_by_others(as_, claim, one):
    answer = drop(as_("anna"), one)
    assert answer.status_code == 422 and "choose a file" in beside(answer, "tray-files")
    assert drop(as_("diego"), one, story.upload()).status_code == 404
    assert drop(as_("maria"), one, story.upload()).status_code == 403
    assert tray.unsorted(claim) == []


def test_files_that_are_not_sorted_hold_the_submission_up(as_, app):
    claim = story.draft(story.visit(), 10_000)
    anna, one = as_("anna"), f"{CLAIMS}/{claim.id}"
    drop(anna, one, story.upload("a.png"))
    answer = anna.post(f"{one}/submission", data={"declared": "y"})
    assert answer.status_code == 422 and "belongs to no line yet" in answer.text
    assert claim.state == "draft"


# -- one invoice for several ----------------------------------------------------------------------


def invoice(as_, claim, one):
    drop(as_("anna"), one, story.upload("hotel.png"))
    return tray.unsorted(claim)[0]


def split_data(file, travellers, how, amount="100.00", **more):
    data = {
        "file": str(file.id),
        "kind": "invoice",
        "category": "accommodation",
        "description": "Hotel",
        "document_date": "2026-11-11",
        "paid_date": "2026-11-11",
        "amount": amount,
        "currency": "EUR",
        "paid_by": "city",
        "how": how,
    }
    for n, traveller in enumerate(travellers, 1):
        data |= {f"part_{traveller.id}-takes_part": "y", f"part_{traveller.id}-nights": str(n)}
    return data | more


@pytest.mark.parametrize(
    ("how", "parts"),
    [("equal", [3334, 3333, 3333]), ("nights", [1667, 3333, 5000])],
)
def test_an_invoice_is_split_to_the_cent(as_, claim, one, how, parts):
    travellers, file = two_more(claim), invoice(as_, claim, one)
    answer = as_("anna").post(f"{one}/split", data=split_data(file, travellers, how))
    assert answer.status_code == 303
    lines = Line.of(claim)
    assert [line.amount for line in lines] == parts and sum(parts) == 10_000
    assert [line.traveller_id for line in lines] == [t.id for t in travellers]
    assert {proof.file_id for line in lines for proof in line.proofs} == {file.id}


def test_by_hand_never_more_than_the_invoice(as_, claim, one):
    travellers, file = two_more(claim), invoice(as_, claim, one)
    parts = {f"part_{t.id}-amount": "40,00" for t in travellers}
    anna = as_("anna")
    answer = anna.post(f"{one}/split", data=split_data(file, travellers, "by_hand", **parts))
    assert answer.status_code == 422 and "more than the invoice" in answer.text
    assert Line.of(claim) == [] and db.session.query(Split).count() == 0
    parts[f"part_{travellers[0].id}-amount"] = "20"
    data = split_data(file, travellers, "by_hand", **parts)
    assert anna.post(f"{one}/split", data=data).status_code == 303
    assert [line.amount for line in Line.of(claim)] == [2000, 4000, 4000]


def test_the_vat_is_shared_out_too(as_, claim, one):
    travellers, file = two_more(claim), invoice(as_, claim, one)
    anna, vat = as_("anna"), {"vat": "10,00", "vat_recoverable": "y"}
    data = split_data(file, travellers, "equal", **vat)
    assert anna.post(f"{one}/split", data=data).status_code == 303
    lines = Line.of(claim)
    assert [line.vat for line in lines] == [334, 333, 333]
    assert sum(line.eligible for line in lines) == 9_000


def test_the_vat_of_what_is_not_shared_out_is_not_either(as_, claim, one):
    travellers, file = two_more(claim), invoice(as_, claim, one)
    parts = {f"part_{t.id}-amount": "20,00" for t in travellers}
    data = split_data(file, travellers, "by_hand", **parts, vat="10,00")
    assert as_("anna").post(f"{one}/split", data=data).status_code == 303
    assert [line.vat for line in Line.of(claim)] == [200, 200, 200]  # of 60 from 100


def test_more_vat_than_invoice(as_, claim, one):
    travellers, file = two_more(claim), invoice(as_, claim, one)
    data = split_data(file, travellers, "equal", vat="100,01")
    answer = as_("anna").post(f"{one}/split", data=data)
    assert answer.status_code == 422 and "VAT must be less" in beside(answer, "vat")


def test_a_part_cannot_grow_beyond_the_invoice(as_, claim, one):
    travellers, file = two_more(claim), invoice(as_, claim, one)
    as_("anna").post(f"{one}/split", data=split_data(file, travellers, "equal", amount="99.00"))
    line = Line.of(claim)[0]
    data = story.line_data(claim.visit, amount="33.01", version=str(line.version))
    answer = as_("anna").post(f"{one}/lines/{line.id}", data=data)
    assert answer.status_code == 422 and "€33.00 of it is left" in beside(answer, "amount")
    data = story.line_data(claim.visit, amount="30", currency="SEK", version=str(line.version))
    answer = as_("anna").post(f"{one}/lines/{line.id}", data=data)
    assert "is in EUR" in beside(answer, "currency")
    act(lambda: line.remove(by=person("anna")), by=person("anna"))
    other = Line.of(claim)[0]
    data = story.line_data(claim.visit, amount="66.00", version=str(other.version))
    assert as_("anna").post(f"{one}/lines/{other.id}", data=data).status_code == 303
    with pytest.raises(tray.Refused), writing():
        line.restore(by=person("anna"))


def test_an_invoice_is_shared_out_once(as_, claim, one):
    travellers, file = two_more(claim), invoice(as_, claim, one)
    anna, data = as_("anna"), split_data(file, travellers, "equal")
    anna.post(f"{one}/split", data=data)
    again = anna.post(f"{one}/split", data=data | {"once": "2"})
    assert again.status_code == 422 and "split already" in again.text
    other = story.add(claim, 5_000)
    proof = {"kind": "invoice", "known": str(file.id)}
    assert anna.post(f"{one}/lines/{other.id}/proofs", data=proof).status_code == 422
    assert len(Line.of(claim)) == 4 and db.session.query(Split).count() == 1
    proof |= {"kind": "payment"}  # one transfer may have paid several
    assert anna.post(f"{one}/lines/{other.id}/proofs", data=proof).status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"how": "nights", "nights": "0"}, "nights of each"),
        ({"how": "equal", "only": 1}, "at least two"),
        ({"how": "by_hand"}, "an amount for each"),
        ({"how": "by_hand", "amounts": "1,23,4"}, "amount"),
        ({"how": "equal", "amount": "0.02"}, "too little"),
        ({"how": "equal", "amount": "0"}, "above zero"),
        ({"how": "equal", "currency": "XYZ"}, "do not know"),
    ],
)
def test_what_a_split_needs(as_, claim, one, change, words):
    travellers, file = two_more(claim), invoice(as_, claim, one)
    chosen = travellers[: change.get("only", 3)]
    more = {k: v for k, v in change.items() if k in ("amount", "currency")}
    data = split_data(file, chosen, change["how"], **more)
    for traveller in chosen:
        data |= {f"part_{traveller.id}-nights": change.get("nights", "1")}
        data |= {f"part_{traveller.id}-amount": change.get("amounts", "")}
    answer = as_("anna").post(f"{one}/split", data=data)
    assert answer.status_code == 422 and words in answer.text
    assert Line.of(claim) == []


def test_no_file_of_another_claim_can_be_split(as_, claim, one):
    travellers = two_more(claim)
    other = story.draft(claim.visit, 5_000)
    file = db.session.scalar(select(File).where(File.thing_id == other.id, File.kind == "claim"))
    answer = as_("anna").post(f"{one}/split", data=split_data(file, travellers, "equal"))
    assert answer.status_code == 422 and Line.of(claim) == []


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (100, [2, 1], [67, 33]),
        (1, [1, 1], [1, 0]),
        (999, [3, 3, 1], [428, 428, 143]),
    ],
)
def test_shares_add_up(amount, weights, parts):
    assert shares(amount, weights) == parts and sum(parts) == amount
