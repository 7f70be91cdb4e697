"""A row of the journey's form: from a place to a place, with the times on their own clocks."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, Form, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from app import clock
from app.forms import BaseForm, one_line
from app.journeys import gazetteer, words
from app.journeys.factors import MODES
from app.journeys.gazetteer import Place
from app.journeys.legs import LegFacts
from app.pairs.places import capital_zone

MINUTES = "%Y-%m-%dT%H:%M"


class LegForm(Form):
    """A row without a place in it does not count."""

    mode = SelectField(
        _l("By what"), choices=lambda: [SelectChoice(m, str(words.MODE[m])) for m in MODES]
    )
    from_place = StringField(_l("From"), [Length(max=120)], filters=[one_line])
    departs = DateTimeLocalField(_l("Departs"), [Optional()], format=[MINUTES, MINUTES + ":%S"])
    to_place = StringField(_l("To"), [Length(max=120)], filters=[one_line])
    arrives = DateTimeLocalField(_l("Arrives"), [Optional()], format=[MINUTES, MINUTES + ":%S"])
    km = IntegerField(_l("Kilometres"), [Optional(), NumberRange(min=1, max=20_000)])

    class Meta(BaseForm.Meta):
        pass

    @property
    def is_blank(self) -> bool:
        times = (self.departs, self.arrives)
        typed = self.from_place.data or self.to_place.data or self.km.data or self.km.errors
        return not typed and not any(field.data or field.errors for field in times)

    def check(self) -> None:
        """What is missing or unknown in this row, beside its field."""
        self.start = self._place(self.from_place)
        self.end = self._place(self.to_place)
        for field, place in ((self.departs, self.start), (self.arrives, self.end)):
            if field.data and place and not _exists(field.data, place.zone):
                field.errors = [_("Clocks go forward then: this time does not exist.")]
            elif field.data and not 2000 <= field.data.year <= 2100:
                field.errors = [_("Please look at the year.")]

    def _place(self, field: Any) -> Place | None:
        if not field.data:
            field.errors = [_("This field is required.")]
            return None
        found = gazetteer.find(field.data)
        if found:
            return found
        name, _comma, country = field.data.rpartition(",")
        zone = capital_zone(country.strip().upper())
        if zone and name and self.km.data:
            return Place(name.strip(), country.strip().upper(), float("nan"), float("nan"), zone)
        field.errors = [
            _(
                "This place is not in our list. Choose one from it, or write it with its country "
                "(“Iruña, ES”) and type in the kilometres."
            )
        ]
        return None

    def facts(self) -> LegFacts:
        facts: dict[str, Any] = {
            "mode": self.mode.data,
            "departs": self.departs.data,
            "arrives": self.arrives.data,
            "km": self.km.data,
        }
        for end, place in (("from", self.start), ("to", self.end)):
            if place is None:
                raise ValueError("facts() of a row that was not checked")
            known = place.lat == place.lat  # not-a-number is what was typed in by hand
            facts |= {
                f"{end}_name": place.known_as or place.name,
                f"{end}_country": place.country,
                f"{end}_zone": place.zone,
                f"{end}_lat": place.lat if known else None,
                f"{end}_lon": place.lon if known else None,
            }
        return facts  # type: ignore[return-value]


def _exists(local: datetime, zone: str) -> bool:
    return clock.exists(local.date(), local.time(), zone)
