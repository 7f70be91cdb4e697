"""What every form shares: once, version, and running a rule with its reasons beside the fields."""

import re
import secrets
from collections.abc import Callable
from typing import Any, Self, TypeVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from stdnum import iban
from stdnum.exceptions import ValidationError as BadNumber
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, StopValidation
from wtforms.widgets import TextInput

from app.errors import Refused, Stale
from app.events import act
from app.money import Unreadable, parse, plain

T = TypeVar("T")


class Translations:
    """WTForms' own sentences through the app's catalogue, where they are listed in this file."""

    def gettext(self, string: str) -> str:
        return _(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return _(singular if n == 1 else plural)


class BaseForm(Form):
    """`form.act(rule)` is the one way from a form to a rule; `status` is what went wrong, if so."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(16))
    version = HiddenField(default="0")

    status = 422
    problem = ""
    conflict = False

    class Meta:
        def get_translations(self, _form: Form) -> Translations:
            return Translations()

        def wrap_formdata(self, _form: Form, formdata: Any) -> Any:
            """Without the sign NUL: nobody types it, some programs copy it, and PostgreSQL takes it
            in no text."""
            if not isinstance(formdata, MultiDict):
                return formdata
            return MultiDict([(n, v.replace("\0", "")) for n, v in formdata.items(multi=True)])

    @classmethod
    def posted(cls, **data: Any) -> Self:
        """The form as it came in; fields that it does not have are ignored."""
        return cls(request.form, **data)

    @property
    def seen_version(self) -> int:
        """As it came in: a thing's own one, which a form takes when none came, was not seen."""
        text = (self.version.raw_data or ["0"])[0]
        return int(text) if text.isdecimal() else 0

    def values(self, *names: str) -> dict[str, Any]:
        """The cleaned values by name (all but once and version by default)."""
        wanted = names or tuple(n for n in self._fields if n not in ("once", "version"))
        return {name: self._fields[name].data for name in wanted}

    def act(self, rule: Callable[[], T]) -> T | None:
        """The rule's result, or None with the reasons in the form (422, or 409 with both texts)."""
        if not self.validate():
            return None
        try:
            return act(rule, by=current_user._get_current_object(), once=self.once.data or "")
        except Refused as no:
            self.refuse(no)
        except Stale as stale:
            self.against(stale.thing)
        except StaleDataError:
            self.status, self.problem = 409, _("Somebody changed this at the same moment.")
        return None

    def refuse(self, no: Refused) -> None:
        field = self._fields.get(no.field or "")
        if field is None:
            self.problem = no.sentence
        else:
            field.errors = [*field.errors, no.sentence]

    def against(self, thing: Any) -> None:
        """Shows what is stored now beside what was typed; sending again knowingly replaces it."""
        self.status, self.conflict = 409, True
        current = type(self)(obj=thing, data=self.current(thing))
        for name, field in self._fields.items():
            other = current._fields[name]
            if hasattr(field, "choices"):
                other.choices = field.choices
            if name not in ("once", "version") and other._value_shown() != field._value_shown():
                field.theirs = other._value_shown()
        self.version.data = str(thing.version)
        self.problem = _(
            "Somebody else changed this while you were writing. Their text stands beside yours: "
            "look at it, and save again to keep what is in the form."
        )

    def current(self, _thing: Any) -> dict[str, Any]:
        """Values of a thing that are not plain attributes of the same name."""
        return {}


def _value_shown(field: Field) -> str:
    """A field's content as a person would read it."""
    choices = getattr(field, "choices", None)
    if choices and not isinstance(choices, dict):
        words = {str(choice.value): str(choice.label) for choice in choices}
        picked = field.data if isinstance(field.data, list) else [field.data]
        return ", ".join(words.get(str(value), "") for value in picked if value is not None)
    value = field._value() if hasattr(field, "_value") else field.data
    return str(value if value is not None else "")


Field.theirs = None
Field._value_shown = _value_shown


class ActForm(BaseForm):
    """A button: nothing to fill in."""


class ReasonForm(BaseForm):
    """A button that needs a reason."""

    reason = TextAreaField(
        _l("Reason"), [DataRequired(), Length(max=2000)], filters=[lambda v: trimmed(v)]
    )


class MoneyField(Field):
    """An amount as people type it; `data` in minor units of the currency.

    `currency` is a code, or the name of the form's field that holds it.
    """

    widget = TextInput()
    data: Any

    def __init__(self, *args: Any, currency: str = "EUR", **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "decimal"})
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.raw = ""

    def _value(self) -> str:
        if self.raw:
            return self.raw
        return "" if self.data is None else plain(self.data, "EUR")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw = valuelist[0].strip() if valuelist else ""
        self.data = None

    def pre_validate(self, form: Form) -> None:
        if not self.raw:
            return
        code = self.currency
        if code in form._fields:
            code = form._fields[code].data or "EUR"
        try:
            self.data = parse(self.raw, code)
        except Unreadable as unreadable:
            raise StopValidation(str(unreadable)) from unreadable


class IbanField(StringField):
    """Checked (country, length, check digits) and kept compact."""

    data: Any

    def pre_validate(self, _form: Form) -> None:
        if not self.data:
            return
        try:
            self.data = iban.validate(self.data)
        except BadNumber as bad:
            raise StopValidation(
                _("This is no valid IBAN. Please compare it with your bank statement.")
            ) from bad


def one_line(value: str | None) -> str:
    """A filter: white space folded, nothing at the ends."""
    return re.sub(r"\s+", " ", value or "").strip()


def trimmed(value: str | None) -> str:
    """A filter for longer text: line ends as \\n, nothing at the ends."""
    return (value or "").replace("\r\n", "\n").strip()


def positive(_form: Form, field: Field) -> None:
    if field.data is not None and field.data <= 0:
        raise ValidationError(_("Please write an amount above zero."))


def listed() -> tuple[str, ...]:
    """The sentences of WTForms that people can meet, so that they are translated with ours."""
    return tuple(
        str(sentence)
        for sentence in (
            _l("This field is required."),
            _l("Invalid email address."),
            _l("Not a valid integer value."),
            _l("Not a valid date value."),
            _l("Not a valid time value."),
            _l("Not a valid datetime value."),
            _l("Not a valid choice."),
            _l("Invalid Choice: could not coerce."),
            _l("Invalid choice(s): one or more data inputs could not be coerced."),
            _l("Field cannot be longer than %(max)d character."),
            _l("Field cannot be longer than %(max)d characters."),
            _l("Number must be at least %(min)s."),
            _l("Number must be at most %(max)s."),
            _l("Number must be between %(min)s and %(max)s."),
            _l("Invalid URL."),
            _l("'%(value)s' is not a valid choice for this field."),
            _l("'%(value)s' are not valid choices for this field."),
        )
    )
