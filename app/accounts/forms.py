"""The forms of signing in and of one's own profile."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Regexp, ValidationError

from app.accounts.models import LANGUAGES
from app.clock import zones
from app.forms import BaseForm, one_line

NAMES = {"en": "English", "de": "Deutsch", "es": "Español"}


class AskForm(BaseForm):
    mail = EmailField(
        _l("Your mail address"),
        [DataRequired(), Length(max=254), Email()],
        filters=[one_line],
        render_kw={"autocomplete": "email", "autofocus": True},
    )


class CodeForm(BaseForm):
    code = StringField(
        _l("The six digits from the mail"),
        [DataRequired(), Regexp(r"^\d{6}$", message=_l("The code has six digits."))],
        filters=[lambda value: (value or "").replace(" ", "")],
        render_kw={
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "autofocus": True,
            "data-private": "true",
        },
    )
    shared = BooleanField(_l("Other people use this device: sign me out after 12 hours"))


def telephone(_form: object, field: Any) -> None:
    if field.data and not re.fullmatch(r"\+?[\d ()/.-]{3,}", field.data):
        raise ValidationError(_("Please write a telephone number, like +49 221 1234567."))


class ProfileForm(BaseForm):
    name = StringField(
        _l("Your name"),
        [DataRequired(), Length(max=120)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    language = SelectField(_l("Language"), choices=[SelectChoice(c, NAMES[c]) for c in LANGUAGES])
    zone = SelectField(_l("Your time zone"))
    home_city = StringField(_l("Home city"), [Length(max=120)], filters=[one_line])
    phone = StringField(
        _l("Telephone, for those who visit your city"),
        [Length(max=40), telephone],
        filters=[one_line],
        render_kw={"type": "tel", "autocomplete": "tel"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone.choices = [SelectChoice(zone, zone.replace("_", " ")) for zone in zones()]
