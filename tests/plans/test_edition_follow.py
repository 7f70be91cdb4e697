"""An edition follows its original: what is added, moved, removed or brought back there. The edition
itself goes into the bin and comes back with all its words."""

import pytest
from flask_migrate import downgrade, upgrade

from app import create_app
from app.events import Event, act
from app.extensions import db
from app.plans.models import Edition, Plan, Section, SectionWriter
from tests.cast import assemble, on_both, person, settings
from tests.plans.conftest import BASE

PAGE = f"{BASE}/plan?edition=es"


def translated(edition) -> list[str]:
    """The originals' headings, in the order of the edition's page."""
    return [section.original.heading for section in edition.sections]


@on_both
def test_what_is_added_is_translated_too(as_, plan, edition, heard):
    as_("anna").post(f"{BASE}/plans/{plan.id}/sections", data={"heading": "Third"})
    assert translated(edition) == ["Where we stand", "What we will do", "Third"]
    assert {f"edition-{edition.id}", f"edition-{edition.id}-outline"} <= set(heard("diego"))
    assert as_("diego").get(PAGE).text.count("Third") > 1


@on_both
def test_what_is_moved_is_moved_there_too(as_, plan, edition, second, heard):
    as_("anna").post(f"{BASE}/sections/{second.id}/rise")
    assert translated(edition) == ["What we will do", "Where we stand"]
    assert f"edition-{edition.id}" in heard("diego")
    page = as_("diego").get(PAGE).text
    assert page.index("What we will do") < page.index("Where we stand")


@on_both
def test_into_the_bin_and_back(as_, edition, first, translation, write, heard):
    write(translation, "Contamos bicicletas.")
    as_("anna").post(f"{BASE}/sections/{first.id}/removal")
    assert translated(edition) == ["What we will do"]
    told = {f"edition-{edition.id}", f"document-{translation.document_id}"}
    assert told <= set(heard("diego"))
    assert "Contamos" not in as_("diego").get(PAGE).text
    for url in (
        f"/documents/{translation.document_id}",
        f"{BASE}/translations/{translation.id}/original",
        f"{BASE}/sections/{translation.id}",
    ):
        assert as_("diego").get(url).status_code == 404
    as_("anna").post(f"{BASE}/sections/{first.id}/restoration")
    assert "Contamos bicicletas." in as_("diego").get(PAGE).text


@pytest.mark.parametrize("verb", ["rise", "descent", "removal", "restoration"])
def test_a_translation_has_no_place_and_no_bin_of_its_own(as_, translation, verb):
    assert as_("anna").post(f"{BASE}/sections/{translation.id}/{verb}").status_code == 404
    assert f"sections/{translation.id}/{verb}" not in as_("anna").get(PAGE).text


@on_both
def test_the_edition_into_the_bin_and_back(as_, edition, first, second, done, translation, write):
    write(translation, "Contamos bicicletas.")
    anna = as_("anna")
    for once in ("a", "a", "b"):
        answer = anna.post(f"{BASE}/editions/{edition.id}/removal", data={"once": once})
        assert answer.location == f"{BASE}/plan?removed_edition={edition.id}"
    page = anna.get(answer.location).text
    assert "is in the bin" in page and f"{BASE}/editions/{edition.id}/restoration" in page
    assert "is in the bin" not in as_("lena").get(answer.location).text
    for url in (PAGE, f"/documents/{translation.document_id}"):
        assert anna.get(url).status_code == 404
    assert anna.get(f"{BASE}/editions/{edition.id}/outline").status_code == 404
    done(second.remove)  # while the edition is in the bin, the original goes on
    done(edition.plan.add_section, "Third")
    for once in ("c", "c", "d"):
        answer = anna.post(f"{BASE}/editions/{edition.id}/restoration", data={"once": once})
        assert answer.location == PAGE
    assert translated(edition) == ["Where we stand", "Third"]
    assert "Contamos bicicletas." in anna.get(PAGE).text
    for name in ("edition.removed", "edition.restored"):
        assert db.session.query(Event).filter_by(name=name).count() == 1


def test_others_hear_that_it_is_gone(as_, edition, translation, heard, done):
    done(translation.share)
    before = [len(heard(name)) for name in ("diego", "marek")]
    as_("anna").post(f"{BASE}/editions/{edition.id}/removal")
    told = {f"edition-{edition.id}", f"document-{translation.document_id}"}
    told |= {f"plan-{edition.plan_id}-editions"}
    assert told <= set(heard("diego")[before[0] :]) and heard("sean") == []
    assert told <= set(heard("marek")[before[1] :])


def test_one_in_the_bin_started_again_has_its_words(as_, edition, translation, write, done):
    write(translation, "Contamos bicicletas.")
    done(edition.remove)
    form = {"language": "es"}
    as_("anna").post(f"{BASE}/plans/{edition.plan_id}/editions", data=form)
    assert "Contamos bicicletas." in as_("anna").get(PAGE).text
    assert db.session.query(Edition).count() == 1


@on_both
def test_the_tables_come_and_go_with_rows_in_them(request, tmp_path, database):
    """SQLite refuses to make a table anew that others refer to."""
    url = request.getfixturevalue("postgres").create() if database == "postgresql" else ""
    with create_app(settings(tmp_path, url)).app_context():
        upgrade()
        assemble()
        plan, anna = db.session.query(Plan).order_by(Plan.id).first(), person("anna")
        act(lambda: Edition.start(plan, "es", by=anna), by=anna)
        for section in db.session.query(Section):
            section.writers = [SectionWriter(person=anna)]
        db.session.commit()
        downgrade(revision="0001")
        upgrade()
        assert {s.edition_id for s in db.session.query(Section)} == {None}
        assert db.session.query(SectionWriter).count() == db.session.query(Section).count() > 0
        db.session.remove()
        db.engine.dispose()
