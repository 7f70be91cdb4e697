"""What the others see when a note changes: the list, and the note's own head."""

from app.events import Happened, on
from app.live import bus


@on("note.file_added", "note.file_removed", "note.file_restored")
def nudge_files(happened: Happened) -> None:
    region = f"note-{happened.id}-files"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on("note.*")
def nudge(happened: Happened) -> None:
    for region in (f"notes-{happened.pair_id}", f"note-{happened.id}"):
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on("note.started", "note.removed", "note.restored", "note.shared", "note.unshared")
def nudge_report(happened: Happened) -> None:
    """It may be the report of its visit."""
    if visit_id := happened.data.get("visit_id"):
        bus.nudge(happened.audience, f"visit-{visit_id}-report", tab=happened.tab)


@on("note.unshared", "note.removed")
def close_text(happened: Happened) -> None:
    """Open pages of those who may not read it any more ask again, and are told so."""
    document = f"document-{happened.data['document_id']}"
    bus.nudge(happened.audience, document, tab=happened.tab, by=happened.actor_name)
