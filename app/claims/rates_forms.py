"""The forms of the page of rates: a published file, and one rate typed in by hand."""

import re
from decimal import Decimal
from typing import Any, BinaryIO, cast

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FileField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from app.claims.rate_files import Read, month_in, read
from app.clock import today
from app.errors import Refused
from app.forms import BaseForm, one_line
from app.money import CURRENCIES

RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,10})?")


class RateForm(BaseForm):
    """A rate as people type it, with a comma or a point."""

    currency = StringField(
        _l("Currency"), [DataRequired()], filters=[lambda v: one_line(v).upper()]
    )
    on = DateField(_l("Day"), [InputRequired()])
    per_eur = StringField(
        _l("How much of it is one euro"), [DataRequired(), Length(max=20)], filters=[one_line]
    )

    def validate_currency(self, field: StringField) -> None:
        if field.data not in CURRENCIES or field.data == "EUR":
            code = (field.data or "")[:10]
            raise ValidationError(_("We do not know the currency “%(code)s”.", code=code))

    def validate_on(self, field: DateField) -> None:
        if field.data and field.data > today("UTC"):
            raise ValidationError(_("This day is in the future."))

    def validate_per_eur(self, field: StringField) -> None:
        text = (field.data or "").replace(",", ".")
        if not RATE.fullmatch(text) or Decimal(text) <= 0:
            raise ValidationError(_("Please write a rate like 1.0852, without other signs."))

    def facts(self) -> dict[str, Any]:
        rate = Decimal((self.per_eur.data or "").replace(",", "."))
        return self.values("currency", "on") | {"per_eur": rate}


class RateFileForm(BaseForm):
    """A published file; what is in it is read while the form is validated, then in `found`."""

    file = FileField(_l("File of the ECB (CSV or ZIP) or of InforEuro (CSV)"))
    month = StringField(_l("Month, where the file does not say it"), filters=[one_line])
    found: Read | None = None

    def validate_file(self, field: FileField) -> None:
        given = request.files.get("file")
        if not given or not given.filename:
            raise ValidationError(_("Please choose a file."))
        try:
            month = month_in(self.month.data or "")
            self.found = read(cast(BinaryIO, given.stream), name=given.filename, month=month)
        except Refused as no:
            raise ValidationError(no.sentence) from no
