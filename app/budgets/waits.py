"""What waits for a manager: changes of budgets that a colleague asked for."""

from flask_babel import gettext as _

from app.accounts.models import Person
from app.budgets.changes import BudgetChange
from app.standing import Standing

Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address


def of(standings: dict[int, Standing], person: Person) -> Todo:
    """Not what one asked for oneself: a second manager confirms that."""
    managed = [n for n, at in standings.items() if at.role == "manager"]
    words = _("Confirm or drop a change of the budget.")
    waiting = BudgetChange.waiting(managed) if managed else []
    return [(one.pair.id, words, "budget/changes") for one in waiting if one.by_id != person.id]
