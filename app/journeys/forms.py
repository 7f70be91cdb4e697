"""The form of a journey: by what, when, where they sleep, what it costs; its legs in rows."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from app import clock
from app.errors import Refused
from app.files.forms import UploadField
from app.forms import ActForm, BaseForm, MoneyField, one_line, trimmed
from app.journeys import words
from app.journeys.factors import MODES
from app.journeys.leg_forms import LegForm
from app.journeys.models import COSTS, Journey
from app.rows import Rows
from app.visits.forms import number, sensible_day
from app.visits.travellers import Traveller

MOST_LEGS = 12
FARTHEST = 40_000  # kilometres


class LegRows(Rows):
    """The legs, in the order of travel."""

    def check(self) -> None:
        for row in self.filled():
            row.check()
        self.errors = self.wrong()

    def _value_shown(self) -> str:
        ends = [(row.from_place.data, row.to_place.data) for row in self.filled()]
        return "; ".join(f"{a} – {b}" for a, b in ends)


class JourneyForm(BaseForm):
    """Prices only for who may see those of the traveller's city."""

    same_as_id = SelectField(_l("Travels the same way as"), coerce=number)
    mode = SelectField(
        _l("By what"), choices=lambda: [SelectChoice(m, str(words.MODE[m])) for m in MODES]
    )
    arrives_on = DateField(_l("Arrives on"), [Optional(), sensible_day])
    arrives_at = TimeField(_l("At"), [Optional()])
    leaves_on = DateField(_l("Leaves on"), [Optional(), sensible_day])
    leaves_at = TimeField(_l("Leaves at"), [Optional()])
    km = IntegerField(
        _l("Kilometres there and back"), [Optional(), NumberRange(min=1, max=FARTHEST)]
    )
    occupants = IntegerField(
        _l("People in the car"), [Optional(), NumberRange(min=1, max=9)], default=1
    )
    legs = LegRows(FormField(LegForm), _l("Legs"), max_entries=MOST_LEGS)
    lodging = TextAreaField(
        _l("Where they stay"), [Length(max=500)], filters=[trimmed], render_kw={"rows": 2}
    )
    nights = IntegerField(_l("Nights"), [Optional(), NumberRange(min=0, max=90)])
    travel_cost = MoneyField(_l("Travel in EUR"))
    lodging_cost = MoneyField(_l("Lodging in EUR"))
    other_cost = MoneyField(_l("Other costs in EUR"))
    booking = StringField(_l("Booking number"), [Length(max=80)], filters=[one_line])
    ticket = UploadField(_l("Ticket or booking"))
    hosts_know = BooleanField(_l("The hosts may see when and how they arrive"))
    remarks = TextAreaField(
        _l("Remarks"), [Length(max=2000)], filters=[trimmed], render_kw={"rows": 2}
    )

    def offer(self, traveller: Traveller, others: list[Journey], *, costs: bool) -> Self:
        """`others`: journeys whose way may be taken over; `costs`: this person sees prices."""
        self.traveller, self.others = traveller, {one.id: one for one in others}
        own = SelectChoice("", _("A way of their own"))
        same = [SelectChoice(n, one.traveller.shown_name) for n, one in self.others.items()]
        self.same_as_id.choices = [own, *same]
        if not same and not self.same_as_id.data:
            del self.same_as_id
        for name in () if costs else COSTS:
            del self[name]
        return self

    def wants_row(self) -> bool:
        """Whether a button beside the rows was pressed: nothing is stored then."""
        pressed = self.legs.asked_for()
        self.status = 200 if pressed else self.status
        return pressed

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self.legs.check()
        for day, time in (("arrives_on", "arrives_at"), ("leaves_on", "leaves_at")):
            self._check_time(self[day], self[time])
        return not any(field.errors for field in self)

    def _check_time(self, day: Any, time: Any) -> None:
        if day.data and time.data and not clock.exists(day.data, time.data, self._zone(day)):
            time.errors = [_("Clocks go forward then: this time does not exist.")]
        if time.data and not day.data and not day.errors:
            day.errors = [_("This field is required.")]

    def _zone(self, day: Any) -> str:
        return self.traveller.visit.zone_on(day.data)

    def refuse(self, no: Refused) -> None:
        """A leg that is refused is `legs-2`: its sentence stands in that row."""
        what, _dash, place = (no.field or "").partition("-")
        if what == "legs" and place.isdecimal():
            row = self.legs.filled()[int(place)]
            row.arrives.errors = [*row.arrives.errors, no.sentence]
            self.legs.errors = [no.sentence]
        elif no.field == "planned" and "travel_cost" in self:
            self.travel_cost.errors = [no.sentence]
        else:
            super().refuse(no)

    def facts(self) -> dict[str, Any]:
        """What Journey.plan() takes."""
        names = (
            "mode",
            "arrives_on",
            "arrives_at",
            "leaves_on",
            "leaves_at",
            "km",
            "lodging",
            "nights",
            "booking",
            "hosts_know",
            "remarks",
        )
        costs = [name for name in COSTS if name in self]
        chosen = self.same_as_id.data if "same_as_id" in self else None
        return self.values(*names, *costs) | {
            "occupants": self.occupants.data or 1,
            "same_as": self.others.get(chosen or 0),
            "legs": [row.facts() for row in self.legs.filled()],
        }


class RailForm(ActForm):
    """Somebody says that there is a connection, and which."""

    one = IntegerField(_l("From"))
    other = IntegerField(_l("To"))
    remarks = StringField(
        _l("Which connection"),
        [Length(max=200)],
        filters=[one_line],
        description=_l("For example: over Paris and Hendaye, 14 hours."),
    )
