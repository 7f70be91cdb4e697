"""Waiting for me: what waits in each pair; for managers and auditors all pairs."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import access, hx
from app.accounts.models import Person
from app.budgets import balances
from app.claims.waits import claims_waiting
from app.clock import today
from app.pairs import waits, words
from app.pairs.models import Pair
from app.pairs.places import plain
from app.standing import programme_role

bp = Blueprint("waiting", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.ask"))
    me = access.me()
    mine = waits.pairs_of(me)
    invited = waits.invitations(me)
    role = programme_role(me)
    if len(mine) == 1 and role is None and not invited:
        return redirect(url_for("pairs.show", slug=mine[0][0].slug))
    context = _context(me, mine) | {"invited": invited, "role": role}
    return hx.render("pairs/waiting.html", "pairs/_all_waiting.html", **context)


def _context(me: Person, mine: waits.Mine) -> dict[str, Any]:
    sought = request.args.get("q", "").strip()[:80]
    found = [pair for pair, _at in mine if _matches(pair, sought)]
    money = [pair.id for pair, at in mine if at.role in ("officer", "manager", "auditor")]
    return {
        "pairs": found,
        "total": len(mine),
        "q": sought,
        "waits": waits.waits(me, mine),
        "left": {i: b.left for i, b in balances.totals(money).items()} if money else {},
        "claims": claims_waiting(_programmes(mine)),
        "states": words.STATE,
        "on": today("UTC"),
    }


def _programmes(mine: waits.Mine) -> list[int]:
    return [pair.id for pair, at in mine if at.role in ("manager", "auditor")]


def _matches(pair: Pair, sought: str) -> bool:
    words_ = [pair.name, pair.activity_name, pair.cohort.name, *(c.name for c in pair.cities)]
    return plain(sought) in plain(" · ".join(words_))
