"""The form of a visit: a stay with its stops in rows, or an online meeting. And of a city's yes."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.forms import BaseForm, one_line, trimmed
from app.pairs.models import Pair
from app.rows import Rows
from app.visits.models import Visit
from app.visits.terms import Stops, overlap, wrong_days

MOST_STOPS = 12


def sensible_day(_form: Form, field: Field) -> None:
    """A slip of the keyboard in the year is a day nobody means."""
    if field.data and not 2000 <= field.data.year <= 2100:
        raise ValidationError(_("Please look at the year."))


def web_address(_form: Form, field: Field) -> None:
    try:
        parts = urlsplit(field.data or "")
        good = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        good = False
    if field.data and (not good or " " in field.data):
        raise ValidationError(_("Please write the whole address, beginning with https://"))


def number(value: Any) -> int | None:
    return int(value) if value else None


class StopForm(Form):
    """One row: a host city and its days. A row without anything in it does not count."""

    member_city_id = SelectField(_l("Host city"), coerce=number)
    from_on = DateField(_l("First day"), [Optional(), sensible_day])
    to_on = DateField(_l("Last day"), [Optional(), sensible_day])

    class Meta(BaseForm.Meta):
        pass

    @property
    def is_blank(self) -> bool:
        days = (self.from_on, self.to_on)
        return not self.member_city_id.data and not any(day.data or day.errors for day in days)

    def check(self) -> None:
        """What is missing or wrong in this row, beside its field."""
        for field in (self.member_city_id, self.from_on, self.to_on):
            if not field.data and not field.errors:
                field.errors = [_("This field is required.")]
        if self.from_on.data and self.to_on.data:
            sentence = wrong_days(self.from_on.data, self.to_on.data)
            self.to_on.errors = [*self.to_on.errors, *filter(None, [sentence])]


class StopRows(Rows):
    """The stops, in the order of travel."""

    def check(self) -> None:
        rows = self.filled()
        for row in rows:
            row.check()
        for before, after in zip(rows, rows[1:], strict=False):
            last, first = before.to_on.data, after.from_on.data
            if last and first and first < last:
                after.from_on.errors = [*after.from_on.errors, overlap()]
        self.errors = self.wrong() or ([] if rows else [_("Please choose where you go, and when.")])

    def _value_shown(self) -> str:
        cities = {str(c.value): c.label for row in self.entries for c in row.member_city_id.choices}
        return "; ".join(
            f"{cities.get(str(row.member_city_id.data), '')} "
            f"{clock.days(row.from_on.data, row.to_on.data)}"
            for row in self.filled()
            if row.from_on.data and row.to_on.data
        )


class VisitForm(BaseForm):
    """Which of the two it is was chosen before, and stands in `online`."""

    online = HiddenField(default="")
    title = StringField(
        _l("What is it called?"), [DataRequired(), Length(max=160)], filters=[one_line]
    )
    purpose = TextAreaField(
        _l("What is it for?"), [Length(max=4000)], filters=[trimmed], render_kw={"rows": 3}
    )
    stops = StopRows(FormField(StopForm), _l("Stops"), min_entries=1, max_entries=MOST_STOPS)
    meets_on = DateField(_l("Day"), [Optional(), sensible_day])
    meets_time = TimeField(_l("Time"), [Optional()])
    minutes = IntegerField(
        _l("Length in minutes"), [Optional(), NumberRange(min=5, max=1440)], default=90
    )
    link = StringField(
        _l("Link"), [Length(max=500), web_address], filters=[one_line], render_kw={"type": "url"}
    )
    cities = SelectMultipleField(
        _l("Cities that take part"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(
        self,
        formdata: Any = None,
        obj: Visit | None = None,
        *,
        pair: Pair | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(formdata, obj, **kwargs)
        self.pair: Pair = pair or obj.pair  # type: ignore[union-attr]
        self.cities.choices = self._choices()
        self.offer_cities()

    @classmethod
    def of(cls, visit: Visit) -> "VisitForm":
        return cls(obj=visit, data=cls.current(visit))

    @staticmethod
    def current(visit: Visit) -> dict[str, Any]:
        meets = clock.local(visit.meets_at, visit.zone) if visit.meets_at else None
        return {
            "cities": [guest.member_city_id for guest in visit.guests],
            "meets_on": meets.date() if meets else None,
            "meets_time": meets.time() if meets else None,
        }

    @property
    def is_online(self) -> bool:
        return str(self.online.data) in ("1", "True")

    @property
    def zone(self) -> str:
        return str(self.pair.cities[0].zone)

    def wants_row(self) -> bool:
        """Whether a button beside the rows was pressed: nothing is stored then."""
        pressed = self.stops.asked_for()
        if pressed:
            self.offer_cities()
            self.status = 200
        return pressed

    def offer_cities(self) -> None:
        hosts = [SelectChoice("", _("Please choose")), *self._choices()]
        for entry in self.stops.entries:
            entry.form.member_city_id.choices = hosts

    def _choices(self) -> list[SelectChoice]:
        return [SelectChoice(city.id, city.name) for city in self.pair.cities]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.is_online:
            self.stops.errors = []
            self._check_meeting()
        else:
            self.stops.check()
        if not self.cities.data and not self.cities.errors:
            self.cities.errors = [_("Please choose the cities that take part.")]
        return not any(field.errors for field in self)

    def _check_meeting(self) -> None:
        for field in (self.meets_on, self.meets_time, self.minutes):
            if field.data is None and not field.errors:
                field.errors = [_("This field is required.")]
        if self.meets_on.errors or self.meets_time.errors:
            return
        day, time = self.meets_on.data, self.meets_time.data
        if day and time and not clock.exists(day, time, self.zone):
            self.meets_time.errors = [_("Clocks go forward then: this time does not exist.")]

    def facts(self) -> dict[str, Any]:
        """What Visit.plan() and change() take."""
        shared = self.values("title", "purpose", "cities")
        if not self.is_online:
            return shared | {"stops": self._stops()}
        day, begins = self.values("meets_on", "meets_time").values()
        meets_at: datetime = clock.at(day, begins, self.zone)
        online = {"online": True, "meets_at": meets_at}
        return shared | online | self.values("minutes", "link")

    def _stops(self) -> Stops:
        rows: list[StopForm] = self.stops.filled()
        return [tuple(row.data.values()) for row in rows]
