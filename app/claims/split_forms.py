"""The form that splits one invoice: what it is, and each traveller's part."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.claims import words
from app.claims.forms import choices, whole
from app.claims.lines import TRAVEL
from app.claims.models import Claim
from app.claims.tray import Share, nights
from app.files.models import File
from app.forms import BaseForm, MoneyField, one_line, positive
from app.journeys.models import Journey
from app.money import CURRENCIES, Unreadable, parse
from app.visits.travellers import Traveller


class PartForm(Form):
    """One traveller's."""

    takes_part = BooleanField(_l("Takes part"))
    nights = IntegerField(_l("Nights"), [Optional(), NumberRange(0, 366)])
    amount = StringField(_l("Amount"), [Length(max=30)], render_kw={"inputmode": "decimal"})


class SplitForm(BaseForm):
    file = SelectField(_l("Invoice"), coerce=whole)
    kind = SelectField(_l("What it proves"), choices=choices(words.PROOF))
    category = SelectField(
        _l("Category"), choices=choices({code: words.CATEGORY[code] for code in TRAVEL})
    )
    description = StringField(
        _l("Short description, in English"), [DataRequired(), Length(max=200)], filters=[one_line]
    )
    document_date = DateField(_l("Date of the document"), [InputRequired()])
    paid_date = DateField(_l("Paid on"), [Optional()])
    amount = MoneyField(
        _l("Amount of the whole invoice"), [InputRequired(), positive], currency="currency"
    )
    currency = StringField(
        _l("Currency"), [DataRequired()], default="EUR", filters=[lambda v: one_line(v).upper()]
    )
    vat = MoneyField(_l("VAT in it"), currency="currency")
    vat_recoverable = BooleanField(_l("The VAT comes back to us"))
    paid_by = SelectField(_l("Who paid the bill"), choices=choices(words.PAID_BY), default="city")
    how = RadioField(_l("How is it shared out?"), choices=choices(words.SPLIT), default="equal")

    def validate_currency(self, field: StringField) -> None:
        if field.data not in CURRENCIES:
            code = (field.data or "")[:10]
            raise ValidationError(_("We do not know the currency “%(code)s”.", code=code))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        if self.currency.errors:
            self.amount.errors = self.vat.errors = []
        for field in self.shares():
            text = field.form.amount.data
            if fine and self.how.data == "by_hand" and field.form.takes_part.data and text:
                try:
                    parse(text, self.currency.data or "EUR")
                except Unreadable as no:
                    field.form.amount.errors = [no.sentence]
                    fine = False
        return fine

    def shares(self) -> list[Any]:
        return [field for field in self if isinstance(field, FormField)]

    def parts(self, travellers: list[Traveller]) -> list[Share]:
        """Of those who take part."""
        by_hand, code = self.how.data == "by_hand", self.currency.data or "EUR"
        found = []
        for traveller in travellers:
            part = self[_name(traveller)].form
            if part.takes_part.data:
                amount = parse(part.amount.data, code) if by_hand and part.amount.data else None
                found.append(Share(traveller, part.nights.data or 0, amount))
        return found


def blank(claim: Claim, travellers: list[Traveller], files: list[File], chosen: int) -> Any:
    """Everybody takes part, with their nights as planned."""
    known = {number: journey.nights for number, journey in Journey.on(claim.visit).items()}
    data: dict[str, Any] = {
        _name(one): {"takes_part": True, "nights": nights(claim, known, one)} for one in travellers
    }
    category = "accommodation"
    return _made(travellers, files)(data=data | {"file": chosen, "category": category})


def posted(travellers: list[Traveller], files: list[File]) -> Any:
    return _made(travellers, files)(request.form)


def _made(travellers: list[Traveller], files: list[File]) -> Any:
    parts = {_name(one): FormField(PartForm, label=words.who(one)) for one in travellers}
    kinds = [SelectChoice(file.id, file.name) for file in files]
    made: Any = type("SplitForm", (SplitForm,), parts)

    def with_files(*args: Any, **kwargs: Any) -> Any:
        form = made(*args, **kwargs)
        form.file.choices = kinds
        return form

    return with_files


def _name(traveller: Traveller) -> str:
    return f"part_{traveller.id}"
