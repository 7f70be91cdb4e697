"""The forms of a plan's sections and of its editions."""

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import Person
from app.extensions import db
from app.forms import BaseForm, one_line
from app.pairs.memberships import CITY_ROLES, Membership
from app.plans import languages
from app.plans.models import Plan
from app.plans.sections import Section


class HeadingForm(BaseForm):
    heading = StringField(_l("Heading"), [DataRequired(), Length(max=160)], filters=[one_line])


class SectionForm(HeadingForm):
    """Owner and writers are chosen among the officers and contributors of the pair.

    The fields bear other names than the section's attributes: those are people, these are ids.
    """

    owned_by = SelectField(_l("Who looks after this section"), default="")
    written_by = SelectMultipleField(
        _l("Who else may write in it"),
        default=list,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, *args: Any, section: Section | None = None, **kwargs: Any) -> None:
        section = section or kwargs.get("obj")
        super().__init__(*args, **kwargs)
        people = _choices(section) if section else []
        self.owned_by.choices = [SelectChoice("", _("Nobody yet")), *people]
        self.written_by.choices = people
        if section and section.translates:
            # Until it is translated, the original's heading stands there.
            self.heading.validators = [Optional(), Length(max=160)]
            self.heading.flags.required = False

    @classmethod
    def of(cls, section: Section) -> "SectionForm":
        return cls(obj=section, data=_chosen(section))

    def current(self, thing: Section) -> dict[str, Any]:
        return _chosen(thing)

    def facts(self) -> dict[str, Any]:
        """heading, owner and writers, as the rule wants them."""
        owner = self.owned_by.data
        return {
            "heading": self.heading.data,
            "owner": db.session.get(Person, int(owner)) if owner else None,
            "writers": [db.session.get_one(Person, int(n)) for n in self.written_by.data or []],
        }


class EditionForm(BaseForm):
    """The languages that a plan has no edition in yet, the cohort's first. A button pressed twice
    may ask for the one that the first press has started."""

    language = SelectField(_l("Language"), [DataRequired()])

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.language.raw_data or []
        taken = {e.language for e in plan.editions if e.language not in asked} | {plan.language}
        own = [code for code in plan.pair.cohort.languages if code in languages.EU]
        rest = _by_name(set(languages.EU) - set(own))
        groups = ((_("Languages of the programme"), own), (_("Languages of the EU"), rest))
        self.language.choices = [SelectChoice("", _("Please choose"))]
        self.language.choices += [
            SelectChoice(code, _named(code), optgroup=group)
            for group, codes in groups
            for code in codes
            if code not in taken
        ]


class MatchForm(BaseForm):
    """A translation is up to date with the original as it was shown."""

    seen = HiddenField(default="")

    @property
    def seen_seq(self) -> int:
        text = self.seen.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else -1


def _by_name(codes: set[str]) -> list[str]:
    return sorted(codes, key=lambda code: languages.name(code, str(get_locale())).casefold())


def _named(code: str) -> str:
    """Both as the reader calls it and as its speakers do: Spanish (Español)."""
    name, own = languages.name(code, str(get_locale())), languages.own_name(code)
    return name if name.casefold() == own.casefold() else f"{name} ({own})"


def _chosen(section: Section) -> dict[str, Any]:
    return {
        "owned_by": str(section.owner_id or ""),
        "written_by": [str(writer.person_id) for writer in section.writers],
    }


def _choices(section: Section) -> list[SelectChoice]:
    """The people of the cities; who has left them stays until somebody else is chosen."""
    query = (
        select(Membership)
        .where(Membership.pair_id == section.plan.pair_id, Membership.removed_at.is_(None))
        .where(Membership.role.in_(CITY_ROLES))
        .options(joinedload(Membership.person), joinedload(Membership.city))
    )
    called = {row.person: _called(row) for row in db.session.scalars(query)}
    before = [section.owner, *(writer.person for writer in section.writers)]
    for person in filter(None, before):
        called.setdefault(person, _("%(name)s (no longer here)", name=person.name))
    by_name = sorted(called.items(), key=lambda row: row[0].name)
    return [SelectChoice(str(person.id), words) for person, words in by_name]


def _called(membership: Membership) -> str:
    city = membership.city
    return f"{membership.person.name} ({city.name})" if city else membership.person.name
