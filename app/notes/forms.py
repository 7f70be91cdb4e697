"""The form of a note: its title and what it is about."""

from collections import defaultdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.citations.removing import Cited
from app.clock import day
from app.errors import Refused
from app.extensions import db
from app.forms import ActForm, BaseForm, one_line
from app.notes.models import Note
from app.notes.templates import KINDS, text_of
from app.pairs.models import Pair
from app.visits import listing
from app.visits.agenda import AgendaItem
from app.visits.models import Visit


class NoteForm(BaseForm):
    """`about` is empty, `visit-5` or `item-7`: visits of the pair, and what is on their agendas."""

    title = StringField(_l("Title"), [DataRequired(), Length(max=160)], filters=[one_line])
    template = SelectField(
        _l("Begin with"),
        choices=lambda: [SelectChoice(*kind) for kind in KINDS.items()],
        default="",
    )
    about = SelectField(_l("What it is about"), default="")

    def __init__(
        self, *args: Any, pair: Pair | None = None, note: Note | None = None, **kwargs: Any
    ) -> None:
        note = note or kwargs.get("obj")
        super().__init__(*args, **kwargs)
        pair = note.pair if note is not None else pair
        choices = [SelectChoice("", _("On its own")), *(_visits(pair) if pair else [])]
        self.about.choices = choices + (_kept(note, choices) if note is not None else [])

    def current(self, thing: Note) -> dict[str, Any]:
        return {"about": about_of(thing)}

    def facts(self) -> dict[str, Any]:
        """title, visit and agenda_item, as the rules want them."""
        kind, _sep, number = (self.about.data or "").partition("-")
        item = db.session.get(AgendaItem, int(number)) if kind == "item" else None
        visit = db.session.get(Visit, int(number)) if kind == "visit" else None
        return {"title": self.title.data, "visit": visit, "agenda_item": item}


class RemovalForm(ActForm):
    """`sure` says that the person knows that the plan cites the note; `cited` that they have to be
    asked."""

    sure = HiddenField()
    cited = False

    def refuse(self, no: Refused) -> None:
        super().refuse(no)
        self.cited = isinstance(no, Cited)


def text_for(form: NoteForm, pair: Pair) -> str:
    """What a new note begins with."""
    facts = form.facts()
    item = facts["agenda_item"]
    return text_of(form.template.data or "", pair, item.visit if item else facts["visit"])


def about_of(note: Note) -> str:
    if note.agenda_item_id:
        return f"item-{note.agenda_item_id}"
    return f"visit-{note.visit_id}" if note.visit_id else ""


def _kept(note: Note, choices: list[SelectChoice]) -> list[SelectChoice]:
    """A note may go on being about what was removed meanwhile."""
    about = about_of(note)
    if note.subject is None or about in {choice.value for choice in choices}:
        return []
    return [SelectChoice(about, _("%(title)s (removed)", title=note.subject.title))]


def _visits(pair: Pair) -> list[SelectChoice]:
    """Each visit as a group: the whole of it, then its agenda."""
    choices = []
    visits = listing.of_pair(pair)
    agendas = _agendas([visit.id for visit in visits])
    for visit in visits:
        whole = _("%(visit)s: the whole visit", visit=visit.title)
        choices.append(SelectChoice(f"visit-{visit.id}", whole, optgroup=visit.title))
        for item in agendas[visit.id]:
            label = f"{item.title} · {day(item.day)}"
            choices.append(SelectChoice(f"item-{item.id}", label, optgroup=visit.title))
    return choices


def _agendas(visit_ids: list[int]) -> dict[int, list[AgendaItem]]:
    """What is on the agendas of some visits, in order, in one query."""
    query = select(AgendaItem).where(
        AgendaItem.visit_id.in_(visit_ids), AgendaItem.removed_at.is_(None), AgendaItem.placed
    )
    found: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in db.session.scalars(query.order_by(AgendaItem.day, AgendaItem.starts)):
        found[item.visit_id].append(item)
    return found
