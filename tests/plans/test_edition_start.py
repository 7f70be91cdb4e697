"""An officer of the plan's cities starts the plan in another language."""

import re

import pytest

from app.events import Event
from app.extensions import db
from app.plans import languages
from app.plans.models import Edition
from tests.plans.conftest import BASE
from tests.queries import count_queries


def test_each_section_gets_an_empty_translation(as_, plan, first, second, write, heard):
    write(first)
    url = f"{BASE}/plans/{plan.id}/editions"
    assert "Start another" in as_("diego").get(f"{BASE}/plan").text
    answer = as_("diego", htmx=True).post(url, data={"language": "es"})
    assert answer.headers["HX-Redirect"] == f"{BASE}/plan?edition=es"
    rows = plan.editions[0].sections
    assert [row.translates for row in rows] == [first, second]
    assert {row.state for row in rows} == {"empty"} and len(plan.sections) == 2
    page = as_("diego").get(f"{BASE}/plan?edition=es").text
    assert page.count("Nothing translated yet") == 4  # in the heads and in the outline
    assert "We count bicycles." in page and page.index(first.heading) < page.index(second.heading)
    assert f"plan-{plan.id}-editions" in heard("lena") and heard("marek") == []
    assert "started the edition" in as_("lena").get(f"{BASE}/activity").text


def test_the_switcher_leads_from_one_to_the_other(as_, edition):
    for url, current in (("plan", "English"), ("plan?edition=es", "Español")):
        page = as_("lena").get(f"{BASE}/{url}").text
        nav = page[page.index('aria-label="Languages of this plan"') :]
        nav = nav[: nav.index("</nav>")]
        assert f'href="{BASE}/plan"' in nav and f'href="{BASE}/plan?edition=es"' in nav
        assert re.search(rf'aria-current="page"><span[^/]*>{current}', nav)
        assert "(original)" in nav and "Start another" not in nav
        assert '<span lang="es">Español' in nav


def test_no_page_in_a_language_that_was_not_started(as_, edition):
    for language in ("de", "xx", "", "ES"):
        assert as_("anna").get(f"{BASE}/plan?edition={language}").status_code == 404
    same = as_("anna").get(f"{BASE}/plans/{edition.plan_id}?edition=es")
    assert same.status_code == 200 and "Español" in same.text
    english = as_("anna").get(f"{BASE}/plan?edition=en").text
    assert f'id="plan-{edition.plan.pair_id}"' in english


def test_the_cohorts_languages_come_first_and_those_taken_not_at_all(as_, plan, pair, edition):
    pair.cohort.languages = ["en", "es", "de"]
    db.session.commit()
    page = as_("anna").get(f"{BASE}/plans/{plan.id}/editions").text
    offered = re.findall(r'<option value="(\w+)"', page)
    assert offered[0] == "de" and set(offered) == set(languages.EU) - {"en", "es"}
    assert "German (Deutsch)" in page and 'label="Languages of the programme"' in page


@pytest.mark.parametrize("language", ["", "en", "xx", "ru", "es-MX"])
def test_only_another_language_of_the_eu(as_, plan, language):
    url = f"{BASE}/plans/{plan.id}/editions"
    answer = as_("anna", htmx=True).post(url, data={"language": language})
    assert answer.status_code == 422 and 'id="language-error"' in answer.text
    assert as_("anna").post(url, data={"language": language}).status_code == 422
    assert plan.editions == []


def test_pressed_twice_and_plain(as_, plan):
    for once in ("a", "a"):
        form = {"language": "es", "once": once}
        answer = as_("anna").post(f"{BASE}/plans/{plan.id}/editions", data=form)
        assert (answer.status_code, answer.location) == (303, f"{BASE}/plan?edition=es")
    assert len(plan.editions) == 1 and len(plan.editions[0].all_sections) == 2
    assert db.session.query(Event).filter_by(name="edition.started").count() == 1


# fmt: off
@pytest.mark.parametrize(("name", "status"), [
    ("ibai", 403), ("lena", 403), ("marek", 403), ("ines", 403), ("maria", 403), ("vera", 403),
    ("sean", 404),
])
# fmt: on
def test_who_may(as_, plan, edition, name, status):
    url = f"{BASE}/plans/{plan.id}/editions"
    assert as_(name).post(url, data={"language": "de"}).status_code == status
    for act in ("removal", "restoration"):
        assert as_(name).post(f"{BASE}/editions/{edition.id}/{act}").status_code == status
    page = as_(name).get(f"{BASE}/plan").text
    assert "Start another" not in page and f"editions/{edition.id}/removal" not in page
    assert len(plan.editions) == 1


def test_the_queries_do_not_grow_with_the_sections(as_, plan, write, done, edition):
    def grow(to: int) -> int:
        for n in range(len(plan.sections), to):
            section = done(plan.add_section, f"Section {n}")
            write(section), write(section.translations[0], "Palabras.")
            done(section.translations[0].match, 1)
        as_("anna").get(f"{BASE}/plan?edition=es")  # each text is rendered once
        with count_queries() as queries:
            assert f"Section {to - 1}" in as_("anna").get(f"{BASE}/plan?edition=es").text
        return len(queries)

    assert grow(4) == grow(12)


def test_another_plan_has_its_editions_below_its_own_address(as_, pair, cast, done):
    from app.plans.models import Plan

    other = done(Plan.start, pair, pair.twins)
    done(Edition.start, other, "de")
    page = as_("anna").get(f"{BASE}/plans/{other.id}?edition=de")
    assert f'href="{BASE}/plans/{other.id}?edition=de"' in page.text
    assert as_("anna").get(f"{BASE}/plan?edition=de").status_code == 404
