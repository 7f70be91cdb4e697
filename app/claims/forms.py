"""The forms of a city: beginning a claim, who is paid, a line, proofs, a split, handing in."""

import contextlib
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.claims import words
from app.files.forms import FilesField
from app.forms import BaseForm, IbanField, MoneyField, one_line, positive
from app.money import CURRENCIES, plain


def choices(labels: dict[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in labels.items()]


def whole(value: Any) -> int:
    """A row's id; 0 for what is no number: a crafted choice is refused, and is no fault of ours."""
    value = getattr(value, "id", value)
    return int(value) if str(value).isdecimal() else 0


def compact(value: str | None) -> str:
    """An IBAN without its spaces, as it is stored."""
    return one_line(value).replace(" ", "").upper()


class DraftForm(BaseForm):
    visit = SelectField(_l("Visit"), coerce=whole, validate_choice=False)


class PayeeForm(BaseForm):
    kind = RadioField(_l("Who is paid?"), choices=choices(words.PAYEE), default="city")
    person = SelectField(_l("Person"), coerce=whole, default=0)
    holder = StringField(
        _l("Account holder"), [DataRequired(), Length(max=120)], filters=[one_line]
    )
    iban = IbanField(_l("IBAN"), [DataRequired(), Length(max=34)], filters=[compact])

    def current(self, claim: Any) -> dict[str, Any]:
        return {"kind": claim.payee_kind, "person": claim.payee_person_id or 0}


class LineForm(BaseForm):
    """One cost; amount and VAT are read in the currency that is typed beside them."""

    file = HiddenField(default="")  # a proof that was there first
    category = SelectField(_l("Category"), choices=choices(words.CATEGORY))
    traveller = SelectField(_l("Whose cost"), coerce=whole, default=0)
    description = StringField(
        _l("Short description, in English"), [DataRequired(), Length(max=200)], filters=[one_line]
    )
    document_date = DateField(_l("Date of the document"), [InputRequired()])
    paid_date = DateField(_l("Paid on"), [Optional()])
    amount = MoneyField(_l("Amount, as paid"), [InputRequired(), positive], currency="currency")
    currency = StringField(
        _l("Currency"), [DataRequired()], default="EUR", filters=[lambda v: one_line(v).upper()]
    )
    vat = MoneyField(_l("VAT in it"), currency="currency")
    vat_recoverable = BooleanField(_l("The VAT comes back to us"))
    paid_by = SelectField(_l("Who paid the bill"), choices=choices(words.PAID_BY), default="city")
    eur_charged = MoneyField(_l("EUR charged to the card"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.amount, self.vat):
            if not field.raw and field.data is not None and self.currency.data in CURRENCIES:
                field.raw = plain(field.data, self.currency.data)

    def validate_currency(self, field: StringField) -> None:
        if field.data not in CURRENCIES:
            code = (field.data or "")[:10]
            raise ValidationError(_("We do not know the currency “%(code)s”.", code=code))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        if self.currency.errors:  # said once, where it is to be put right
            self.amount.errors = self.vat.errors = []
        return fine

    @classmethod
    def typed(cls) -> tuple[str, ...]:
        """What a person types: all but once and version."""
        return tuple(name for name in cls()._fields if name not in ("once", "version"))

    def retype(self, fields: dict[str, str]) -> None:
        """As it was typed, right or wrong."""
        for name, text in fields.items():
            field = self._fields.get(name)
            if field is not None and name in self.typed():
                field.process(None, field.default)
                with contextlib.suppress(ValueError):  # no day yet, or no list's entry
                    field.process_formdata([text] if text else [])
                field.raw_data = [text]

    def current(self, line: Any) -> dict[str, Any]:
        return {"traveller": line.traveller_id or 0}

    def against(self, line: Any) -> None:
        super().against(line)
        if self.traveller.theirs:
            self.traveller.theirs = words.who(line.traveller) if line.traveller else "–"

    def facts(self, travellers: list[Any]) -> dict[str, Any]:
        """What a line is made of; `travellers` are those that the form offers."""
        facts = self.values()
        chosen, _file = facts.pop("traveller"), facts.pop("file")
        facts["traveller"] = next((t for t in travellers if t.id == chosen), None)
        return facts | {"vat": facts["vat"] or 0}


class TextForm(BaseForm):
    """*Correct text*: what may still be put right in a decided claim."""

    description = StringField(
        _l("Short description, in English"), [DataRequired(), Length(max=200)], filters=[one_line]
    )
    document_date = DateField(_l("Date of the document"), [InputRequired()])
    paid_date = DateField(_l("Paid on"), [Optional()])


class ProofsForm(BaseForm):
    kind = SelectField(_l("What it proves"), choices=choices(words.PROOF))
    files = FilesField(_l("Files (PDF, JPEG, PNG or HEIC)"))
    known = SelectField(_l("Or a file that this claim has already"), coerce=whole, default=0)

    def validate_files(self, field: FilesField) -> None:
        if not field.taken and not self.known.data and not field.errors:
            raise ValidationError(_("Please choose a file."))


class TrayForm(BaseForm):
    """Proofs first, lines after."""

    files = FilesField(_l("Photos or scans of proofs"))

    def validate_files(self, field: FilesField) -> None:
        if not field.taken and not field.errors:
            raise ValidationError(_("Please choose a file."))


class SubmissionForm(BaseForm):
    declared = BooleanField(_l("I declare this"))
