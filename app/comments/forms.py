"""The forms of comments: a new one with the words that it is about, a reply, an act."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.accounts.models import Person
from app.documents.forms import QuotedForm
from app.extensions import db
from app.forms import BaseForm, trimmed

LONGEST = 10_000


class WordsForm(BaseForm):
    """A reply, or one's own words changed (then `about` is the comment)."""

    about = 0
    words = TextAreaField(_l("Comment"), [Length(max=LONGEST)], filters=[trimmed])

    def current(self, thing: Any) -> dict[str, Any]:
        return {"words": getattr(thing, "body", "")}


class ThreadForm(QuotedForm, WordsForm):
    """With `suggest` it suggests wording: `replacement` may be empty."""

    suggest = HiddenField()
    replacement = TextAreaField(
        _l("Better wording"), [Length(max=5000)], filters=[trimmed], render_kw={"rows": 3}
    )
    cities_only = BooleanField(_l("For the cities only"))

    @property
    def suggested(self) -> str | None:
        return (self.replacement.data or "") if self.suggest.data else None


class ExpectedForm(BaseForm):
    """A suggestion is put in over these words, which the person has `seen`: not those that it was
    made for. `moved` are the words that stand there now."""

    moved = ""
    expected = StringField()
    seen = HiddenField()


class AssigneeForm(BaseForm):
    person = SelectField(_l("Who sees to it"), default="")

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [SelectChoice(str(person.id), person.name) for person in people]
        self.person.choices = [SelectChoice("", _("Nobody")), *choices]

    @property
    def chosen(self) -> Person | None:
        return db.session.get(Person, int(self.person.data)) if self.person.data else None
