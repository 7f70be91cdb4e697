"""Tells the others of each stored line: readers are nudged to read the text again, editors that
follow `document-<id>` get the update itself."""

from base64 import b64encode

from app.accounts.models import Person
from app.documents import owners
from app.documents.writer import Appended, on_appended
from app.extensions import db
from app.live import bus


@on_appended
def tell(line: Appended) -> None:
    topic = f"document-{line.document_id}"
    update = {"seq": line.seq, "tab": line.tab, "update": b64encode(line.payload).decode()}
    bus.send(topic, "update", {"document": line.document_id, **update})
    owner = owners.owner_of(line.document_id)
    if owner is not None:
        person = db.session.get(Person, line.person_id) if line.person_id else None
        bus.nudge(owner.audience, topic, tab=line.page, by=person.name if person else "")
