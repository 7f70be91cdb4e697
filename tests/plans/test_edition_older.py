"""How old a translation is: it is older once the words of the original are others."""

import re

import pytest

from app.documents import log, tree
from app.extensions import db
from app.plans import freshness
from tests.cast import on_both, person
from tests.plans.conftest import BASE
from tests.until import until

PAGE = f"{BASE}/plan?edition=es"


def beside(client, translation) -> str:
    return client.get(f"{BASE}/translations/{translation.id}/original").text


def seen(fragment: str) -> str:
    """What the button says that the person was shown."""
    return re.search(r'name="seen" value="(\d+)"', fragment)[1]


@pytest.fixture
def current(write, done, first, translation):
    """The first section in Spanish, up to date with its original."""
    write(first, "We count bicycles.\n\nEvery day.")
    write(translation, "Contamos bicicletas.\n\nCada día.")
    return done(translation.match, 1)


@on_both
def test_from_nothing_to_up_to_date_to_older_and_back(
    as_, first, translation, write, rewrite, heard
):
    anna, diego = as_("anna", htmx=True), as_("diego", htmx=True)
    match = f"{BASE}/translations/{translation.id}/match"
    write(first, "We count bicycles.\n\nEvery day.")
    assert freshness.of(translation) == "none" and "Up to date" not in beside(diego, translation)
    assert diego.post(match, data={"seen": "1"}).status_code == 422
    rewrite(translation, "Contamos bicicletas.\n\nCada día.", "diego")
    assert freshness.of(translation) == "translating"
    assert "In translation" in diego.get(f"{BASE}/sections/{translation.id}").text
    shown = beside(diego, translation)
    answer = diego.post(match, data={"seen": seen(shown)})
    assert answer.status_code == 200 and "Up to date with the original</span>" in answer.text
    assert (translation.matched_seq, freshness.of(translation)) == (1, "current")
    before = len(heard("diego"))

    rewrite(first, "We count bicycles and steps.\n\nEvery day.")
    assert freshness.of(translation) == "older"
    told = {f"section-{translation.id}", f"section-{translation.id}-original"}
    told |= {f"edition-{translation.edition_id}-outline", f"plan-{first.plan_id}-editions"}
    assert told <= set(heard("diego")[before:]) and heard("marek") == heard("sean") == []
    page = diego.get(PAGE).text
    assert "Older than the original" in page and "What changed" in page
    changed = anna.get(f"{BASE}/translations/{translation.id}/comparison").text
    assert re.search(r"<ins>(?:(?!</ins>).)*steps", changed) and "Every day." in changed
    anna.post(match, data={"seen": seen(changed)})
    assert (translation.matched_seq, freshness.of(translation)) == (2, "current")


@on_both
def test_what_was_not_shown_is_not_declared(as_, first, current, rewrite):
    """While the translator reads, the original changes: the translation is older all the same."""
    rewrite(first, "We count bicycles.\n\nEach day.")
    shown = seen(beside(as_("diego", htmx=True), current))
    rewrite(first, "We count cars.\n\nEach day.")
    answer = as_("diego", htmx=True).post(
        f"{BASE}/translations/{current.id}/match", data={"seen": shown}
    )
    assert answer.status_code == 200 and "Older than the original" in answer.text
    assert (current.matched_seq, first.document.seq) == (2, 3)
    assert freshness.of(current) == "older"


def test_an_old_page_takes_nothing_back(as_, first, current, rewrite, done):
    rewrite(first, "Other words.")
    done(current.match, 2)
    as_("diego").post(f"{BASE}/translations/{current.id}/match", data={"seen": "1"})
    assert current.matched_seq == 2


@pytest.mark.parametrize("value", ["", "99", "-1", "x", "²", "9" * 30])
def test_a_state_that_never_was_is_refused(as_, current, value):
    url = f"{BASE}/translations/{current.id}/match"
    answer = as_("anna", htmx=True).post(url, data={"seen": value})
    assert answer.status_code == 422 and "Please look at the original again." in answer.text
    assert as_("anna").post(url, data={"seen": value}).status_code == 422
    assert current.matched_seq == 1


def test_the_same_words_again_are_not_older(first, current, rewrite):
    rewrite(first, "Something else.")
    assert freshness.of(current) == "older"
    rewrite(first, "We count bicycles.\n\nEvery day.")
    assert first.document.seq == 3 and freshness.of(current) == "current"


def test_a_line_without_words_makes_nothing_older(app, first, current, cast):
    """Such as a mark for a comment, which the server puts around words."""

    def marked(doc):
        fork = tree.load(doc.get_update())
        before = fork.get_state()
        words = tree.root_of(fork).children[0].children[0]
        words.format(0, 2, {"passage": {"id": "11111111-1111-4111-8111-111111111111"}})
        return fork.get_update(before)

    log.change(first.document_id, marked, person_id=cast["anna"].id, tab="server")
    db.session.rollback()
    assert first.document.seq == 2 and freshness.of(current) == "current"


def test_as_plain_forms_and_pages(as_, current, rewrite, first):
    rewrite(first, "We count cars.")
    anna = as_("anna")
    where = f"{PAGE}#section-{current.id}-card"
    assert anna.get(f"{BASE}/translations/{current.id}/original").location == where
    page = anna.get(f"{BASE}/translations/{current.id}/comparison").text
    assert "<h1>What changed in Where we stand</h1>" in page and "cars" in page
    for once in ("a", "a"):
        form = {"seen": seen(page), "once": once}
        answer = anna.post(f"{BASE}/translations/{current.id}/match", data=form)
        assert (answer.status_code, answer.location) == (303, where)
    assert "up to date with the original" in as_("lena").get(f"{BASE}/activity").text


def test_the_numbers_of_what_is_older(as_, first, current, rewrite):
    assert " older</span>" not in as_("lena").get(f"{BASE}/plan").text
    rewrite(first, "Other words.")
    for url in (f"{BASE}/plan", PAGE, f"{BASE}/plans/{first.plan_id}/editions"):
        assert "1 older</span>" in as_("lena").get(url).text
    outline = as_("lena", htmx=True).get(f"{BASE}/editions/{current.edition_id}/outline").text
    assert "1 section is older than the original." in outline
    assert "Older than the original</span>" in outline


# fmt: off
@pytest.mark.parametrize(("name", "status"), [
    ("diego", 303), ("ibai", 403), ("lena", 403), ("maria", 403), ("vera", 403),
    ("marek", 404), ("ines", 404), ("sean", 404),
])
# fmt: on
def test_who_may_declare(as_, current, rewrite, first, name, status):
    rewrite(first, "Other words.")
    url = f"{BASE}/translations/{current.id}/match"
    assert as_(name).post(url, data={"seen": "2"}).status_code == status
    if status == 403:
        page = as_(name).get(PAGE).text
        assert "What changed" in page and f"{current.id}/match" not in page


def test_a_translator_whom_the_owner_lets(as_, current, rewrite, first, done, cast):
    rewrite(first, "Other words.")
    done(current.change, current.version, heading="H", owner=None, writers=[cast["lena"]])
    url = f"{BASE}/translations/{current.id}/match"
    assert as_("lena").post(url, data={"seen": "2"}).status_code == 303
    assert as_("lena").get(f"/documents/{current.document_id}/text").status_code == 200
    assert as_("lena").get(f"/documents/{first.document_id}/text").status_code == 403


def test_texts_say_their_language(as_, first, current, done):
    page = as_("anna").get(PAGE).text
    assert re.search(r'<div class="prose" lang="en">\s*<p>We count', page)
    assert '<div class="prose" lang="es">' in page
    assert f'id="section-{current.id}-title" lang="en">Where we stand' in page
    done(current.change, current.version, heading="Dónde estamos", owner=None, writers=[])
    page = as_("anna").get(PAGE).text
    assert f'id="section-{current.id}-title" lang="es">Dónde estamos' in page


def test_its_heading_is_its_own_once_it_has_one(as_, first, translation):
    url = f"{BASE}/sections/{translation.id}"
    form = as_("anna").get(f"{url}/edit").text
    assert "The original's heading: Where we stand" in form
    data = {"version": str(translation.version), "owned_by": str(person("diego").id)}
    assert as_("anna").post(url, data=data).status_code == 303  # the heading may wait
    assert (translation.heading, translation.title) == ("", "Where we stand")
    data = {"version": str(translation.version), "heading": "Dónde estamos"}
    answer = as_("anna").post(url, data=data)
    assert answer.location == f"{PAGE}#section-{translation.id}-card"
    assert translation.title == "Dónde estamos" and first.heading == "Where we stand"
    feed = as_("lena").get(f"{BASE}/activity").text
    assert f'href="{PAGE}#section-{translation.id}">Dónde estamos</a>' in feed


def test_it_is_told_again_after_the_next_match(as_, first, translation, write, rewrite, heard):
    """Of the same person's work on a text an event comes once a minute only."""
    write(first, "We count bicycles.")
    rewrite(translation, "Contamos bicicletas.", "diego")
    match, head = f"{BASE}/translations/{translation.id}/match", f"section-{translation.id}"
    diego = as_("diego", htmx=True)
    for words in ("We count steps.", "We count trams."):
        assert diego.post(match, data={"seen": seen(beside(diego, translation))}).status_code == 200
        before = len(heard("diego"))
        rewrite(first, words)
        until(lambda before=before: head in heard("diego")[before:])
