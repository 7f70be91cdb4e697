"""The forms of a review round."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import Person
from app.comments import words
from app.comments.forms import ThreadForm, WordsForm
from app.comments.models import ANSWERS
from app.forms import BaseForm, trimmed
from app.plans.models import Section

TICKS: dict[str, Any] = {
    "default": list,
    "coerce": int,
    "widget": ListWidget(prefix_label=False),
    "option_widget": CheckboxInput(),
}


class RoundForm(BaseForm):
    sections = SelectMultipleField(_l("Sections to be reviewed"), **TICKS)
    people = SelectMultipleField(_l("Reviewers"), **TICKS)
    due_on = DateField(_l("Until"), [DataRequired()])
    message = TextAreaField(_l("What should they look at?"), [Length(max=2000)], filters=[trimmed])

    def offer(self, sections: list[Section], people: list[Person]) -> "RoundForm":
        self.sections.choices = [SelectChoice(each.id, each.title) for each in sections]
        self.people.choices = [SelectChoice(each.id, each.name) for each in people]
        return self


class RemarkForm(ThreadForm):
    """A comment in a round: how much it weighs is asked first."""

    severity = RadioField(
        _l("How important is it?"),
        choices=[SelectChoice(code, label) for code, (label, _tone) in words.SEVERITY.items()],
        default="should",
    )


class AnswerForm(BaseForm):
    answer = RadioField(
        _l("Your answer"),
        [DataRequired()],
        choices=[SelectChoice(code, words.ANSWER[code][0]) for code in ANSWERS],
    )
    reason = TextAreaField(_l("Reason"), [Length(max=5000)], filters=[trimmed])


class AnswersForm(BaseForm):
    """One answer for several comments."""

    threads = SelectMultipleField(_l("Comments"), coerce=int, default=list, validate_choice=False)
    answer = SelectField(
        _l("Answer all that are ticked"),
        [DataRequired()],
        choices=[SelectChoice(code, words.ANSWER[code][0]) for code in ANSWERS],
    )
    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=5000)], filters=[trimmed])


class InsistForm(WordsForm):
    """Why a point is not solved."""


class TableForm(BaseForm):
    file = FileField(_l("Filled-in table (XLSX or DOCX)"))
