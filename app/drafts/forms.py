"""The forms of files that come in."""

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from app.drafts.models import Arrival
from app.drafts.taking import SKIP
from app.forms import BaseForm


class DraftForm(BaseForm):
    draft = FileField(_l("File"))


class ReturnForm(BaseForm):
    back = FileField(_l("File"))


class PlacesForm(BaseForm):
    """Where each section of a draft goes: place-0, place-1, …"""

    def places(self, arrival: Arrival) -> list[str]:
        rows = range(len(arrival.found["sections"]))
        return [request.form.get(f"place-{n}", SKIP)[:12] for n in rows]
