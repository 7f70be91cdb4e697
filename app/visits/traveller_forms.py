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
from app.forms import ActForm, BaseForm, MoneyField, one_line
from app.pairs.memberships import Membership
from app.pairs.models import MemberCity
from app.visits import words
from app.visits.forms import number
from app.visits.models import Visit
from app.visits.travellers import KINDS, PAYERS, Traveller

LEFT_OUT = {
    "person": ["name", "count", "with_id"],
    "guest": ["person_id", "count", "with_id"],
    "companion": ["person_id", "count", "member_city_id"],
    "count": ["person_id", "with_id"],
}


class TravellerForm(BaseForm):
    """Fields that the kind has no use for, and costs that the person may not see, are left out."""

    kind = HiddenField(default="person")
    person_id = SelectField(_l("Who"), coerce=number)
    name = StringField(_l("Name"), [Length(max=120)], filters=[one_line])
    count = IntegerField(_l("How many"), [Optional(), NumberRange(min=1, max=500)], default=1)
    with_id = SelectField(_l("Comes with"), coerce=number)
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
        priced: bool = False,
        **kwargs: Any,
    ) -> None:
        """`priced`: a journey says what it costs, so the planned cost is not typed here."""
        super().__init__(formdata, obj, **kwargs)
        self.visit: Visit = visit or obj.visit  # type: ignore[union-attr]
        self.by, self.traveller, self.priced = by, obj, priced
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
        payers = PAYERS[1:] if self.kind.data == "companion" else PAYERS
        self.payer.choices = [SelectChoice(payer, str(words.PAYER[payer])) for payer in payers]
        self.others = {
            one.id: one
            for one in (Traveller.on(self.visit) if self.kind.data == "companion" else [])
            if not one.with_id and one.kind != "count"
        }
        named = [SelectChoice(one.id, one.shown_name) for one in self.others.values()]
        self.with_id.choices = [SelectChoice("", _("Please choose")), *named]

    def _leave_out(self) -> None:
        hidden = LEFT_OUT[str(self.kind.data)]
        old = self.traveller
        if old is not None and not self._sees_costs(old.city):
            hidden = [*hidden, "member_city_id", "payer", "planned"]
        elif old is not None and self.priced:
            hidden = [*hidden, "planned"]
        for name in hidden:
            del self[name]

    def _sees_costs(self, city: MemberCity) -> bool:
        return self.by is None or access.may(self.by, "cost.read", city)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        needed = {"person": ["person_id"], "count": ["count"], "companion": ["name", "with_id"]}
        for name in needed.get(str(self.kind.data), ["name"]):
            if not self[name].data and not self[name].errors:
                self[name].errors = [_("This field is required.")]
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
        other = self.others.get(self._data("with_id", 0) or 0)
        facts["comes_with"] = other
        if old is not None and "payer" not in self:
            return facts | {"city": old.city, "payer": old.payer, "planned": old.planned}
        planned = old.planned if old and "planned" not in self else self.planned.data or 0
        city = other.city if other else self.city if "member_city_id" in self else None
        return facts | {"city": city, "payer": self.payer.data, "planned": planned}

    def _data(self, name: str, otherwise: Any) -> Any:
        return self[name].data if name in self else otherwise


class AnswerForm(ActForm):
    answer = HiddenField()


def _members(pair_id: int) -> dict[int, Membership]:
    query = (
        select(Membership)
        .join(Person, Membership.person_id == Person.id)
        .where(Membership.pair_id == pair_id, Membership.removed_at.is_(None))
        .options(joinedload(Membership.person))
    )
    return {row.person_id: row for row in db.session.scalars(query.order_by(Person.name))}
