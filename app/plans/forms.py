"""The forms of a plan's sections."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import Person
from app.extensions import db
from app.forms import BaseForm, one_line
from app.pairs.memberships import Membership
from app.plans.models import Section


class HeadingForm(BaseForm):
    heading = StringField(_l("Heading"), [InputRequired(), Length(max=160)], filters=[one_line])


class SectionForm(HeadingForm):
    """Owner and writers are chosen among the officers and contributors of the pair."""

    owner = SelectField(_l("Who looks after this section"), default="")
    writers = SelectMultipleField(
        _l("Who else may write in it"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, *args: Any, members: list[Membership] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [SelectChoice(str(m.person_id), _called(m)) for m in members or []]
        self.owner.choices = [SelectChoice("", _("Nobody yet")), *people]
        self.writers.choices = people

    def current(self, thing: Section) -> dict[str, Any]:
        return current(thing)

    def facts(self) -> dict[str, Any]:
        return {
            "heading": self.heading.data,
            "owner": db.session.get(Person, int(self.owner.data)) if self.owner.data else None,
            "writers": [db.session.get_one(Person, int(n)) for n in self.writers.data or []],
        }


def current(section: Section) -> dict[str, Any]:
    return {
        "owner": str(section.owner_id or ""),
        "writers": [str(writer.person_id) for writer in section.writers],
    }


def _called(membership: Membership) -> str:
    city = membership.city
    return f"{membership.person.name} ({city.name})" if city else membership.person.name
