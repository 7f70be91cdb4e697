"""What a new cohort starts with: facts of the programme where they are public, else sensible ones.

900 EUR a representative is the programme's own figure; the outline follows what pairs worked on
(shared/reference/programme.md, sections 2 and 3). Managers change all of it in the form.
"""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from app.clock import add_months

MONTHS = 18
SEAT_CAP = 90_000  # EUR cents
CLAIM_MONTHS = 3  # after the end, for the last claims


def rules(starts_on: date) -> dict[str, Any]:
    ends_on = add_months(starts_on, MONTHS) - timedelta(days=1)
    return {
        "starts_on": starts_on,
        "months": MONTHS,
        "languages": ["en"],
        "seat_cap": SEAT_CAP,
        "cap_unit": "programme",
        "rate_source": "ecb",
        "rate_date": "document",
        "last_claim_date": add_months(ends_on, CLAIM_MONTHS),
        "plan_name": _("Twin Cities Action Plan"),
        "declaration": declaration(),
        "funding_statement": funding_statement(),
        "retention_years": 5,
        "silence_days": 14,
        "purge_weeks": 4,
        "paid_by_another": True,
    }


def milestones(starts_on: date, months: int = MONTHS) -> list[tuple[str, date]]:
    """The three modules of the programme, and the plan."""
    return [
        (_("Kick-off"), starts_on),
        (_("First visit held"), add_months(starts_on, round(months * 0.45))),
        (_("Return visit held"), add_months(starts_on, round(months * 0.65))),
        (_("Draft of the plan for the experts"), add_months(starts_on, round(months * 0.8))),
        (_("Plan settled"), add_months(starts_on, months - 1)),
    ]


def outline() -> list[tuple[str, str]]:
    return [
        (
            _("Local context and baseline"),
            _("Where your city stands today, with the figures that you trust."),
        ),
        (
            _("Learning questions"),
            _("What you want to learn, in up to three emission domains, and the levers for it."),
        ),
        (_("What we saw"), _("Per visit: what impressed you and how it works there.")),
        (
            _("Lessons"),
            _("What can work at home, what cannot, and what you would need for it."),
        ),
        (
            _("Activities to replicate"),
            _("Each with its owner, time, resources and source of money."),
        ),
        (_("Governance"), _("The team, and who decides what in which order.")),
        (
            _("Stakeholders and community"),
            _("Whom you involve: academia, private sector, residents."),
        ),
        (_("Barriers and risks"), _("What may stand in the way, and what you will do about it.")),
        (_("Indicators"), _("How you will see that it works, and who measures it.")),
        (_("Working together from here"), _("How you and your pilot city stay in touch.")),
    ]


def declaration() -> str:
    return _(
        "I confirm that these costs were really incurred for this visit, that they are needed for "
        "the twinning, that they are not paid from other EU money, and that the original "
        "documents are kept and will be shown on request."
    )


def funding_statement() -> str:
    return _(
        "NetZeroCities has received funding from the European Union’s Horizon 2020 research and "
        "innovation programme under grant agreement No 101036519."
    )
