"""A section that is shared, and a lesson of a note, to be cited in it."""

from collections.abc import Callable
from typing import Any

import pytest

from app.citations.models import Citation
from app.documents import pinning
from app.documents.quoting import Quoted
from app.events import act
from app.extensions import db
from app.plans.models import Section
from app.takeaways.models import Takeaway
from tests.cast import person
from tests.comments.conftest import section as section
from tests.takeaways.conftest import mark as mark
from tests.takeaways.conftest import note as note
from tests.takeaways.conftest import stay as stay


@pytest.fixture
def lesson(mark: Callable[..., Takeaway]) -> Takeaway:
    return mark("lesson", "two hundred bicycles", "Count the bicycles.")


@pytest.fixture
def cite(section: Section, lesson: Takeaway) -> Callable[..., Citation]:
    """cite("at the bridge"): the lesson, on these words of the section."""

    def cited(quote: str = "", **more: Any) -> Citation:
        anna, quoted = person("anna"), Quoted(quote) if quote else None
        found = act(lambda: Citation.cite(lesson, section, by=anna, quoted=quoted, **more))
        number = found.id
        if found.passage_id:
            pinning.at_once(found.passage_id)
        db.session.rollback()
        return db.session.get_one(Citation, number)

    return cited
