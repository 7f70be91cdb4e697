"""How long records are kept: the cohort's years after the final payment of its grant. Nothing of a
claim is ever deleted here: drafts go to the bin, and what was handed in stays."""

from datetime import date

from app.clock import add_months
from app.pairs.programmes import Cohort


def kept_until(cohort: Cohort) -> date | None:
    """The first day on which records may be deleted; None while the final payment is not known."""
    if cohort.final_payment_on is None:
        return None
    return add_months(cohort.final_payment_on, 12 * cohort.retention_years)
