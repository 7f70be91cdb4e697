"""A draft is taken into a plan: looked at, then written into the sections that somebody chose. The
words are written after the rule, by a job too, each once: its line of the log has a key."""

from typing import Any

from flask_babel import gettext as _
from pycrdt import Doc

from app import events, jobs
from app.accounts.models import Person
from app.clock import now
from app.database import lock
from app.documents import log, restore, tree
from app.documents.refusals import careful
from app.drafts.models import Arrival
from app.drafts.sections import Draft, appended, matches, read
from app.errors import Refused
from app.extensions import db
from app.files.blobs import blobs
from app.plans.models import Plan, Section

KIND = "drafts.fill"
NEW, SKIP = "new", "skip"


def look(plan: Plan, data: bytes, kind: str) -> dict[str, Any]:
    """What a file would bring, for the page that asks."""
    draft = read(data, kind)
    if not draft.sections:
        raise Refused(_("There are no words in this file."), "file")
    headings = {section.id: section.title for section in plan.sections}
    rows = [
        {"heading": section.heading, "words": section.words, "match": match}
        for section, match in zip(draft.sections, matches(draft, headings), strict=True)
    ]
    return {"kind": kind, "title": draft.title, "sections": rows, "dropped": dict(draft.dropped)}


def apply(arrival: Arrival, places: list[str], *, by: Person) -> Arrival:
    """`places`: for each section of the draft new, skip, or the section's id that it goes to."""
    if lock(arrival).applied_at is not None:
        return arrival
    rows = arrival.found["sections"]
    known = {str(section.id): section for section in arrival.plan.sections}
    targets: list[int | None] = []
    for row, place in zip(rows, places, strict=True):
        if place == NEW:
            heading = row["heading"] or arrival.found["title"] or _("From a file")
            targets.append(arrival.plan.add_section(heading, by=by).id)
        else:
            targets.append(known[place].id if place in known else None)
    if not any(targets):
        raise Refused(_("Choose at least one section."))
    arrival.applied_at, arrival.applied_by_id = now(), by.id
    arrival.result = {"targets": targets}
    jobs.add(KIND, arrival_id=arrival.id)
    events.record(
        "plan.imported",
        arrival.plan,
        by=by,
        audience=f"pair-{arrival.pair_id}-staff",
        pair_id=arrival.pair_id,
        title=arrival.plan.name,
        version=arrival.name,
    )
    return arrival


@jobs.job(KIND)
def fill(arrival_id: int) -> None:
    """Writes what was chosen: an empty text gets the draft, another one gets it at its end."""
    arrival = db.session.get_one(Arrival, arrival_id)
    draft, by_id = _draft(arrival), arrival.applied_by_id
    targets = [
        (n, db.session.get_one(Section, target).document_id)
        for n, target in enumerate(arrival.result["targets"])
        if target
    ]
    db.session.rollback()
    for n, document_id in targets:
        wanted = draft.sections[n].top

        def build(doc: Doc[Any], wanted: tree.Node = wanted) -> bytes | None:
            top = tree.read(doc)
            return restore.update(doc, appended(top, wanted) if top.children else wanted)

        with careful():
            log.change(document_id, build, person_id=by_id, tab=f"draft-{arrival_id}-{n}")


def _draft(arrival: Arrival) -> Draft:
    with blobs().open(arrival.sha256) as opened:
        data = opened.read()
    return read(data, arrival.found["kind"])
