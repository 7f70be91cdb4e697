"""Where a plan says, beside the text of a section, who writes in it."""

from app.documents.outlines import outlines
from app.plans.sections import Section


@outlines("section")
def say_who_writes(section: Section) -> list[str]:
    """The outline it stands in; an original's also on the pair's overview."""
    if edition_id := getattr(section, "edition_id", None):
        return [f"edition-{edition_id}-outline"]
    pair_id = section.plan.pair_id
    return [f"plan-{pair_id}-outline", f"overview-{pair_id}-plan"]
