"""What the others see when a section changes: its head, the outline, or the plan's whole order; and
in each edition its translation. Each is told to those who may read that one."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.documents import owners
from app.documents.live import Lately, once_a_second
from app.events import Happened, on
from app.extensions import db
from app.live import bus
from app.plans.models import Edition, Section

HEAD = {"section.changed", "section.settled", "section.reopened", "section.matched"}
CLOSING = {"section.unshared", "section.removed"}
ORIGINAL = aliased(Section)


@on("section.*")
def nudge(happened: Happened) -> None:
    """A section that closes is named itself too: its text may be open on a page of its own."""
    section = db.session.get_one(Section, happened.id)
    if section.edition_id:
        _in_edition(happened, section, happened.audience)
        return
    plan, head = f"plan-{happened.pair_id}", f"section-{happened.id}"
    regions = [head if happened.name in HEAD else plan, f"{plan}-outline"]
    if happened.name in CLOSING:
        regions += [head, f"document-{happened.data['document_id']}"]
    _tell(happened, regions)
    for translation in section.translations:
        _in_edition(happened, translation, translation.audience)
        if happened.name == "section.unshared":
            _tell(happened, [_beside(translation)])


def _in_edition(happened: Happened, section: Section, audience: str) -> None:
    edition, head = f"edition-{section.edition_id}", f"section-{section.id}"
    regions = [edition] if happened.name not in HEAD else [head, _beside(section)]
    if happened.name in CLOSING:
        regions += [head, f"document-{section.document_id}"]
    _tell(happened, [*regions, *_at_a_glance(section)], audience)


@on("section.shared", "section.unshared")
def nudge_frozen(happened: Happened) -> None:
    """What was frozen of a section is shown to experts and observers as long as it is shared."""
    plan_id = db.session.get_one(Section, happened.id).plan_id
    _tell(happened, [f"plan-{plan_id}-approvals", f"plan-{plan_id}-versions"])


@on("plan.frozen")
def nudge_versions(happened: Happened) -> None:
    _tell(happened, [f"plan-{happened.id}-versions"])


@on("approval.*")
def nudge_approval(happened: Happened) -> None:
    plan = f"plan-{happened.data['plan_id']}"
    _tell(happened, [f"approval-{happened.id}", f"{plan}-approvals", f"{plan}-versions"])


@on("document.edited")
def first_words(happened: Happened) -> None:
    """An empty section is being drafted now; what it was translated into is older."""
    if happened.kind != "section":
        return
    section, head = db.session.get_one(Section, happened.id), f"section-{happened.id}"
    outline = [] if section.edition_id else [f"plan-{happened.pair_id}-outline"]
    _tell(happened, [head, *outline])
    for each in [section] if section.edition_id else section.translations:
        regions = [f"section-{each.id}", *_at_a_glance(each)]
        _tell(happened, regions, each.audience)


@owners.shows_text
def beside_translations(document_id: int) -> list[tuple[str, str]]:
    """An original shows beside its translations, too."""
    section = Section.with_text(document_id)
    if section is None or section.edition_id:
        return []
    return [(section.audience, _beside(each)) for each in section.translations]


@once_a_second
def original_written(lately: Lately) -> None:
    """The first new line of an original makes its translations older."""
    query = select(Section).join(ORIGINAL, Section.translates_id == ORIGINAL.id)
    query = query.where(ORIGINAL.document_id == lately.document_id, ORIGINAL.edition_id.is_(None))
    matched = Section.matched_seq.between(lately.first - 1, lately.last - 1)
    for each in db.session.scalars(query.where(matched)):
        for region in (f"section-{each.id}", *_at_a_glance(each)):
            bus.nudge(each.audience, region, tab=lately.page, by=lately.by)


@on("edition.*")
def nudge_edition(happened: Happened) -> None:
    edition = db.session.get_one(Edition, happened.id)
    switcher = f"plan-{edition.plan_id}-editions"
    _tell(happened, [switcher])
    # The sections' own readers: those of a shared one are more than hear of the edition.
    for section in edition.all_sections:
        regions = [f"edition-{edition.id}", f"edition-{edition.id}-outline", switcher]
        closed = [f"section-{section.id}", f"document-{section.document_id}"]
        _tell(happened, regions + closed, section.audience)


def _beside(translation: Section) -> str:
    """The original, where it stands beside this translation."""
    return f"section-{translation.id}-original"


def _at_a_glance(section: Section) -> list[str]:
    """The outline of its edition, and the switcher with the numbers of what is older."""
    return [f"edition-{section.edition_id}-outline", f"plan-{section.plan_id}-editions"]


def _tell(happened: Happened, regions: list[str], audience: str = "") -> None:
    for region in dict.fromkeys(regions):
        topic = audience or happened.audience
        bus.nudge(topic, region, tab=happened.tab, by=happened.actor_name)
