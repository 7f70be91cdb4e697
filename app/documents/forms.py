"""The plain form of a text, the name of a version, and what every form about chosen words has."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from app.documents.anchoring import CONTEXT
from app.documents.merge import LONGEST
from app.documents.quoting import NotThere, Quoted
from app.errors import Refused
from app.forms import BaseForm, one_line, trimmed


class TextForm(BaseForm):
    """`base` is the line of the log at which the text in the form began."""

    base = HiddenField()
    text = TextAreaField(_l("Text"))

    def validate_text(self, field: Field) -> None:
        if len(field.data or "") > LONGEST:
            raise ValidationError(_("This text is too long for one form. Please divide it."))

    def begun_at(self, latest: int) -> int | None:
        """The line that the text began from, if there is such a line."""
        text = self.base.data or ""
        seq = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else -1
        return seq if 0 <= seq <= latest else None


class NameForm(BaseForm):
    name = StringField(_l("Name of this version"), [DataRequired(), Length(max=200)], [one_line])


class QuotedForm(BaseForm):
    """About words of a text: `quote` may be typed or pasted; where a page has sent it, `before`,
    `after` and `nth` say which of equal words are meant. `closest` is what the text says where the
    words are no longer in it."""

    quote = TextAreaField(
        _l("About these words"), [Length(max=5000)], filters=[trimmed], render_kw={"rows": 2}
    )
    before = HiddenField(filters=[lambda value: (value or "")[-CONTEXT:]])
    after = HiddenField(filters=[lambda value: (value or "")[:CONTEXT]])
    nth = HiddenField()
    closest = ""

    @property
    def quoted(self) -> Quoted:
        number = self.nth.data or ""
        nth = int(number) if number.isdecimal() and len(number) < 6 else -1
        return Quoted(self.quote.data or "", self.before.data, self.after.data, nth)

    def refuse(self, no: Refused) -> None:
        super().refuse(no)
        if isinstance(no, NotThere):
            self.closest = no.closest
