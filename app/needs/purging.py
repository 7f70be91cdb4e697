"""Needs are deleted some weeks after the visit, as the cohort says, and the person is told."""

from datetime import time, timedelta

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app import events, jobs, mail
from app.accounts.models import Person
from app.clock import at, now, today
from app.extensions import db
from app.needs.models import Needs, deleted_on
from app.visits.models import Visit
from app.visits.travellers import Traveller

KIND = "needs.purge"
AT_NIGHT = time(2)
LOOK_AGAIN = timedelta(weeks=1)


@jobs.job(KIND)
def purge(traveller_id: int) -> None:
    """Looks at least once a week, for visits move. Deletes, or waits for the day."""
    traveller = db.session.get_one(Traveller, traveller_id)
    if Needs.of(traveller) is not None:
        events.act(lambda: _purge(traveller))


def _purge(traveller: Traveller) -> Traveller:
    traveller.hold_still()
    needs, visit = Needs.of(traveller), traveller.visit
    if needs is None:
        return traveller
    day = deleted_on(visit) or today(visit.zone)
    if not traveller.removed_at and today(visit.zone) < day:
        run_at = min(at(day, AT_NIGHT, visit.zone), now() + LOOK_AGAIN)
        jobs.add(KIND, run_at=run_at, traveller_id=traveller.id)
        return traveller
    needs.forget(by=None)
    if traveller.person:
        _write(visit, traveller.person)
    return traveller


def _write(visit: Visit, person: Person) -> None:
    with force_locale(person.language):
        subject = _("What you told the hosts of “%(title)s” is deleted", title=visit.title)
        body = _(
            "Hello %(name)s,\n\nYou had told the hosts of “%(title)s” what you need (diet, access, "
            "whom to call in an emergency). The visit is over, and this is now deleted in Tandem. "
            "Nobody can read it here any more.\n\n%(url)s\n",
            name=person.name,
            title=visit.title,
            url=f"{current_app.config['PUBLIC_URL']}/pairs/{visit.pair.slug}/visits/{visit.id}",
        )
    mail.send("needs", person.mail, str(subject), str(body), pair_id=visit.pair_id)
