"""The form of a note: its title and what it is about."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.clock import day
from app.extensions import db
from app.forms import BaseForm, one_line
from app.notes.models import Note
from app.pairs.models import Pair
from app.visits.agenda import AgendaItem
from app.visits.models import Visit


class NoteForm(BaseForm):
    """`about` is empty, `visit-5` or `item-7`; only visits of the pair can be chosen."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=160)], filters=[one_line])
    about = SelectField(_l("What it is about"), default="")

    def __init__(
        self, *args: Any, pair: Pair | None = None, visit: Visit | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.about.choices = _choices(pair, visit)

    def current(self, thing: Note) -> dict[str, Any]:
        return {"about": about_of(thing)}

    def facts(self) -> dict[str, Any]:
        """title, visit and agenda_item, as the rules want them."""
        kind, _sep, number = (self.about.data or "").partition("-")
        item = db.session.get(AgendaItem, int(number)) if kind == "item" else None
        visit = db.session.get(Visit, int(number)) if kind == "visit" else None
        return {"title": self.title.data, "visit": visit, "agenda_item": item}


def about_of(note: Note) -> str:
    if note.agenda_item_id:
        return f"item-{note.agenda_item_id}"
    return f"visit-{note.visit_id}" if note.visit_id else ""


def _choices(pair: Pair | None, focus: Visit | None) -> list[SelectChoice]:
    """Every visit of the pair; the agenda of the one in focus."""
    choices = [SelectChoice("", _("On its own"))]
    for visit in Visit.of(pair.id) if pair else []:
        choices.append(SelectChoice(f"visit-{visit.id}", visit.title))
        if focus is not None and visit.id == focus.id:
            for item in AgendaItem.of(visit):
                label = f"{visit.title} · {day(item.day)} · {item.title}"
                choices.append(SelectChoice(f"item-{item.id}", label))
    return choices
