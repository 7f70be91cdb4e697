"""The forms of the agenda: an item, the place that one is moved to, and a visit to copy from."""

from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.clock import day
from app.errors import Refused
from app.forms import BaseForm, one_line, trimmed
from app.visits import placing, words
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
    starts = TimeField(_l("Begins"), [Optional()])
    minutes = IntegerField(
        _l("Length in minutes"), [InputRequired(), NumberRange(min=5, max=1440)], default=60
    )
    place = StringField(_l("Place"), [Length(max=200)], filters=[one_line])
    lead = StringField(_l("Who leads it"), [Length(max=160)], filters=[one_line])
    joins = SelectMultipleField(
        _l("Who joins"),
        default=list,
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
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
        self.visit: Visit = visit or obj.visit  # type: ignore[union-attr]
        days = days_around(self.visit)
        if obj is not None and obj.day not in days:
            days = [obj.day, *days]
        named = [SelectChoice(day.isoformat(), words.weekday(day)) for day in days]
        self.day.choices = [*named, SelectChoice("", _("Not yet placed"))]
        self.joins.choices = [SelectChoice(c.id, c.name) for c in self.visit.concerned]
        if obj is not None and not formdata:
            self.joins.data = self.current(obj)["joins"]
            self.day.data = obj.day if obj.placed else None

    def current(self, thing: AgendaItem) -> dict[str, Any]:
        shown = {"day": thing.day if thing.placed else None}
        return shown | {"joins": [city.id for city in thing.joins]}

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.day.data and self.starts.data is None and not self.starts.errors:
            self.starts.errors = [_("This field is required.")]
        return not any(field.errors for field in self)

    def facts(self) -> dict[str, Any]:
        chosen = set(self.joins.data or [])
        return self.values() | {"joins": [c for c in self.visit.concerned if c.id in chosen]}

    @classmethod
    def next_on(cls, visit: Visit, asked: str | None) -> "ItemForm":
        """A new item: after the last one of the day asked for, or of the last day that has any."""
        items = AgendaItem.of(visit)
        first = visit.days[0]
        if asked == "":
            return cls(visit=visit, data={"day": None})
        day = _day(asked) or (items[-1].day if items else first)
        last = next((item for item in reversed(items) if item.day == day), None)
        begins = DAY_BEGINS if last is None or last.end_minute >= MIDNIGHT else last.ends
        return cls(visit=visit, data={"day": day, "starts": begins})


class PlaceForm(BaseForm):
    """Where an item goes: `step` is up, down or aside; or it is another `day`, there behind the
    item `after` (0: before the first)."""

    step = HiddenField()
    day = DateField(_l("Day"), [Optional()])
    after = IntegerField(validators=[Optional()])

    def move(self, item: AgendaItem, by: Any) -> AgendaItem:
        if self.day.data and self.after.data is not None:
            return placing.place(item, self.day.data, self.after.data, by=by)
        if self.day.data:
            return placing.move_to(item, self.day.data, by=by)
        steps = {"up": placing.move_up, "down": placing.move_down, "aside": placing.set_aside}
        if self.step.data not in steps:
            raise Refused(_("Please choose where it goes."))
        return steps[self.step.data](item, by=by)

    def refuse(self, no: Refused) -> None:
        """Above the days: a button has no field that a reason could stand beside."""
        self.problem = no.sentence


class CopyForm(BaseForm):
    """Earlier visits of the pair, the latest first."""

    source = SelectField(_l("Visit"), coerce=int, validators=[InputRequired()])

    def __init__(self, formdata: Any = None, *, visit: Visit, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        others = [each for each in Visit.of(visit.pair_id) if each.id != visit.id and each.days]
        self.others = {each.id: each for each in reversed(others)}
        named = (SelectChoice(n, f"{v.title} ({day(v.days[0])})") for n, v in self.others.items())
        self.source.choices = list(named)


def _day(text: Any) -> date | None:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
