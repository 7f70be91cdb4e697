"""The forms of what is done with a visit: a yes, and marking it as held."""

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms import ActForm
from app.takeaways.models import Takeaway


class AgreeForm(ActForm):
    """A city's yes, to the terms that the person had before them."""

    terms = HiddenField()

    @property
    def seen_terms(self) -> int:
        text = self.terms.data or ""
        return int(text) if text.isdecimal() else 0


class HoldForm(ActForm):
    """What became of the follow-ups that are open: those that are ticked are done."""

    done = SelectMultipleField(
        _l("Which of these are done?"),
        default=list,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, found: list[Takeaway]) -> Self:
        self.found = {str(one.id): one for one in found}
        self.done.choices = [SelectChoice(n, one.sentence) for n, one in self.found.items()]
        return self

    @property
    def chosen(self) -> list[Takeaway]:
        return [self.found[number] for number in self.done.data]
