"""The forms of what is frozen of a plan: a version under a name, one that is put for decision, and
what was decided."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from app.files.forms import UploadField
from app.files.kinds import PDF, PDF2
from app.forms import BaseForm, one_line, trimmed
from app.plans import languages, words
from app.plans.models import Edition, Plan


class EditionChoice(BaseForm):
    """Which language of a plan is meant; a plan with one language leaves no choice."""

    edition = SelectField(_l("Language"))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        codes = [plan.language, *(edition.language for edition in plan.editions)]
        self.edition.choices = [SelectChoice(code, _named(code, plan)) for code in codes]
        if self.edition.data not in codes:
            self.edition.data = plan.language

    @property
    def chosen(self) -> Edition | None:
        """None for the original."""
        found = (each for each in self.plan.editions if each.language == self.edition.data)
        return next(found, None)


class FrozenForm(EditionChoice):
    name = StringField(_l("Name"), [DataRequired(), Length(max=200)], filters=[one_line])


class BodyForm(BaseForm):
    body = StringField(_l("Who decides"), [DataRequired(), Length(max=160)], filters=[one_line])
    decides_on = DateField(_l("Day of the decision"), [Optional()])


class AskForm(EditionChoice, BodyForm):
    pass


class DecidedForm(BodyForm):
    result = SelectField(_l("Result"), default="")
    file_number = StringField(_l("File number"), [Length(max=80)], filters=[one_line])
    remarks = TextAreaField(_l("Remarks"), [Length(max=5000)], filters=[trimmed])
    signed = UploadField(_l("Signed paper (PDF)"), kinds=(PDF, PDF2), render_kw={"accept": ".pdf"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.result.choices = [SelectChoice("", _("Not decided yet"))]
        self.result.choices += [
            SelectChoice(code, str(word)) for code, (word, _tone) in words.RESULT.items()
        ]
        self.result.data = self.result.data or ""

    def facts(self) -> dict[str, Any]:
        names = ("body", "decides_on", "file_number", "remarks")
        return self.values(*names) | {"result": self.result.data or None}


def _named(code: str, plan: Plan) -> str:
    name = languages.own_name(code)
    return _("%(language)s (original)", language=name) if code == plan.language else name
