"""The people page: who stands where, and what is offered to whom."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.models import Person
from app.extensions import db
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from tests.cast import INSIDE, on_both
from tests.queries import count_queries

URL = "/pairs/cologne-soria/people"


def section(page: str, key: str) -> str:
    found = BeautifulSoup(page, "html.parser").find("section", {"aria-labelledby": key})
    return " ".join(found.get_text(" ").split()) if found else ""


@on_both
def test_people_stand_with_their_city_and_role(app, as_, cities):
    page = as_("marek").get(URL).text
    cologne = section(page, f"city-{cities['Cologne'].id}")
    assert "Twin city" in cologne and "Anna Keller officer" in cologne
    assert cologne.index("Anna Keller") < cologne.index("Lena Vogt contributor")
    assert "Ibai Etxarri" in section(page, f"city-{cities['Vitoria-Gasteiz'].id}")
    assert "Marek Nowak" in section(page, "experts")
    assert "Inês Duarte observer" in section(page, "observers")
    assert "Maria Lindqvist" in section(page, "managers") and "Seán Walsh" not in page


def test_the_region_is_a_fragment(app, as_, pair):
    text = as_("anna", htmx=True).get(URL).text
    assert text.strip().startswith(f'<div id="people-{pair.id}"') and "<html" not in text


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_offered(app, as_, name, cast, pair):
    """Own city's people for officers, all for managers, nothing for anybody else."""
    offered = {
        who
        for who in INSIDE
        if (member := Membership.of(pair.id, cast[who].id))
        and f"/people/{member.id}/removal" in as_(name).get(URL).text
    }
    everybody = {"anna", "diego", "ibai", "lena", "marek", "ines"}
    expected = {"anna": {"anna", "lena"}, "diego": {"diego"}, "ibai": {"ibai"}}
    expected |= {"maria": everybody, "tom": everybody}
    assert offered == expected.get(name, set())
    invites = "people/invitations" in as_(name).get(URL).text
    assert invites is (name in expected)


def test_a_stranger_finds_nothing(app, as_):
    assert as_("sean").get(URL).status_code == 404
    assert as_("sean").post(f"{URL}/invitations").status_code == 404
    assert app.test_client().get(URL).status_code == 302


@pytest.mark.parametrize("name", INSIDE)
def test_who_sees_invitations(app, as_, name, cast, pair, cities):
    """A city's officers theirs, the programme all; others do not read other people's mail."""
    for city, by in (("Cologne", "anna"), ("Soria", "diego")):
        Invitation.send(
            pair,
            mail=f"{by}2@example.org",
            name=f"New in {city}",
            role="contributor",
            city=cities[city],
            by=cast[by],
        )
    db.session.commit()
    page = as_(name).get(URL).text
    programme = name in ("maria", "tom", "vera")
    assert ("New in Cologne" in page) is (programme or name == "anna")
    assert ("New in Soria" in page) is (programme or name == "diego")
    assert ("/withdrawal" in page) is (name in ("anna", "diego", "maria", "tom"))


def test_a_city_without_people_says_so(app, as_, cast, pair):
    db.session.delete(Membership.of(pair.id, cast["ibai"].id))
    db.session.commit()
    assert "Nobody from Vitoria-Gasteiz has joined yet." in as_("anna").get(URL).text


def test_queries_do_not_grow_with_rows(app, as_, cast, pair, cities):
    counts = []
    for n in range(2):
        for m in range(5):
            who = Person.known_as(f"p{n}{m}@example.org", f"P {n}{m}")
            Membership.start(pair, who, "contributor", cities["Cologne"], by=None)
            about = {"mail": f"i{n}{m}@example.org", "name": "I", "role": "expert", "city": None}
            Invitation.send(pair, by=cast["maria"], **about)
        db.session.commit()
        with count_queries() as queries:
            assert as_("maria").get(URL).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
