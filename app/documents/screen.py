"""What every page of a text shows of whose it is. What a person may do is asked by the views."""

from collections.abc import Callable
from typing import Any

from app.documents import owners
from app.documents.models import Document


def about(document: Document, may: Callable[[str, Any], bool]) -> dict[str, Any]:
    """`may(verb, owner)` is the viewer's right to a verb of the table of rights."""
    owner = owners.owner_of(document.id)
    writable = owner is not None and may(f"{owner.__tablename__}.write", owner)
    return {
        "document": document,
        "title": owners.title_of(owner),
        "writable": writable,
        "owner_page": owners.page_of(owner),
        "language": getattr(owner, "language", ""),
    }
