"""The evidence of a text: which lessons it cites, where they were learnt, and what of that a reader
may see. The same for a page and for a file that goes out."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from app.accounts.models import Person
from app.citations.models import Citation
from app.clock import day, days
from app.documents import reading
from app.documents.anchoring import Place
from app.plans.models import Section
from app.table import may
from app.takeaways.models import Takeaway
from app.visits.models import Visit


@dataclass(frozen=True)
class Evidence:
    """A citation, the words of the section that it stands on, and where they stand now."""

    citation: Citation
    words: str = ""
    gone: bool = False

    @property
    def lesson(self) -> Takeaway:
        return self.citation.lesson


def of_sections(
    sections: list[Section], person: Person, *, at: datetime | None = None
) -> dict[int, list[Evidence]]:
    """By the id of the section, in the order of its text; only lessons that the reader may read.
    `at` is an earlier instant: what was cited then."""
    found: dict[int, list[tuple[int, Evidence]]] = {section.id: [] for section in sections}
    by_text = {section.document_id: section for section in sections}
    for citation in Citation.of_texts(list(by_text), at):
        if may(person, "note.read", citation.lesson):
            section = by_text[citation.home.document_id]
            found[section.id].append(_placed(citation, section))
    return {
        number: [one for _at, one in sorted(rows, key=lambda row: (row[0], row[1].citation.id))]
        for number, rows in found.items()
    }


def _placed(citation: Citation, section: Section) -> tuple[int, Evidence]:
    """What is cited on the whole comes first, what stands on words that are gone last."""
    if citation.passage is None:
        return -1, Evidence(citation)
    text = reading.text_of(section.document)
    place: Place | None = text.places.get(citation.passage.key)
    if place is None:
        return len(text.words), Evidence(citation, citation.quote, gone=True)
    return place.start, Evidence(citation, text.words[place.start : place.stop])


def source(lesson: Takeaway) -> str:
    """Where and when it was learnt, without a person's name: city, visit, date."""
    visit, item = lesson.note.visit, lesson.note.agenda_item
    parts = [lesson.city.name]
    if visit is not None:
        parts.append(_("visit “%(title)s”", title=visit.title))
    parts.append(item.title if item is not None and item.kind != "block" else "")
    parts.append(_when(lesson, visit, item.day if item is not None else None))
    return ", ".join(filter(None, parts))


def footnote(lesson: Takeaway) -> str:
    """For a file that goes out: the lesson's words only where its city agreed to that."""
    where = source(lesson)
    if lesson.publish_agreed_at is None:
        return _("Learnt in %(source)s.", source=where)
    return _("Learnt in %(source)s: “%(words)s”", source=where, words=lesson.sentence)


def _when(lesson: Takeaway, visit: Visit | None, on: date | None) -> str:
    if on is not None:
        return day(on)
    if visit is not None and visit.begins_on and visit.ends_on:
        return days(visit.begins_on, visit.ends_on)
    return day(lesson.note.written_at.date())
