"""The forms of the agenda: an item, and the place that one is moved to."""

from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.errors import Refused
from app.forms import BaseForm, one_line, trimmed
from app.visits import words
from app.visits.agenda import KINDS, MIDNIGHT, AgendaItem, days_around
from app.visits.models import Visit

DAY_BEGINS = time(9)


class ItemForm(BaseForm):
    """Times are on the clock of the day's stop."""

    title = StringField(_l("What"), [DataRequired(), Length(max=160)], filters=[one_line])
    kind = SelectField(
        _l("Kind"),
        choices=lambda: [SelectChoice(kind, str(words.ITEM_KIND[kind])) for kind in KINDS],
    )
    day = SelectField(_l("Day"), coerce=lambda text: _day(text))
    starts = TimeField(_l("Begins"), [InputRequired()])
    minutes = IntegerField(
        _l("Length in minutes"), [InputRequired(), NumberRange(min=5, max=1440)], default=60
    )
    place = StringField(_l("Place"), [Length(max=200)], filters=[one_line])
    lead = StringField(_l("Who leads it"), [Length(max=160)], filters=[one_line])
    remarks = TextAreaField(
        _l("Remarks"), [Length(max=4000)], filters=[trimmed], render_kw={"rows": 3}
    )

    def __init__(
        self,
        formdata: Any = None,
        obj: AgendaItem | None = None,
        *,
        visit: Visit | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(formdata, obj, **kwargs)
        days = days_around(visit or obj.visit)  # type: ignore[union-attr]
        if obj is not None and obj.day not in days:
            days = [obj.day, *days]
        self.day.choices = [SelectChoice(day.isoformat(), words.weekday(day)) for day in days]

    @classmethod
    def next_on(cls, visit: Visit, asked: str | None) -> "ItemForm":
        """A new item: after the last one of the day asked for, or of the last day that has any."""
        items = AgendaItem.of(visit)
        first = visit.days[0]
        day = _day(asked) or (items[-1].day if items else first)
        last = next((item for item in reversed(items) if item.day == day), None)
        begins = DAY_BEGINS if last is None or last.end_minute >= MIDNIGHT else last.ends
        return cls(visit=visit, data={"day": day, "starts": begins})


class PlaceForm(BaseForm):
    """Where an item goes: `step` is up or down, or it is another `day`."""

    step = HiddenField()
    day = DateField(_l("Day"), [Optional()])

    def move(self, item: AgendaItem, by: Any) -> AgendaItem:
        if self.day.data:
            return item.move_to(self.day.data, by=by)
        return item.move_up(by=by) if self.step.data == "up" else item.move_down(by=by)

    def refuse(self, no: Refused) -> None:
        """Above the days: a button has no field that a reason could stand beside."""
        self.problem = no.sentence


def _day(text: Any) -> date | None:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
