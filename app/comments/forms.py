"""The forms of comments: a new one with the words that it is about, a reply, an act."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.accounts.models import Person
from app.comments.threads import NotThere, Quoted
from app.documents.anchoring import CONTEXT
from app.errors import Refused
from app.extensions import db
from app.forms import BaseForm, trimmed

LONGEST = 10_000


class WordsForm(BaseForm):
    """A reply, or one's own words changed (then `about` is the comment)."""

    about = 0
    words = TextAreaField(_l("Comment"), [Length(max=LONGEST)], filters=[trimmed])

    def current(self, thing: Any) -> dict[str, Any]:
        return {"words": getattr(thing, "body", "")}


class ThreadForm(WordsForm):
    """`quote` may be typed or pasted; where a page has sent it, `before`, `after` and `nth` say
    which of equal words are meant. With `suggest` it suggests wording: `replacement` may be empty,
    and `closest` is what the text says where the words are no longer in it."""

    quote = TextAreaField(
        _l("About these words"), [Length(max=5000)], filters=[trimmed], render_kw={"rows": 2}
    )
    before = HiddenField(filters=[lambda value: (value or "")[-CONTEXT:]])
    after = HiddenField(filters=[lambda value: (value or "")[:CONTEXT]])
    nth = HiddenField()
    suggest = HiddenField()
    replacement = TextAreaField(
        _l("Better wording"), [Length(max=5000)], filters=[trimmed], render_kw={"rows": 3}
    )
    cities_only = BooleanField(_l("For the cities only"))
    closest = ""

    @property
    def quoted(self) -> Quoted:
        number = self.nth.data or ""
        nth = int(number) if number.isdecimal() and len(number) < 6 else -1
        return Quoted(self.quote.data or "", self.before.data, self.after.data, nth)

    @property
    def suggested(self) -> str | None:
        return (self.replacement.data or "") if self.suggest.data else None

    def refuse(self, no: Refused) -> None:
        super().refuse(no)
        if isinstance(no, NotThere):
            self.closest = no.closest


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
