"""The register of claims on one page, to print: for who sees them, with what they come to."""

import re

import pytest

from app.claims.decisions import decide
from app.claims.lines import Line
from app.events import act
from tests.cast import on_both, person
from tests.claims import story
from tests.claims.story import CLAIMS
from tests.queries import count_queries

PAGE = f"{CLAIMS}/register"


@pytest.fixture
def claims(app):
    """One of which a line is decided, and a draft in another currency."""
    visit = story.visit()
    handed_in = story.submitted(visit, 10_000, 5_000)
    maria = person("maria")
    about = {"amount": 9_000, "reason": "Second class only", "by": maria}
    act(lambda: decide(Line.of(handed_in)[0], "in_part", **about), by=maria)
    return handed_in, story.draft(visit, 2_000, currency="GBP")


def cells(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]


@on_both
def test_each_claim_with_its_lines_and_all_together(as_, claims):
    rows = cells(as_("maria").get(PAGE).text)
    first = next(n for n, row in enumerate(rows) if claims[0].number in row[0])
    assert rows[first + 1][1:3] == ["Travel", "Line 1"]
    assert rows[first + 1][4:] == ["€100.00", "€100.00", "€90.00"]
    assert rows[first + 2][4:] == ["€50.00", "€50.00", ""]
    second = next(n for n, row in enumerate(rows) if claims[1].number in row[0])
    assert rows[second + 1][4:] == ["£20.00", "", ""]  # no rate is known yet
    assert rows[-1][1:] == ["€150.00", "€90.00"]


@pytest.mark.parametrize(
    ("name", "listed"), [("anna", True), ("tom", True), ("vera", True), ("diego", False)]
)
def test_each_sees_their_own(as_, claims, name, listed):
    assert (claims[0].number in as_(name).get(PAGE).text) is listed


@pytest.mark.parametrize("name", ["lena", "marek", "ines", "sean"])
def test_others_have_no_such_page(as_, claims, name):
    assert as_(name).get(PAGE).status_code == 404


def test_more_lines_take_no_more_queries(as_, claims):
    maria = as_("maria")
    maria.get(PAGE)
    with count_queries() as few:
        maria.get(PAGE)
    for n in range(4):
        story.submitted(claims[0].visit, 1_000 + n, 2_000, 3_000)
    with count_queries() as many:
        maria.get(PAGE)
    assert len(many) == len(few)


def test_it_is_linked_from_the_list(as_, claims):
    assert f'href="{PAGE}"' in as_("anna").get(CLAIMS).text
