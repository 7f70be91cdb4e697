"""The forms of a lesson, a decision and a follow-up. Only the sentence is asked for; words that
were chosen in the note stand in it already."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.accounts.models import Person
from app.documents.forms import QuotedForm
from app.forms import trimmed
from app.pairs.memberships import CITY_ROLES, Membership
from app.pairs.models import MemberCity, Pair
from app.takeaways.lessons import DOMAINS, LEVERS
from app.takeaways.models import Takeaway
from app.visits.forms import number


class TakeawayForm(QuotedForm):
    """Of a decision; the others add to it."""

    sentence = TextAreaField(
        _l("In one sentence"),
        [Length(max=2000)],
        filters=[trimmed],
        render_kw={"rows": 3, "data-takes-quote": ""},
    )
    member_city_id = SelectField(_l("City"), coerce=number)
    own: tuple[str, ...] = ()

    def offer(self, pair: Pair, home: MemberCity | None = None) -> Self:
        self.pair = pair
        self.member_city_id.choices = [SelectChoice(city.id, city.name) for city in pair.cities]
        if self.member_city_id.data is None and home is not None:
            self.member_city_id.data = home.id
        return self

    @property
    def city(self) -> MemberCity | None:
        return self.pair.city(self.member_city_id.data)

    def facts(self) -> dict[str, Any]:
        """As the rules want them, without the sentence and the words in the note."""
        return {"city": self.city} | (self.values(*self.own) if self.own else {})

    def current(self, thing: Takeaway) -> dict[str, Any]:
        return {"quote": thing.quote}


class LessonForm(TakeawayForm):
    own = ("domain", "lever", "needed")
    domain = SelectField(_l("Domain"), choices=lambda: _choices(DOMAINS), default="")
    lever = SelectField(_l("Lever"), choices=lambda: _choices(LEVERS), default="")
    needed = TextAreaField(
        _l("What we would need at home"), [Length(max=2000)], [trimmed], render_kw={"rows": 2}
    )


class FollowUpForm(TakeawayForm):
    own = ("due_on",)
    owner_id = SelectField(_l("Who sees to it"), coerce=number)
    due_on = DateField(_l("Until"), [Optional()])

    def offer(self, pair: Pair, home: MemberCity | None = None) -> Self:
        super().offer(pair, home)
        self.people = {each.id: each for each in Membership.people(pair.id, CITY_ROLES)}
        self._choose()
        return self

    def keep(self, owner: Person | None) -> Self:
        """Who has left meanwhile is still shown."""
        if owner is not None:
            self.people.setdefault(owner.id, owner)
            self._choose()
        return self

    def _choose(self) -> None:
        named = [SelectChoice(n, each.name) for n, each in self.people.items()]
        self.owner_id.choices = [SelectChoice("", _("Nobody yet")), *named]

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"owner": self.people.get(self.owner_id.data or 0)}


FORMS: dict[str, type[TakeawayForm]] = {
    "lesson": LessonForm,
    "decision": TakeawayForm,
    "follow_up": FollowUpForm,
}


def _choices(words: dict[str, Any]) -> list[SelectChoice]:
    return [SelectChoice("", ""), *(SelectChoice(code, word) for code, word in words.items())]
