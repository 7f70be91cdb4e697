"""What an import would do: look() checks the rows of the sheets against what is there.

Nothing is written here (carrying.py does that), so a preview and the import itself agree.
"""

from app.pairs.intake.budgets import check_budgets
from app.pairs.intake.cities import check_cities, drop_incomplete
from app.pairs.intake.known import Known
from app.pairs.intake.people import check_people
from app.pairs.intake.plans import Intake, Line
from app.pairs.intake.seats import check_seats
from app.pairs.programmes import Cohort
from app.pairs.sheets import Sheets

__all__ = ["Intake", "Line", "look"]


def look(cohort: Cohort, sheets: Sheets) -> Intake:
    """Every row as new, as it is already, or with a sentence why it cannot be taken."""
    intake = Intake(cohort, Known.of(cohort, sheets))
    intake.lines = [Line(sheet, n, "wrong", words) for sheet, n, words in sheets.wrong]
    check_cities(intake, sheets.rows["Cities"])
    check_people(intake, sheets.rows["People"])
    drop_incomplete(intake)
    check_seats(intake, sheets.rows["Seats"])
    check_budgets(intake, sheets.rows["Budgets"])
    return intake
