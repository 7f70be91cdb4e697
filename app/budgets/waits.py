"""What waits for a manager: changes of budgets that a colleague asked for."""

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from app.accounts.models import Person
from app.budgets.changes import BudgetChange
from app.budgets.models import Budget
from app.extensions import db
from app.standing import Standing

Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address
ASKED = (
    select(Budget.pair_id)
    .join(BudgetChange, BudgetChange.budget_id == Budget.id)
    .where(BudgetChange.answered_at.is_(None), BudgetChange.by_id != bindparam("person"))
    .where(Budget.pair_id.in_(bindparam("pairs", expanding=True)))
    .order_by(BudgetChange.id)
)


def of(standings: dict[int, Standing], person: Person) -> Todo:
    """Not what one asked for oneself: a second manager confirms that."""
    managed = [n for n, at in standings.items() if at.role == "manager"]
    if not managed:
        return []
    words = _("Confirm or drop a change of the budget.")
    asked = db.session.scalars(ASKED, {"person": person.id, "pairs": managed})
    return [(pair_id, words, "budget/changes") for pair_id in asked]
