"""Who goes for another city meanwhile: their seat and reservation are no longer this claim's."""

import pytest

from app.budgets import balances
from app.budgets.models import Budget
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.events import act
from app.extensions import db
from tests.cast import on_both, person
from tests.claims import story
from tests.claims.story import CLAIMS


def go_for_soria(made):
    """Soria's planned cost is reserved for the traveller from now on."""
    who, by = story.traveller(made), person("maria")
    facts = {"kind": "guest", "name": "Guest", "payer": "programme", "planned": 30_000}
    soria = story.the_pair().cities[1]
    act(lambda: who.change(who.version, by=by, city=soria, **facts), by=by)


def reserved() -> dict[tuple[int, str], int]:
    db.session.rollback()
    known = balances.lines(Budget.of(story.the_pair().id))
    return {place: balance.reserved for place, balance in known.items() if balance.reserved}


@on_both
def test_it_is_not_submitted(as_):
    made = story.visit()
    claim = story.draft(made, 10_000)
    go_for_soria(made)
    answer = as_("anna").post(f"{CLAIMS}/{claim.id}/submission", data={"declared": "y"})
    assert answer.status_code == 422 and "someone who travels for your city" in answer.text


@on_both
@pytest.mark.parametrize("result", ["approved", "in_part"])
def test_approving_does_not_use_up_what_another_city_reserved(as_, result):
    made = story.visit()
    claim = story.submitted(made, 10_000)
    go_for_soria(made)
    before, url = reserved(), f"{CLAIMS}/{claim.id}/lines/{Line.of(claim)[0].id}/decision"
    data = {"result": result, "amount": "50", "reason": "x"}
    assert as_("maria").post(url, data=data).status_code == 422
    assert reserved() == before and not Decision.of_claim(claim)
    refusal = {"result": "refused", "reason": "Travels for Soria now."}
    assert as_("maria").post(url, data=refusal).status_code == 303
