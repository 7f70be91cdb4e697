"""What the fragments of comments show beside a thread: what the viewer may do with it, and where it
is. Rights are asked of access once for all threads about one thing."""

from typing import Any

from flask import url_for

from app import access
from app.access import me
from app.comments import conversation
from app.comments.models import Thread
from app.comments.threads import About
from app.documents import owners
from app.documents.models import Document
from app.documents.passages import located
from app.notes.models import Note
from app.plans.models import Plan, Section


def of_document(document: Document, **more: Any) -> dict[str, Any]:
    """For _conversation.html, of a text that the viewer may read."""
    owner = access.owner_of(document.id)
    return of_documents([owner])[0] | more if owner else {}


def of_documents(shown: list[Any]) -> list[dict[str, Any]]:
    """One for each section or note of a pair, with their threads read at once."""
    pair = access.pair_of(shown[0]) if shown else None
    found = {}
    if pair is not None:
        found = conversation.of_texts([each.document_id for each in shown], pair, me())
    return [
        {
            "region_id": f"document-{owner.document_id}-threads",
            "home": url_for("comments.index", document_id=owner.document_id),
            "add": url_for("comments.add", document_id=owner.document_id),
            "title": owner.title,
            "conversation": found[owner.document_id],
            "focus": None,
            "acts": owners.offered(owner),
        }
        | rights(owner)
        for owner in shown
    ]


def of_plan(plan: Plan, **more: Any) -> dict[str, Any]:
    at: dict[str, Any] = {"slug": plan.pair.slug, "plan_id": plan.id}
    context = {
        "region_id": f"plan-{plan.id}-threads",
        "home": url_for("comments.of_plan", **at),
        "add": url_for("comments.add_to_plan", **at),
        "title": plan.name,
        "conversation": conversation.of_plan(plan, me()),
    }
    return context | rights(plan) | {"focus": None} | more


def of_thread(thread: Thread, **more: Any) -> dict[str, Any]:
    """For _thread.html alone. `gone`: its words are in no text that the viewer may read."""
    owner = place_of(thread)
    gone, now = False, ""
    if thread.passage is not None and owner is not None and not isinstance(owner, Plan):
        where = located([thread.passage], lambda some: conversation.texts(thread.pair, me(), some))
        found = where.get(thread.passage.id)
        gone, now = found is None, conversation.changed(thread, found) if found else ""
    return rights(owner) | {"thread": thread, "gone": gone, "now": now} | more


def rights(owner: About | None) -> dict[str, bool]:
    """What the viewer may do with all threads about a thing."""
    writes = owner is not None and access.may(me(), _verb(owner, "write"), owner)
    about: Any = access.pair_of(owner) if isinstance(owner, Plan) else owner
    comments = owner is not None and access.may(me(), "thread.write", about)
    pair = access.pair_of(owner) if owner is not None else None
    return {
        "may_write_text": writes,
        "may_comment": comments,
        "may_answer": owner is not None and _answers(owner),
        "may_keep_to_cities": pair is not None and access.may(me(), "thread.cities", pair),
    }


def _answers(owner: About) -> bool:
    """As `thread.answer` says, asked once for all threads about a section."""
    return not isinstance(owner, Note) and access.may(me(), "plan.freeze", _plan_of(owner))


def _plan_of(owner: Section | Plan) -> Plan:
    return owner.plan if isinstance(owner, Section) else owner


def _verb(owner: About, verb: str) -> str:
    if isinstance(owner, Plan):
        return "section.steer"
    return f"{'note' if isinstance(owner, Note) else 'section'}.{verb}"


def place_of(thread: Thread) -> About | None:
    """What a thread stands in now: its words may have moved to another text."""
    if thread.passage is None:
        return thread.owner
    where = located([thread.passage], lambda some: conversation.texts(thread.pair, me(), some))
    found = where.get(thread.passage.id)
    owner: Any = access.owner_of(found.document_id) if found else None
    return owner or thread.owner
