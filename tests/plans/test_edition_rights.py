"""The rule of sharing holds for each translated section by itself."""

import pytest

from tests.plans.conftest import BASE

PAGE = f"{BASE}/plan?edition=es"


@pytest.fixture
def both(write, first, translation):
    write(first, "We count bicycles."), write(translation, "Contamos bicicletas.")
    return first, translation


@pytest.mark.parametrize("name", ["marek", "ines"])
def test_nothing_of_an_edition_until_a_section_is_shared(as_, both, done, name):
    original, translation = both
    done(original.share)
    client = as_(name)
    assert "edition=es" not in client.get(f"{BASE}/plan").text
    for url in (
        PAGE,
        f"{BASE}/editions/{translation.edition_id}/outline",
        f"{BASE}/sections/{translation.id}",
        f"{BASE}/translations/{translation.id}/original",
        f"{BASE}/translations/{translation.id}/comparison",
        f"/documents/{translation.document_id}",
    ):
        assert client.get(url).status_code == 404, url


@pytest.mark.parametrize("name", ["marek", "ines"])
def test_a_shared_translation_without_its_original(as_, both, second, done, name, heard):
    _original, translation = both
    as_("anna").post(f"{BASE}/sections/{translation.id}/sharing")
    told = {f"edition-{translation.edition_id}", f"plan-{translation.plan_id}-editions"}
    assert told <= set(heard(name))
    page = as_(name).get(PAGE).text
    assert "Contamos bicicletas." in page and "We count bicycles." not in page
    assert f"section-{translation.id}-original" not in page
    assert second.heading not in page and "What changed" not in page
    url = f"{BASE}/translations/{translation.id}"
    assert as_(name).get(f"{url}/original").status_code == 404
    assert as_(name).post(f"{url}/match", data={"seen": "1"}).status_code == 403
    assert as_(name).get(f"/documents/{translation.document_id}").status_code == 200


@pytest.mark.parametrize("name", ["marek", "ines"])
def test_both_shared(as_, both, done, rewrite, name):
    """They see that it is older; what the original was before is the cities' own."""
    original, translation = both
    done(translation.match, 1)
    rewrite(original, "We count cars.")
    done(original.share), done(translation.share)
    page = as_(name).get(PAGE).text
    assert "We count cars." in page and "Older than the original" in page
    assert "What changed" not in page and "/match" not in page
    url = f"{BASE}/translations/{translation.id}"
    assert as_(name, htmx=True).get(f"{url}/original").status_code == 200
    assert as_(name).get(f"{url}/comparison").status_code == 404
    assert as_(name).post(f"{url}/match", data={"seen": "2"}).status_code == 403


def test_an_original_closed_again_is_taken_from_beside_it(as_, both, done, heard):
    original, translation = both
    done(original.share), done(translation.share)
    before = len(heard("marek"))
    as_("anna").post(f"{BASE}/sections/{original.id}/unsharing")
    assert {f"section-{translation.id}-original"} <= set(heard("marek")[before:])
    assert "We count bicycles." not in as_("marek").get(PAGE).text


def test_a_translation_closed_again(as_, both, done, heard):
    _original, translation = both
    done(translation.share)
    before = len(heard("marek"))
    as_("anna").post(f"{BASE}/sections/{translation.id}/unsharing")
    told = {f"edition-{translation.edition_id}", f"document-{translation.document_id}"}
    assert told | {f"section-{translation.id}"} <= set(heard("marek")[before:])
    assert as_("marek").get(PAGE).status_code == 404
