"""The people of a pair: who they are, what they may change about each other."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app import access, hx
from app.access import me
from app.events import Once
from app.extensions import db
from app.forms import ActForm
from app.pairs import roster
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from app.pairs.models import MemberCity, Pair
from app.pairs.people_forms import RoleForm
from app.pairs.people_words import ROLE
from app.standing import standing

bp = Blueprint("people", __name__)

PAGE, FRAGMENT, CHANGED = "people/index.html", "people/_people.html", "people/_changed.html"


@bp.app_context_processor
def words() -> dict[str, object]:
    return {"role_words": ROLE}


@bp.get("/pairs/<slug>/people")
def index(slug: str) -> str:
    pair = access.pair_to("people.read", slug)
    return hx.render(PAGE, FRAGMENT, removed=_just_removed(pair), **shown(pair))


@bp.get("/pairs/<slug>/people/<int:membership_id>")
def edit(slug: str, membership_id: int) -> str:
    member = access.membership_to("people.manage", slug, membership_id)
    form = RoleForm.of(member, pair=member.pair, own=own_city(member.pair))
    return hx.render(PAGE, FRAGMENT, changing=member.id, form=form, **shown(member.pair))


@bp.post("/pairs/<slug>/people/<int:membership_id>")
def change(slug: str, membership_id: int) -> Response:
    if mine := _own_again(slug, membership_id):
        return _answer(mine, _("%(name)s: changed.", name=mine.person.name))
    member = access.membership_to("people.manage", slug, membership_id)
    form = RoleForm.posted(pair=member.pair, own=own_city(member.pair))
    seen, by = form.seen_version, me()
    if not form.act(lambda: member.change(seen, str(form.role.data), form.chosen_city(), by=by)):
        return hx.invalid(FRAGMENT, form=form, changing=membership_id, **shown(member.pair))
    return _answer(member, _("%(name)s: changed.", name=member.person.name))


@bp.post("/pairs/<slug>/people/<int:membership_id>/removal")
def remove(slug: str, membership_id: int) -> Response:
    if mine := _own_again(slug, membership_id):
        return _answer(mine, _("%(name)s is no longer a member.", name=mine.person.name))
    member, form, by = _either(slug, membership_id), ActForm.posted(), me()
    if not form.act(lambda: member.remove(by=by)):
        return hx.invalid(FRAGMENT, form=form, **shown(member.pair))
    said = _("%(name)s is no longer a member.", name=member.person.name)
    undo = url_for("people.restore", slug=slug, membership_id=membership_id)
    return _answer(member, said, undo=undo, removed_id=membership_id)


@bp.post("/pairs/<slug>/people/<int:membership_id>/restoration")
def restore(slug: str, membership_id: int) -> Response:
    member, form, by = _either(slug, membership_id), ActForm.posted(), me()
    if not form.act(lambda: member.restore(by=by)):
        return hx.invalid(FRAGMENT, form=form, **shown(member.pair))
    return _answer(member, _("%(name)s is a member again.", name=member.person.name))


def shown(pair: Pair) -> dict[str, Any]:
    """What the page needs. Invitations are for who may take them back, and for the programme."""
    who = me()
    reads = access.may(who, "mail.read", pair)
    invited = [
        one for one in Invitation.open_for(pair) if reads or access.may(who, "people.manage", one)
    ]
    return {
        "pair": pair,
        "groups": roster.groups(pair),
        "managers": roster.managers(pair),
        "invitations": invited,
        "may_invite": access.may(who, "people.manage", pair),
    }


def _either(slug: str, membership_id: int) -> Membership:
    """A member, or one who was removed: a button that is pressed twice finds them both times."""
    member = db.session.get(Membership, membership_id)
    binned = member is not None and member.removed_at is not None
    return access.membership_to("people.manage", slug, membership_id, binned=binned)


def _own_again(slug: str, membership_id: int) -> Membership | None:
    """One's own, where this press was acted on already, or one has left: it may have taken the
    right to press again, and the second press ends where the first one did."""
    member, who = db.session.get(Membership, membership_id), me()
    if member is None or member.person_id != who.id or member.pair.slug != slug:
        return None
    once = request.form.get("once", "")[:64]
    pressed = select(Once.id).where(Once.person_id == who.id, Once.key == once)
    left = member.removed_at is not None and not access.may(who, "people.read", member.pair)
    return member if left or (once and db.session.scalar(pressed)) else None


def own_city(pair: Pair) -> MemberCity | None:
    """The city that an officer acts for; None for managers, who act for all."""
    at = standing(me(), pair)
    return pair.city(at.city_id) if at else None


def _answer(member: Membership, said: str, undo: str = "", removed_id: int = 0) -> Response:
    """Who has removed or moved themselves may not be here any more: they go to where they may."""
    pair = member.pair
    if not access.may(me(), "people.read", pair):
        return hx.go(url_for("waiting.index"))
    to = url_for("people.index", slug=pair.slug, removed=removed_id or None)
    return hx.answer(CHANGED, to=to, said=said, undo=undo, **shown(pair))


def _just_removed(pair: Pair) -> Membership | None:
    """For the Undo of a plain form: the member who was removed a moment ago."""
    number = request.args.get("removed", type=int)
    found = Membership.removed_one(pair.id, number) if number else None
    return found if found and access.may(me(), "people.manage", found) else None
