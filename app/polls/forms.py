"""The forms of a poll: its stays in rows, an answer, a guest; and of a city's closed days."""

from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Optional

from app.accounts.forms import NAMES
from app.forms import ActForm, BaseForm, one_line, trimmed
from app.pairs.models import MemberCity, Pair
from app.polls.models import Days, Poll
from app.polls.respondents import VALUES
from app.rows import Rows
from app.visits.forms import number, sensible_day
from app.visits.terms import wrong_days

MOST_OPTIONS = 20


class DaysForm(Form):
    """A row: a stay. A row without anything in it does not count."""

    from_on = DateField(_l("First day"), [Optional(), sensible_day])
    to_on = DateField(_l("Last day"), [Optional(), sensible_day])

    class Meta(BaseForm.Meta):
        pass

    @property
    def is_blank(self) -> bool:
        return not any(field.data or field.errors for field in (self.from_on, self.to_on))

    def check(self) -> None:
        check_days(self.from_on, self.to_on)


def check_days(first: Any, last: Any) -> None:
    """What is missing or wrong, beside its field."""
    for field in (first, last):
        if not field.data and not field.errors:
            field.errors = [_("This field is required.")]
    if first.data and last.data and (sentence := wrong_days(first.data, last.data)):
        last.errors = [*last.errors, sentence]


class OptionRows(Rows):
    def check(self) -> None:
        for row in self.filled():
            row.check()
        few = [_("Please suggest at least two stays to choose from.")]
        self.errors = self.wrong() or ([] if len(self.filled()) > 1 else few)


class PollForm(BaseForm):
    options = OptionRows(FormField(DaysForm), _l("Stays to choose from"), max_entries=MOST_OPTIONS)
    closes_on = DateField(_l("Answers until"), [Optional(), sensible_day])
    remarks = TextAreaField(
        _l("What people should know"), [Length(max=2000)], filters=[trimmed], render_kw={"rows": 2}
    )

    def wants_row(self) -> bool:
        pressed = self.options.asked_for()
        self.status = 200 if pressed else self.status
        return pressed

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self.options.check()
        return not any(field.errors for field in self)

    def days(self) -> list[Days]:
        return [(row.from_on.data, row.to_on.data) for row in self.options.filled()]


class SuggestForm(BaseForm):
    from_on = DateField(_l("First day"), [DataRequired(), sensible_day])
    to_on = DateField(_l("Last day"), [DataRequired(), sensible_day])

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        check_days(self.from_on, self.to_on)
        return not any(field.errors for field in self)


class AnswerForm(ActForm):
    """The options are not known to the class: `option-7` holds yes, if_need_be or no."""

    remarks = TextAreaField(
        _l("Remarks"), [Length(max=1000)], filters=[trimmed], render_kw={"rows": 2}
    )

    def said(self, poll: Poll) -> dict[int, str]:
        given = {option.id: request.form.get(f"option-{option.id}", "") for option in poll.options}
        return {number: value for number, value in given.items() if value in VALUES}


class GuestForm(BaseForm):
    name = StringField(_l("Name"), [DataRequired(), Length(max=120)], filters=[one_line])
    mail = StringField(
        _l("Mail address"), [Optional(), Email(), Length(max=254)], filters=[one_line]
    )
    member_city_id = SelectField(_l("Stands for"), coerce=number)
    language = SelectField(
        _l("Language of the mail"),
        choices=[SelectChoice(*one) for one in NAMES.items()],
    )

    def offer(self, pair: Pair) -> Self:
        self.pair = pair
        cities = [SelectChoice(city.id, city.name) for city in pair.cities]
        self.member_city_id.choices = [SelectChoice("", _("No city")), *cities]
        return self

    def facts(self) -> dict[str, Any]:
        city: MemberCity | None = self.pair.city(self.member_city_id.data)
        return self.values("name", "mail", "language") | {"city": city}


class ClosedForm(SuggestForm):
    name = StringField(_l("What is it?"), [DataRequired(), Length(max=120)], filters=[one_line])
