"""The mail to somebody whom an import made a member: no secret in it."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app import mail
from app.accounts.models import Person
from app.pairs.memberships import Membership


def send(member: Membership, *, by: Person) -> mail.Mail:
    """Written in the person's own language, into the rule's transaction."""
    person, pair = member.person, member.pair
    with force_locale(person.language):
        subject = _("Welcome to %(pair)s in Tandem", pair=pair.name)
        body = _(
            "Hello %(name)s,\n\n"
            "%(by)s has added you to %(pair)s, where the cities plan their visits, claim their "
            "travel costs and write their action plan together.\n\n"
            "Sign in with this mail address, we send you a code: %(url)s\n",
            name=person.name,
            by=by.name,
            pair=pair.name,
            url=f"{current_app.config['PUBLIC_URL']}/pairs/{pair.slug}",
        )
    return mail.send("welcome", person.mail, str(subject), str(body), pair_id=pair.id)
