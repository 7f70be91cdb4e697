"""What goes out, and how."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from app.forms import BaseForm

NAMES = {
    "docx": _l("Word (DOCX), with comments and suggestions"),
    "odt": _l("OpenDocument (ODT), the text alone"),
    "pdf": _l("PDF, for reading and printing"),
    "md": _l("Markdown, the text alone"),
}


class ExportForm(BaseForm):
    format = SelectField(
        _l("File"),
        [DataRequired()],
        choices=[SelectChoice(code, name) for code, name in NAMES.items()],
    )
    remarks = BooleanField(_l("With the open comments"), default=True)
