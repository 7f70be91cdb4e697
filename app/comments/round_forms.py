"""The forms of a review round."""

import re
from typing import Any, Self

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
from app.comments.models import ANSWERS, SEVERITIES, Thread
from app.comments.rounds import ReviewRound
from app.forms import BaseForm, trimmed
from app.plans.approval_forms import EditionChoice
from app.plans.models import Section

_TICK = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?")
TICKS: dict[str, Any] = {
    "default": list,
    "coerce": int,
    "widget": ListWidget(prefix_label=False),
    "option_widget": CheckboxInput(),
}


class WhoForm(BaseForm):
    """Who reviews, until when."""

    people = SelectMultipleField(_l("Reviewers"), **TICKS)
    due_on = DateField(_l("Until"), [DataRequired()])
    message = TextAreaField(_l("What should they look at?"), [Length(max=2000)], filters=[trimmed])

    def offer(self, people: list[Person]) -> Self:
        self.people.choices = [SelectChoice(each.id, each.name) for each in people]
        return self

    def current(self, thing: ReviewRound) -> dict[str, Any]:
        return {"people": [each.person_id for each in thing.reviewers if not each.removed_at]}


class RoundForm(EditionChoice, WhoForm):
    """Also of what: sections of the original, or of one of its editions."""

    sections = SelectMultipleField(_l("Sections to be reviewed"), **TICKS)

    def offer_sections(self) -> Self:
        self.sections.choices = [SelectChoice(each.id, each.title) for each in self.written]
        return self

    @property
    def written(self) -> list[Section]:
        """In the language that is chosen, with a text."""
        return [each for each in (self.chosen or self.plan).sections if each.document.seq]


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

    def current(self, thing: Thread) -> dict[str, Any]:
        return {"answer": thing.answer, "reason": thing.answer_reason}


class AnswersForm(BaseForm):
    """One answer for several comments. Each tick says which comment, and which version of it
    somebody saw: 48-3."""

    threads = SelectMultipleField(_l("Comments"), default=list, validate_choice=False)
    answer = SelectField(
        _l("Answer all that are ticked"),
        [DataRequired()],
        choices=[SelectChoice(code, words.ANSWER[code][0]) for code in ANSWERS],
    )
    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=5000)], filters=[trimmed])

    @property
    def ticked(self) -> dict[int, int | None]:
        """The version by thread; None for one that was not answered when it was seen."""
        found = (_TICK.fullmatch(value) for value in self.threads.data or [])
        return {int(tick[1]): int(tick[2]) if tick[2] else None for tick in found if tick}


class WeightForm(BaseForm):
    severity = SelectField(_l("How important is it?"), choices=[*SEVERITIES])


class InsistForm(WordsForm):
    """Why a point is not solved."""


class TableForm(BaseForm):
    file = FileField(_l("Filled-in table (XLSX or DOCX)"))
