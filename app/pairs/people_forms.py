"""The forms of the people page. What an officer may choose is less than what a manager may."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length

from app.forms import BaseForm, one_line
from app.pairs.memberships import CITY_ROLES, ROLES
from app.pairs.models import MemberCity, Pair
from app.pairs.people_words import ROLE_MEANS


class RoleForm(BaseForm):
    """A role, and the city where it needs one. `own`: the city that an officer acts for."""

    role = RadioField(_l("Role"))
    city = SelectField(_l("City"), default="")

    def __init__(self, *args: Any, pair: Pair, own: MemberCity | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair, self.own = pair, own
        roles = CITY_ROLES if own else ROLES
        self.role.choices = [SelectChoice(role, ROLE_MEANS[role]) for role in roles]
        if own:
            del self.city
        else:
            none = SelectChoice("", _l("None: for experts and observers"))
            cities = [SelectChoice(str(city.id), city.name) for city in pair.cities]
            self.city.choices = [none, *cities]

    @classmethod
    def of(cls, membership: Any, **about: Any) -> "RoleForm":
        form = cls(obj=membership, **about)
        if form.city:  # of the membership it is a city, here its number
            form.city.data = str(membership.member_city_id or "")
        return form

    def against(self, thing: Any) -> None:
        """As everywhere; the form of what is stored now needs the same pair and city."""
        self.status, self.conflict = 409, True
        now = self.of(thing, pair=self.pair, own=self.own)
        for name in ("role", "city"):
            mine: Any = self._fields.get(name)
            theirs: Any = now._fields.get(name)
            if mine and mine.data != theirs.data:
                mine.theirs = theirs._value_shown()
        self.version.data = str(thing.version)
        self.problem = str(CHANGED)

    def chosen_city(self) -> MemberCity | None:
        if self.own:
            return self.own
        chosen = str(self.city.data or "")
        return self.pair.city(int(chosen)) if chosen.isdecimal() else None


class InviteForm(RoleForm):
    mail = EmailField(
        _l("Mail address"), [DataRequired(), Length(max=254), Email()], filters=[one_line]
    )
    name = StringField(_l("Name"), [DataRequired(), Length(max=120)], filters=[one_line])


class AcceptForm(BaseForm):
    shared = BooleanField(_l("Other people use this device: sign me out after 12 hours"))


CHANGED = _l(
    "Somebody else changed this while you were writing. What is stored now stands beside your "
    "choice: look at it, and save again to keep yours."
)
