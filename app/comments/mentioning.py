"""Who is named in a comment with @, and whether they could read it. A name is written as it is
shown; the first name is enough where only one member has it."""

import re

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Appointment, Person
from app.comments.models import Comment, Mention, Thread
from app.errors import Refused
from app.extensions import db
from app.pairs.memberships import Membership
from app.table import may

_AT = re.compile(r"(?<![\w@])@(?=\w)")


def members(pair_id: int) -> list[Person]:
    """All who can be named in a pair: its members, and the programme's managers."""
    in_pair = select(Membership.person_id).where(
        Membership.pair_id == pair_id, Membership.removed_at.is_(None)
    )
    managers = select(Appointment.person_id).where(
        Appointment.role == "manager", Appointment.removed_at.is_(None)
    )
    query = select(Person).where(Person.id.in_(in_pair) | Person.id.in_(managers))
    return list(db.session.scalars(query.order_by(Person.name)))


def named(words: str, people: list[Person]) -> list[Person]:
    """The people whose names follow an @, each once, in the order of the words."""
    first: dict[str, list[Person]] = {}
    for person in people:
        first.setdefault(person.name.split()[0].casefold(), []).append(person)
    found: list[Person] = []
    for at in _AT.finditer(words):
        rest = words[at.end() :].casefold()
        whole = [p for p in people if _begins(rest, p.name.casefold())]
        alone = [ps[0] for name, ps in first.items() if len(ps) == 1 and _begins(rest, name)]
        one = max(whole, key=lambda p: len(p.name), default=None) or next(iter(alone), None)
        if one and one not in found:
            found.append(one)
    return found


def mention(comment: Comment) -> None:
    """Keeps who is named in a comment; refused where one of them could not read it."""
    people = named(comment.body, members(comment.thread.pair_id)) if "@" in comment.body else []
    for person in people:
        refuse_blind(comment.thread, person, "words")
    comment.mentions = [Mention(person=person) for person in people]


def refuse_blind(thread: Thread, person: Person, field: str) -> None:
    if not may(person, "thread.read", thread):
        raise Refused(_("%(name)s cannot read this comment.", name=person.name), field=field)


def _begins(words: str, name: str) -> bool:
    return words.startswith(name) and not words[len(name) : len(name) + 1].isalnum()
