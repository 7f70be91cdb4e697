"""The sheet Budgets: what the pot gives to a line. An import only adds, it never changes a sum."""

from flask_babel import gettext as _

from app.budgets.models import DIRECTIONS
from app.money import Unreadable, parse, show
from app.pairs.intake.plans import BudgetPlan, CityPlan, Intake, PairPlan
from app.pairs.places import plain
from app.pairs.sheets import Row


def check_budgets(intake: Intake, rows: list[Row]) -> None:
    seen: set[tuple[int, str]] = set()
    for row in rows:
        pair = intake.pair_of(row)
        city = pair if isinstance(pair, str) else intake.city_of(row, pair)
        direction = plain(row["Direction"])
        if isinstance(city, str) or isinstance(pair, str):
            intake.wrong(row, str(city))
        elif direction not in DIRECTIONS:
            words = _("“%(word)s” is no direction: write outgoing or incoming.")
            intake.wrong(row, words % {"word": row["Direction"]})
        elif (id(city), direction) in seen:
            intake.wrong(row, _("This line of %(city)s stands here twice.", city=city.name))
        else:
            seen.add((id(city), direction))
            _take(intake, row, pair, city, direction)


def _take(intake: Intake, row: Row, pair: PairPlan, city: CityPlan, direction: str) -> None:
    currency = intake.cohort.currency
    try:
        amount = parse(row["Amount"], currency)
    except Unreadable as unreadable:
        return intake.wrong(row, unreadable.sentence)
    there = intake.known.allocated.get((city.there.id, direction), 0) if city.there else 0
    shown = {"city": city.name, "amount": show(amount, currency)}
    if not amount:
        return intake.wrong(row, _("Please write an amount above zero."))
    if there == amount:
        intake.say(row, "same", _("%(city)s has %(amount)s already.") % shown)
        return None
    if there:
        shown["there"] = show(there, currency)
        words = _("%(city)s has %(there)s already. A change needs two managers, so it is left.")
        return intake.wrong(row, words % shown)
    if amount > intake.known.rest:
        rest = show(intake.known.rest, currency)
        return intake.wrong(row, _("The pot has only %(rest)s left.", rest=rest))
    intake.known.rest -= amount
    pair.budgets.append(BudgetPlan(city, direction, amount))
    words = _("%(amount)s for %(city)s's own travel")
    if direction == "incoming":
        words = _("%(amount)s for %(city)s as host")
    intake.say(row, "new", words % shown)
    return None
