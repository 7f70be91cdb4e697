"""The forms of a changed budget and a changed cap."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.budgets import words
from app.forms import MoneyField, ReasonForm, positive


class ChangeForm(ReasonForm):
    kind = RadioField(
        _l("What shall change?"),
        [InputRequired()],
        choices=[SelectChoice(code, label) for code, label in words.CHANGE.items()],
    )
    from_line = SelectField(_l("From"), choices=[])
    to_line = SelectField(_l("To"), choices=[])
    amount = MoneyField(_l("Amount, in EUR"))


class CapForm(ReasonForm):
    seat_cap = MoneyField(_l("New cap of a seat, in EUR"), [InputRequired(), positive])
    cap_unit = SelectField(
        _l("The cap holds"),
        choices=[
            SelectChoice("programme", _l("for all visits together")),
            SelectChoice("visit", _l("for each visit")),
        ],
    )
