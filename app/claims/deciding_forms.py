"""The forms of managers: deciding on a line, sending back, paying, reopening, taking back."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from app.claims import words
from app.claims.forms import choices, compact, whole
from app.files.forms import UploadField
from app.forms import BaseForm, IbanField, MoneyField, ReasonForm, one_line, positive, trimmed

DECISIONS = ("approved", "in_part", "refused", "sent_back", "later")


class DecisionForm(BaseForm):
    result = SelectField(
        _l("Decision"),
        choices=choices({code: words.RESULT[code][0] for code in ("open", *DECISIONS)}),
    )
    amount = MoneyField(_l("Approved amount, in EUR"))
    reason = TextAreaField(
        _l("Reason, for the city to read"), [Length(max=2000)], filters=[trimmed]
    )


class AllForm(ReasonForm):
    """One word for every open line."""

    result = RadioField(
        _l("What shall happen to every open line?"),
        choices=choices({code: words.ALL[code] for code in ("sent_back", "refused")}),
        default="sent_back",
    )


class PaymentForm(BaseForm):
    paid_on = DateField(_l("Paid on"), [InputRequired()])
    reference = StringField(
        _l("Reference at the bank"), [DataRequired(), Length(max=140)], filters=[one_line]
    )
    proof = UploadField(_l("The bank's proof (PDF or picture)"))

    def facts(self) -> dict[str, Any]:
        """Once it is validated: the proof is taken in then."""
        return self.values("paid_on", "reference") | {"proof": self.proof.taken}


class ReopeningForm(ReasonForm):
    kind = RadioField(_l("What shall be corrected?"), choices=choices(words.REOPENING))


class AccountForm(ReasonForm):
    holder = StringField(
        _l("Account holder"), [DataRequired(), Length(max=120)], filters=[one_line]
    )
    iban = IbanField(_l("IBAN"), [DataRequired(), Length(max=34)], filters=[compact])


class RecoveryForm(ReasonForm):
    amount = MoneyField(_l("Amount that came back, in EUR"), [InputRequired(), positive])
    finding = StringField(
        _l("Number of the finding"), [DataRequired(), Length(max=60)], filters=[one_line]
    )
    received_on = DateField(_l("Received on"), [InputRequired()])


class ListForm(BaseForm):
    """Claims that go to the bank together."""

    claims = SelectMultipleField(_l("Claims"), coerce=whole, validate_choice=False)
