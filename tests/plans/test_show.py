"""The page of the plan: every section that a reader may see, with its text, state and owner."""

import re
from html import unescape

import pytest

from tests.plans.conftest import BASE
from tests.queries import count_queries

STAFF = ("anna", "diego", "ibai", "lena", "maria", "vera")


def test_all_sections_with_texts_and_guidance(as_, first, second, write):
    write(first)
    page = as_("anna").get(f"{BASE}/plan").text
    assert page.index("Where we stand") < page.index("What we will do")
    assert "We count bicycles." in page and "Your starting point." in page
    assert "Drafting" in page and "Empty" in page and "Nothing is written here yet." in page


@pytest.mark.parametrize("name", [*STAFF, "marek", "ines"])
def test_who_sees_which_sections(as_, first, second, write, done, name):
    write(first, "Shared words."), write(second, "Our own words.")
    done(first.share)
    client, sees = as_(name), name in STAFF
    outline = f"{BASE}/plans/{first.plan_id}/outline"
    for url in (f"{BASE}/plan", f"{BASE}/plans/{first.plan_id}", outline):
        for page in (client.get(url).text, as_(name, htmx=True).get(url).text):
            assert first.heading in page
            assert (second.heading in page) == sees
            assert ("Our own words." in page) <= sees
    assert client.get(f"{BASE}/sections/{first.id}").status_code == 303
    assert client.get(f"{BASE}/sections/{second.id}").status_code == (303 if sees else 404)
    assert client.get(f"/documents/{first.document_id}").status_code == 200
    assert client.get(f"/documents/{second.document_id}").status_code == (200 if sees else 404)


def test_the_stranger_finds_nothing(as_, first, done):
    done(first.share)
    urls = ("plan", f"plans/{first.plan_id}", f"plans/{first.plan_id}/outline")
    for url in (*urls, f"sections/{first.id}", f"sections/{first.id}/edit"):
        assert as_("sean").get(f"{BASE}/{url}").status_code == 404, url
    assert as_("maria").get(f"/pairs/belfast-galway/plans/{first.plan_id}").status_code == 404


def test_a_section_is_a_live_region_and_a_place_in_the_plan(as_, first):
    fragment = as_("anna", htmx=True).get(f"{BASE}/sections/{first.id}").text
    assert fragment.startswith(f'<header id="section-{first.id}"')
    answer = as_("anna").get(f"{BASE}/sections/{first.id}")
    assert answer.location == f"{BASE}/plan#section-{first.id}-card"
    assert f'id="section-{first.id}-card"' in as_("anna").get(f"{BASE}/plan").text


def test_nothing_shared_yet(as_):
    assert "No section is shared with you yet." in as_("marek").get(f"{BASE}/plan").text


def test_each_edit_says_what_it_edits(as_, first, second):
    page = as_("anna").get(f"{BASE}/plan").text
    links = re.findall(r'<a [^>]*aria-label="([^"]*)"[^>]*href="([^"]*)"[^>]*>Edit</a>', page)
    assert [(unescape(name), url) for name, url in links] == [
        (f"Edit {section.heading}", f"/documents/{section.document_id}/text")
        for section in (first, second)
    ]


# fmt: off
@pytest.mark.parametrize(("name", "writes"), [
    ("anna", True), ("diego", True), ("ibai", False), ("lena", False), ("marek", False),
    ("ines", False), ("maria", False), ("vera", False),
])
# fmt: on
def test_who_may_write_a_section(as_, first, write, done, name, writes):
    write(first), done(first.share)
    client, text = as_(name), f"/documents/{first.document_id}/text"
    page = client.get(f"{BASE}/plan").text
    menu = f"{BASE}/sections/{first.id}/menu"
    assert (text in page) == (menu in page) == writes
    assert client.get(menu).status_code == (200 if writes else 403)
    assert client.get(text).status_code == (200 if writes else 403)
    posted = {"text": "Mine.", "base": "1", "once": "w"}
    assert client.post(text, data=posted).status_code == (303 if writes else 403)


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("name", ["marek", "ines"])
def test_experts_and_observers_send_nothing(as_, first, write, done, name, shared):
    write(first)
    if shared:
        done(first.share)
    for path in ("text", "updates", "versions"):
        answer = as_(name).post(f"/documents/{first.document_id}/{path}", data={"text": "x"})
        assert answer.status_code == (403 if shared else 404), path
    assert first.document.seq == 1


@pytest.mark.parametrize("name", ["lena", "ibai"])
@pytest.mark.parametrize("as_owner", [True, False])
def test_others_write_where_the_owner_lets_them(as_, first, second, done, cast, name, as_owner):
    writers = [] if as_owner else [cast[name]]
    who = {"owner": cast[name] if as_owner else None, "writers": writers}
    done(first.change, first.version, heading=first.heading, **who)
    page = as_(name).get(f"{BASE}/plan").text
    assert f"/documents/{first.document_id}/text" in page
    assert f"/documents/{second.document_id}/text" not in page
    assert as_(name).get(f"/documents/{first.document_id}/text").status_code == 200
    assert as_(name).get(f"/documents/{second.document_id}/text").status_code == 403
    assert as_(name).get(f"{BASE}/sections/{first.id}/edit").status_code == 403


@pytest.mark.parametrize("name", ["anna", "lena", "marek"])
def test_thirty_sections_cost_no_more_queries_than_ten(as_, plan, write, done, cast, name):
    client = as_(name)

    def grow(to: int) -> int:
        for n in range(len(plan.sections), to):
            section = done(plan.add_section, f"Section {n}")
            write(section), done(section.share)
            more = {"heading": f"Section {n}", "owner": cast["anna"], "writers": [cast["lena"]]}
            done(section.change, section.version, **more)
        client.get(f"{BASE}/plan")  # each text is rendered once for each line of its log
        with count_queries() as queries:
            assert f"Section {to - 1}" in client.get(f"{BASE}/plan").text
        return len(queries)

    assert grow(10) == grow(30)
