"""The mails of a review round: one to each reviewer when it opens, one to each officer of the
plan's cities when a review is sent. Written in the reader's language, into the rule's
transaction."""

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app import mail
from app.accounts.models import Person
from app.clock import day
from app.comments.rounds import ReviewRound
from app.pairs.memberships import Membership


def asked(found: ReviewRound, person: Person) -> None:
    with force_locale(person.language):
        subject = _("Please review: %(plan)s", plan=found.plan.name)
        asks = _(
            "Hello %(name)s,\n\n%(by)s asks you to review “%(plan)s” of %(pair)s until %(day)s.",
            name=person.name,
            by=found.opened_by.name,
            plan=found.plan.name,
            pair=found.pair.name,
            day=day(found.due_on, locale=person.language),
        )
        private = _(
            "Nobody sees your comments until you send your review: %(url)s\n", url=_url(found)
        )
    body = "\n\n".join(filter(None, (str(asks), found.message, str(private))))
    mail.send("review", person.mail, str(subject), body, pair_id=found.pair_id)


def sent(found: ReviewRound, by: Person, comments: int) -> None:
    for person in officers(found):
        with force_locale(person.language):
            subject = _("A review of %(plan)s is here", plan=found.plan.name)
            body = _(
                "Hello %(name)s,\n\n"
                "%(by)s has sent a review of “%(plan)s”: %(comments)s.\n\n"
                "Read and answer it here: %(url)s\n",
                name=person.name,
                by=by.name,
                plan=found.plan.name,
                comments=ngettext("%(num)d comment", "%(num)d comments", comments),
                url=_url(found),
            )
        mail.send("review", person.mail, str(subject), str(body), pair_id=found.pair_id)


def officers(found: ReviewRound) -> list[Person]:
    return Membership.officers(found.pair_id, found.plan.city_ids())


def _url(found: ReviewRound) -> str:
    return f"{current_app.config['PUBLIC_URL']}/pairs/{found.pair.slug}/rounds/{found.id}"
