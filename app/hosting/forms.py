"""The forms of a host's duty, and of the usual ones."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import Person
from app.forms import BaseForm, one_line, trimmed
from app.hosting.models import Duty
from app.hosting.template import USUAL
from app.pairs.models import MemberCity
from app.visits.forms import number
from app.visits.models import Visit


class HostForm(BaseForm):
    """Which of the hosts, where there are several."""

    member_city_id = SelectField(_l("Host"), coerce=number)

    def offer(self, visit: Visit) -> Self:
        ids = dict.fromkeys(stop.member_city_id for stop in visit.stops)
        self.hosts = {n: city for n in ids if (city := visit.pair.city(n))}
        self.member_city_id.choices = [SelectChoice(n, c.name) for n, c in self.hosts.items()]
        if self.member_city_id.data is None and self.hosts:
            self.member_city_id.data = next(iter(self.hosts))
        return self

    @property
    def city(self) -> MemberCity:
        return self.hosts[self.member_city_id.data]


class DutyForm(HostForm):
    title = StringField(_l("What"), [DataRequired(), Length(max=160)], filters=[one_line])
    owner_id = SelectField(_l("Who sees to it"), coerce=number)
    days_before = IntegerField(
        _l("Days before the arrival"), [Optional(), NumberRange(min=0, max=400)]
    )
    on = DateField(_l("Or on a day of its own"), [Optional()])
    remarks = TextAreaField(_l("Remarks"), [Length(max=4000)], filters=[trimmed])

    def offer_people(self, people: list[Person], duty: Duty | None = None) -> Self:
        self.people = {each.id: each for each in people}
        if duty and duty.owner:
            self.people.setdefault(duty.owner.id, duty.owner)
        named = [SelectChoice(n, each.name) for n, each in self.people.items()]
        self.owner_id.choices = [SelectChoice("", _("Nobody yet")), *named]
        return self

    def facts(self) -> dict[str, Any]:
        owner = self.people.get(self.owner_id.data or 0)
        told = self.values("title", "on", "days_before", "remarks")
        return told | {"city": self.city, "owner": owner}


class UsualForm(HostForm):
    duties = SelectMultipleField(
        _l("What the hosts will do"),
        default=list,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        choices=lambda: [
            SelectChoice(key, _("%(what)s (%(n)d days before)", what=what, n=days))
            for key, (what, days) in USUAL.items()
        ],
    )
