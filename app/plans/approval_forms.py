"""The forms of an approval: who decides, and what was decided."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from app.errors import Refused
from app.files.forms import UploadField
from app.files.kinds import PDF, PDF2
from app.files.store import Taken
from app.forms import BaseForm, one_line, trimmed
from app.plans.approvals import RESULTS, Approval
from app.plans.words import RESULT


class AskForm(BaseForm):
    body = StringField(_l("Who decides"), [DataRequired(), Length(max=160)], filters=[one_line])
    decides_on = DateField(_l("On which day, if it is known"), [Optional()])


class DecisionForm(BaseForm):
    result = RadioField(
        _l("What was decided?"),
        [DataRequired()],
        choices=[SelectChoice(code, RESULT[code][0]) for code in RESULTS],
    )
    on = DateField(_l("On"), [DataRequired()])
    file_number = StringField(_l("File number"), [Length(max=80)], filters=[one_line])
    remarks = TextAreaField(_l("Remarks"), [Length(max=2000)], filters=[trimmed])

    def current(self, thing: Approval) -> dict[str, Any]:
        return {"on": thing.decides_on}


class SignedForm(BaseForm):
    paper = UploadField(_l("The signed decision (PDF)"), [DataRequired()], kinds=(PDF, PDF2))

    @property
    def signed(self) -> Taken:
        """Once the form is valid."""
        if self.paper.taken is None:
            raise Refused(_("Choose a file."), "paper")
        return self.paper.taken
