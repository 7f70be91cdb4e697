"""The form of a cohort. Milestones and outline are written as plain lines, one way to type each."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms import BaseForm, MoneyField, one_line, positive, trimmed
from app.pairs.programmes import Cohort

MOST = 60  # lines of milestones, headings of an outline


class LinesField(TextAreaField):
    """A text that stands for rows; `data` is the text, `rows` what was read from it."""

    def __init__(self, *args: Any, read: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read = read
        self.rows: list[Any] = []

    def pre_validate(self, form: Any) -> None:
        self.rows = self.read(trimmed(self.data))
        if len(self.rows) > MOST:
            raise StopValidation(_("These are more than %(n)s.", n=MOST))


def read_milestones(text: str) -> list[tuple[str, date]]:
    """Lines like “2026-03-01 Kick-off”, or with 1.3.2026 or 1/3/2026."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        first, _space, name = line.partition(" ")
        day = _date(first.rstrip(":,;"))
        if day is None or not name.strip():
            words = _("“%(line)s” is no milestone: write it like 2026-03-01 Kick-off.")
            raise StopValidation(words % {"line": line[:60]})
        found.append((one_line(name)[:120], day))
    return found


def write_milestones(rows: list[tuple[str, date]]) -> str:
    return "\n".join(f"{day.isoformat()} {name}" for name, day in rows)


def read_outline(text: str) -> list[tuple[str, str]]:
    """Paragraphs: the first line is the heading, what follows is its guidance."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        heading, _end, guidance = block.strip().partition("\n")
        if len(heading) > 160:
            words = _("The heading “%(start)s…” is too long.")
            raise StopValidation(words % {"start": heading[:40]})
        if heading:
            found.append((one_line(heading), one_line(guidance)))
    if not found:
        raise StopValidation(_("A plan needs at least one heading."))
    return found


def write_outline(rows: list[tuple[str, str]]) -> str:
    return "\n\n".join("\n".join(filter(None, row)) for row in rows)


def _date(text: str) -> date | None:
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = found.groups()
    elif found := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


class TicksField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def at_least_one(_form: Any, field: Field) -> None:
    if not field.data:
        raise StopValidation(_("Please choose at least one."))


class CohortForm(BaseForm):
    name = StringField(_l("Name"), [DataRequired(), Length(max=120)], filters=[one_line])
    starts_on = DateField(_l("First day"), [InputRequired()])
    months = IntegerField(_l("Months"), [InputRequired(), NumberRange(1, 60)])
    languages = TicksField(
        _l("Languages of the plans"),
        [at_least_one],
        choices=[
            SelectChoice("en", _l("English")),
            SelectChoice("de", _l("German")),
            SelectChoice("es", _l("Spanish")),
        ],
    )
    milestone_lines = LinesField(
        _l("Milestones"),
        read=read_milestones,
        description=_l("One a line: the date, then its name. Like 2026-03-01 Kick-off"),
    )
    pot = MoneyField(
        _l("Pot, in EUR"),
        [InputRequired()],
        description=_l("All that the budgets of this cohort's pairs may come to."),
    )
    seat_cap = MoneyField(_l("Cap of a seat, in EUR"), [InputRequired(), positive])
    cap_unit = SelectField(
        _l("The cap holds"),
        choices=[
            SelectChoice("programme", _l("for all visits together")),
            SelectChoice("visit", _l("for each visit")),
        ],
    )
    rate_source = SelectField(
        _l("Exchange rates"),
        choices=[
            SelectChoice("ecb", _l("of the European Central Bank, daily")),
            SelectChoice("inforeuro", _l("of InforEuro, monthly")),
        ],
    )
    rate_date = SelectField(
        _l("Whose rate counts"),
        choices=[
            SelectChoice("document", _l("that of the document's date")),
            SelectChoice("paid", _l("that of the day it was paid")),
            SelectChoice("submission", _l("that of the day the claim is submitted")),
        ],
    )
    last_claim_date = DateField(_l("Last day for claims"), [InputRequired()])
    paid_by_another = BooleanField(_l("A claim is paid by another manager than decided on it"))
    plan_name = StringField(
        _l("Name of the plan"), [DataRequired(), Length(max=120)], filters=[one_line]
    )
    outline_lines = LinesField(
        _l("Outline of the plan"),
        read=read_outline,
        description=_l(
            "Each heading on a line of its own, a sentence on it below, then an empty line."
        ),
    )
    declaration = TextAreaField(
        _l("Declaration that is signed with a claim"),
        [DataRequired(), Length(max=4000)],
        filters=[trimmed],
    )
    funding_statement = TextAreaField(
        _l("Statement on EU funding"), [Length(max=4000)], filters=[trimmed]
    )
    retention_years = IntegerField(
        _l("Years that records are kept"), [InputRequired(), NumberRange(1, 30)]
    )
    final_payment_on = DateField(_l("Final payment of the grant"), [Optional()])
    silence_days = IntegerField(
        _l("Days until an expert's silence counts as no answer"),
        [InputRequired(), NumberRange(1, 180)],
    )
    purge_weeks = IntegerField(
        _l("Weeks after a visit until its needs are wiped"), [InputRequired(), NumberRange(1, 52)]
    )

    def rules(self) -> dict[str, Any]:
        """The cohort's columns as they were typed."""
        rules = self.values()
        del rules["milestone_lines"], rules["outline_lines"]
        rows = {"milestones": self.milestone_lines.rows, "outline": self.outline_lines.rows}
        return rules | rows

    def current(self, thing: Cohort) -> dict[str, Any]:
        return texts(thing)


def texts(cohort: Cohort) -> dict[str, Any]:
    """A cohort's rows as lines for the form."""
    return {
        "milestone_lines": write_milestones([(one.name, one.on) for one in cohort.milestones]),
        "outline_lines": write_outline([(one.heading, one.guidance) for one in cohort.outline]),
    }
