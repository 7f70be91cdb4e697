"""The form of a traveller: somebody of the pair, a guest by name, or a bare count."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from app import access
from app.accounts.models import Person
from app.extensions import db
from app.forms import BaseForm, MoneyField, one_line
from app.pairs.memberships import Membership
from app.pairs.models import MemberCity
from app.visits import words
from app.visits.forms import number
from app.visits.models import Visit
from app.visits.travellers import KINDS, PAYERS, Traveller


class TravellerForm(BaseForm):
    """Fields that the kind has no use for, and costs that the person may not see, are left out."""

    kind = HiddenField(default="person")
    person_id = SelectField(_l("Who"), coerce=number)
    name = StringField(_l("Name"), [Length(max=120)], filters=[one_line])
    count = IntegerField(_l("How many"), [Optional(), NumberRange(min=1, max=500)], default=1)
    member_city_id = SelectField(_l("City"), coerce=number)
    payer = SelectField(_l("Who pays"), default="own_city")
    planned = MoneyField(_l("Planned cost in EUR"))

    def __init__(
        self,
        formdata: Any = None,
        obj: Traveller | None = None,
        *,
        visit: Visit | None = None,
        by: Person | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(formdata, obj, **kwargs)
        self.visit: Visit = visit or obj.visit  # type: ignore[union-attr]
        self.by, self.traveller = by, obj
        if obj is not None or self.kind.data not in KINDS:
            self.kind.data = obj.kind if obj else "person"
        self.memberships = _members(self.visit.pair_id) if self.kind.data == "person" else {}
        self._offer()
        self._leave_out()

    def _offer(self) -> None:
        cities = [SelectChoice(city.id, city.name) for city in self.visit.pair.cities]
        first = _("As in this pair") if self.kind.data == "person" else _("Please choose")
        self.member_city_id.choices = [SelectChoice("", first), *cities]
        people = [SelectChoice(one.person_id, one.person.name) for one in self.memberships.values()]
        self.person_id.choices = [SelectChoice("", _("Please choose")), *people]
        self.payer.choices = [SelectChoice(payer, str(words.PAYER[payer])) for payer in PAYERS]

    def _leave_out(self) -> None:
        unused = {"person": ["name", "count"], "guest": ["person_id", "count"]}
        hidden = unused.get(str(self.kind.data), ["person_id"])
        if self.traveller is not None and not self._sees_costs(self.traveller.city):
            hidden = [*hidden, "member_city_id", "payer", "planned"]
        for name in hidden:
            del self[name]

    def _sees_costs(self, city: MemberCity) -> bool:
        return self.by is None or access.may(self.by, "cost.read", city)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        needed = {"person": "person_id", "guest": "name", "count": "count"}[str(self.kind.data)]
        if not self[needed].data and not self[needed].errors:
            self[needed].errors = [_("This field is required.")]
        if "member_city_id" in self and not self.member_city_id.errors:
            self._check_city()
        return not any(field.errors for field in self)

    def _check_city(self) -> None:
        city = self.city
        if city is None:
            self.member_city_id.errors = [_("Please choose the city they travel for.")]
        elif self.planned.data and not self._sees_costs(city):
            self.planned.errors = [
                _("Only %(city)s and the programme can enter its costs.", city=city.name)
            ]

    @property
    def city(self) -> MemberCity | None:
        chosen = self.member_city_id.data
        if chosen is None and self.kind.data == "person":
            member = self.memberships.get(self.person_id.data)
            chosen = member.member_city_id if member else None
        return self.visit.pair.city(chosen)

    def facts(self) -> dict[str, Any]:
        """What Traveller.add() and change() take; what was left out stays as it is."""
        old = self.traveller
        facts = {
            "kind": self.kind.data,
            "name": self._data("name", ""),
            "count": self._data("count", 1),
        }
        facts["person"] = db.session.get(Person, self._data("person_id", 0) or 0)
        if old is not None and "planned" not in self:
            return facts | {"city": old.city, "payer": old.payer, "planned": old.planned}
        planned = self.planned.data or 0
        return facts | {"city": self.city, "payer": self.payer.data, "planned": planned}

    def _data(self, name: str, otherwise: Any) -> Any:
        return self[name].data if name in self else otherwise


def _members(pair_id: int) -> dict[int, Membership]:
    query = (
        select(Membership)
        .join(Person, Membership.person_id == Person.id)
        .where(Membership.pair_id == pair_id, Membership.removed_at.is_(None))
        .options(joinedload(Membership.person))
    )
    return {row.person_id: row for row in db.session.scalars(query.order_by(Person.name))}
