"""One mail to the officers of a city whose claim was sent back, some minutes after the first line:
several lines that are sent back in one go are one mail."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app import jobs, mail
from app.accounts.models import Person
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.returning import TELL
from app.database import writing
from app.extensions import db
from app.pairs.memberships import Membership


@jobs.job(TELL)
def tell(claim_id: int) -> None:
    """Nothing where the city has answered meanwhile."""
    claim = db.session.get_one(Claim, claim_id)
    lines = [line for line in Line.of(claim) if line.sent_back]
    if claim.state != "sent_back" or not lines:
        return
    officers = Membership.officers(claim.pair_id, [claim.member_city_id])
    told = [(line.description, line.sent_back.reason) for line in lines if line.sent_back]
    with writing():
        for person in officers:
            _write(db.session.get_one(Claim, claim_id), person, told)


def _write(claim: Claim, person: Person, told: list[tuple[str, str]]) -> None:
    page = f"{current_app.config['PUBLIC_URL']}/pairs/{claim.pair.slug}/claims/{claim.id}"
    with force_locale(person.language):
        subject = _("Claim %(number)s was sent back", number=claim.number)
        body = _(
            "Hello %(name)s,\n\nplease put these lines of claim %(number)s right, and submit it "
            "again:\n\n%(lines)s\n\n%(url)s\n",
            name=person.name,
            number=claim.number,
            lines="\n".join(f"– {what}: {reason}" for what, reason in told),
            url=page,
        )
    mail.send("claim_back", person.mail, str(subject), str(body), pair_id=claim.pair_id)
