"""The plain form of a text, and the name of a version."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from app.documents.merge import LONGEST
from app.forms import BaseForm, one_line


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
